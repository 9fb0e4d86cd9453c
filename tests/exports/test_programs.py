"""What statistics programs see of an export: every cell, every label and every missing code, as it was collected."""

from __future__ import annotations

import csv
import io
import math
import runpy
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from domain.answer import FigureMarks
from exports.dataset import Cell, ColumnKind, DataColumn, Dataset, DataTable, Gap, with_companions
from exports.export import shortened
from exports.scripts import value_labels
from exports.words import label_of
from service.exports.anonymous import anonymous
from tests.exports.sample import FORM, FULL, ROWS, dataset, row, written
from tests.programs import need

_DUMP = Path(__file__).with_name("dump.R")
pytestmark = pytest.mark.outside
TABLES = ("answers", "offences", "equipment", "edits")


def _r(kind: str, *arguments: str) -> dict[str, dict[str, Any]]:
    """Return what R sees of tables: by table and column its label, range, value labels and cells."""
    told = subprocess.run([need("Rscript"), "--vanilla", _DUMP, kind, *arguments], check=True, capture_output=True, timeout=300).stdout
    seen: dict[str, dict[str, Any]] = {}
    for line in told.decode().splitlines():
        table, column, what, *rest = line.rstrip("\t").split("\t")
        one = seen.setdefault(f"{table}.{column}", {"label": "", "range": None, "values": {}, "cells": []})
        if what == "label":
            one["label"] = bytes.fromhex(rest[0]).decode() if rest else ""
        elif what == "range":
            one["range"] = [float(text) for text in rest]
        elif what == "value":
            one["values"][rest[0]] = bytes.fromhex(rest[1]).decode()
        else:
            one["cells"].append(rest[1])
    return seen


def _expected(made: Dataset) -> Iterator[tuple[str, DataColumn, list[Cell]]]:
    """Yield each column by table and name, with its cells."""
    for table in map(with_companions, made.tables):
        rows = [list(cells) for cells in table.rows()]
        for place, column in enumerate(table.columns):
            yield f"{table.name}.{column.name}", column, [cells[place] for cells in rows]


def _number(cell: Cell, column: DataColumn) -> float:
    numbers = {code.name: code.number for code in column.codes}
    return float(numbers[cell] if isinstance(cell, str) else column.missing[cell] if isinstance(cell, Gap) else cell)  # type: ignore[arg-type]


def _said(cell: Cell, column: DataColumn, *, tags: bool = False, blank: str = "none") -> str:
    """Return a cell as the script in R writes it."""
    if column.kind is ColumnKind.TEXT:
        return f"text {str(cell).encode().hex()}" if cell else blank
    if cell is None:
        return "none"
    if isinstance(cell, datetime):
        return f"instant {cell:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(cell, date):
        return f"date {cell.isoformat()}"
    if tags and isinstance(cell, Gap):
        return f"tag {chr(ord('a') + cell.place)}"
    return f"number {_number(cell, column):.17g}"


def test_r_reads_every_cell_and_label_of_a_sav(tmp_path: Path) -> None:
    """With the missing codes as user-missing values."""
    made = dataset()
    written("sav", made, tmp_path)
    seen = _r("sav", *(f"{name}={tmp_path / f'study-{name}.sav'}" for name in TABLES))
    assert len(seen) == sum(1 for _ in _expected(made))
    for name, column, cells in _expected(made):
        one = seen[name]
        assert one["cells"] == [_said(cell, column, blank="text ") for cell in cells], name
        assert one["label"] == shortened(label_of(column.label, "en"), 255)
        assert one["values"] == {f"{number:.17g}": shortened(text, 120) for number, text in value_labels(column, "en").items()}
        ends = sorted(column.missing.values())
        assert one["range"] == ([ends[0], ends[-1]] if ends else None)


def test_r_reads_every_cell_and_label_of_a_dta(tmp_path: Path) -> None:
    """With the missing codes as extended missing values."""
    made = dataset()
    written("dta", made, tmp_path)
    seen = _r("dta", *(f"{name}={tmp_path / f'study-{name}.dta'}" for name in TABLES))
    for name, column, cells in _expected(made):
        one = seen[name]
        assert one["cells"] == [_said(cell, column, tags=True, blank="text ") for cell in cells], name
        label = label_of(column.label, "en")
        assert one["label"] == (label if len(label) <= 80 else label[:79] + "…")
        labels = {f"{code.number}": label_of(code.label, "en") for code in column.codes}
        assert one["values"] == labels | {chr(ord("a") + gap.place): label_of(gap.label, "en") for gap in column.missing}


def test_r_counts_no_missing_code_unless_it_is_asked_to(tmp_path: Path) -> None:
    """A mean is one of answers: the codes are there for whoever sets `keep_codes` before."""
    written("csv", dataset(), tmp_path)
    least = {}
    for keep in ("", "keep_codes <- TRUE;"):
        line = f'{keep} folder <- "{tmp_path}"; source("{tmp_path / "study-load.R"}"); cat(min(c(0, unclass(answers$staff)), na.rm = TRUE))'
        told = subprocess.run([need("Rscript"), "--vanilla", "-e", line], check=True, capture_output=True, timeout=300).stdout
        least[keep] = float(told)
    assert least[""] == 0
    assert least["keep_codes <- TRUE;"] < -90


def test_r_reads_every_cell_of_the_csv_by_its_script(tmp_path: Path) -> None:
    """With whole labels, and the missing codes as user-missing values."""
    made = dataset()
    written("csv", made, tmp_path)
    seen = _r("csv", str(tmp_path / "study-load.R"), *TABLES)
    for name, column, cells in _expected(made):
        assert seen[name]["cells"] == [_said(cell, column) for cell in cells], name
        assert seen[name]["label"] == label_of(column.label, "en")
        assert seen[name]["values"] == {str(number): text for number, text in value_labels(column, "en").items()}


def test_pspp_reads_every_cell_of_a_sav(tmp_path: Path) -> None:
    """Texts of thousands of bytes, dates and instants among them."""
    made = dataset()
    written("sav", made, tmp_path)
    _agree_with_pspp(made, tmp_path, "".join(_out_of_pspp(f"GET FILE='study-{name}.sav'.", name) for name in TABLES), whole=True)


def test_pspp_reads_every_cell_of_the_csv_by_its_script(tmp_path: Path) -> None:
    """It saves what it read; only a text with line breaks is beyond it."""
    flat = [replace(one, answers={**one.answers, "comment": "one line, 'quoted'"}) for one in ROWS[:1]]
    made = dataset([*flat, *ROWS[1:]])
    written("csv", made, tmp_path)
    load = "INSERT FILE='study-load.sps'.\n"
    _agree_with_pspp(made, tmp_path, load + "".join(_out_of_pspp(f"GET FILE='study-{name}.sav'.", name) for name in TABLES), whole=False)


def test_pspp_reads_a_column_of_flags_that_has_no_code(tmp_path: Path) -> None:
    """A form may ask for flags of which nobody wrote any, or an export without names leave out all that were written."""
    rows = [row(number, {"staff": 12}, marks={"staff": FigureMarks("Jane", "")}) for number in range(2)]
    with ExitStack() as spools:
        made = anonymous(dataset(rows), FORM, lambda code: f"p{code}", spools)
        (answers, *_) = made.tables
        assert [one.codes for one in answers.columns if one.name == "staff_flag"] == [()]
        written("csv", made, tmp_path)
        load = f"INSERT FILE='{made.study_id}-load.sps'.\n"
        saved = (_out_of_pspp(f"GET FILE='{made.study_id}-{one.name}.sav'.", one.name) for one in made.tables)
        _agree_with_pspp(made, tmp_path, load + "".join(saved), whole=False)


def _out_of_pspp(get: str, name: str) -> str:
    outfile = f"SAVE TRANSLATE /OUTFILE='{name}.out' /TYPE=CSV /FIELDNAMES /REPLACE /MISSING=IGNORE /TEXTOPTIONS FORMAT=PLAIN."
    return f"{get}\n{outfile}\n"


def _agree_with_pspp(made: Dataset, folder: Path, syntax: str, *, whole: bool) -> None:
    (folder / "run.sps").write_text(syntax)
    at_home = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    ran = subprocess.run([need("pspp"), "-b", "run.sps"], check=False, cwd=folder, capture_output=True, timeout=300, env=at_home)
    assert (ran.returncode, b"error" in ran.stdout) == (0, False), ran.stdout.decode()
    for table in map(with_companions, made.tables):
        header, *rows = csv.reader(io.StringIO((folder / f"{table.name}.out").read_bytes().decode(), newline=""))
        assert sorted(header) == sorted(one.name for one in table.columns) if not whole else header == [one.name for one in table.columns]
        for cells, read in zip(table.rows(), rows, strict=True):
            seen = dict(zip(header, read, strict=True))
            assert [_of_pspp(seen[one.name], one) for one in table.columns] == [
                _plain(c, one) for c, one in zip(cells, table.columns, strict=True)
            ]


def _of_pspp(text: str, column: DataColumn) -> object:
    if column.kind is ColumnKind.TEXT:
        return text or None
    if not text.strip():
        return None
    if column.kind is ColumnKind.DATE:
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a day
    if column.kind is ColumnKind.INSTANT:
        return datetime.strptime(f"{text}Z", "%m/%d/%Y %H:%M:%S%z")
    return float(text)


def _plain(cell: Cell, column: DataColumn) -> object:
    """Return a cell as a value of Python: a text, a day, an instant or a number."""
    if cell is None or cell == "":
        return None
    return cell if column.kind in {ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.INSTANT} else _number(cell, column)


def test_pandas_and_polars_read_every_cell_of_the_csv_by_the_script(tmp_path: Path) -> None:
    """With the missing codes as numbers, or missing."""
    made = dataset()
    written("csv", made, tmp_path)
    script = runpy.run_path(str(tmp_path / "study-load.py"))
    for table in map(with_companions, made.tables):
        rows = list(table.rows())
        for kept in (True, False):
            frame, lazy = script["load_pandas"](table.name, missing=kept), script["load_polars"](table.name, missing=kept)
            assert list(frame.columns) == lazy.columns == [one.name for one in table.columns]
            for place, column in enumerate(table.columns):
                cells = [None if isinstance(cells[place], Gap) and not kept else _plain(cells[place], column) for cells in rows]
                assert lazy[column.name].to_list() == cells
                assert [_of_pandas(cell) for cell in frame[column.name]] == cells
        assert frame.attrs["organisation_code"] == "Organisation: its code on the contact list"


def _of_pandas(cell: Any) -> object:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)) or str(cell) == "NaT":
        return None
    return cell.to_pydatetime() if hasattr(cell, "to_pydatetime") else cell


@pytest.mark.parametrize("width", [1, 8, 250, 255, 256, 504, 505, 2045, 2046, 5000, 32_767])
def test_a_text_of_any_length_is_whole_in_sav_and_dta(width: int, tmp_path: Path) -> None:
    """At each length at which the formats change how they hold one."""
    text = ("x" * (width - 1)) + "y"
    made = dataset([row(0, {"comment": text}), row(1, FULL)])
    written("sav", made, tmp_path)
    written("dta", made, tmp_path)
    for read, name in ((pyreadstat.read_sav, "study-answers.sav"), (pyreadstat.read_dta, "study-answers.dta")):
        frame, _ = read(str(tmp_path / name))
        assert list(frame["comment"]) == [text, FULL["comment"]]


def test_a_text_that_spss_cannot_hold_is_shortened_and_told(tmp_path: Path) -> None:
    """Not cut within a character."""
    out = written("sav", dataset([row(0, {"comment": "é" * 20_000})]), tmp_path)
    assert any(told.startswith("comment: a text is longer than 32767 bytes") for told in out.warnings)
    frame, _ = pyreadstat.read_sav(str(tmp_path / "study-answers.sav"))
    assert frame["comment"][0] == "é" * 16_382 + "…"


def test_more_missing_codes_than_stata_has_are_told(tmp_path: Path) -> None:
    """Those beyond .y are all .z, whose label names them."""
    made = dataset()
    staff = next(one for one in made.tables[0].columns if one.name == "staff")
    many = replace(staff, missing={Gap(f"code{place}", place, {"en": f"ChoiceCode {place}"}): place - 99 for place in range(30)})
    out = written("dta", _with(made, many), tmp_path)
    assert len({told for told in out.warnings if "others are .z" in told}) == 4
    _, read = pyreadstat.read_dta(str(tmp_path / "study-answers.dta"))
    labels: dict[Any, str] = read.variable_value_labels["staff"]
    assert labels["z"] == "ChoiceCode 25; ChoiceCode 26; ChoiceCode 27; ChoiceCode 28; ChoiceCode 29"


def _with(made: Dataset, column: DataColumn) -> Dataset:
    """Return a dataset of no rows in which one column is another."""
    table: DataTable = made.tables[0]
    columns: Sequence[DataColumn] = [column if one.name == column.name else one for one in table.columns]
    return replace(made, tables=(replace(table, columns=tuple(columns), rows=lambda: (), count=0),))
