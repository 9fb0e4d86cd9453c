"""A mailing is asked to be sent at the console."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0047 as before

_AT = datetime(2012, 4, 2, 10, 0, tzinfo=UTC)

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "sending": [
        {"id": 1, "study": "study", "mailing": "reminder", "sha256": "a" * 64, "entry": 1, "by": "Anna Berg", "note": "The date is near."}
        | {"asked_at": _AT, "done_at": _AT, "letters": 3, "told": ["1 addressee was added since it was approved: a@alpnet.example."]}
    ],
}
