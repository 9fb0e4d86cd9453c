"""The tables with the senders whose letters wait since the mail server refuses them."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0008 as before
from tests.store.shapes.shape_0001 import LATER, NOW

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "halt": [
        {
            "study": "study",
            "sender": "director",
            "hold_id": 1,
            "refused": "mail 554 5.7.1",
            "said": "5.7.1 Sender not allowed",
            "since": NOW,
            "tries": 1,
            "next_at": LATER,
        }
    ],
}
