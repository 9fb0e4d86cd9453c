"""What strangers sent in an organisation's name without any answers is no longer kept; none of these rows is of that kind."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0067 as before

ROWS: dict[str, list[dict[str, Any]]] = dict(before.ROWS)
