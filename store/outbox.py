"""The outbox: letters, their recorded bytes, and every attempt to hand them over."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlmodel import Field, SQLModel

from domain.errors import OriginalError
from domain.letter import EVIDENCE, STOPPED, DeliveryState, Envelope, Letter, Outcome, Piece, Shared, Verdict
from domain.study import DEFAULT
from languages.telling import phrased
from store import leases
from store.archive import Archive
from store.contacts import upsert
from store.mapping import Instant, chunked, one_of, to_row, to_value
from store.remembered import Recall

# In the words of the index, since a database takes a partial one only for a condition that it sees to be the same.
_WAITS = text("state IN ('queued', 'deferred')")
_REPLIES = text("believed IS NOT NULL")


class LetterRow(SQLModel, table=True):
    """A letter. `own` holds its recorded bytes once DATA was near: its own ones, and the hashes of what it shares.

    `sha256` and `size` are those of the whole message, as they were worked out then. `lease` is the number of the sender's lease that has,
    or had, the letter in hand.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_study_state", "study", "state", "mailing"),
        # What waits is few beside what was sent, and is asked for in the order of its planning.
        Index("ix_letter_waiting", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        # A report may name the address in other letters than we wrote it.
        Index("ix_letter_address_lower", text("lower(address)"), "organisation", "study", "state"),
        # The budgets count the automatic replies of the last hour, and those of the last day to one address or for one sender.
        Index("ix_letter_replies", "study", "believed", "planned_at", "state", sqlite_where=_REPLIES, postgresql_where=_REPLIES),
        Index("ix_letter_replies_for", "asker", "planned_at", sqlite_where=_REPLIES, postgresql_where=_REPLIES),
        Index("ix_letter_replies_to", "address", "planned_at", sqlite_where=_REPLIES, postgresql_where=_REPLIES),
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


class AttemptRow(SQLModel, table=True):
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


_letter, _attempt = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]
_BYTES = frozenset({"mail_from", "sha256", "size", "own"})
_NOT_ITS_OWN = _BYTES | {"lease"}
_VALUE_COLUMNS = [column for column in _letter.c if column.name not in _NOT_ITS_OWN]
_BY_ID, _BY_TAG, _BY_ORGANISATION, _BY_STUDY, _BY_MAILING, _BY_STATE = (
    one_of(_letter, column, "id", without=_NOT_ITS_OWN) for column in ("id", "tag", "organisation", "study", "mailing", "state")
)
_RECORDED = (_letter.c.address, _letter.c.mail_from, _letter.c.tag, _letter.c.own, _letter.c.sha256, _letter.c.size)
_ENDED = "The program ended between DATA and its reply."
_WAITING = (DeliveryState.QUEUED, DeliveryState.DEFERRED)


def _is(*states: DeliveryState) -> ColumnElement[bool]:
    """Return the condition that a letter is in one of these states, in the form that many updates in one call can take."""
    return or_(*(_letter.c.state == state.value for state in states))


# The statements that every letter passes through are put together once. The first keeps other writers from the rows until the commit.
_STILL_WAITING = (
    select(_letter.c.id, _letter.c.attempts)
    .where(_letter.c.id.in_(bindparam("letter_ids", expanding=True)), _is(*_WAITING))
    .order_by(_letter.c.id)
    .with_for_update()
)
# Of a sender among several: what it has claimed.
_STILL_CLAIMED = _STILL_WAITING.where(_letter.c.lease == bindparam("fence"))
_SAY_SENDING = (
    update(_letter)
    .where(_letter.c.id == bindparam("letter_id"))
    .values(
        state=DeliveryState.SENDING.value,
        mail_from=bindparam("sender_path"),
        own=bindparam("bytes"),
        sha256=bindparam("hash"),
        size=bindparam("length"),
    )
)
_SAY_VERDICT = (
    update(_letter).where(_letter.c.id == bindparam("letter")).values(state=bindparam("next_state"), due_at=bindparam("next_due"))
)
_WANT_AGAIN = (
    update(_letter)
    .where(
        _letter.c.cause == bindparam("its_cause"),
        _letter.c.attempts == 0,
        # A letter of a mailing that could not be made is made again when a person sends the mailing again.
        or_(_is(DeliveryState.DROPPED), and_(_is(DeliveryState.FAILED), _letter.c.mailing.is_not(None))),
    )
    .values(state=DeliveryState.QUEUED.value, due_at=bindparam("next_due"), planned_at=bindparam("next_due"))
    .execution_options(preserve_rowcount=True)
)
_SAY_NEVER_BEGUN = _SAY_VERDICT.where(_is(*_WAITING)).values(attempts=_letter.c.attempts + 1)
_BEFORE = bindparam("before", type_=Integer)
# Where the attempt was called uncertain before its own verdict came, it was counted then; a later attempt has counted one more, and is
# not this one's to judge. It may be to be sent again since, or cancelled: what arrived after all is neither.
_SAY_BEGUN = _SAY_VERDICT.where(
    or_(
        and_(_is(DeliveryState.SENDING), _letter.c.attempts == _BEFORE),
        and_(_is(DeliveryState.UNCERTAIN, DeliveryState.QUEUED, DeliveryState.CANCELLED), _letter.c.attempts == _BEFORE + 1),
    )
).values(attempts=_BEFORE + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One line of a letter's history; for `account`, `relay`, `tls` and `transport` see `domain.letter.Route`."""

    letter_id: int
    at: datetime
    outcome: str
    stage: str
    code: int | None
    text: str
    account: str | None = None
    relay: str | None = None
    tls: str | None = None
    transport: str | None = None


def plan(tx: Connection, letters: Iterable[Letter]) -> int:
    """Put letters into the outbox, and return how many wait for it that did not before.

    One whose cause stands there already is left as it is. Only one of which nothing ever left is wanted again.
    """
    rows = [to_row(letter, without=frozenset({"id"})) for letter in letters]
    new = upsert(tx, _letter, rows, update=False)
    if new == len(rows):
        return new
    return new + tx.execute(_WANT_AGAIN, [{"its_cause": row["cause"], "next_due": row["due_at"]} for row in rows]).rowcount


def waiting(tx: Connection, now: datetime, after: int, limit: int, senders: Collection[tuple[str, str]] = ()) -> tuple[Letter, ...]:
    """Return letters that are due at `now` and whose id is greater than `after`, in the order of their planning.

    Where `senders` are named (study and key), only theirs.
    """
    theirs = [or_(*(and_(_letter.c.study == study, _letter.c.sender == key) for study, key in sorted(senders)))] if senders else []
    chosen = select(*_VALUE_COLUMNS).where(_WAITS, _letter.c.due_at <= now, _letter.c.id > after, *theirs)
    return tuple(to_value(Letter, row) for row in tx.execute(chosen.order_by(_letter.c.id).limit(limit)).mappings())


@dataclass(frozen=True, slots=True)
class Claiming:
    """What one sender among several claims: letters of these `senders` (study and key), but to none of the domains `without`.

    `fence` is the number of its lease.
    """

    fence: int
    senders: frozenset[tuple[str, str]]
    without: frozenset[str] = frozenset()


def claim(tx: Connection, what: Claiming, now: datetime, after: int, limit: int) -> tuple[Letter, ...]:
    """Return such letters as `waiting`, of which no other sender has one in hand, and claim them for as long as the lease is in force.

    What another claims in this moment is passed over.
    """
    its = tuple_(_letter.c.study, _letter.c.sender).in_(sorted(what.senders))
    other = [func.lower(_letter.c.address).not_like(f"%@{domain}") for domain in sorted(what.without)]
    due = (_WAITS, _letter.c.due_at <= now, _letter.c.id > after, its, leases.ended(tx, _letter.c.lease), *other)
    return _claimed(tx, what.fence, select(*_VALUE_COLUMNS).where(*due).order_by(_letter.c.id).limit(limit))


def claim_these(tx: Connection, fence: int, letter_ids: Sequence[int]) -> tuple[Letter, ...]:
    """Claim those of these letters that wait and that no other sender has in hand, and return them in the order of planning."""
    its = (_WAITS, _letter.c.id.in_(list(letter_ids)), or_(leases.ended(tx, _letter.c.lease), _letter.c.lease == fence))
    return _claimed(tx, fence, select(*_VALUE_COLUMNS).where(*its).order_by(_letter.c.id))


def _claimed(tx: Connection, fence: int, chosen: Select[Any]) -> tuple[Letter, ...]:
    rows = tx.execute(chosen.with_for_update(skip_locked=True, of=_letter)).mappings()
    found = tuple(to_value(Letter, row) for row in rows)
    if found:
        tx.execute(update(_letter).where(_letter.c.id.in_([one.id for one in found])).values(lease=fence))
    return found


def waiting_of(tx: Connection, study: str, mailing: str) -> tuple[Letter, ...]:
    """Return the letters of a mailing that wait, due or not, in the order of their planning."""
    chosen = select(*_VALUE_COLUMNS).where(_WAITS, _letter.c.study == study, _letter.c.mailing == mailing).order_by(_letter.c.id)
    return tuple(to_value(Letter, row) for row in tx.execute(chosen).mappings())


def due_senders(tx: Connection, now: datetime) -> frozenset[tuple[str, str]]:
    """Return the senders of letters that are due at `now`, each with its study."""
    chosen = select(_letter.c.study, _letter.c.sender).where(_WAITS, _letter.c.due_at <= now).distinct()
    return frozenset((row.study, row.sender) for row in tx.execute(chosen))


def count_due(tx: Connection, now: datetime) -> int:
    """Return how many letters are due at `now`."""
    return tx.scalar(select(func.count()).select_from(_letter).where(_WAITS, _letter.c.due_at <= now)) or 0


def recorded(tx: Connection, archive: Archive, letter_id: int) -> Envelope | None:
    """Return the letter as it was recorded, byte for byte, or None where it never came near DATA.

    ErasedError where it was erased, OriginalError where a piece is gone, or the whole is not what was recorded.
    """
    row = tx.execute(select(*_RECORDED).where(_letter.c.id == letter_id)).one()
    if row.own is None:
        if row.sha256 is not None:
            archive.refuse_erased(row.sha256)
        return None
    pieces = tuple(_piece(piece, archive) for piece in json.loads(row.own))
    found = Envelope(letter_id=letter_id, mail_from=row.mail_from, rcpt_to=row.address, pieces=pieces, tag=row.tag)
    if row.sha256 is not None and found.fingerprint != (row.sha256, row.size):
        raise OriginalError(phrased("faults.bytes_changed"), where=f"letter {letter_id}", remedy=phrased("faults.bytes_changed_do"))
    return found


def _piece(kept: dict[str, str], archive: Archive) -> Piece:
    return Shared(kept["shared"], archive.get(kept["shared"])) if "shared" in kept else b64decode(kept["own"])


def record_sending(tx: Connection, archive: Archive, envelopes: Sequence[Envelope], fence: int = 0) -> dict[int, int]:
    """Record the bytes and say `sending`, for letters that DATA is about to begin for.

    Return those that are the caller's to send once this is committed, each with how many attempts there were before. A letter that does
    not wait any more is left as it is: somebody else has begun it, or it was dealt with. `fence` is the number of the lease of a sender
    among several: where that has ended, or another has claimed a letter since, the letter is not its to send.
    """
    ours = still_ours(tx, [one.letter_id for one in envelopes], fence)
    chosen = [one for one in envelopes if one.letter_id in ours]
    if chosen:
        keep_shared(archive, chosen)
        tx.execute(_SAY_SENDING, [_sending(one) for one in chosen])
    return ours


def still_ours(tx: Connection, letter_ids: Collection[int], fence: int = 0) -> dict[int, int]:
    """Return those of these letters that wait and are the caller's (see `record_sending`), each with its attempts.

    Until the transaction ends, nobody else changes them.
    """
    if not (letter_ids and leases.holds(tx, fence)):
        return {}
    asked = {"letter_ids": list(letter_ids)} | ({"fence": fence} if fence else {})
    return {row.id: row.attempts for row in tx.execute(_STILL_CLAIMED if fence else _STILL_WAITING, asked)}


def keep_shared(archive: Archive, envelopes: Iterable[Envelope]) -> None:
    """Keep the pieces that these letters share with others; what is kept already costs nothing. StoreError where the disk refuses."""
    archive.keep({piece.sha256: piece.data for one in envelopes for piece in one.pieces if isinstance(piece, Shared)})


def _sending(envelope: Envelope) -> dict[str, object]:
    sha256, size = envelope.fingerprint
    facts = {"letter_id": envelope.letter_id, "sender_path": envelope.mail_from, "bytes": _recipe(envelope.pieces)}
    return facts | {"hash": sha256, "length": size}


def _recipe(pieces: Sequence[Piece]) -> bytes:
    # JSON, put together here: neither a hash nor base64 holds anything to be escaped, and looking for it would cost more than the rest.
    kept = (b'{"shared": "%b"}' % p.sha256.encode() if isinstance(p, Shared) else b'{"own": "%b"}' % b64encode(p) for p in pieces)
    return b"[%b]" % b", ".join(kept)


@dataclass(frozen=True, slots=True)
class Change:
    """What a verdict makes of a letter: its next state, and when it is due again.

    `before` is how many attempts there were when `record_sending` began this one; None where the attempt never came so far.
    """

    verdict: Verdict
    state: DeliveryState
    due_at: datetime
    before: int | None = None


def record_verdicts(tx: Connection, changes: Sequence[Change], at: datetime) -> None:
    """Record what became of attempts; a letter that is no longer theirs to change (it bounced, or another sender has it) keeps its state.

    A letter that was called uncertain meanwhile takes the verdict of the attempt that put it in doubt.
    """
    if not changes:
        return
    verdicts = [change.verdict for change in changes]
    tx.execute(insert(_attempt), [_tried(verdict) | {"at": at} for verdict in verdicts])
    begun = [_next(change) | {"before": change.before} for change in changes if change.before is not None]
    never_begun = [_next(change) for change in changes if change.before is None]
    if begun:
        tx.execute(_SAY_BEGUN, begun)
    if never_begun:
        tx.execute(_SAY_NEVER_BEGUN, never_begun)


def _tried(verdict: Verdict) -> dict[str, object]:
    return to_row(verdict, without=frozenset({"route"})) | to_row(verdict.route)


def _next(change: Change) -> dict[str, object]:
    return {"letter": change.verdict.letter_id, "next_state": change.state.value, "next_due": change.due_at}


def put_right(tx: Connection, now: datetime, latest: datetime) -> int:
    """Let letters be due now that wait for a time after `latest`: a clock that ran ahead dated them. Return how many."""
    return tx.execute(update(_letter).where(_WAITS, _letter.c.due_at > latest).values(due_at=now)).rowcount


def put_off(tx: Connection, until: Mapping[int, datetime]) -> None:
    """Let letters that wait be due later, without an attempt: nobody may be written to before."""
    if until:
        rows = [{"letter": number, "next_due": due} for number, due in until.items()]
        tx.execute(update(_letter).where(_letter.c.id == bindparam("letter"), _is(*_WAITING)).values(due_at=bindparam("next_due")), rows)


def recover(tx: Connection, at: datetime) -> int:
    """Call `uncertain` every letter that a dead sender left in `sending`, and return how many.

    Dead is whose lease has ended; on SQLite the caller holds the sender's lock, so that all others are.
    """
    dead = (_letter.c.state == DeliveryState.SENDING, leases.ended(tx, _letter.c.lease))
    left = tx.execute(select(_letter.c.id, _letter.c.attempts).where(*dead).order_by(_letter.c.id).with_for_update()).all()
    doubts = [
        (
            Verdict(letter_id=row.id, outcome=Outcome.UNCERTAIN, stage="data", code=None, text=_ENDED),
            row,
        )
        for row in left
    ]
    record_verdicts(tx, [Change(verdict, DeliveryState.UNCERTAIN, at, row.attempts) for verdict, row in doubts], at)
    return len(left)


def untaken(tx: Connection, transport: str, limit: int) -> tuple[int, ...]:
    """Return the letters of a transport's newest attempts, at most `limit`, whose content was taken in a row without a word, newest first.

    Attempts from before transports had names were the default's. Any reply to a content, or to DATA, ends the row. What ended with the
    program, or before DATA had its reply, says nothing of the server.
    """
    its = func.coalesce(_attempt.c.transport, DEFAULT) == transport
    tells = (its, _attempt.c.stage == "data", _attempt.c.text != _ENDED, _attempt.c.text.not_like(f"{STOPPED}%"))
    heard = or_(_attempt.c.outcome != Outcome.DEFERRED.value, _attempt.c.code.is_not(None))
    newest = select(_attempt.c.letter_id, _attempt.c.outcome).where(*tells, heard).order_by(_attempt.c.id.desc()).limit(limit)
    row = takewhile(lambda one: one.outcome == Outcome.UNCERTAIN, tx.execute(newest).all())
    return tuple(one.letter_id for one in row)


def settle(
    tx: Connection, letter_id: int, state: DeliveryState, evidence: str, at: datetime, *, only: Iterable[DeliveryState] = DeliveryState
) -> None:
    """Give a letter that is in one of the states `only` the state that evidence shows, and append the evidence to its attempts."""
    eligible = (_letter.c.id == letter_id, _letter.c.state != state, _letter.c.state.in_(list(only)))
    changed = tx.execute(update(_letter).where(*eligible).values(state=state.value, due_at=at))
    if changed.rowcount:
        row = {"letter_id": letter_id, "at": at, "outcome": state.value, "stage": EVIDENCE, "code": None, "text": evidence}
        tx.execute(insert(_attempt), [row])


def cancel(tx: Connection, study: str, mailing: str, evidence: str, at: datetime) -> int:
    """Let no letter of a mailing leave that waits; those that somebody asked for go all the same. Return how many were cancelled."""
    return _together(tx, study, mailing, (*_WAITING,), DeliveryState.CANCELLED, evidence, at)


def take_up(tx: Connection, study: str, mailing: str, evidence: str, at: datetime) -> int:
    """Let the letters of a mailing wait for their turn again that were cancelled; return how many do.

    They are made anew, as the letter is by then; one that may have arrived stays as it was recorded, so that nobody has two of one name.
    """
    its = (_letter.c.study == study, _letter.c.mailing == mailing, _letter.c.believed.is_(None), _is(DeliveryState.CANCELLED))
    came = (Outcome.UNCERTAIN.value, Outcome.SENT.value)
    may_have_arrived = select(_attempt.c.id).where(_attempt.c.letter_id == _letter.c.id, _attempt.c.outcome.in_(came))
    tx.execute(update(_letter).where(*its, ~may_have_arrived.exists()).values(dict.fromkeys(_BYTES)))
    return _together(tx, study, mailing, (DeliveryState.CANCELLED,), DeliveryState.QUEUED, evidence, at)


def _together(
    tx: Connection, study: str, mailing: str, only: Sequence[DeliveryState], state: DeliveryState, evidence: str, at: datetime
) -> int:
    """Give the letters of a mailing that are in one of the states `only` another one, with what shows it among their attempts."""
    eligible = (_letter.c.study == study, _letter.c.mailing == mailing, _letter.c.believed.is_(None), _is(*only))
    # The rows are this transaction's own from here on, so that nobody begins one of them between the two statements.
    found = tuple(tx.scalars(select(_letter.c.id).where(*eligible).order_by(_letter.c.id).with_for_update()))
    for some in chunked(found):
        tx.execute(update(_letter).where(_letter.c.id.in_(some)).values(state=state.value, due_at=at))
    if found:
        shown = {"at": at, "outcome": state.value, "stage": EVIDENCE, "code": None, "text": evidence}
        tx.execute(insert(_attempt), [{"letter_id": number} | shown for number in found])
    return len(found)


def with_ids(tx: Connection, ids: Iterable[int]) -> tuple[Letter, ...]:
    """Return the letters with these numbers, in the order of planning."""
    return _find(tx, _BY_ID, ids)


def with_tags(tx: Connection, tags: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters with these tags, in the order of planning."""
    return tuple(sorted(_OF_TAG(tx, tags), key=lambda one: one.id))


def of_organisations(tx: Connection, codes: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters to these organisations, of whatever study, in the order of planning."""
    return _find(tx, _BY_ORGANISATION, codes)


def of_studies(tx: Connection, studies: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters of these studies, in the order of planning."""
    return _find(tx, _BY_STUDY, studies)


def of_mailings(tx: Connection, names: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters of mailings of these names, of whatever study, in the order of planning."""
    return _find(tx, _BY_MAILING, names)


def passed_on(tx: Connection, sha256: str) -> tuple[Letter, ...]:
    """Return the letters by which the message with these bytes was passed on, in the order of planning."""
    causes = _letter.c.cause.like(f"passed_on:{sha256}:%")
    return tuple(to_value(Letter, row) for row in tx.execute(select(_letter).where(causes).order_by(_letter.c.id)).mappings())


def planned_of(tx: Connection, study: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of these mailings of a study of which a letter was planned, in the order given."""
    planned = select(_letter.c.id).where(_letter.c.study == study, _letter.c.mailing == bindparam("name")).limit(1)
    return tuple(name for name in names if tx.scalar(planned, {"name": name}) is not None)


def in_states(tx: Connection, states: Iterable[DeliveryState]) -> tuple[Letter, ...]:
    """Return the letters that are in one of these states, in the order of planning."""
    return _find(tx, _BY_STATE, states)


def _find(tx: Connection, asked: Select[Any], values: Iterable[object]) -> tuple[Letter, ...]:
    rows = [row for some in chunked(values) for row in tx.execute(asked, {"values": some}).mappings()]
    return tuple(to_value(Letter, row) for row in sorted(rows, key=lambda row: row["id"]))


_OF_TAG = Recall[str, Letter](lambda tx, tags: ((one.tag, one) for one in _find(tx, _BY_TAG, tags)), {"letter": "tag"})


def in_state(tx: Connection, state: DeliveryState, study: str | None = None, limit: int | None = None) -> tuple[Letter, ...]:
    """Return the letters in this state, of a study or of all, in the order of planning."""
    of_study = () if study is None else (_letter.c.study == study,)
    chosen = select(*_VALUE_COLUMNS).where(_letter.c.state == state.value, *of_study).order_by(_letter.c.id).limit(limit)
    return tuple(to_value(Letter, row) for row in tx.execute(chosen).mappings())


def count(tx: Connection, state: DeliveryState, study: str | None = None) -> int:
    """Return how many letters are in this state, of a study or of all."""
    of_study = () if study is None else (_letter.c.study == study,)
    return tx.scalar(select(func.count()).select_from(_letter).where(_letter.c.state == state.value, *of_study)) or 0


def to_addresses(tx: Connection, addresses: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters to any of these addresses, whatever the case of their letters is, in the order of planning."""
    lower = func.lower(_letter.c.address)
    asked = (select(*_VALUE_COLUMNS).where(lower.in_([one.lower() for one in some])) for some in chunked(addresses))
    rows = (row for chosen in asked for row in tx.execute(chosen.order_by(_letter.c.id)).mappings())
    return tuple(to_value(Letter, row) for row in rows)


def attempts(tx: Connection, letter_ids: Iterable[int]) -> tuple[Attempt, ...]:
    """Return every attempt of these letters, in order."""
    asked = (select(_attempt).where(_attempt.c.letter_id.in_(some)) for some in chunked(letter_ids))
    rows = [row for chosen in asked for row in tx.execute(chosen).mappings()]
    return tuple(to_value(Attempt, row) for row in sorted(rows, key=lambda row: row["id"]))
