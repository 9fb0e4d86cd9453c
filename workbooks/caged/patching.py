"""Patching a file in the child process: the request as bytes, and what it asks for done to the file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from workbooks.annotate import CellMark, Notice, NoticeColumn, NoticeField, NoticeRow, Unpatchable, annotate, fill
from workbooks.caged.wire import pack_value, unpack_value
from workbooks.cells import Cell, CellValue

__all__ = ["Unpatchable", "patched", "to_annotate", "to_fill"]


def to_annotate(marks: Sequence[CellMark], notice: Notice) -> bytes:
    """Return the request to mark cells and to put a first sheet before all others (see `workbooks.annotate.annotate`)."""
    return json.dumps({"marks": [asdict(mark) for mark in marks], "notice": asdict(notice)}).encode()


def to_fill(values: Mapping[Cell, CellValue]) -> bytes:
    """Return the request to put values into cells (see `workbooks.annotate.fill`)."""
    return json.dumps({"values": [[*place, pack_value(value)] for place, value in values.items()]}).encode()


def patched(data: bytes, request: bytes) -> bytes:
    """Return the file with what is asked for done to it; Unpatchable where it cannot be."""
    asked = json.loads(request)
    if "values" in asked:
        return fill(data, {Cell(sheet, row, column): unpack_value(value) for sheet, row, column, value in asked["values"]})
    return annotate(data, [CellMark(**mark) for mark in asked["marks"]], _notice(asked["notice"]))


def _notice(said: Mapping[str, Any]) -> Notice:
    columns = tuple(NoticeColumn(**column) for column in said["columns"])
    rows = tuple(_row(row) for row in said["rows"])
    return Notice(
        name=said["name"], right_to_left=said["right_to_left"], title=said["title"], lines=tuple(said["lines"]), columns=columns, rows=rows
    )


def _row(said: Mapping[str, Any]) -> NoticeRow:
    cells = tuple(cell if isinstance(cell, str) else NoticeField(tuple(cell["choices"]), cell["value"]) for cell in said["cells"])
    return NoticeRow(said["key"], cells, Cell(*said["link"]) if said["link"] else None, said["link_column"])
