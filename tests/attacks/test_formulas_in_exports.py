"""A respondent with bad intentions knows that somebody opens the export in Excel, and answers with formulas.

They write them into the answers, and into what else the export tells: the name of the file and the address of the sender.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from exports.neutral import looks_like_formula
from service.exports.export import export
from service.installation.install import SAMPLE
from service.studies.running import require_running
from tests.attacks.scene import Scene, person

FORMULAS = (
    "=cmd|'/c calc'!A1",
    "+1+cmd|' /c calc'!A0",
    '-2+HYPERLINK("http://evil.example";"x")',
    "@SUM(1+1)*cmd",
    '\t=WEBSERVICE("http://e.example")',
    '＝HYPERLINK("http://evil.example","x")',
    "＋1+1",
    "\u3000－2＠SUM(1)",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_an_export_is_a_formula(scene: Scene, tmp_path: Path, formula: str) -> None:
    """Neither in the CSV of labels, where an apostrophe stands before it, nor in the workbook, where it is a text."""
    book = scene.workbook(5, main_challenge=formula, comments=formula, respondent_name=formula)
    scene.write('"=1+1"@member5.example', (f"{formula.replace('/', '_')}.xlsx", book), to=scene.letter(5).reply_to)
    assert scene.answers().keys() == {5}
    for file in _exported(scene, tmp_path, labels=True):
        if file.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
            assert not [cell for row in rows for cell in row if looks_like_formula(cell) and not cell.startswith("'") and not _number(cell)]
        if file.suffix == ".xlsx":
            sheets = openpyxl.load_workbook(file).worksheets
            assert not [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("sign", [";", "|", "\t"])
def test_no_cell_is_one_where_the_program_cuts_at_another_sign(scene: Scene, tmp_path: Path, sign: str) -> None:
    """In most of Europe Excel begins a new cell at each semicolon, within a text too, and hears no quotation marks there."""
    hostile = f"our view{sign}=cmd|' /C calc'!A0{sign}more"
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, main_challenge=hostile, comments=f"a\n{hostile}\n=1+1")))
    assert scene.answers().keys() == {5}
    for file in _exported(scene, tmp_path, labels=True):
        if file.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=sign))
            assert any("cmd" in cell for row in rows for cell in row) or "answers" not in file.name
            assert not [cell for row in rows for cell in row if cell.lstrip()[:1] == "="]


def test_an_ordinary_answer_is_exported_as_it_was_written(scene: Scene, tmp_path: Path) -> None:
    """An apostrophe, a hyphen within and a negative number are no formulas."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, comments="It's so - more or less; 5 = five.")))
    told = "".join(file.read_text(encoding="utf-8-sig") for file in _exported(scene, tmp_path) if file.suffix == ".csv")
    assert "It's so - more or less; 5 = five." in told


def _exported(scene: Scene, folder: Path, *, labels: bool = False) -> list[Path]:
    with scene.service.store.reading() as tx:
        found = require_running(scene.service, tx, SAMPLE)
    made: list[Path] = []
    for kind in ("csv", "xlsx"):
        made += export(scene.service, found, kind, folder / kind, scene.now, labels=labels, language="en").files
    assert {".csv", ".xlsx"} <= {file.suffix for file in made}
    return made


def _number(text: str) -> bool:
    return text.strip("+-").replace(".", "", 1).isdigit()
