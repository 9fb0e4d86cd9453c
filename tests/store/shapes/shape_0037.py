"""Test letters are asked for at the console."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0036 as before

_AT = datetime(2012, 3, 1, 10, 0, tzinfo=UTC)

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "trial": [
        {"id": 1, "study": "study", "mailing": "reminder", "address": "anna@agency.example", "by": "Anna Berg"}
        | {"asked_at": _AT, "begun_at": _AT, "letters": 2, "fault": ""}
    ],
}
