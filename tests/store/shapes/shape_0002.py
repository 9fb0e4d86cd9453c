"""The tables with the journal of decisions. Ids are given by the database, from 1 on in this order."""

from __future__ import annotations

from typing import Any

from tests.store.shapes import shape_0001 as before
from tests.store.shapes.shape_0001 import LATER, NOW

JOURNAL = {"value": "", "was": "", "study": "study", "invitation_id": 1, "message_id": 1, "undoes": None, "follows": None}
CASE = JOURNAL | {"subject": "case", "subject_id": "1"}
HOLD = {"mailing": None, "words": None, "fault": None, "by": None}


def _without(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in names} for row in rows]


_ALPNET, _BARQ = _without(before.ROWS["invitation"], "declined")
_FIRST, _SECOND = before.ROWS["submission"]
_DECIDED, _WAITING = _without(before.ROWS["hold"], "options")

ROWS: dict[str, list[dict[str, Any]]] = before.ROWS | {
    "suppression": [before.ROWS["suppression"][0] | {"why": "no_such_mailbox"}],
    "invitation": [_ALPNET | {"mark": None, "until": None}, _BARQ | {"mark": "declined", "until": None}],
    "submission": [_FIRST | {"study": "study", "answered": 1}, _SECOND | {"study": "study", "answered": 3}],
    "hold": [_DECIDED | HOLD | {"kind": "workbook", "by": "person:1"}, _WAITING | HOLD | {"kind": "workbook"}],
    "journal": [
        JOURNAL
        | {"number": 1, "at": NOW, "by": "rule:returned", "what": "open", "subject": "case", "subject_id": "1"}
        | {"value": "workbook"},
        JOURNAL
        | {"number": 2, "at": LATER, "by": "person:1", "what": "decide", "subject": "case", "subject_id": "1"}
        | {"value": "accept"},
        JOURNAL | {"number": 3, "at": NOW, "by": "rule:returned", "what": "query", "subject": "submission", "subject_id": "1"},
        JOURNAL | {"number": 4, "at": NOW, "by": "rule:returned", "what": "accept", "subject": "submission", "subject_id": "2"},
    ],
    "journal_note": [{"number": 2, "note": "Il a téléphoné."}],
    "journal_name": [{"kind": "person", "name": "Miriam Keller"}],
}

# The hash of each entry, and with it of the one before the next.
_HASHES = (
    "1fda207af8f963f199042fbee1972d94b8e55b60bd4948cb7f47c505c1c4f3f3",
    "750c7d6896b03a65870fb6c8599de97c61a0538880468ae5af1734ed93ce03ca",
    "b89b83e6d37009f60e8c74126ffd9351473327cbd4c32d04ffbad79a9799ab03",
    "645785e462db31a8891c410965fce650202471c08398489a8db539079a43e246",
)
for _row, _previous, _hash in zip(ROWS["journal"], ("0" * 64, *_HASHES), _HASHES, strict=False):
    _row |= {"previous": _previous, "hash": _hash}
