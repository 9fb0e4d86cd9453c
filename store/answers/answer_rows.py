"""One answer as a row: its value as JSON, and how it came about."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache

from domain.answer import AnswerValue, ItemStatus, Located, Provenance, Rung
from store.database.mapping import encode_answer

CAME = ("status", "written", "flag", "note", "sheet", "cell", "rung", "how")
PLAIN = ("status", "flag", "sheet", "cell", "rung")  # Of these, what `plain` takes.
BLANK = "null"  # The value of an item of which something is known, and that has none.
BETWEEN = "\N{INFORMATION SEPARATOR ONE}"  # Stands in no key: XLSForm has neither names nor codes of choices with such a sign.
_ANSWERED = Provenance()
_IN_JSON = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` would make such an encoder for each answer.


def answer_row(submission_id: int, key: str, value: AnswerValue, came: Provenance | None) -> dict[str, object]:
    """Return the row of one answer; without a word on how it came about, it is just answered."""
    came = came or _ANSWERED
    at = came.located
    return {
        "submission_id": submission_id,
        "question": key,
        "value": _IN_JSON(encode_answer(value)),
        "status": came.status.value,
        "written": _kept(came.written),
        "flag": _kept(came.flag),
        "note": _kept(came.note),
        "sheet": _kept(at.sheet) if at else None,
        "cell": at.cell if at else None,
        "rung": at.by.value if at else None,
        "how": _kept(came.how),
    }


def provenance_of(
    status: str,
    written: str | None,
    flag: str | None,
    note: str | None,
    sheet: str | None,
    cell: str | None,
    rung: str | None,
    how: str | None,
) -> Provenance:
    """Return how an answer came about, by its columns `CAME`."""
    found = plain(status, flag, sheet, cell, rung)
    return replace(found, written=written or "", note=note or "", how=how or "") if written or note or how else found


# The same cell of each workbook: making the values costs most of reading them. What people wrote is not kept beyond the reading.
@lru_cache(maxsize=16_384)
def plain(status: str, flag: str | None, sheet: str | None, cell: str | None, rung: str | None) -> Provenance:
    """Return how an answer came about of which nothing was written that is not just its value."""
    located = Located(sheet or "", cell, Rung(rung)) if cell and rung else None
    return Provenance(status=ItemStatus(status), flag=flag or "", located=located)


def _kept(text: str) -> str | None:
    # PostgreSQL keeps no NUL in a text, and a hostile workbook may hold one.
    return text.replace("\0", "") or None
