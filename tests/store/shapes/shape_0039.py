"""An edit has a flag."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0038 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "edit": [one | {"flag": "p"} for one in before.ROWS["edit"]],
}
