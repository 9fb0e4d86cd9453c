"""Letters that wait for their turn: how they come into the outbox, and who takes which of them in hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, tuple_, update

from domain.letter import WAITING, DeliveryState, Letter
from store.database import leases
from store.database.mapping import chunked, to_row, to_values
from store.database.upserting import upsert
from store.outbox.rows import LETTER, VALUE_COLUMNS, WAITS, is_in

_TOGETHER = 2_000  # Letters that are in memory together while a mailing is planned.
_WANT_AGAIN = (
    update(LETTER)
    .where(
        LETTER.c.cause == bindparam("its_cause"),
        LETTER.c.attempts == 0,
        # A letter of a mailing that could not be made is made again when a person sends the mailing again.
        or_(is_in(DeliveryState.DROPPED), and_(is_in(DeliveryState.FAILED), LETTER.c.mailing.is_not(None))),
    )
    .values(state=DeliveryState.QUEUED.value, due_at=bindparam("next_due"), planned_at=bindparam("next_due"))
    .execution_options(preserve_rowcount=True)
)


def plan(tx: Connection, letters: Iterable[Letter]) -> int:
    """Put letters into the outbox, and return how many wait for it that did not before.

    One whose cause stands there already is left as it is. Only one of which nothing ever left is wanted again.
    """
    return sum(_plan(tx, [to_row(letter, without=frozenset({"id"})) for letter in some]) for some in chunked(letters, _TOGETHER))


def _plan(tx: Connection, rows: list[dict[str, Any]]) -> int:
    new = upsert(tx, LETTER, rows, update=False)
    if new == len(rows):
        return new
    return new + tx.execute(_WANT_AGAIN, [{"its_cause": row["cause"], "next_due": row["due_at"]} for row in rows]).rowcount


def waiting(tx: Connection, now: datetime, after: int, limit: int, senders: Collection[tuple[str, str]] = ()) -> tuple[Letter, ...]:
    """Return letters that are due at `now` and whose id is greater than `after`, in the order of their planning.

    Where `senders` are named (study and key), only theirs.
    """
    theirs = [or_(*(and_(LETTER.c.study == study, LETTER.c.sender == key) for study, key in sorted(senders)))] if senders else []
    chosen = select(*VALUE_COLUMNS).where(WAITS, LETTER.c.due_at <= now, LETTER.c.id > after, *theirs)
    return tuple(to_values(Letter, tx.execute(chosen.order_by(LETTER.c.id).limit(limit))))


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
    its = tuple_(LETTER.c.study, LETTER.c.sender).in_(sorted(what.senders))
    other = [func.lower(LETTER.c.address).not_like(f"%@{domain}") for domain in sorted(what.without)]
    due = (WAITS, LETTER.c.due_at <= now, LETTER.c.id > after, its, leases.ended(tx, LETTER.c.lease), *other)
    return _claimed(tx, what.fence, select(*VALUE_COLUMNS).where(*due).order_by(LETTER.c.id).limit(limit))


def claim_these(tx: Connection, fence: int, letter_ids: Sequence[int]) -> tuple[Letter, ...]:
    """Claim those of these letters that wait and that no other sender has in hand, and return them in the order of planning."""
    its = (WAITS, LETTER.c.id.in_(list(letter_ids)), or_(leases.ended(tx, LETTER.c.lease), LETTER.c.lease == fence))
    return _claimed(tx, fence, select(*VALUE_COLUMNS).where(*its).order_by(LETTER.c.id))


def _claimed(tx: Connection, fence: int, chosen: Select[Any]) -> tuple[Letter, ...]:
    found = tuple(to_values(Letter, tx.execute(chosen.with_for_update(skip_locked=True, of=LETTER))))
    if found:
        tx.execute(update(LETTER).where(LETTER.c.id.in_([one.id for one in found])).values(lease=fence))
    return found


def unclaim(tx: Connection, letter_ids: Collection[int]) -> None:
    """Let letters that a sender has in hand be claimed again, also by itself."""
    tx.execute(update(LETTER).where(LETTER.c.id.in_(list(letter_ids)), WAITS).values(lease=None))


def waiting_of(tx: Connection, study: str, mailing: str) -> tuple[Letter, ...]:
    """Return the letters of a mailing that wait, due or not, in the order of their planning."""
    chosen = select(*VALUE_COLUMNS).where(WAITS, LETTER.c.study == study, LETTER.c.mailing == mailing).order_by(LETTER.c.id)
    return tuple(to_values(Letter, tx.execute(chosen)))


def due_senders(tx: Connection, now: datetime) -> frozenset[tuple[str, str]]:
    """Return the senders of letters that are due at `now`, each with its study."""
    chosen = select(LETTER.c.study, LETTER.c.sender).where(WAITS, LETTER.c.due_at <= now).distinct()
    return frozenset((row.study, row.sender) for row in tx.execute(chosen))


def count_due(tx: Connection, now: datetime) -> int:
    """Return how many letters are due at `now`."""
    return tx.scalar(select(func.count()).select_from(LETTER).where(WAITS, LETTER.c.due_at <= now)) or 0


def put_right(tx: Connection, now: datetime, latest: datetime) -> int:
    """Let letters be due now that wait for a time after `latest`: a clock that ran ahead dated them. Return how many."""
    return tx.execute(update(LETTER).where(WAITS, LETTER.c.due_at > latest).values(due_at=now)).rowcount


def be_due(tx: Connection, until: Mapping[int, datetime]) -> None:
    """Let letters that wait be due at these times, without an attempt: nobody may be written to before, or there is no need to wait."""
    if until:
        rows = [{"letter": number, "next_due": due} for number, due in until.items()]
        tx.execute(update(LETTER).where(LETTER.c.id == bindparam("letter"), is_in(*WAITING)).values(due_at=bindparam("next_due")), rows)
