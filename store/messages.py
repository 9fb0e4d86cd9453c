"""Messages that came in: where each was found, what it was taken for, and what was done.

It is long, since places, readers' hands and what a message came to are columns of two tables that are asked and changed together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import JSON, BigInteger, Column, Connection, Index, Integer, bindparam, func, insert, select, update
from sqlmodel import Field, SQLModel

from domain.message import Kind
from domain.ports import Location
from store import leases
from store.contacts import upsert
from store.mapping import Instant, chunked, to_row, to_value
from store.submissions import SubmissionRow


class MessageRow(SQLModel, table=True):
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


class LocationRow(SQLModel, table=True):
    """A place in a mailbox that was dealt with. `message_id` is None for mail of others in a shared mailbox, which is left alone.

    `filed` says that nothing is left to move: the message was moved, or is mail of others. So the few that wait are found by its index.
    """

    __tablename__ = "location"
    mailbox: str = Field(primary_key=True)
    folder: str = Field(primary_key=True)
    uidvalidity: int = Field(primary_key=True, sa_type=BigInteger().with_variant(Integer(), "sqlite"))
    uid: str = Field(primary_key=True)
    message_id: int | None
    filed: bool = Field(index=True)


class BounceRow(SQLModel, table=True):
    """What a report said of a delivery; `letter_id` is None where it names none of ours."""

    __tablename__ = "bounce"
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(index=True)
    letter_id: int | None = Field(index=True)
    address: str
    permanent: bool | None
    status: str | None
    diagnostic: str
    at: datetime = Field(sa_type=Instant)


_submission = SubmissionRow.__table__  # type: ignore[attr-defined]
_message, _location, _bounce = MessageRow.__table__, LocationRow.__table__, BounceRow.__table__  # type: ignore[attr-defined]


_FINISH = update(_message).where(_message.c.id == bindparam("message"))
_KNOWN = select(_location.c.uid).where(
    *(_location.c[name] == bindparam(name) for name in ("mailbox", "folder", "uidvalidity")),
    _location.c.uid.in_(bindparam("uids", expanding=True)),
    _location.c.filed.is_(False) | _location.c.message_id.is_(None),
)
_SAY_FILED = update(_location).where(*(column == bindparam(f"its_{column.name}") for column in _location.primary_key)).values(filed=True)


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
class Bounce:
    """One report about one address."""

    message_id: int
    letter_id: int | None
    address: str
    permanent: bool | None
    status: str | None
    diagnostic: str
    at: datetime


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


def known(tx: Connection, places: Sequence[Location]) -> frozenset[Location]:
    """Return which of these places were dealt with; one from which the message was moved holds another one now, and is not among them.

    Each place is a parameter of a statement: some hundreds at once (see `domain.ports.Known`). The primary key finds them.
    """
    found: set[Location] = set()
    for (mailbox, folder, uidvalidity), some in groupby(places, lambda place: (place.mailbox, place.folder, place.uidvalidity)):
        asked = {"mailbox": mailbox, "folder": folder, "uidvalidity": uidvalidity, "uids": [place.uid for place in some]}
        found.update(Location(mailbox, folder, uidvalidity, uid) for uid in tx.scalars(_KNOWN, asked))
    return frozenset(found)


def kept(tx: Connection, hashes: Collection[str]) -> frozenset[str]:
    """Return which of these hashes are those of messages that were taken in."""
    asked = (select(_message.c.sha256).where(_message.c.sha256.in_(some)) for some in chunked(hashes))
    return frozenset(found for chosen in asked for found in tx.scalars(chosen))


def waits(tx: Connection, place: Location) -> bool:
    """Say whether the message that came from this place still waits to be understood."""
    joined = select(_message.c.id).join(_location, _location.c.message_id == _message.c.id)
    there = (_location.c[name] == value for name, value in to_row(place).items())
    return tx.execute(joined.where(_message.c.state == "pending", *there)).first() is not None


def unfiled(tx: Connection) -> dict[Location, str]:
    """Return the places whose message is kept, but was not yet moved on the server, with the hashes of their messages."""
    chosen = select(_location, _message.c.sha256).join(_message, _message.c.id == _location.c.message_id)
    return {to_value(Location, row): row["sha256"] for row in tx.execute(chosen.where(_location.c.filed.is_(False))).mappings()}


def take_in(tx: Connection, found: Sequence[tuple[Location, str, datetime]]) -> int:
    """Record messages by place, hash of their bytes, and time; bytes that are known make no new message. Return how many are new."""
    rows = [
        {"sha256": sha256, "received_at": at, "state": "pending", "effects": []}
        | dict.fromkeys(("kind", "rule", "why", "sender", "subject", "study", "invitation_id", "server"))
        for _, sha256, at in found
    ]
    new = upsert(tx, _message, rows, update=False)
    hashes = [sha256 for _, sha256, _ in found]
    ids = {row.sha256: row.id for row in tx.execute(select(_message.c.sha256, _message.c.id).where(_message.c.sha256.in_(hashes)))}
    upsert(tx, _location, [{**to_row(place), "message_id": ids[sha256], "filed": False} for place, sha256, _ in found])
    return new


def leave(tx: Connection, locations: Iterable[Location]) -> None:
    """Remember mail of others in a shared mailbox, so that it is not read again."""
    upsert(tx, _location, [{**to_row(place), "message_id": None, "filed": True} for place in locations], update=False)


def filed(tx: Connection, locations: Iterable[Location]) -> None:
    """Record that these were moved on the server."""
    rows = [{f"its_{name}": value for name, value in to_row(place).items()} for place in locations]
    if rows:
        tx.execute(_SAY_FILED, rows)


def pending(tx: Connection, limit: int, after: int = 0) -> tuple[Message, ...]:
    """Return messages that wait to be understood and whose id is greater than `after`, oldest first."""
    return _select(tx, (_message.c.state == "pending") & (_message.c.id > after), limit)


def claim(tx: Connection, fence: int, limit: int, after: int = 0) -> tuple[Message, ...]:
    """Return such messages as `pending` that are in nobody's hands, and put them into the hands of the lease with this number.

    What another reader claims in this moment is passed over.
    """
    free = (_message.c.state == "pending", _message.c.id > after, leases.ended(tx, _message.c.lease))
    chosen = select(_message).where(*free).order_by(_message.c.id).limit(limit).with_for_update(skip_locked=True, of=_message)
    found = tuple(to_value(Message, row) for row in tx.execute(chosen).mappings())
    if found:
        tx.execute(update(_message).where(_message.c.id.in_([one.id for one in found])).values(lease=fence))
    return found


def claimed(tx: Connection, fence: int, ids: Collection[int]) -> frozenset[int]:
    """Return which of these messages wait, and are in the hands of the lease with this number; none where that has ended.

    They stay so until the transaction ends.
    """
    if not leases.holds(tx, fence):
        return frozenset()
    its = (_message.c.id.in_(list(ids)), _message.c.state == "pending", _message.c.lease == fence)
    return frozenset(tx.scalars(select(_message.c.id).where(*its).order_by(_message.c.id).with_for_update()))


def let_go(tx: Connection, ids: Collection[int]) -> None:
    """Take those of these messages that wait out of anybody's hands."""
    tx.execute(update(_message).where(_message.c.id.in_(list(ids)), _message.c.state == "pending").values(lease=None))


def in_other_hands(tx: Connection, fence: int, before: int) -> bool | None:
    """Say whether a message whose id is less than `before` waits in the hands of another reader; None where that reader has died."""
    theirs = (_message.c.state == "pending", _message.c.id < before, _message.c.lease.is_not(None), _message.c.lease != fence)
    dead = leases.ended(tx, _message.c.lease).label("dead")
    found = tx.execute(select(dead).where(*theirs).order_by(dead.desc()).limit(1)).first()
    return False if found is None else None if found.dead else True


def newest(tx: Connection) -> int:
    """Return the id of the message that came last; 0 where none came."""
    return tx.scalar(select(func.max(_message.c.id))) or 0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message as a digest tells it.

    `brought` are the organisations (invitations) and states of its submissions, oldest first; `bounced` are the addresses that it reports.
    """

    id: int
    received_at: datetime
    kind: str | None
    sender: str | None
    invitation_id: int | None
    brought: tuple[tuple[int, str], ...] = ()
    bounced: tuple[str, ...] = ()


def since(tx: Connection, study: str, when: datetime | None) -> tuple[Arrived, ...]:
    """Return the messages of a study that came after `when` (all of them where it is None), in the order in which they came in."""
    later = () if when is None else (_message.c.received_at > when,)
    asked = (_message.c.study == study, *later)
    brought: dict[int, list[tuple[int, str]]] = defaultdict(list)
    of = select(_submission.c.message_id, _submission.c.invitation_id, _submission.c.state).join(
        _message, _message.c.id == _submission.c.message_id
    )
    for row in tx.execute(of.where(*asked).order_by(_submission.c.id)):
        brought[row.message_id].append((row.invitation_id, row.state))
    bounced: dict[int, list[str]] = defaultdict(list)
    reports = select(_bounce.c.message_id, _bounce.c.address).join(_message, _message.c.id == _bounce.c.message_id)
    for row in tx.execute(reports.where(*asked).order_by(_bounce.c.id)):
        bounced[row.message_id].append(row.address)
    chosen = select(_message.c.id, _message.c.received_at, _message.c.kind, _message.c.sender, _message.c.invitation_id)
    return tuple(
        Arrived(
            id=row.id,
            received_at=row.received_at,
            kind=row.kind,
            sender=row.sender,
            invitation_id=row.invitation_id,
            brought=tuple(brought.get(row.id, ())),
            bounced=tuple(bounced.get(row.id, ())),
        )
        for row in tx.execute(chosen.where(*asked).order_by(_message.c.id))
    )


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


def record_bounce(tx: Connection, bounce: Bounce) -> None:
    """Record a report; the same message read again replaces what it said before."""
    same = (_bounce.c.message_id == bounce.message_id, _bounce.c.address == bounce.address)
    if tx.execute(update(_bounce).where(*same).values(**to_row(bounce))).rowcount == 0:
        tx.execute(insert(_bounce).values(**to_row(bounce)))


def bounces(tx: Connection, letter_ids: Iterable[int]) -> tuple[Bounce, ...]:
    """Return the reports about these letters."""
    asked = (select(_bounce).where(_bounce.c.letter_id.in_(some)).order_by(_bounce.c.id) for some in chunked(letter_ids))
    return tuple(to_value(Bounce, row) for chosen in asked for row in tx.execute(chosen).mappings())


def last_from(tx: Connection, address: str) -> datetime | None:
    """Return when the last message came that a person at this address wrote, or None where none did."""
    written = (_message.c.sender == address.lower(), _message.c.kind.in_([Kind.RETURN.value, Kind.QUESTION.value]))
    return tx.execute(select(_message.c.received_at).where(*written).order_by(_message.c.received_at.desc()).limit(1)).scalar()


def bounces_without_letter(tx: Connection, addresses: Iterable[str]) -> tuple[Bounce, ...]:
    """Return the reports that name any of these addresses and none of our letters, and so had no effect."""
    asked = (
        select(_bounce).where(_bounce.c.letter_id.is_(None), func.lower(_bounce.c.address).in_([one.lower() for one in some]))
        for some in chunked(addresses)
    )
    return tuple(to_value(Bounce, row) for chosen in asked for row in tx.execute(chosen.order_by(_bounce.c.id)).mappings())


def count_pending(tx: Connection) -> int:
    """Return how many messages came in and are not understood yet."""
    return tx.scalar(select(func.count()).select_from(_message).where(_message.c.state == "pending")) or 0


def counts(tx: Connection, study: str) -> dict[str, int]:
    """Return how many messages of each kind came in; those that name no study count for every study."""
    of_study = (_message.c.study == study) | _message.c.study.is_(None)
    chosen = select(_message.c.kind, func.count().label("messages")).where(of_study, _message.c.kind.is_not(None)).group_by(_message.c.kind)
    return dict(sorted((row.kind, row.messages) for row in tx.execute(chosen)))
