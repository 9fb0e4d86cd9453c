"""A submission says how it reached the office, where a person filed it."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0035 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "submission": [one | {"mode": ""} for one in before.ROWS["submission"]],
}
