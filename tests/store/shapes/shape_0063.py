"""How columns of contact files were read, by list and headings."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0062 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "read_columns": [{"list": "members", "headings": "a" * 64, "columns": {"Stelle": "organisation"}}],
}
