"""The tables with the domains and accounts that servers asked to be slower."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0016 as before
from tests.store.shapes.shape_0001 import LATER, NOW

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "bucket": [
        {
            "transport": "default",
            "domain": "atlstel.example",
            "tokens": 1.0,
            "per_minute": 10.0,
            "filled_at": LATER,
            "since": NOW,
            "strikes": 1,
            "said": "451 4.7.1 Try again in 5 minutes",
        }
    ],
}
