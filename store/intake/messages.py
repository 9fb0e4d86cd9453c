"""Messages that came in: what each was taken for, and what was done.

Where they lie, in whose hands they are, and what reports say stand in `message_places`, `message_hands` and `delivery_reports`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Column, Connection, Index, bindparam, func, select, update
from sqlmodel import Field

from domain.message import Kind
from store.database.declarations import StoredRow
from store.database.mapping import Instant, chunked, to_row, to_value


class MessageRow(StoredRow, table=True):
    """A message by the hash of its bytes: the same bytes are the same message, wherever and however often they lie.

    `server` is the one whose word on its author was read, "" where none was, and None where nobody looked. `lease` is the number of the
    reader's lease that has, or had, the message in hand.
    """

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_study_kind", "study", "kind", "received_at"),)
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    received_at: datetime = Field(sa_type=Instant)
    state: str = Field(index=True)
    kind: str | None
    rule: str | None
    why: str | None
    sender: str | None
    subject: str | None
    study: str | None
    invitation_id: int | None = Field(index=True)
    effects: list[str] = Field(sa_column=Column(JSON, nullable=False))
    server: str | None
    lease: int | None = None


_message = MessageRow.__table__  # type: ignore[attr-defined]
_FINISH = update(_message).where(_message.c.id == bindparam("message"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as the store knows it. `state` is pending, done or failed; `effects` are sentences."""

    id: int
    sha256: str
    received_at: datetime
    state: str
    kind: str | None
    rule: str | None
    why: str | None
    sender: str | None
    subject: str | None
    study: str | None
    invitation_id: int | None
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What became of a message."""

    kind: str
    rule: str
    why: str
    sender: str | None
    subject: str | None
    study: str | None
    invitation_id: int | None
    effects: tuple[str, ...]
    server: str | None = None


def kept(tx: Connection, hashes: Collection[str]) -> frozenset[str]:
    """Return which of these hashes are those of messages that were taken in."""
    asked = (select(_message.c.sha256).where(_message.c.sha256.in_(some)) for some in chunked(hashes))
    return frozenset(found for chosen in asked for found in tx.scalars(chosen))


def pending(tx: Connection, limit: int, after: int = 0) -> tuple[Message, ...]:
    """Return messages that wait to be understood and whose id is greater than `after`, oldest first."""
    return _select(tx, (_message.c.state == "pending") & (_message.c.id > after), limit)


def newest(tx: Connection) -> int:
    """Return the id of the message that came last; 0 where none came."""
    return tx.scalar(select(func.max(_message.c.id))) or 0


def first_received_at(tx: Connection) -> datetime | None:
    """Return when the message came that came first; None where none did."""
    return tx.scalar(select(func.min(_message.c.received_at)))


def with_ids(tx: Connection, ids: Iterable[int]) -> tuple[Message, ...]:
    """Return the messages with these numbers."""
    return _select(tx, _message.c.id.in_(list(ids)), None)


def with_hash(tx: Connection, sha256: str) -> Message:
    """Return the message whose bytes have this hash (ValueError where none has)."""
    (found,) = _select(tx, _message.c.sha256 == sha256, None)
    return found


def in_states(tx: Connection, states: Iterable[str]) -> tuple[Message, ...]:
    """Return the messages that are in one of these states."""
    return _select(tx, _message.c.state.in_(list(states)), None)


def of_invitations(tx: Connection, invitation_ids: Iterable[int]) -> tuple[Message, ...]:
    """Return the messages that belong to these organisations in a study."""
    return _select(tx, _message.c.invitation_id.in_(list(invitation_ids)), None)


def senders(tx: Connection, message_ids: Iterable[int]) -> dict[int, tuple[str | None, datetime]]:
    """Return who sent these messages, and when each was received."""
    asked = (
        select(_message.c.id, _message.c.sender, _message.c.received_at).where(_message.c.id.in_(some)) for some in chunked(message_ids)
    )
    return {row.id: (row.sender, row.received_at) for chosen in asked for row in tx.execute(chosen)}


def servers(tx: Connection, kinds: Collection[str], limit: int) -> tuple[str, ...]:
    """Return of the newest messages of these kinds whose header was looked at whose word on their author was read, "" for nobody's."""
    looked_at = (_message.c.kind.in_(list(kinds)), _message.c.server.is_not(None))
    return tuple(tx.scalars(select(_message.c.server).where(*looked_at).order_by(_message.c.id.desc()).limit(limit)))


def _select(tx: Connection, where: object, limit: int | None) -> tuple[Message, ...]:
    chosen = select(_message).where(where).order_by(_message.c.id).limit(limit)  # type: ignore[arg-type]
    return tuple(to_value(Message, row) for row in tx.execute(chosen).mappings())


def finish(tx: Connection, message_id: int, understood: Understood, state: str = "done") -> None:
    """Record what became of a message."""
    tx.execute(_FINISH, {"message": message_id, "state": state, **to_row(understood)})


def last_from(tx: Connection, address: str) -> datetime | None:
    """Return when the last message came that a person at this address wrote, or None where none did."""
    written = (_message.c.sender == address.lower(), _message.c.kind.in_([Kind.RETURN.value, Kind.QUESTION.value]))
    return tx.execute(select(_message.c.received_at).where(*written).order_by(_message.c.received_at.desc()).limit(1)).scalar()


def count_pending(tx: Connection) -> int:
    """Return how many messages came in and are not understood yet."""
    return tx.scalar(select(func.count()).select_from(_message).where(_message.c.state == "pending")) or 0


def counts(tx: Connection, study: str) -> dict[str, int]:
    """Return how many messages of each kind came in; those that name no study count for every study."""
    of_study = (_message.c.study == study) | _message.c.study.is_(None)
    chosen = select(_message.c.kind, func.count().label("messages")).where(of_study, _message.c.kind.is_not(None)).group_by(_message.c.kind)
    return dict(sorted((row.kind, row.messages) for row in tx.execute(chosen)))
