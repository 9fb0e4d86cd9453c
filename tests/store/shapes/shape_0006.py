"""The tables with the askers of automatic replies, and with what these pass on."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0005 as before

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "letter": [letter | {"asker": None, "said": None} for letter in before.ROWS["letter"]]
}
