"""Cases are found by their kind and by their mailing; no row changes."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0056 as before

ROWS: dict[str, list[dict[str, Any]]] = dict(before.ROWS)
