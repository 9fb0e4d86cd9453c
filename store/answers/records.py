"""What is exported beside the answers that count: submissions, letters and attempts, conversions. Each is a stream of values."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, or_, select

from domain.answer import AnswerValue, FigureMarks, ItemStatus
from domain.letter import EVIDENCE, DeliveryState, Outcome
from domain.rules.reminded import TO_STAFF
from domain.submission import SubmissionState
from store.answers.answer_rows import BLANK
from store.answers.submissions import AnswerRow, SubmissionRow
from store.database.mapping import Instant, chunked, decode_answer
from store.outbox import AttemptRow, LetterRow
from store.people.invitations import InvitationRow

_submission, _answer = SubmissionRow.__table__, AnswerRow.__table__  # type: ignore[attr-defined]
_letter, _attempt, _invitation = LetterRow.__table__, AttemptRow.__table__, InvitationRow.__table__  # type: ignore[attr-defined]
_LEFT = [state.value for state in (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.BOUNCED)]


class Filed(NamedTuple):
    """One submission, without its answers. `findings` are as they were stored."""

    organisation: str
    id: int
    state: str
    version: int
    received_at: datetime
    sender: str
    mode: str
    file_name: str
    sha256: str
    language: str
    answered: int
    findings: list[dict[str, Any]]


class Stated(NamedTuple):
    """One answer of one submission, as it was stored."""

    organisation: str
    submission: int
    state: str
    version: int
    item: str
    value: AnswerValue
    status: str
    written: str
    how: str


class Unvalued(NamedTuple):
    """An item that has no value: its status, and what was written all the same."""

    status: ItemStatus
    written: str


class Mailed(NamedTuple):
    """The letters to one organisation: how many left, how many came back, when the first and the last was handed over."""

    sent: int
    bounced: int
    first: datetime | None
    last: datetime | None


class LetterAttempt(NamedTuple):
    """One attempt to hand over one letter."""

    organisation: str
    letter: int
    kind: str
    mailing: str
    role: str
    state: str
    at: datetime
    outcome: str
    reply: str


def filed(tx: Connection, study: str) -> Iterator[Filed]:
    """Yield all submissions of a study, in the order of the invitations, oldest first."""
    ids = select(_submission.c.id).where(_submission.c.study == study).order_by(_submission.c.invitation_id, _submission.c.id)
    names = ("id", "state", "version", "received_at", "sender", "mode", "file_name", "fingerprint", "language", "answered", "findings")
    chosen = select(_invitation.c.organisation, *(_submission.c[name] for name in names)).join(
        _invitation, _invitation.c.id == _submission.c.invitation_id
    )
    for some in chunked(_numbers(tx, ids)):
        by_id = {row.id: row for row in tx.execute(chosen.where(_submission.c.id.in_(some)))}
        yield from (Filed(*by_id[one]) for one in some if one in by_id)


def newest(tx: Connection, study: str) -> datetime | None:
    """Return when the newest submission of a study came."""
    return tx.scalar(select(func.max(_submission.c.received_at, type_=Instant)).where(_submission.c.study == study))


def _numbers(tx: Connection, chosen: Select[Any]) -> array[int]:
    # A million of them take eight megabytes, and no more while they are read.
    return array("q", tx.scalars(chosen, execution_options={"stream_results": True}))


def not_counting(tx: Connection, study: str) -> Iterator[Stated]:
    """Yield the answers of the submissions that do not count: superseded, queried, held, rejected."""
    return _stated(tx, select(_submission.c.id).where(_submission.c.study == study, _submission.c.state != SubmissionState.ACCEPTED.value))


def put_together(tx: Connection, study: str) -> tuple[int, ...]:
    """Return the invitations of a study of which several submissions count beside each other, in their order."""
    of_study = (_submission.c.study == study, _submission.c.state == SubmissionState.ACCEPTED.value)
    invited = _submission.c.invitation_id
    return tuple(tx.scalars(select(invited).where(*of_study).group_by(invited).having(func.count() > 1).order_by(invited)))


def converted(tx: Connection, study: str) -> Iterator[Stated]:
    """Yield the answers that count and are not as they were written, but converted by a rule."""
    counts = select(_submission.c.id).where(_submission.c.study == study, _submission.c.state == SubmissionState.ACCEPTED.value)
    return _stated(tx, counts, _answer.c.how.is_not(None))


def unreadable(tx: Connection, study: str) -> Iterator[Stated]:
    """Yield what was written in workbooks that count, and is no value."""
    counts = select(_submission.c.id).where(_submission.c.study == study, _submission.c.state == SubmissionState.ACCEPTED.value)
    return _stated(tx, counts, _answer.c.status == ItemStatus.UNREADABLE.value, _answer.c.written.is_not(None))


def _stated(tx: Connection, ids: Select[Any], *also: Any) -> Iterator[Stated]:
    chosen = (
        select(
            _invitation.c.organisation,
            _submission.c.id,
            _submission.c.state,
            _submission.c.version,
            *(_answer.c[name] for name in ("question", "value", "status", "written", "how")),
        )
        .join(_submission, _submission.c.id == _answer.c.submission_id)
        .join(_invitation, _invitation.c.id == _submission.c.invitation_id)
        .order_by(_submission.c.id, _answer.c.question)
    )
    for some in chunked(_numbers(tx, ids.order_by(_submission.c.invitation_id, _submission.c.id))):
        for row in tx.execute(chosen.where(_submission.c.id.in_(some), *also)):
            value = decode_answer(json.loads(row.value))
            told = (row.organisation, row.id, row.state, row.version, row.question)
            yield Stated(*told, value, row.status, row.written or "", row.how or "")


def unvalued(tx: Connection, submission_ids: Iterable[int]) -> dict[int, dict[str, Unvalued]]:
    """Return what is known of those items of submissions that have no value; who is not in it is unanswered."""
    found: dict[int, dict[str, Unvalued]] = {}
    for some in chunked(submission_ids):
        chosen = select(_answer.c.submission_id, _answer.c.question, _answer.c.status, _answer.c.written)
        for row in tx.execute(chosen.where(_answer.c.submission_id.in_(some), _answer.c.value == BLANK)):
            found.setdefault(row.submission_id, {})[row.question] = Unvalued(ItemStatus(row.status), row.written or "")
    return found


def marks(tx: Connection, submission_ids: Iterable[int]) -> dict[int, dict[str, FigureMarks]]:
    """Return the flags and notes of the items of submissions that have any."""
    found: dict[int, dict[str, FigureMarks]] = {}
    for some in chunked(submission_ids):
        chosen = select(_answer.c.submission_id, _answer.c.question, _answer.c.flag, _answer.c.note)
        marked = or_(_answer.c.flag.is_not(None), _answer.c.note.is_not(None))
        for row in tx.execute(chosen.where(_answer.c.submission_id.in_(some), marked)):
            found.setdefault(row.submission_id, {})[row.question] = FigureMarks(row.flag or "", row.note or "")
    return found


def mailed(tx: Connection, study: str, organisations: Collection[str]) -> dict[str, Mailed]:
    """Return what left for these organisations of a study; they are asked for alone (see `store.figures.deliveries.mailings_sent`)."""
    first, last = (how(_attempt.c.at, type_=Instant) for how in (func.min, func.max))
    columns = (_letter.c.study, _letter.c.organisation, _letter.c.state)
    # What a server put off has not left then, and what settles a letter, such as the news that it came back, comes after it left.
    handed_over = and_(_attempt.c.outcome != Outcome.DEFERRED.value, _attempt.c.stage != EVIDENCE)
    chosen = (
        select(*columns, func.count(_letter.c.id.distinct()).label("letters"), first, last)
        .outerjoin(_attempt, and_(_attempt.c.letter_id == _letter.c.id, handed_over))
        .where(_letter.c.kind.not_in(TO_STAFF))
        .group_by(*columns)
    )
    asked = (chosen.where(_letter.c.organisation.in_(some)) for some in chunked(organisations))
    found: dict[str, Mailed] = {}
    for of_study, organisation, state, letters, one, other in (row for some in asked for row in tx.execute(some)):
        if of_study != study or state not in _LEFT:
            continue
        was = found.get(organisation, Mailed(0, 0, None, None))
        bounced = letters if state == DeliveryState.BOUNCED.value else 0
        instants = [at for at in (was.first, was.last, one, other) if at]
        found[organisation] = Mailed(was.sent + letters, was.bounced + bounced, min(instants, default=None), max(instants, default=None))
    return found


def attempts(tx: Connection, study: str) -> Iterator[LetterAttempt]:
    """Yield the attempts to hand over the letters to organisations of a study, in the order in which they were made."""
    chosen = (
        select(
            _letter.c.organisation,
            _letter.c.id,
            _letter.c.kind,
            func.coalesce(_letter.c.mailing, ""),
            _letter.c.role,
            _letter.c.state,
            _attempt.c.at,
            _attempt.c.outcome,
            _attempt.c.text,
        )
        .join(_letter, _letter.c.id == _attempt.c.letter_id)
        .where(_letter.c.study == study, _letter.c.organisation.is_not(None))
        .order_by(_attempt.c.id)
    )
    for row in tx.execute(chosen, execution_options={"stream_results": True}):
        yield LetterAttempt(*row)
