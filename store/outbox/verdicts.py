"""What became of attempts to hand letters over, and of those that nobody lived to judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlalchemy import Connection, Integer, and_, bindparam, func, insert, or_, select, update

from domain.letter import STOPPED, WAITING, DeliveryState, Outcome, Verdict
from domain.study import DEFAULT
from store.database import leases
from store.database.prepared_statements import PreparedStatement
from store.outbox.rows import ATTEMPT, LETTER, is_in

_TRIED = PreparedStatement(insert(ATTEMPT).inline())
_ENDED = "The program ended between DATA and its reply."
_SAY_VERDICT = update(LETTER).where(LETTER.c.id == bindparam("letter")).values(state=bindparam("next_state"), due_at=bindparam("next_due"))
_SAY_NEVER_BEGUN = _SAY_VERDICT.where(is_in(*WAITING)).values(attempts=LETTER.c.attempts + 1)
_BEFORE = bindparam("before", type_=Integer)
# Where the attempt was called uncertain before its own verdict came, it was counted then; a later attempt has counted one more, and is
# not this one's to judge. It may be to be sent again since, or cancelled: what arrived after all is neither.
_SAY_BEGUN = PreparedStatement(
    _SAY_VERDICT.where(
        or_(
            and_(is_in(DeliveryState.SENDING), LETTER.c.attempts == _BEFORE),
            and_(is_in(DeliveryState.UNCERTAIN, DeliveryState.QUEUED, DeliveryState.CANCELLED), LETTER.c.attempts == _BEFORE + 1),
        )
    ).values(attempts=_BEFORE + 1)
)


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
    _TRIED(tx, [_tried(change.verdict, at) for change in changes])
    begun = [_next(change) | {"before": change.before} for change in changes if change.before is not None]
    never_begun = [_next(change) for change in changes if change.before is None]
    if begun:
        _SAY_BEGUN(tx, begun)
    if never_begun:
        tx.execute(_SAY_NEVER_BEGUN, never_begun)


def _tried(verdict: Verdict, at: datetime) -> dict[str, object]:
    # Column by column, since each letter comes by here. PostgreSQL keeps no NUL in a text, and a server may say one.
    route = verdict.route
    return {
        "letter_id": verdict.letter_id,
        "at": at,
        "outcome": verdict.outcome.value,
        "stage": verdict.stage,
        "code": verdict.code,
        "text": verdict.text.replace("\0", ""),
        "account": route.account,
        "relay": route.relay,
        "tls": route.tls,
        "transport": route.transport,
    }


def _next(change: Change) -> dict[str, object]:
    return {"letter": change.verdict.letter_id, "next_state": change.state.value, "next_due": change.due_at}


def recover(tx: Connection, at: datetime) -> int:
    """Call `uncertain` every letter that a dead sender left in `sending`, and return how many.

    Dead is whose lease has ended; on SQLite the caller holds the sender's lock, so that all others are.
    """
    dead = (LETTER.c.state == DeliveryState.SENDING, leases.ended(tx, LETTER.c.lease))
    left = tx.execute(select(LETTER.c.id, LETTER.c.attempts).where(*dead).order_by(LETTER.c.id).with_for_update()).all()
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
    its = func.coalesce(ATTEMPT.c.transport, DEFAULT) == transport
    tells = (its, ATTEMPT.c.stage == "data", ATTEMPT.c.text != _ENDED, ATTEMPT.c.text.not_like(f"{STOPPED}%"))
    heard = or_(ATTEMPT.c.outcome != Outcome.DEFERRED.value, ATTEMPT.c.code.is_not(None))
    newest = select(ATTEMPT.c.letter_id, ATTEMPT.c.outcome).where(*tells, heard).order_by(ATTEMPT.c.id.desc()).limit(limit)
    row = takewhile(lambda one: one.outcome == Outcome.UNCERTAIN, tx.execute(newest).all())
    return tuple(one.letter_id for one in row)
