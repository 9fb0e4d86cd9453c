"""The tables with a wider UIDVALIDITY."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0005 as before

(_LOCATION, *_MORE) = before.ROWS["location"]

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {"location": [_LOCATION | {"uidvalidity": 4_294_967_295}, *_MORE]}
