"""Tables as CSV files, with all that a statistics program needs to load them: codebook, metadata and scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from itertools import chain
from typing import Any

from exports.answers import headings
from exports.codebook import codebook
from exports.dataset import Cell, ColumnKind, DataColumn, Dataset, DataTable, Gap, with_companions
from exports.export import Export, Out
from exports.frictionless import datapackage
from exports.neutral import marked, marked_before
from exports.scripts import scripts
from exports.sheets import CellContent
from exports.words import label_of


def write(dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:
    """Write each table, and the codebook.

    Of codes: RFC 4180, UTF-8 without a mark, and every text as it is; a gap is its number in a column of numbers
    or codes, and else a companion column names it. Beside them stand metadata and scripts that load the tables with their labels.

    Of labels, for people: with a byte order mark, since Excel needs it, and with an apostrophe before a text that could be taken for a
    formula, which `exports.neutral.unmarked` takes away again.
    """
    found: list[str] = []
    for table in dataset.tables:
        if labels:
            _write(
                out, f"{dataset.study_id}-{table.name}-labels.csv", _marked(headings(table.columns, language)), _labelled(table, language)
            )
        else:
            coded = with_companions(table)
            broken: set[str] = set()
            _write(out, dataset.file(table, "csv"), [one.name for one in coded.columns], _coded(coded, broken), mark=False)
            found += [f"{table.name}.{one.name}" for one in coded.columns if one.name in broken]
    if found:
        breaks = f"Texts have line breaks, which SPSS reads from no CSV, in {', '.join(found)}."
        out.warn(f"{breaks} {dataset.study_id}-load.sps cannot load them; the export `sav` has them whole.")
    write_codebook(dataset, out)
    if not labels:
        for name, text in {**datapackage(dataset), **scripts(dataset, language)}.items():
            with out.file(name) as file:
                file.write(text.encode())


def write_codebook(dataset: Dataset, out: Out) -> None:
    """Write the codebook, which goes with every export: people open it, so that it has the marks of a file for them."""
    header, rows = codebook(dataset)
    _write(out, f"{dataset.study_id}-codebook.csv", header, ([marked_before(text) for text in row] for row in rows))


EXPORT = Export(
    name="csv",
    says="UTF-8 CSV files for statistics programs: the tables, a codebook, metadata, and scripts that load them.",
    write=write,
    opens="The codes are loaded by STUDY-load.R, STUDY-load.do, STUDY-load.sps or STUDY-load.py; files of labels are opened by people.",
)


def _write(out: Out, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, mark: bool = True) -> None:
    with out.file(name) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig" if mark else "utf-8", newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
        text.flush()
        text.detach()


def _marked(texts: Sequence[str]) -> list[str]:
    return [marked(text) for text in texts]


def _coded(table: DataTable, broken: set[str]) -> Iterable[Sequence[Any]]:
    """Yield the rows of codes. The module writes a number as Python does, shortest, and a blank for None.

    The names of columns of which a text has line breaks come into `broken`.
    """
    texts = [(place, column.name) for place, column in enumerate(table.columns) if column.kind is ColumnKind.TEXT]
    plain = {ColumnKind.NUMBER, ColumnKind.CODE, ColumnKind.FLAG, ColumnKind.TEXT}
    others = [(place, column) for place, column in enumerate(table.columns) if column.kind not in plain]
    missing = [column.missing for column in table.columns]
    for row in table.rows():
        made: list[Any] = [numbers[cell] if type(cell) is Gap else cell for cell, numbers in zip(row, missing, strict=True)]
        for place, _ in others:
            made[place] = _moment(made[place])
        for place, name in texts:
            if type(text := made[place]) is str and ("\n" in text or "\r" in text):
                broken.add(name)
        yield made


def _labelled(table: DataTable, language: str) -> Iterable[Sequence[Any]]:
    show = [shown(column, language) for column in table.columns]
    for row in table.rows():
        yield [one(cell) for one, cell in zip(show, row, strict=True)]


def shown(column: DataColumn, language: str) -> Callable[[Cell], str]:
    """Return what makes the text that people see of the cells of a column."""
    names: dict[Any, str] = {code.name: label_of(code.label, language) for code in column.codes}
    names |= {name: label_of(label, language) for name, label in column.named.items()}

    def text(cell: Cell) -> str:
        if cell is None:
            return ""
        if type(cell) is Gap:
            # A blank says that nothing was answered better than words in every cell.
            return "" if cell.place == 0 else marked(label_of(cell.label, language))
        found = names.get(cell, cell) if names else cell
        return marked(found) if isinstance(found, str) else str(_moment(found))

    return text


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}Z"
    return value.isoformat() if isinstance(value, date) else value


def csv_of(header: Sequence[str], rows: Sequence[Sequence[CellContent]]) -> bytes:
    """Return a table for people as CSV: RFC 4180, with a byte order mark, and marks before what could be a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows([_text(value) for value in row] for row in chain([header], rows))
    return buffer.getvalue().encode("utf-8-sig")


def _text(value: CellContent) -> str:
    """Return a cell's text; a number may begin with a minus, since a number is no formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return marked(value) if isinstance(value, str) else str(value)
