"""What loading a file changed of a contact list is kept."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0048 as before

_CODE = {"organisation": "ALPNET", "list": "members", "listed": True}
_BEFORE = {"organisation": "ALPNET", "address": "a@alpnet.example", "name": "A", "salutation": "", "language": "en", "role": "to"}

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "load_change": [
        {"entry": 1, "address": "a@alpnet.example", **_CODE, "before": {**_BEFORE, "part": "", "extra": {}}}
        | {"after": {**_BEFORE, "name": "Anna", "part": "", "extra": {}}}
    ],
}
