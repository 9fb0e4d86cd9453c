"""The page for authors of letters names every letter, every variable and every column of a contact list that the program knows."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from contacts.columns import ContactField
from domain.contact import Contact, Organisation
from domain.study import Person, Sender
from languages import ENGLISH, study_file
from service.authoring.new_study import LETTERS

PAGE = (Path(__file__).parents[2] / "docs" / "letters.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z_.]+)`", PAGE))
# What a letter is given: the names of `service.letters.press.Press.context`, as its source has them.
PRESS = (Path(__file__).parents[2] / "service" / "letters" / "press.py").read_text(encoding="utf-8")
CONTEXT = re.search(r"def context\(.*?\n    def ", PRESS, re.DOTALL)
SHARED = re.search(r"def _shared_context\(.*?\n    def ", PRESS, re.DOTALL)
FIELDS = {"organisation": Organisation, "contact": Contact, "study.contact": Person, "sender": Sender}
LOCAL = re.compile(r"\{% for (\w+) in")


@pytest.mark.parametrize("stem", [*LETTERS, "passed_on"])
def test_every_letter_is_named(stem: str) -> None:
    """A study without one of them would fail when it is needed."""
    assert stem in NAMED


@pytest.mark.parametrize("of", FIELDS)
def test_every_fact_about_people_and_organisations_is_named(of: str) -> None:
    """One that is added to the program is added to the page."""
    assert {f"{of}.{field.name}" for field in fields(FIELDS[of])} <= NAMED


def test_every_other_variable_of_all_letters_is_named() -> None:
    """They are those that the press gives."""
    assert CONTEXT
    assert SHARED
    given = set(re.findall(r'^ {12}"(\w+)":', CONTEXT[0], re.MULTILINE))
    assert len(given) > 6
    assert given - set(FIELDS) <= NAMED
    assert {f"study.{name}" for name in re.findall(r'^ {12}"(\w+)":', SHARED[0], re.MULTILINE)} <= NAMED


@pytest.mark.parametrize("stem", LETTERS)
def test_every_variable_that_a_letter_of_a_new_study_uses_is_named(stem: str) -> None:
    """Also those of findings and answers, which stand in lists."""
    source = study_file(ENGLISH, f"{stem}.md")
    local = set(LOCAL.findall(source))
    for name in re.findall(r"(?:\{\{|in|if|not|or)\s+\(?([a-z_]+(?:\.[a-z_]+)*)", " ".join(re.findall(r"\{[{%].*?[%}]\}", source))):
        head, _, rest = name.partition(".")
        if head in local:
            assert not rest or rest in NAMED, name
        elif head not in {"not", "if", "loop"}:
            assert name in NAMED, name


@pytest.mark.parametrize("field", [one.value for one in ContactField])
def test_every_column_of_a_contact_list_is_named(field: str) -> None:
    """By the name that `--column` takes."""
    assert field in NAMED
