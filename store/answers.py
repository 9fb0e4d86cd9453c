"""One answer as a row: its value as JSON, and how it came about."""

from __future__ import annotations

import json
from typing import Any

from domain.answer import AnswerValue, ItemStatus, Located, Provenance, Rung
from store.mapping import encode_answer

BLANK = "null"  # The value of an item of which something is known, and that has none.
_ANSWERED = Provenance()


def answer_row(submission_id: int, key: str, value: AnswerValue, came: Provenance | None) -> dict[str, object]:
    """Return the row of one answer; without a word on how it came about, it is just answered."""
    came = came or _ANSWERED
    at = came.located
    return {
        "submission_id": submission_id,
        "question": key,
        "value": json.dumps(encode_answer(value), ensure_ascii=False),
        "status": came.status.value,
        "written": _kept(came.written),
        "flag": _kept(came.flag),
        "note": _kept(came.note),
        "sheet": _kept(at.sheet) if at else None,
        "cell": at.cell if at else None,
        "rung": at.by.value if at else None,
        "how": _kept(came.how),
    }


def provenance_of(row: Any) -> Provenance:
    """Return how the answer of a row came about."""
    return Provenance(
        status=ItemStatus(row.status),
        written=row.written or "",
        flag=row.flag or "",
        note=row.note or "",
        located=Located(row.sheet or "", row.cell, Rung(row.rung)) if row.cell else None,
        how=row.how or "",
    )


def _kept(text: str) -> str | None:
    # PostgreSQL keeps no NUL in a text, and a hostile workbook may hold one.
    return text.replace("\0", "") or None
