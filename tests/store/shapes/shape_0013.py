"""The tables with the transport of each attempt."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0012 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {"attempt": [one | {"transport": None} for one in before.ROWS["attempt"]]}
