"""The bytes of letters are kept compressed from here on; no row changes."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0065 as before

ROWS: dict[str, list[dict[str, Any]]] = dict(before.ROWS)
