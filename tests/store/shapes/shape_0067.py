"""Why a mailbox failed is kept beside how often."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0066 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "poll": [one | {"why": "[mailbox] in counterfoil.toml: No connection."} for one in before.ROWS["poll"]],
}
