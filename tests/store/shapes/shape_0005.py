"""The tables with the impact of each message, with replies that were believed or wait, and with whose word on authors was read."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0004 as before
from tests.store.shapes.shape_0001 import NOW

_MAILED, _SENT = before.ROWS["letter"]
_DONE, _PENDING = before.ROWS["message"]

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "letter": [_MAILED | {"believed": None, "hold_id": None}, _SENT | {"believed": None, "hold_id": None}],
    "message": [_DONE | {"server": None}, _PENDING | {"server": None}],
    "impact": [
        {"message_id": 1, "invitation_id": 1, "study": "study", "source": "alpnet.example", "proven": True, "at": NOW, "hold_id": None}
    ],
}
