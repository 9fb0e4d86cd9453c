"""Letters for organisations that a person named are asked for at the console."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0046 as before

_AT = datetime(2012, 4, 2, 10, 0, tzinfo=UTC)

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "reminding": [
        {"id": 1, "study": "study", "mailing": "reminder", "organisations": ["ALPNET"], "by": "Anna Berg", "note": "They asked for it."}
        | {"asked_at": _AT, "begun_at": _AT, "letters": 1, "told": ["ALPNET: reminder, 1 letter"]}
    ],
}
