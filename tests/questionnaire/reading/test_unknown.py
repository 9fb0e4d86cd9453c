"""A word in place of a number that nobody knows is no fault where the question may be left blank, and the letter says that it may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from openpyxl.comments import Comment

from domain.answer import ItemStatus
from domain.finding import Severity
from languages import catalogue, spoken
from questionnaire.definition import Questionnaire
from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from tests.questionnaire.forms import Cell, loaded
from tests.questionnaire.workbook_samples import opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook


def form_of(missing: str = "") -> Questionnaire:
    """Return a form of optional figures and one that is required."""
    return loaded(
        (
            ("type", "name", "label", "required", "missing"),
            ("integer", "girls", "Girls", "", missing),
            ("decimal", "share", "Share", ""),
            ("date", "since", "Since", ""),
            ("text", "laws", "Laws", ""),
            ("integer", "pupils", "Pupils", "yes", missing),
        )
    )


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Open files in one child process for all tests of this file."""
    with Reader() as reader:
        yield reader


def read_back(
    reader: Reader, cells: Mapping[str, Cell], *, missing: str = "", language: str = "en", beside: str = "", note: str = ""
) -> Reading:
    """Return what a workbook says; `beside` and `note` are a text right of the number of girls and a comment on it."""
    form = form_of(missing)
    layout, book = lay_out(form, "en"), opened(personal("en", form))
    for slot in layout.slots:
        cell = book[slot.sheet].cell(slot.row, slot.column)
        cell.value = {"pupils": 9, **cells}.get(slot.question)
        if slot.question == "girls" and beside:
            book[slot.sheet].cell(slot.row, slot.column + 6).value = beside
        if slot.question == "girls" and note:
            cell.comment = Comment(note, "Ann")
    (found,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(found.result, Workbook)
    return read(found.result, form, [layout], today=date(2026, 11, 30), told_in=language)


SAID = (
    *("unknown", "Not available", "n.d.", "N/A", "inconnu", "pas de données", "desconocido", "s/d", "неизвестно", "Нет данных", "н/д"),
    *("غير متوفر", "不详", "unbekannt", "k. A.", "não disponível", "...", "…", "non disponibile", "niet bekend"),
)


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("question", ["girls", "share", "since"])
def test_an_unknown_figure_is_no_answer_and_no_fault(reader: Reader, question: str, said: str) -> None:
    """What was written is kept as the note, and told."""
    found = read_back(reader, {question: said})
    assert found.answers[question] is None
    assert found.untyped == {}
    assert [(one.code, one.severity, one.question) for one in found.findings] == [("answer_unknown", Severity.WARNING, question)]
    assert (found.provenance[question].status, found.provenance[question].note) == (ItemStatus.UNANSWERED, said)
    assert found.answers["pupils"] == 9


def test_a_code_of_the_form_is_an_answer_as_ever(reader: Reader) -> None:
    """It comes before the words."""
    found = read_back(reader, {"girls": "n.a."}, missing="n/a")
    assert (found.answers["girls"], found.findings) == ("n/a", ())


def test_what_stands_beside_an_unknown_figure_and_in_its_comment_is_its_note(reader: Reader) -> None:
    """It is no answer in its place."""
    found = read_back(reader, {"girls": "n.d."}, beside="not collected by the provinces", note="ask again in May")
    assert {one.code for one in found.findings} == {"answer_unknown"}
    assert all(part in found.provenance["girls"].note for part in ("n.d.", "not collected by the provinces", "ask again in May"))


@pytest.mark.parametrize("said", ["unknown", "неизвестно"])
def test_a_required_figure_is_not_unknown(reader: Reader, said: str) -> None:
    """It is asked for."""
    found = read_back(reader, {"pupils": said})
    assert [(one.code, one.severity) for one in found.findings] == [("type", Severity.ERROR)]
    assert catalogue("en").say("check_may_be_blank").message not in found.findings[0].remedy


@pytest.mark.parametrize("said", ["-", "none", "zero girls", "see attached"])
def test_whatever_else_is_written_is_told(reader: Reader, said: str) -> None:
    """A dash is nought to some."""
    (finding,) = read_back(reader, {"girls": said}).findings
    assert finding.severity is Severity.ERROR
    assert finding.remedy.endswith(catalogue("en").say("check_may_be_blank").message)


@pytest.mark.parametrize("language", spoken())
@pytest.mark.parametrize("missing", ["", "n/a"])
def test_the_letter_says_that_an_optional_cell_may_be_blank(reader: Reader, language: str, missing: str) -> None:
    """Also where a code may stand in it; not of one that is required."""
    found = read_back(reader, {"girls": "see attached", "pupils": "see attached"}, missing=missing, language=language)
    words = catalogue(language)
    optional, required = (next(one.remedy for one in found.findings if one.question == name) for name in ("girls", "pupils"))
    offered = words.tell("check_missing_or_blank", codes="n/a").message if missing else words.say("check_may_be_blank").message
    assert optional.endswith(offered)
    assert offered not in required
