from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.programs import need
from tests.questionnaire.workbook_samples import fill, personal
from tests.workbooks.annotation_samples import MARKED, MARKS, by_gnumeric, by_openpyxl, by_sheet, cells, notice, opened, read, rich
from tests.workbooks.files import converted, unzipped
from workbooks.annotate import CellMark, Notice, NoticeColumn, NoticeField, NoticeRow, annotate, clear, read_notice
from workbooks.annotate.comments import LINE
from workbooks.cells import Cell

STAFF, LOSS = Cell("About you who answers", 5, 3), Cell("Phenomenon of cybercrime", 9, 3)
QUESTION_MARKS = (
    CellMark(sheet=STAFF.sheet, row=STAFF.row, column=STAFF.column, text="“about 12” is no whole number. Type digits only.", severe=True),
    CellMark(sheet=LOSS.sheet, row=LOSS.row, column=LOSS.column, text="Very much more than last year. Please look again.", severe=False),
)
QUESTION_NOTICE = Notice(
    name="To be corrected", right_to_left=False, title="Two answers need your attention",
    lines=("Please mend them, and send the file back.",),
    columns=(NoticeColumn("Where"), NoticeColumn("What is wrong", 50), NoticeColumn("It is right", 12)),
    rows=(
        NoticeRow("q_staff", ("About you, C5", "No whole number", ""), STAFF),
        NoticeRow("q_loss", ("Phenomenon, C9", "Very much", NoticeField(("Yes", "No"))), LOSS),
    ),
)  # fmt: skip
QUESTION_MARKED = {STAFF.sheet: {"C5"}, LOSS.sheet: {"C9"}}
Save = Callable[[bytes, Path], bytes]
PROGRAMS: Mapping[str, Save] = {
    "openpyxl": lambda data, _: by_openpyxl(data),
    "LibreOffice": lambda data, folder: converted(data, "xlsx", folder),
    "Gnumeric": lambda data, folder: by_gnumeric(need("ssconvert"), data, "xlsx", folder),
}
AS_OPENDOCUMENT: Mapping[str, Save] = {
    "LibreOffice": lambda data, folder: converted(data, "ods", folder),
    "Gnumeric": lambda data, folder: by_gnumeric(need("ssconvert"), data, "ods", folder),
}


def marked(data: bytes) -> dict[str, set[str]]:
    """Return the cells on a ground of ours, by sheet."""
    return by_sheet((sheet, cell.coordinate) for sheet, cell in _answers(data) if cell.fill.fgColor.rgb in {"FFFFDAD5", "FFFFEFC3"})


def commented(data: bytes) -> dict[str, set[str]]:
    """Return the cells with a comment of ours, by sheet."""
    return by_sheet((sheet, cell.coordinate) for sheet, cell in _answers(data) if cell.comment and LINE in cell.comment.text)


def kept(data: bytes) -> dict[str, object]:
    """Return what a program shows of a workbook besides cells: rules, lists, links, names, pictures, charts, tables."""
    book = opened(data)
    sheets = [sheet for sheet in book.worksheets if sheet.title != QUESTION_NOTICE.name]
    members = unzipped(data)
    return {
        "sheets": [(sheet.title, sheet.protection.sheet) for sheet in sheets],
        "names": {name: one.attr_text for name, one in book.defined_names.items()},
        "titles": [(sheet.print_area, sheet.print_title_rows) for sheet in sheets],
        "validations": [sorted(str(rule.sqref) for rule in sheet.data_validations.dataValidation) for sheet in sheets],
        "rules": [sorted(str(rule.sqref) for rule in sheet.conditional_formatting) for sheet in sheets],
        "links": [(sheet, cell.hyperlink.location) for sheet, cell in _answers(data) if cell.hyperlink],
        "tables": [[table.ref for table in sheet.tables.values()] for sheet in sheets],
        "pictures": sum("/media/" in name for name in members),
        "charts": sum("/charts/chart" in name for name in members),
    }


def formats(data: bytes) -> dict[tuple[str, str], str]:
    """Return value and format of every cell that has a value."""
    return {
        (sheet, cell.coordinate): repr((cell.value, cell.fill, cell.border, cell.font, cell.number_format, cell.protection.locked))
        for sheet, cell in cells(opened(data))
        if cell.value is not None
    }


@pytest.fixture(scope="module")
def answered() -> bytes:
    """Make a questionnaire that is filled in, with two answers that must be corrected."""
    return fill(personal(), {"Number of employees": "about 12", "Losses in per cent of turnover": 95})


@pytest.mark.parametrize("writer", PROGRAMS)
def test_a_questionnaire_that_a_program_saved_is_annotated_as_every_program_shows(writer: str, answered: bytes, tmp_path: Path) -> None:
    """A questionnaire that a program saved is annotated, and every program shows all marks, links and answers, and nothing is lost."""
    source = PROGRAMS[writer](answered, tmp_path)
    made = annotate(source, QUESTION_MARKS, QUESTION_NOTICE)
    for name, save in PROGRAMS.items():
        before, after = save(source, tmp_path), save(made, tmp_path)
        assert (marked(after), commented(after)) == (QUESTION_MARKED, QUESTION_MARKED), name
        assert kept(after) == kept(before), name
        first = [cell for sheet, cell in cells(opened(after)) if sheet == QUESTION_NOTICE.name]
        links = [cell.hyperlink.location.replace("'", "") for cell in first if cell.hyperlink]
        assert links == ["About you who answers!C5", "Phenomenon of cybercrime!C9"], name
        assert [sheet.cells for sheet in read(after).sheets[1:]] == [sheet.cells for sheet in read(before).sheets], name
        assert read_notice(read(after)).keys() == {"q_staff", "q_loss"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_that_saved_the_annotated_file_is_no_hindrance_to_clearing_it(program: str, answered: bytes, tmp_path: Path) -> None:
    """A program that saved the annotated file is no hindrance to clearing it: the cells look as if they had never been marked."""
    save = PROGRAMS[program]
    cleared = clear(save(annotate(answered, QUESTION_MARKS, QUESTION_NOTICE), tmp_path))
    expected = save(answered, tmp_path)
    assert (marked(cleared), commented(cleared)) == ({}, {})
    assert formats(cleared) == formats(expected)
    assert kept(cleared) == kept(expected)


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_the_file_has_besides_survives_in_every_program(program: str, tmp_path: Path) -> None:
    """What the file has besides survives in every program: a picture, a chart, a table, rules, lists, an extension, their comments."""
    before, after = (PROGRAMS[program](data, tmp_path) for data in (rich(), annotate(rich(), MARKS, notice())))
    assert kept(after) == kept(before)
    assert marked(after) == commented(after) == {name: set(cells) for name, cells in MARKED.items()}
    assert opened(after)["First one"]["B2"].comment.text.endswith("Too low")
    assert opened(after)["First one"]["B3"].comment.text == "A formula"


@pytest.mark.parametrize("program", AS_OPENDOCUMENT)
def test_as_opendocument_every_comment_and_highlight_is_there(program: str, answered: bytes, tmp_path: Path) -> None:
    """As OpenDocument every comment and highlight is there."""
    made = annotate(answered, QUESTION_MARKS, QUESTION_NOTICE)
    ods = AS_OPENDOCUMENT[program](made, tmp_path)
    book = read(ods, "book.ods")
    notes = {(sheet.name, place): text for sheet in book.sheets for place, text in sheet.comments.items()}
    assert notes.keys() == {(STAFF.sheet, (5, 3)), (LOSS.sheet, (9, 3))}
    assert all(LINE in text for text in notes.values())
    content = unzipped(ods)["content.xml"].decode().lower()
    assert len(re.findall(r'background-color="#ffdad5"', content)) >= 1
    assert len(re.findall(r'background-color="#ffefc3"', content)) >= 1


def _answers(data: bytes) -> list[tuple[str, Any]]:
    return [(sheet, cell) for sheet, cell in cells(opened(data)) if sheet != QUESTION_NOTICE.name]
