"""A case says by values what a mail server said, and what can be done at the desk."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0043 as before

SAID = {"server_said": "550 5.7.1 not you", "at_desk": "`counterfoil contacts add` puts another one on the list."}
ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {"hold": [one | SAID for one in before.ROWS["hold"]]}
