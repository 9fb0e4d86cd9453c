"""When letters left that were settled by evidence, and what the dispatch book says of those that have not come yet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0061 as before

_AT = datetime(2012, 4, 2, 10, 0, tzinfo=UTC)
_LEFT: dict[str, Any] = {"witness": "log", "at": _AT, "reckoned": True, "stamp": "Apr  2 12:00:00", "queue": "4F1A2B3C4D"}

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "departure": [{"entry": 1, "letter_id": 1, "settled_at": _AT, **_LEFT, "relay": "mx.test", "source": "mail.log", "sha256": "a" * 64}],
    "dispatched": [one | {"domain": "agency.test", "witness": "book", "at": _AT} for one in before.ROWS["dispatched"]],
}
