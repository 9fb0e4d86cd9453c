"""How the taking in of each mailbox goes, and how far its folders were looked through."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.store.shapes import shape_0051 as before

_AT = datetime(2012, 4, 2, 10, 0, tzinfo=UTC)

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "poll": [{"mailbox": "default", "done_at": _AT, "failures": 2, "next_at": _AT}],
    "folder_seen": [{"mailbox": "imap://returns@imap.test", "folder": "INBOX", "uidvalidity": 1, "below": 9, "whole_at": _AT}],
}
