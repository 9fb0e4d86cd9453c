"""What came back without answers is kept, and how much an organisation weighs whose contacts were erased."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0030 as before

_BLANK = {"invitation_id": 1, "event": "blank", "record": "message 1", "study": "study", "at": datetime(2012, 3, 1, 9, tzinfo=UTC)}

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "invitation": [one | {"weight": None} for one in before.ROWS["invitation"]],
    "case_event": [_BLANK],
}
