"""Words, names and sizes of a workbook may be anything: its draft is a form that can be used, or none is written, and that is told."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.main import app
from domain.errors import ConfigurationError
from domain.finding import Severity
from exports.sheets import workbook_of
from questionnaire.adopt import adopt
from questionnaire.xlsform import Inspection, inspect
from service.authoring import adopting
from service.authoring.adopting import adopt_workbooks, form_of, name_beside
from service.authoring.renewal.renew import renew
from tests.adopt.making import Maker, Sample
from tests.adopt.returned import by_openpyxl, compared, filling, reading_of, sent

_HOSTILE = (
    "Total of ${x}", "${last-saved#name}", "Name ${name_of_the_body}", "{{ name }} of it", "<b>Bold</b> &amp; <br/>", "100 % of %s",
    "\"It's\" `so`", "Name\r\nof\nit", "=SUM(1,2)", "+1", "@cmd", "word " * 400, "x" * 2_000,
    "\u202e\u0627\u0633\u0645 \u0627\u0644\u062c\u0647\u0629\u202c", "\U0001f600 name", "Na\x01me\x0b of", "_x0041_ name",
    "\u00a0name\u200b", "Meta", "** name **", "begin group", "select_one yes", "---",
)  # fmt: skip
_PIECES = st.sampled_from([*_HOSTILE, "${", "}", "$", "{", " ", "\n", "jr:choice-name(", "'", '"', "meta", "\u200f", "\ufeff"])
_WORDS = st.lists(_PIECES | st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=4).map("".join)


def _book(words: str, name: str = "") -> bytes:
    """Return a workbook that says the same words in all places that have some; its sheet is called `name`, or after them too."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head, ask = book.add_format({"bold": True, "border": 1, "bg_color": "#DDDDDD"}), book.add_format({"locked": False, "border": 1})
    kept = "".join(one for one in words if one.isprintable() and one not in "[]:*?/\\'").strip(" ")[:20]
    page = book.add_worksheet(name or kept or "A")
    page.protect()
    page.write_string("A1", words, head)
    told = "".join(one for one in words if one >= " ")[:100]  # The library writes these as they are, which XML cannot hold.
    told = "".join(one for one in told if one not in "\ufffe\uffff") or "A"
    rules: list[dict[str, Any]] = [{"validate": "list", "source": [told.replace(",", ";"), "second"]}]
    rules.append({"validate": "integer", "criteria": ">", "value": 0})
    for row, rule in enumerate(rules, 3):
        page.write_string(row, 0, words)
        page.write_blank(row, 1, None, ask)
        page.write_string(row, 2, words[:5])
        page.data_validation(row, 1, row, 1, {**rule, "input_message": told, "error_message": told})
    for column, text in enumerate((words, f"{words} 2024", "2025")):
        page.write_string(9, column, text, head)
    for row, text in enumerate((words, "Wind", "Sun"), 10):
        page.write_string(row, 0, text)
        page.write_blank(row, 1, None, ask)
        page.write_blank(row, 2, None, ask)
    page.write_string("A15", f"{words} must be 0")
    page.write_formula("B15", "=B11-B12-B13", None, 0)
    book.close()
    return buffer.getvalue()


def _checked(data: bytes, file: str = "book.xlsx") -> Inspection:
    """Adopt a workbook, and return what `check` says of the draft."""
    return inspect(form_of(adopt(data, file)), "form.xlsx", {file: data})


@pytest.mark.parametrize("words", _HOSTILE)
def test_whatever_a_workbook_says_its_draft_can_be_used(words: str) -> None:
    """In labels, headings, keys, choices, hints, messages, units, and the name of the sheet."""
    found = _checked(_book(words))
    assert found.questionnaire, found.problems
    assert len(found.questionnaire.answerable) == len(adopt(_book(words), "book.xlsx").questions) >= 4


@settings(max_examples=25)
@given(words=_WORDS)
@example(words="${}${a b}${ last-saved#x }")
def test_whatever_words_are_put_together_the_draft_can_be_used(words: str) -> None:
    """There is no combination that makes something else of what a workbook says."""
    found = _checked(_book(words))
    assert found.questionnaire, found.problems


def test_a_choice_that_looks_like_a_mention_is_read_from_a_copy_that_comes_back() -> None:
    """It stands as it was printed, although a question has that name."""
    make = Maker("mentions")
    page = make.sheet("A")
    page.write("A1", "Name")
    make.ask(page, "B1", "", "text", code="@")
    page.write("A2", "Kind")
    make.ask(page, "B2", "", "select_one", rule={"validate": "list", "source": ["${name} of it", "${x}"]})
    one = sent(make.done())
    typed, wanted = filling(one)
    assert set(typed.values()) & {"${name} of it", "${x}"}
    assert compared(reading_of(one, by_openpyxl(one.copy, typed)), wanted).right == 2


def test_a_mention_of_nothing_in_an_adopted_form_is_a_warning_and_in_another_an_error() -> None:
    """The words of a workbook are its author's; in a form that is written by hand it is a slip."""
    told = [one for one in _checked(_book("Total of ${x}")).problems if "${x}" in one.message]
    assert told
    assert {one.severity for one in told} == {Severity.WARNING}
    by_hand = workbook_of([("survey", ["type", "name", "label"], [["text", "a", "Total of ${x}"]])], title="")
    assert inspect(by_hand, "form.xlsx").questionnaire is None


@pytest.mark.parametrize(
    "name", ["Name\nof it.xlsx", "a  b.xlsx", " a.xlsx", "a\u00a0b.xlsx", "a\x01b.xlsx", "a\\b.xlsx", "a\udc80.xlsx", "\u200b.xlsx"]
)
def test_whatever_a_file_is_called_the_form_finds_it_beside_itself(name: str, tmp_path: Path) -> None:
    """It lies there under a name that a cell of a form keeps, and a newer edition is put onto it."""
    file, form = tmp_path / name, tmp_path / "made" / "form.xlsx"
    form.parent.mkdir()
    file.write_bytes(_book("Name"))
    adopt_workbooks([file], form)
    called = name_beside(file)
    assert inspect(form.read_bytes(), form.name, {called: (form.parent / called).read_bytes()}).questionnaire
    assert not renew([file], form, tmp_path / "made" / "form2.xlsx").renewal.gone


@pytest.mark.parametrize("name", ["\u00a0A\u200b b\u202f", "it's  so", "${x}", "${last-saved#x}", "a,b!c", "Meta"])
def test_a_sheet_may_be_called_after_anything(name: str) -> None:
    """Its cells are found by its very name."""
    found = _checked(_book("Name", name))
    assert found.questionnaire, found.problems
    assert {one.cell.rpartition("!")[0] for one in found.questionnaire.answerable} >= {
        name if name == "Meta" else f"'{name.replace(chr(39), chr(39) * 2)}'"
    }


def _form(folder: Path, *rows: list[str]) -> Path:
    file = folder / "household.xlsx"
    file.write_bytes(
        workbook_of(
            [("survey", ["type", "name", "label::English (en)"], list(rows)), ("choices", ["list_name", "name", "label"], [])], title=""
        )
    )
    return file


def test_an_xlsform_is_no_workbook_to_adopt_and_what_to_do_with_it_is_said(tmp_path: Path) -> None:
    """It is a form as it is: no draft of a form of the form is written."""
    file = _form(
        tmp_path, ["begin_group", "g", "Group"], ["text", "name", "Name"], ["integer", "age", "How old is ${name}?"], ["end_group", "", ""]
    )
    with pytest.raises(ConfigurationError, match="It is an XLSForm") as told:
        adopt_workbooks([file], tmp_path / "form.xlsx")
    assert "questionnaire check" in told.value.remedy
    assert not (tmp_path / "form.xlsx").exists()
    result = CliRunner().invoke(app, ["questionnaire", "check", str(file), "--json"])
    assert [json.loads(line) for line in result.stdout.splitlines()]


def test_a_draft_is_a_form_as_well(tmp_path: Path) -> None:
    """Whoever adopts the draft by mistake is told so."""
    file = tmp_path / "book.xlsx"
    file.write_bytes(_book("Name"))
    adopt_workbooks([file], tmp_path / "form.xlsx")
    with pytest.raises(ConfigurationError, match="It is an XLSForm"):
        adopt_workbooks([tmp_path / "form.xlsx"], tmp_path / "again.xlsx")


def test_a_questionnaire_whose_sheet_is_called_survey_is_adopted(tmp_path: Path) -> None:
    """Columns called type and name alone make no form: what stands beneath them does."""
    make = Maker("survey")
    page = make.sheet("survey")
    page.write_row("A1", ["Type", "Name", "Number"], make.head)
    for row, kind in enumerate(("Bridge", "Road", "text"), 2):
        page.write_row(f"A{row}", [kind, f"Name {row}"])
        make.ask(page, f"C{row}", "", "integer", rule={"validate": "integer", "criteria": ">", "value": 0})
    assert len(_adopted(tmp_path, make.done()).questions) == 3


def _adopted(folder: Path, sample: Sample) -> Any:
    file = folder / f"{sample.name}.xlsx"
    file.write_bytes(sample.data)
    return adopt_workbooks([file], folder / "form.xlsx").found


def _cells(formula: str, count: int, label: str = "Staff") -> Sample:
    """Return single figures beneath each other, and a check of them."""
    make = Maker("checks")
    page = make.sheet("A")
    for row in range(1, count + 1):
        page.write(f"A{row}", f"{label} {row}")
        make.ask(page, f"B{row}", "", "decimal", code="0.00")
    page.write(f"A{count + 3}", "Difference, must be 0")
    page.write_formula(f"B{count + 3}", formula, None, 0)
    return make.done()


@pytest.mark.parametrize(
    ("formula", "count", "label"),
    [
        ("=B1-" + "-".join(f"B{row}" for row in range(2, 201)), 200, "Number of persons employed in the section called"),  # Too long.
        ("=B1-" + "-".join(f"B{row}" for row in range(2, 251)), 250, "S"),  # Nested too deep: each term is beneath the next.
        ("=B1-B2-12345678901234567890", 3, "Staff"),
    ],
)
def test_a_check_that_no_form_holds_is_told_and_the_form_can_be_used(formula: str, count: int, label: str) -> None:
    """It is among what the draft does not check."""
    data = _cells(formula, count, label).data
    found = adopt(data, "book.xlsx")
    assert (found.checks, len(found.unsaid)) == ((), 1)
    assert "no form can say" in found.unsaid[0]
    assert _checked(data).questionnaire


def test_formulas_that_read_formulas_with_many_parentheses_are_no_fault() -> None:
    """Six of them have more parentheses than the interpreter's stack has room for."""
    make = Maker("deep")
    page = make.sheet("A")
    for row in (1, 2):
        page.write(f"A{row}", f"Staff {row}")
        make.ask(page, f"B{row}", "", "decimal", code="0.00")
    for row in range(10, 16):
        page.write_formula(f"D{row}", f"={'(' * 39}{'B2' if row == 15 else f'D{row + 1}+B1'}{')' * 39}", None, 0)
    page.write("A5", "Difference, must be 0")
    page.write_formula("B5", "=B1-D10", None, 0)
    assert len(adopt(make.done().data, "book.xlsx").questions) == 2


def test_a_limit_with_more_digits_than_excel_keeps_is_rounded() -> None:
    """A form holds fifteen, and so does a cell."""
    make = Maker("digits")
    page = make.sheet("A")
    page.write("A1", "Share of it")
    make.ask(page, "B1", "", "decimal", rule={"validate": "decimal", "criteria": "<=", "value": "0.299999999999999989"})
    data = make.done().data
    assert adopt(data, "book.xlsx").questions[0].kind.rule == ". <= 0.3"
    assert _checked(data).questionnaire


@pytest.mark.parametrize(("what", "told"), [("MAX_ROWS", "at most 30 rows"), ("CELL", "so many pieces")])
def test_a_draft_that_no_form_holds_is_not_written(what: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many rows, or cells of a column in so many pieces that a cell of the form would be cut: what to do is said."""
    make = Maker("large")
    page = make.sheet("Products")
    page.write_row("A1", ["Product", "Amount"], make.head)
    for row in range(2, 50):
        page.write(f"A{row}", f"Product {row}")
        if what == "MAX_ROWS" or row % 2:
            make.ask(page, f"B{row}", "", "decimal", code="0.00")
        else:
            page.write_formula(f"B{row}", "=1+1")
    sample = make.done()
    assert _checked(sample.data).questionnaire
    monkeypatch.setattr(adopting, what, 30)
    with pytest.raises(ConfigurationError, match=told):
        _adopted(tmp_path, sample)
    assert not (tmp_path / "form.xlsx").exists()
