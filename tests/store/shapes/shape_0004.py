"""The tables with that of the messages that are being examined."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0003 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {"examination": [{"sha256": "a" * 64, "begun": 1, "ended": 0}]}
