"""A submission says which letter it answers."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0039 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "submission": [one | {"letter_id": 1, "letter_by": "In-Reply-To"} for one in before.ROWS["submission"]],
}
