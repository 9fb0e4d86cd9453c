"""Edits name the version that ran when they were made."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0027 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {"edit": [one | {"version": 1} for one in before.ROWS["edit"]]}
