"""The tables with what was made for a look."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0013 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "rehearsed": [{"study": "study", "sha256": "r1", "size": 2, "workbook": 0, "faults": ["It has no subject."], "spam": None}],
}
