"""A store says where it was moved."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0037 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "generation": [one | {"moved": ""} for one in before.ROWS["generation"]],
}
