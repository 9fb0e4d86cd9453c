"""The store with how many erasures it has followed."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0020 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {"generation": [{"id": 2, "secret": "s", "number": 3, "at": None, "erasures": 0}]}
