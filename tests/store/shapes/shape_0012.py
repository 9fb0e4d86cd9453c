"""The tables with the way of each attempt, and with the hash and the size of what was handed over."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0009 as before

_WAITING, _SENT = before.ROWS["letter"]
_HASH = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "letter": [_WAITING | {"sha256": None, "size": None}, _SENT | {"sha256": _HASH, "size": 2}],
    "attempt": [one | {"account": None, "relay": None, "tls": None} for one in before.ROWS["attempt"]],
}
