"""Boxes for yes and no in a workbook of somebody's own: what each is called, what is ticked there, and that both cannot hold."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.styles import Border, Protection, Side

from domain.finding import Severity
from questionnaire.adopt import adopt
from questionnaire.reading import Reading
from questionnaire.statuses import judge
from tests.adopt.making import Sample
from tests.adopt.returned import TODAY, by_openpyxl, reading_of, sent
from tests.questionnaire.test_statuses import submission
from workbooks.cells import Cell, from_a1

_LINE = Side("thin")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
# The word for yes and no, a question, and how a person may tick in that language.
WORDS = {
    "en": ("Yes", "No", "Is there a closed season?", "x"),
    "fr": ("Oui", "Non", "Y a-t-il une fermeture de la pêche ?", "X"),
    "ar": ("نعم", "لا", "هل توجد فترة حظر للصيد؟", "✓"),
    "es": ("Sí", "No", "¿Hay veda?", "V"),
    "ru": ("Да", "Нет", "Есть ли запретный период?", "х"),
    "zh": ("是", "否", "是否设有禁渔期？", "√"),
    "de": ("Ja", "Nein", "Gibt es eine Schonzeit?", "☒"),
}


def _book(cells: Mapping[str, str], framed: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Form"
    page.column_dimensions["A"].width = 50
    for at, said in cells.items():
        page[at] = said
    for at in framed:
        page[at].border, page[at].protection = _FRAME, Protection(locked=False)
    page.protection.sheet = bool(framed)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def drawn(way: str, language: str) -> tuple[bytes, str, str]:
    """Return a form with a question in each way that such boxes are drawn, and the cells of its boxes for yes and for no."""
    yes, no, asked, _ = WORDS[language]
    if way == "before":
        return _book({"A1": "Form", "A3": asked, "B3": "☐", "C3": yes, "D3": "☐", "E3": no}, ()), "B3", "D3"
    if way == "within":
        return _book({"A1": "Form", "A3": asked, "B3": f"☐ {yes}", "C3": f"☐ {no}"}, ()), "B3", "C3"
    return _book({"A1": "Form", "A3": asked, "B3": yes, "D3": no}, ("C3", "E3")), "C3", "E3"


def read_with(data: bytes, typed: Mapping[str, str]) -> Reading:
    """Return what a copy says in whose cells this was typed."""
    one = sent(Sample("form", data, {}))
    return reading_of(one, by_openpyxl(one.copy, {Cell("Form", *from_a1(at)): said for at, said in typed.items()}))


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("way", ["before", "within", "behind"])
def test_each_box_is_called_by_its_question_and_its_own_word(way: str, language: str) -> None:
    """Whether the box stands before its word or behind it: the tick of a no is never stored as one of yes."""
    data, yes_at, no_at = drawn(way, language)
    yes, no, asked, _ = WORDS[language]
    found = {one.place: one.label for one in adopt(data, "form.xlsx").questions}
    assert found == {f"Form!{yes_at}": f"{asked} – {yes}", f"Form!{no_at}": f"{asked} – {no}"}


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("way", ["before", "within", "behind"])
def test_yes_and_no_that_are_both_ticked_are_asked_about(way: str, language: str) -> None:
    """One of them alone is an answer; both are an error, at the second box, that names both words."""
    data, yes_at, no_at = drawn(way, language)
    yes, no, _, tick = WORDS[language]
    alone = read_with(data, {no_at: tick})
    assert ([value for value in alone.answers.values() if value], alone.findings) == (["X"], ())
    both = read_with(data, {yes_at: tick, no_at: "X"})
    (told,) = both.findings
    assert (told.code, told.severity, told.cell) == ("opposites", Severity.ERROR, no_at)
    assert yes in told.message
    assert no in told.message
    assert told.remedy


_TABLE = {
    "A1": "Enquête", "A3": "Services", "B3": "Oui", "C3": "Non", "D3": "Observations", "A4": "Suivi des colis", "A5": "Livraison le samedi",
    "A6": "Mandats", "A7": "Boîtes",
}  # fmt: skip


def test_in_a_table_both_are_asked_about_in_the_row_in_which_both_are_ticked() -> None:
    """And the word of the column is a tick there."""
    data = _book(_TABLE, tuple(f"{column}{row}" for row in range(4, 8) for column in "BCD"))
    found = read_with(data, {"B4": "oui", "C5": "non", "B6": "x", "C6": "x", "C7": "oui"})
    assert {one.code: one.cell for one in found.findings} == {"opposites": "C6", "type": "C7"}
    ticked = sorted(key for key, value in found.answers.items() if value == "X")
    assert [key.partition("]")[2] for key in ticked if "mandats" not in key.lower()] == [".non", ".oui"]


def test_boxes_that_are_not_ticked_and_remarks_that_nobody_has_are_no_missing_answers() -> None:
    """A workbook of which every question is answered is whole; where neither yes nor no is ticked, one answer is missing."""
    data = _book(_TABLE, tuple(f"{column}{row}" for row in range(4, 8) for column in "BCD"))
    form = sent(Sample("form", data, {})).form
    whole = read_with(data, {"B4": "x", "C5": "x", "B6": "x", "C7": "x"})
    assert judge(form, submission(**whole.answers), TODAY).filled(of_all=False) == 1
    without = read_with(data, {"B4": "x", "C5": "x", "B6": "x"})
    assert judge(form, submission(**without.answers), TODAY).filled(of_all=False) == 3 / 4
