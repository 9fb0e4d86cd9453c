"""The tables with how far the store has come; its one row is made by the step."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0018 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "generation": [{"id": 2, "secret": "s", "number": 3, "at": None}],
    "dispatched": [{"tag": "tz", "attempts": 0, "outcome": "sent"}],
}
