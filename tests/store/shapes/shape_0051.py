"""Several processes share the work by leases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0049 as before

_AT = datetime(2012, 4, 2, 10, 0, tzinfo=UTC)

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "lease": [{"name": "sender 1", "owner": "mail1:4711", "fence": 7, "since": _AT, "until": _AT}],
    "letter": [one | {"lease": 7} for one in before.ROWS["letter"]],
    "message": [one | {"lease": None} for one in before.ROWS["message"]],
}
