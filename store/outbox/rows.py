"""The tables of letters and of attempts, and what all statements about them say in the same words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, ColumnElement, ForeignKey, Index, LargeBinary, or_, text
from sqlmodel import Field

from domain.letter import DeliveryState
from store.database.declarations import StoredRow, index_of_some
from store.database.mapping import Instant

# In the words of the index, since a database takes a partial one only for a condition that it sees to be the same.
WAITS = text("state IN ('queued', 'deferred')")
_REPLIES = text("believed IS NOT NULL")


class LetterRow(StoredRow, table=True):
    """A letter. `own` holds its recorded bytes once DATA was near: its own ones, and the hashes of what it shares.

    `sha256` and `size` are those of the whole message, as they were worked out then. `lease` is the number of the sender's lease that has,
    or had, the letter in hand.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_study_state", "study", "state", "mailing"),
        # What waits is few beside what was sent, and is asked for in the order of its planning.
        index_of_some("ix_letter_waiting", "id", where=WAITS),
        # A report may name the address in other letters than we wrote it.
        Index("ix_letter_address_lower", text("lower(address)"), "organisation", "study", "state"),
        # The budgets count the automatic replies of the last hour, and those of the last day to one address or for one sender.
        index_of_some("ix_letter_replies", "study", "believed", "planned_at", "state", where=_REPLIES),
        index_of_some("ix_letter_replies_for", "asker", "planned_at", where=_REPLIES),
        index_of_some("ix_letter_replies_to", "address", "planned_at", where=_REPLIES),
    )
    id: int | None = Field(default=None, primary_key=True)
    cause: str = Field(unique=True)
    kind: str
    study: str
    template: str
    sender: str
    address: str
    language: str
    role: str
    tag: str = Field(unique=True)
    organisation: str | None = Field(index=True)
    mailing: str | None
    context: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    state: str = Field(index=True)
    attempts: int
    planned_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    believed: bool | None
    hold_id: int | None = Field(index=True)
    asker: str | None
    said: str | None = Field(index=True)
    mail_from: str | None
    sha256: str | None
    size: int | None
    own: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    lease: int | None = None


class AttemptRow(StoredRow, table=True):
    """One attempt to hand a letter over, or the evidence that settled one in doubt; appended, never overwritten."""

    __tablename__ = "attempt"
    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(sa_column=Column(ForeignKey("letter.id"), nullable=False, index=True))
    at: datetime = Field(sa_type=Instant, index=True)
    outcome: str
    stage: str
    code: int | None
    text: str
    account: str | None
    relay: str | None
    tls: str | None
    transport: str | None


LETTER, ATTEMPT = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]
BYTES = frozenset({"mail_from", "sha256", "size", "own"})
NOT_ITS_OWN = BYTES | {"lease"}
VALUE_COLUMNS = [column for column in LETTER.c if column.name not in NOT_ITS_OWN]


def is_in(*states: DeliveryState) -> ColumnElement[bool]:
    """Return the condition that a letter is in one of these states, in the form that many updates in one call can take."""
    return or_(*(LETTER.c.state == state.value for state in states))
