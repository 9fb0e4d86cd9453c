"""Answers are kept with how they came about, and submissions with a version of their study."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0019 as before

_TOLD = {"status": "answered", "written": "four hundred", "flag": "p", "note": "?", "sheet": "A", "cell": "D3", "rung": "name", "how": "x"}

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "answer": [one | _TOLD for one in before.ROWS["answer"]],
    "submission": [one | {"version": 1} for one in before.ROWS["submission"]],
}
