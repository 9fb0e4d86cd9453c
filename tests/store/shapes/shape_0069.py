"""The journal has indexes of what people undid and of what a rule changed; no row changes."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0068 as before

ROWS: dict[str, list[dict[str, Any]]] = dict(before.ROWS)
