"""Who still owes an answer, decided for each organisation at the moment of sending."""

from __future__ import annotations

from enum import StrEnum

from domain.submission import Standing, SubmissionState


class Owes(StrEnum):
    """What an organisation still owes at this moment."""

    NOTHING = "nothing"  # An answer counts, it declined, it is not asked, or it waits for us.
    ANSWER = "answer"  # Nothing came in yet.
    CORRECTION = "correction"  # What came in last was sent back, or could not be taken.


def owes(standing: Standing | None, *, waits: bool, newest: SubmissionState | None = None, not_taken: bool = False) -> Owes:
    """Return what an organisation owes that stands so; `waits` says that it waits for us, and is not reminded as if it had been silent.

    Who sent last what could not be taken (`not_taken`) is asked for what can be, and not told that nothing came. A correction is
    owed of the newest workbook alone: who corrected, and whose correction a person rejected, was not asked to correct that.
    """
    if waits:
        return Owes.NOTHING
    if standing is Standing.QUERIED:
        return Owes.CORRECTION if not_taken or newest is SubmissionState.QUERIED else Owes.ANSWER
    return Owes.ANSWER if standing in {Standing.SILENT, Standing.UNDELIVERABLE} else Owes.NOTHING
