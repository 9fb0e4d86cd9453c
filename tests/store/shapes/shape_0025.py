"""The names of the columns of exports are kept."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0023 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "frozen_name": [{"study": "s", "stands_for": "name=employees", "name": "employees"}],
}
