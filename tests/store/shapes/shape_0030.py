"""Workbooks may answer for a part of a questionnaire, and files beside them are kept."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0028 as before

_ANNEX = {"study": "study", "invitation_id": 1, "message_id": 1, "name": "law.pdf", "sha256": "aa", "size": 3, "kind": "pdf"}

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "contact": [one | {"part": ""} for one in before.ROWS["contact"]],
    "invitation": [one | {"lacks": ""} for one in before.ROWS["invitation"]],
    "submission": [one | {"part": "", "other_parts": ""} for one in before.ROWS["submission"]],
    "annex": [{"id": 1} | _ANNEX],
}
