"""Archived originals opened anew, by other programs than ours: what stands in a cell of a workbook that a message brought."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from email import message_from_bytes, policy
from functools import cache
from typing import Any

from openpyxl import Workbook, load_workbook

from tests.service.offices import convert


def assert_holds(original: bytes, line: Mapping[str, Any]) -> None:
    """Assert that the original that a line of `trace` names holds, in the cell that it names, what it says was written there."""
    sheet: Any = _book(original, line["sha256"])[line["sheet"]]
    if isinstance(line["value"], list | tuple):
        # A question with several choices has a cell for each.
        said = dict(one.split(": ", 1) for one in line["as_written"].split("; "))
        assert {cell: _text(sheet[cell].value) for cell in said} == said
        assert len(line["value"]) == len(said)
    else:
        assert _text(sheet[line["cell"]].value) == (line["as_written"] or ""), line


def _text(value: object) -> str:
    """Return what a cell says as text: dates by ISO 8601, whole numbers without a point."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


@cache
def _book(original: bytes, sha256: str) -> Workbook:
    data = next(file for file in _files(original) if hashlib.sha256(file).hexdigest() == sha256)
    is_xlsx = data[:2] == b"PK" and "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    return load_workbook(io.BytesIO(data if is_xlsx else convert(data, "xlsx")), data_only=True)


def _files(original: bytes) -> Iterator[bytes]:
    for part in message_from_bytes(original, policy=policy.default).walk():
        data = part.get_payload(decode=True) if not part.is_multipart() else None
        if isinstance(data, bytes):
            yield data
            if data[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(data)) as inside:
                    yield from (inside.read(name) for name in inside.namelist())
