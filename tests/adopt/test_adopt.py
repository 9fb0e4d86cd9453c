"""A workbook that an agency designed by hand is adopted: its input cells are found, and what is called sure is right."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from typer.testing import CliRunner

from cli.main import app
from domain.errors import ConfigurationError
from questionnaire.adopt import FoundRepeat, Sureness, adopt, draft
from questionnaire.xlsform import inspect
from service.authoring.adopting import adopt_workbooks
from tests.adopt.every import samples
from tests.adopt.families import audit, crossed, government, letter_form, prices, sustainability
from tests.adopt.making import Maker, Sample
from tests.adopt.score import score
from tests.workbooks.compound import compound


def _ods() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<office/>")
    return buffer.getvalue()


SAMPLES = {sample.name: sample for sample in samples()}


@pytest.mark.sweep
@pytest.mark.parametrize("name", SAMPLES)
def test_nearly_every_input_cell_is_found_and_what_is_called_sure_is_right(name: str) -> None:
    """Of each workbook at least 95 % of the cells are found, and at least 99 % of what is called sure is so."""
    got = score(SAMPLES[name])
    assert got.found >= got.inputs * 0.95
    assert got.right >= got.sure * 0.99, got.wrong
    assert got.extra <= got.inputs * 0.05


@pytest.mark.sweep
@pytest.mark.parametrize("name", SAMPLES)
def test_the_draft_is_a_form_that_can_be_used_at_once(name: str, tmp_path: Path) -> None:
    """The XLSForm that is written has no error, and asks all that was found."""
    form = tmp_path / "form.xlsx"
    file = _file(tmp_path, SAMPLES[name])
    found = adopt_workbooks([file], form).found
    inspection = inspect(form.read_bytes(), form.name, {file.name: file.read_bytes()})
    assert inspection.questionnaire, inspection.problems
    assert len(inspection.questionnaire.answerable) == len(found.questions)


def test_the_draft_says_where_each_answer_stands() -> None:
    """A single answer has its name or its address, a matrix its rows, its keys and its headings."""
    rows = _survey(sustainability("en", protect=True, names=True))
    assert rows["disclosure_staff"]["excel::cell"] == "Disclosure_staff"
    matrix = _survey(crossed("en", protect=True, levels=True))
    assert matrix["q_2022_men"]["excel::cell"] == "'Table 1'!B5:B12"
    repeat = next(row for row in matrix.values() if row["type"] == "begin_repeat")
    assert (repeat["excel::rows"], repeat["excel::key"], repeat["excel::header"]) == ("5:12", "A", "4")


def test_a_label_is_read_through_the_formula_that_translates_it() -> None:
    """What was cached counts, and the label is in the language of the workbook."""
    found = adopt(sustainability("fr", protect=True, names=False).data, "x.xlsx")
    assert (found.language, found.questions[2].label) == ("fr", "Nombre de salariés à la fin de l'année")


def test_choices_are_found_through_names_and_indirect_on_hidden_sheets() -> None:
    """The list of a drop-down may stand behind a name, and the name behind INDIRECT."""
    found = {one.label: one.kind for one in adopt(sustainability("en", protect=True, names=False).data, "x.xlsx").questions}
    assert found["Is there a policy for the protection of water?"].choices == ("YES", "NO")
    assert found["Country of the head office"].choices[:2] == ("Austria", "Belgium")


def test_limits_of_validations_become_constraints_also_those_that_name_another_answer() -> None:
    """A number between two others, and one that is at most another answer."""
    make = Maker("limits")
    page = make.sheet("A")
    page.write("A1", "Members in all")
    make.ask(page, "B1", "", "integer", rule={"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 90})
    page.write("A2", "Of these, women")
    make.ask(page, "B2", "", "integer", rule={"validate": "integer", "criteria": "<=", "value": "=$B$1"})
    rows = _survey(make.done())
    assert rows["members_in_all"]["constraint"] == ". >= 1 and . <= 90"
    assert rows["of_these_women"]["constraint"] == ". <= ${members_in_all}"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("=TODAY()", ". <= today()"), ("=today( )", ". <= today()"), ("=DATE(2024, 2,29)", ". <= date('2024-02-29')"),
        ("=DATE(2023,2,29)", ""), ("=TODAY()+7", ""), ("=EOMONTH(TODAY(),0)", ""),
    ],
)  # fmt: skip
def test_limits_of_a_date_that_excel_works_out_become_constraints(limit: str, said: str) -> None:
    """Today, and a day that is written as DATE: what depends on more is left to the workbook."""
    make = Maker("limits")
    page = make.sheet("A")
    page.write("A1", "Day of registration")
    make.ask(page, "B1", "", "date", rule={"validate": "date", "criteria": "<=", "value": limit})
    assert (_survey(make.done())["day_of_registration"]["constraint"] or "") == said


def test_results_and_hidden_sheets_take_no_answer() -> None:
    """Subtotals between the rows of a matrix are not among its cells."""
    found = adopt(government("en", protect=True, colours=True).data, "x.xlsx")
    matrix = next(item for sheet in found.sheets for part in sheet.parts for item in part.items if isinstance(item, FoundRepeat))
    assert matrix.rows == "7:10,13:16"
    assert {one.sheet for one in found.questions} == {"RO2"}


@pytest.mark.parametrize("protect", [True, False])
@pytest.mark.parametrize("hide", ["hide", "very_hidden"])
def test_a_sheet_that_nobody_sees_asks_nothing_though_its_cells_would(hide: str, *, protect: bool) -> None:
    """Unlocked, validated and in the colour of inputs, as on the sheet that is seen."""
    make = Maker("hidden", protect=protect)
    for name in ("Return", "Parameters"):
        page = make.sheet(name)
        for row, said in enumerate(("Boys", "Girls", "Teachers", "Pupils"), 3):
            page.write(f"A{row}", said)
            make.ask(page, f"B{row}", said, "integer", code="0", rule={"validate": "integer", "criteria": ">=", "value": 0})
    getattr(page, hide)()
    assert {one.sheet for one in adopt(make.done().data, "x.xlsx").questions} == {"Return"}


@pytest.mark.parametrize("protect", [True, False])
def test_a_formula_takes_no_answer_though_it_is_unlocked_and_validated_and_has_the_colour_of_inputs(*, protect: bool) -> None:
    """Authors copy formats; what is worked out is nobody's to type."""
    make = Maker("results", protect=protect)
    page = make.sheet("Return")
    for row, said in enumerate(("Boys", "Girls", "Teachers", "Pupils"), 3):
        make.ask(page, f"B{row}", said, "integer", code="0")
        page.write(f"A{row}", said)
    page.write("A7", "All of them")
    page.write_formula("B7", "=SUM(B3:B6)", make.format("0"), 0)
    page.data_validation("B3:B7", {"validate": "integer", "criteria": ">=", "value": 0})
    assert {at for one in adopt(make.done().data, "x.xlsx").questions for at in one.cells} == {(row, 2) for row in range(3, 7)}


def test_a_heading_over_the_years_belongs_to_each_of_them(tmp_path: Path) -> None:
    """Alone in its row, it is no title: it covers the columns that ask and not their keys. One that covers these too is a title."""
    labels = [_labels(tmp_path / f"{area[0]}.xlsx", area) for area in ("B3:D3", "A3:D3")]
    assert labels == [[f"Volume (m3) – {year}" for year in (2023, 2024, 2025)], ["2023", "2024", "2025"]]


def _labels(file: Path, heading: str) -> list[str]:
    book = openpyxl.Workbook()
    page, frame = (
        book.worksheets[0],
        Border(bottom=Side(style="thin"), right=Side(style="thin"), left=Side(style="thin"), top=Side(style="thin")),
    )
    page[heading.partition(":")[0]] = "Volume (m3)"
    page.merge_cells(heading)
    for row, texts in enumerate([("", 2023, 2024, 2025), ("Drinking water",), ("Water for industry",)], 4):
        for column, text in enumerate(texts, 1):
            page.cell(row, column).value = text or None
    for row, column in itertools.product((5, 6), (2, 3, 4)):
        page.cell(row, column).border = frame
    book.save(file)
    return [one.label for one in adopt(file.read_bytes(), file.name).questions]


def test_a_table_is_as_long_as_the_names_of_its_columns() -> None:
    """Rows that are blank are rows all the same."""
    found = adopt(audit(800, protect=True).data, "x.xlsx")
    assert [len(one.cells) for one in found.questions if one.named][-1] == 800


def test_what_nobody_can_know_needs_a_person_and_check_says_so_until_it_is_written() -> None:
    """A cell without validation and format has no type yet; the warning goes when somebody writes sure."""
    found = adopt(_wordless(prices(3, framed=True, filled=False)).data, "prices.xlsx")
    assert found.open_types == found.needs == 3
    assert _still_open(found) == 3
    assert _still_open(found, answered=True) == 0


def _wordless(sample: Sample) -> Sample:
    """Return a sample in which no title and no unit says what is typed into it."""
    book = openpyxl.load_workbook(io.BytesIO(sample.data))
    page = book.worksheets[0]
    page["A1"], page["A2"], page["C4"] = "Annex 4", "Please fill in all rows.", "Class"
    for (cell,) in page.iter_rows(min_row=5, min_col=3, max_col=3):
        cell.value = "B"
    written = io.BytesIO()
    book.save(written)
    return replace(sample, data=written.getvalue())


def test_the_marked_copy_keeps_what_it_does_not_mark(tmp_path: Path) -> None:
    """Cells are coloured and commented; parts that are not sheets or styles are the same, byte for byte."""
    sample = letter_form("en", protect=True, side_by_side=True)
    marked = tmp_path / "marked.xlsx"
    adopt_workbooks([_file(tmp_path, sample)], tmp_path / "form.xlsx", marked)
    sheet = openpyxl.load_workbook(marked)["Form"]
    comment = sheet["C3"].comment
    assert comment is not None
    assert "Name of the organisation:" in comment.text
    assert sheet["C3"].fill.fgColor.rgb == "FFDFF2E1"
    before, after = zipfile.ZipFile(io.BytesIO(sample.data)), zipfile.ZipFile(marked)
    assert before.read("xl/sharedStrings.xml") == after.read("xl/sharedStrings.xml")


def test_the_command_line_tells_how_much_is_open(tmp_path: Path) -> None:
    """The JSON has the names of the contract, and the sentence counts types and labels."""
    file = _file(tmp_path, _wordless(prices(3, framed=True, filled=False)))
    result = CliRunner().invoke(app, ["questionnaire", "adopt", str(file), "--out", str(tmp_path / "form.xlsx"), "--json"])
    said = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {key: said[key] for key in ("questions", "named", "labelled", "typed", "needs")} == {
        "questions": 3, "named": 0, "labelled": 3, "typed": 0, "needs": 3,
    }  # fmt: skip
    told = CliRunner().invoke(app, ["questionnaire", "adopt", str(file), "--out", str(tmp_path / "form.xlsx")]).stdout
    assert "3 questions found, 3 need you: 3 types." in told


@pytest.mark.parametrize(("name", "data"), [("form.xls", compound({"Workbook": b""})), ("form.ods", _ods()), ("list.csv", b"a;b\n1;2\n")])
def test_other_files_are_refused_with_what_to_do(tmp_path: Path, name: str, data: bytes) -> None:
    """Only .xlsx and .xlsm can be patched later, so that nothing else is adopted."""
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(ConfigurationError, match="save it as an Excel workbook"):
        adopt_workbooks([file], tmp_path / "form.xlsx")


def test_a_workbook_that_asks_nothing_is_refused(tmp_path: Path) -> None:
    """A sheet of words alone is no questionnaire."""
    make = Maker("words")
    make.sheet("A").write("A1", "Only a text")
    with pytest.raises(ConfigurationError, match="No cell was found"):
        adopt_workbooks([_file(tmp_path, make.done())], tmp_path / "form.xlsx")


def _file(folder: Path, sample: Sample) -> Path:
    file = folder / f"{sample.name}.xlsx"
    file.write_bytes(sample.data)
    return file


def _survey(sample: Sample) -> dict[str, dict[str, str]]:
    _, header, rows = draft(adopt(sample.data, f"{sample.name}.xlsx"))[0]
    found = [dict(zip(header, row, strict=True)) for row in rows]
    return {row["name"]: row for row in found if row["name"]}


def _still_open(found: object, *, answered: bool = False) -> int:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, header, rows in draft(found):  # type: ignore[arg-type]
        sheet = book.create_sheet(name)
        sheet.append(list(header))
        for row in rows:
            sheet.append([Sureness.SURE.value if answered and cell == Sureness.NEEDS_YOU else str(cell) or None for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return sum("Still open" in problem.message for problem in inspect(buffer.getvalue(), "form.xlsx").problems)


def test_on_a_form_like_paper_the_answer_stands_on_its_line() -> None:
    """A label runs over the cells beside it, and the line to write on begins behind them; without a line, it is the next cell."""
    make = Maker("paper", protect=False)
    page = make.sheet("A")
    line = make.book.add_format({"bottom": 1})
    for row, label in enumerate(("Name of the organisation that answers:", "Telephone:", "E-mail:"), 3):
        page.write(f"A{row}", label)
    page.merge_range("C3:F3", "", line)
    for column in "DEF":
        page.write_blank(f"{column}4", None, line)
    found = adopt(make.done().data, "paper.xlsx")
    assert [question.cells for question in found.questions] == [((3, 3),), ((4, 4),), ((5, 2),)]
