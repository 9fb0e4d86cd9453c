"""A person signs in as who they are at a provider of single sign-on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0040 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "desk_user": [*before.ROWS["desk_user"], {"id": 2, "name": "Ben Carter", "password": None}],
    "desk_identity": [
        {
            "user_id": 2,
            "issuer": "https://login.agency.example",
            "subject": "248289761001",
            "called": "ben@agency.example",
            "bound_at": datetime(2012, 3, 1, 9, tzinfo=UTC),
        }
    ],
}
