"""A study whose own letter `correction` was written before it could say what could not be taken: nobody is thanked for answers not sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.telling import Telling
from service.authoring.drafts import apply, prospective
from service.authoring.folder_difference import difference
from service.installation.install import SAMPLE
from service.mailings.check import check
from tests.service.collecting.test_not_taken import PDF, blank, reminded
from tests.service.installed import at
from tests.service.office import ME, Office, person

OF_BEFORE = """+++
subject = "Corrections requested"
layout = "plain"
greeting = "Dear all,"

[[signatures]]
lines = ["The secretariat"]
+++

Thank you for the answers. We have received them, but some points need to be corrected. Nothing here names not_taken.
"""


def write(office: Office, *languages: str) -> None:
    """Let the study's letter be as it was written before, in these languages, and apply it."""
    for language in languages:
        letter(office.home, language).write_text(OF_BEFORE, encoding="utf-8")
    apply(office.service, SAMPLE, at("03-01"), by=ME)


def letter(home: Path, language: str) -> Path:
    """Return the file of the letter in a language."""
    return home / "studies" / SAMPLE / "letters" / f"correction.{language}.md"


def said(office: Office) -> list[str]:
    """Return what is said of the letter, by whoever applies the study and by its check."""
    noted = check(office.service, prospective(office.service, SAMPLE), at("03-02")).notes
    told = [*(one for one in difference(office.service, SAMPLE) if isinstance(one, Telling)), *noted]
    return [str(one) for one in told if "blank workbook" in one]


def test_who_sent_nothing_that_could_be_taken_gets_the_reminder_where_the_own_letter_does_not_speak_of_it(office: Office) -> None:
    """In the language that is sent, it is the letter's words that count; who has mistakes to correct gets the letter as it is."""
    write(office, "en")
    office.write(person(0), ("answers.xlsx", blank(office, 0)), reply_to=0)
    office.write(person(1), PDF, reply_to=1)
    office.write(person(2), ("answers.xlsx", office.workbook(2, employees=-5)), reply_to=2)
    found = reminded(office)
    assert "We have not yet received" in found[person(0)].text
    assert "nous ne pouvons pas lire" in found[person(1)].text
    assert "some points need to be corrected" in found[person(2)].text
    assert found[person(0)].workbook


def test_a_letter_that_was_planned_before_is_sent_by_what_the_study_says_now(office: Office) -> None:
    """Its study is applied with the older letter after it was planned, and with the newer one again."""
    kept = letter(office.home, "en").read_text(encoding="utf-8")
    office.write(person(0), PDF, reply_to=0)
    write(office, "en")
    letter(office.home, "en").write_text(kept, encoding="utf-8")
    write(office)
    assert "it is a file that we cannot read" in " ".join(reminded(office)[person(0)].text.split())


@pytest.mark.parametrize(("languages", "named"), [((), ""), (("en",), "correction.en.md"), (("en", "fr"), "letters/correction.en.md, ")])
def test_whoever_checks_or_applies_is_told_which_letters_do_not_speak_of_it(office: Office, languages: tuple[str, ...], named: str) -> None:
    """Once for all languages, with what to put into it; also where nothing else changes."""
    write(office, *languages)
    found = said(office)
    assert len(found) == (2 if languages else 0)
    for one in found:
        assert named in one
        assert "{% if not_taken %}" in one
        assert "docs/letters.md" in one
