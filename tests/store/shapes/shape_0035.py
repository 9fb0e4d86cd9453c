"""People may sign in to the console."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0032 as before

_AT = datetime(2012, 3, 1, 10, 0, tzinfo=UTC)

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "desk_user": [{"id": 1, "name": "Anna Berg", "password": "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"}],
    "desk_role": [{"user_id": 1, "study": "", "role": "administer"}],
    "desk_session": [{"id": "5" * 64, "user_id": 1, "begun_at": _AT, "seen_at": _AT}],
    "desk_link": [{"id": "6" * 64, "user_id": 1, "until": _AT}],
}
