"""Pages of organisations and the curve of returns have indexes; no row changes."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0063 as before

ROWS: dict[str, list[dict[str, Any]]] = dict(before.ROWS)
