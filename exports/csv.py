"""Answers and codebook as CSV files, for statistics programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import chain

from exports.neutral import marked
from exports.sheets import CellContent
from exports.table import Export, ExportTable, codebook, grid


def write(table: ExportTable, *, labels: bool, language: str) -> dict[str, bytes]:
    """Return the answers and the codebook.

    RFC 4180 with a UTF-8 byte order mark and commas: R, Stata, SPSS and pandas take it as it is, and Excel reads every script right where
    its list separator is the comma (the xlsx export opens right everywhere). Dates are ISO 8601, a blank is an empty cell. A text that
    could be taken for a formula has an apostrophe before it, which `exports.neutral.unmarked` takes away again.
    """
    header, rows = grid(table, labels=labels, language=language)
    return {
        f"{table.study_id}-answers.csv": csv_of(header, rows),
        f"{table.study_id}-codebook.csv": csv_of(*codebook(table.questionnaire, table.keys, table.union)),
    }


EXPORT = Export(name="csv", says="UTF-8 CSV files for statistics programs: answers and codebook.", write=write)


def csv_of(header: Sequence[str], rows: Sequence[Sequence[CellContent]]) -> bytes:
    """Return a table as CSV (see `write`)."""
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
