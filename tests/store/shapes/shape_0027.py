"""Answers that were put right at the desk are kept."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0025 as before

_EDIT = {"study": "study", "invitation_id": 1, "question": "employees", "given": "401", "before": "401", "value": "410"}

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {"edit": [{"id": 1, "entry": 1, "stands": False} | _EDIT]}
