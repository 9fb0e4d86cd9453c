"""Where answers stand: unique, legal, the same in every language, and the same for writer and reader."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaire.definition import Choice, Questionnaire, QuestionType, Section
from questionnaire.layout import Layout
from questionnaire.pages import lay_out, pages
from questionnaire.printed import choice_labels
from tests.questionnaire.repeat_samples import FIGURES
from tests.questionnaire.workbook_samples import QUESTIONS, SAMPLE, question, sample

LANGUAGES = SAMPLE.languages
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")


@pytest.mark.parametrize("form", [SAMPLE, FIGURES], ids=["sample", "figures"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_layout_survives_the_store(language: str, form: Questionnaire) -> None:
    """What to_json wrote, from_json reads."""
    layout = lay_out(form, language)
    assert Layout.from_json(layout.to_json()) == layout


def test_the_layout_of_a_table_from_before_further_rows_is_still_read() -> None:
    """What was kept with a study counts for it for ever."""
    said = json.loads(lay_out(FIGURES, "en").to_json())
    (table,) = said["tables"]
    said["tables"] = [table[:5]]
    (read,) = Layout.from_json(json.dumps(said)).tables
    assert (read.repeat, read.further, read.last) == ("equipment", 0, read.first + read.room - 1)


def test_calculations_have_no_slot_and_a_matrix_has_one_a_column() -> None:
    """Nobody answers the ones; each of the others has an item of its own, and they share the key of their row."""
    layout = lay_out(FIGURES, "en")
    assert not {"men", "unseen", "total"} & layout.by_item.keys()
    assert [key for key in layout.by_item if key.endswith(".solved")] == [f"offences[{year}].solved" for year in (2009, 2010, 2011)]
    (anchor,) = {slot.anchor for slot in layout.slots if slot.question == "solved"}
    assert [slot.heading for slot in layout.by_anchor[anchor]] == ["2009", "2010", "2011"]
    assert [column.question for column in layout.tables[0].columns if column.calculated] == ["cost"]


def test_a_line_tells_its_help_as_it_is_printed() -> None:
    """So that a reader of workbooks knows what is no answer."""
    helps = {line.question.name: line.help for page in pages(FIGURES, "fr") for line in page.lines if line.question}
    assert helps["staff"] == "Obligatoire.\nÀ la fin de 2011\nUnité\u00a0: personnes employées\nEn l’absence de nombre\u00a0: n/a, D"
    assert helps["men"] == "Calculé à partir de vos autres réponses.\nUnité\u00a0: personnes employées"
    assert helps["guide"] == ""


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
    assert list(layout.by_item) == [each.name for each in SAMPLE.answerable]
    acts = SAMPLE.by_name["acts"]
    assert [slot.choice for slot in layout.by_item["acts"]] == [choice.name for choice in acts.choices]
    assert [slot.row for slot in layout.by_item["acts"]] == [5, 6, 7, 8]


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
