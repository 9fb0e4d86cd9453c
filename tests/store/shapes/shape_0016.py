"""The tables of contacts that are away, that were taken off a list, and of what decisions changed about them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.store.shapes import shape_0015 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "absence": [{"address": "marie@alpnet.example", "until": date(2012, 3, 20), "reason": "Away until 20 March."}],
    "retirement": [
        {
            "list": "members",
            "organisation": "ALPNET",
            "address": "left@alpnet.example",
            "reason": "She left.",
            "at": datetime(2012, 3, 1, tzinfo=UTC),
        }
    ],
    "amendment": [{"before": {"role": "cc"}, "after": {"role": "to"}}],
}
