"""One value with all that belongs to it: what it is, how it stood in the workbook, and by which message that came."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from domain.answer import AnswerValue, Provenance
from domain.submission import Submission

# The names of the contract of `trace --json`, in its order, which are the columns of `export values` too.
COLUMNS = (
    "organisation",
    "item",
    "value",
    "status",
    "as_written",
    "flag",
    "note",
    "version",
    "submission",
    "counts",
    "file",
    "sha256",
    "sheet",
    "cell",
    "rung",
    "message",
    "from",
    "received_at",
    "edited_by",
    "reason",
    "mode",
    "letter",
    "conversion",
)
CALCULATED = "calculated"  # The conversion of what was worked out from other answers.


class Traced(NamedTuple):
    """One item of one submission. `organisation` is its code, `as_written` the text of its cell, "" where none is known.

    `counts` tells that the study counts this value. `edited_by` and `reason` say who set the value that stands here in place of the one
    that was sent, why, and `edited_at` when. `came.how` is the rule by which it was made of what was written, or CALCULATED.
    """

    organisation: str
    item: str
    value: AnswerValue
    as_written: str
    came: Provenance
    submission: Submission
    counts: bool
    edited_by: str = ""
    reason: str = ""
    edited_at: datetime | None = None

    @property
    def received_at(self) -> datetime:
        """Return when the message came that brought it."""
        return self.submission.received_at

    def line(self) -> dict[str, Any]:
        """Return it under the names of the contract; what is not known is null."""
        return dict(zip(COLUMNS, self.cells(), strict=True))

    def cells(self) -> tuple[object, ...]:
        """Return what a line has, in the order of its names."""
        organisation, item, value, as_written, came, sent, counts, edited_by, reason, _ = self
        at = came.located
        return (
            organisation,
            item,
            value,
            came.status,
            as_written or None,
            came.flag or None,
            came.note or None,
            sent.version,
            sent.id,
            counts,
            sent.file_name,
            sent.fingerprint,
            at.sheet if at else None,
            at.cell if at else None,
            at.by if at else None,
            sent.message_id,
            sent.sender,
            sent.received_at,
            edited_by or None,
            reason or None,
            sent.mode or None,
            sent.letter_id,
            came.how or None,
        )


def shown(value: object) -> str:
    """Return one thing of a line as text; several choices are divided by blanks, as XLSForm has them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
