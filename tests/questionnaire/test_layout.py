"""Where answers stand: unique, legal, the same in every language, and the same for writer and reader."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaire.definition import Choice, QuestionType, Section
from questionnaire.layout import Layout, choice_labels, lay_out, pages
from tests.questionnaire.workbook_samples import QUESTIONS, SAMPLE, question, sample

LANGUAGES = SAMPLE.languages
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_layout_survives_the_store(language: str) -> None:
    """What to_json wrote, from_json reads."""
    layout = lay_out(SAMPLE, language)
    assert Layout.from_json(layout.to_json()) == layout


def test_keys_are_the_same_in_every_language_and_labels_are_not() -> None:
    """A workbook in any language carries the same keys."""
    english, *others = (lay_out(SAMPLE, language) for language in LANGUAGES)
    for other in others:
        assert [slot.key for slot in other.slots] == [slot.key for slot in english.slots]
        assert all(slot.label != twin.label for slot, twin in zip(other.slots, english.slots, strict=True))
    assert len({layout.version for layout in (english, *others)}) == len(LANGUAGES)


def test_every_question_that_takes_an_answer_has_a_slot_and_a_select_multiple_has_one_a_choice() -> None:
    """Notes have none."""
    layout = lay_out(SAMPLE, "en")
    assert list(layout.by_question) == [each.name for each in SAMPLE.answerable]
    acts = SAMPLE.by_name["acts"]
    assert [slot.choice for slot in layout.by_question["acts"]] == [choice.name for choice in acts.choices]
    assert [slot.row for slot in layout.by_question["acts"]] == [5, 6, 7, 8]


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=8, unique=True), st.data())
def test_keys_are_unique_and_legal_whatever_the_names_are(names: list[str], data: st.DataObject) -> None:
    """Excel tells neither the case of names apart, nor allows hyphens, dots and spaces."""
    codes = data.draw(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4, unique=True))
    choices = tuple(Choice(code, {"en": code}) for code in codes)
    kinds = (QuestionType.TEXT, QuestionType.SELECT_MULTIPLE)
    form = sample(*(replace(QUESTIONS[1], name=name, type=kinds[place % 2], choices=choices) for place, name in enumerate(names)))
    keys = [slot.key for slot in lay_out(form, "en").slots]
    assert len({key.casefold() for key in keys}) == len(keys)
    assert all(NAME.fullmatch(key) and len(key) <= 64 for key in keys)


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_sheet_names_are_unique_and_legal_whatever_the_titles_are(titles: list[str]) -> None:
    """At most 31 UTF-16 units, no character that Excel forbids, no apostrophe at an end, and no two alike."""
    sections = tuple(Section(f"s{place}", {"en": title}) for place, title in enumerate(titles))
    form = replace(sample(*(replace(QUESTIONS[1], name=f"x{each.name}", section=each.name) for each in sections)), sections=sections)
    sheets = [page.sheet for page in pages(form, "en")]
    assert len({sheet.casefold() for sheet in sheets}) == len(titles)
    for sheet in sheets:
        assert sheet.strip()
        assert len(sheet.encode("utf-16-le")) <= 62
        assert not set(sheet) & set("[]:*?/\\")
        assert not sheet.startswith("'")
        assert not sheet.endswith("'")


def test_choices_that_would_look_the_same_get_their_code() -> None:
    """A person must be able to choose either."""
    both = question(
        "x",
        QuestionType.SELECT_ONE,
        "X",
        "X",
        "X",
        choices=(Choice("a", {"en": "Same"}), Choice("b", {"en": "Same"}), Choice("c", {"en": "C"})),
    )
    assert choice_labels(both, "en") == ("Same (a)", "Same (b)", "C")


def test_another_content_has_another_version() -> None:
    """So that a workbook names the layout that wrote it."""
    other = replace(SAMPLE, source_sha256="1" * 64)
    assert lay_out(other, "en").version != lay_out(SAMPLE, "en").version
