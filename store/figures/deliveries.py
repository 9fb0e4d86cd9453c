"""What became of letters, counted: by state, by mailing, by organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from domain.letter import DeliveryState, LetterKind, Outcome
from domain.rules.named import WANTED_AGAIN
from domain.rules.recent import RECENT
from domain.rules.standing import LOST
from store.database.mapping import chunked
from store.outbox import AttemptRow, LetterRow
from store.people.contact_rows import ListEntryRow
from store.people.invitations import InvitationRow
from store.people.suppressions import SuppressionRow

_letter, _attempt = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]
# Those that left, or may have.
_LEFT = _letter.c.state.in_(
    [one.value for one in (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.BOUNCED)]
)
_invitation, _entry = InvitationRow.__table__, ListEntryRow.__table__  # type: ignore[attr-defined]
_suppression = SuppressionRow.__table__  # type: ignore[attr-defined]
# What planning again leaves as it is. The states are named, and not those that are none of them: so the index finds one mailing's letters.
_STAYS = tuple(one.value for one in DeliveryState if one not in WANTED_AGAIN)
_NEVER = (DeliveryState.DROPPED.value, DeliveryState.CANCELLED.value)  # What nobody was sent.


def newest(tx: Connection, study: str, mailings: Collection[str]) -> dict[tuple[str, str], int]:
    """Return, by organisation and address in lower case, the newest letter of these mailings that was not dropped or cancelled."""
    address = func.lower(_letter.c.address)
    chosen = (
        select(_letter.c.organisation, address.label("address"), func.max(_letter.c.id).label("newest"))
        .where(_letter.c.study == study, _letter.c.mailing.in_(mailings), _letter.c.state.not_in(_NEVER))
        .group_by(_letter.c.organisation, address)
    )
    return {(row.organisation, row.address): row.newest for row in tx.execute(chosen)}


def lost(tx: Connection, study: str, only: Iterable[str] | None = None) -> dict[tuple[str, str], DeliveryState]:
    """Return, by organisation and address in lower case, what became of the newest letter where it was lost; `only` names organisations."""
    later = _letter.alias("later")
    newer = (
        select(later.c.id)
        .where(later.c.organisation == _letter.c.organisation, later.c.study == study, later.c.id > _letter.c.id)
        .where(func.lower(later.c.address) == func.lower(_letter.c.address))
        # A probe says something once it was sent, and what was cancelled says nothing.
        .where(later.c.state != DeliveryState.CANCELLED.value)
        .where(or_(later.c.kind != LetterKind.PROBE.value, later.c.state == DeliveryState.SENT.value))
    )
    chosen = select(_letter.c.organisation, _letter.c.address, _letter.c.state).where(
        _letter.c.study == study, _letter.c.state.in_([state.value for state in LOST]), _letter.c.organisation.is_not(None), ~newer.exists()
    )
    some_or_all = [chosen] if only is None else [chosen.where(_letter.c.organisation.in_(some)) for some in chunked(only)]
    found = (row for one in some_or_all for row in tx.execute(one))
    return {(row.organisation, row.address.lower()): DeliveryState(row.state) for row in found}


def counts(tx: Connection, study: str, only: Collection[str] | None = None) -> dict[str, int]:
    """Return how many letters of the study are in each state; `only` those to these organisations."""
    chosen = (
        select(_letter.c.state, func.count().label("letters"))
        .where(_letter.c.study == study)
        .group_by(_letter.c.state)
        .order_by(_letter.c.state)
    )
    found: Counter[str] = Counter()
    for some in [chosen] if only is None else [chosen.where(_letter.c.organisation.in_(part)) for part in chunked(only)]:
        found.update({row.state: row.letters for row in tx.execute(some)})
    return dict(sorted(found.items()))


def nothing_left(tx: Connection, study: str) -> bool:
    """Say whether no letter of any mailing of a study has left, nor may have."""
    chosen = select(_letter.c.id).where(_letter.c.study == study, _LEFT, _letter.c.mailing.is_not(None))
    return tx.scalar(chosen.limit(1)) is None


def counts_by_mailing(tx: Connection, study: str) -> dict[str, int]:
    """Return how many letters of each mailing of a study left, or may have."""
    chosen = (
        select(_letter.c.mailing, func.count().label("letters"))
        .where(_letter.c.study == study, _LEFT, _letter.c.mailing.is_not(None))
        .group_by(_letter.c.mailing)
    )
    return {row.mailing: row.letters for row in tx.execute(chosen)}


@dataclass(frozen=True, slots=True)
class MailingProgress:
    """How far a mailing is that leaves now: how many letters have left, or may have, and how many are due and wait for their turn."""

    mailing: str
    left: int
    due: int


def progress(tx: Connection, study: str, now: datetime) -> tuple[MailingProgress, ...]:
    """Return the mailings of a study of which letters are due at `now`, by name."""
    # What is being sent counts as left already.
    waits = _letter.c.state.in_([state.value for state in (DeliveryState.QUEUED, DeliveryState.DEFERRED)])
    chosen = (
        select(_letter.c.mailing, func.count().label("letters"))
        .where(_letter.c.study == study, _letter.c.mailing.is_not(None), waits, _letter.c.due_at <= now)
        .group_by(_letter.c.mailing)
        .order_by(_letter.c.mailing)
    )
    due = {row.mailing: row.letters for row in tx.execute(chosen)}
    left = counts_by_mailing(tx, study) if due else {}
    return tuple(MailingProgress(mailing, left.get(mailing, 0), letters) for mailing, letters in due.items())


def of_mailing(tx: Connection, study: str, mailing: str) -> dict[DeliveryState, int]:
    """Return how many letters of a mailing are in each state; those that somebody asked for are none of it.

    All are counted in the index, which says state by state which mailing they are of; then the few that somebody asked for are taken away.
    """
    of_mailing, states = (_letter.c.study == study, _letter.c.mailing == mailing), [one.value for one in DeliveryState]
    every = select(_letter.c.state, func.count().label("letters")).where(*of_mailing, _letter.c.state.in_(states))
    # Asked for one by one, and not grouped: for groups SQLite would look through all letters of the study.
    asked = Counter(tx.scalars(select(_letter.c.state).where(*of_mailing, _letter.c.believed.in_([True, False]))))
    counted = {row.state: row.letters - asked[row.state] for row in tx.execute(every.group_by(_letter.c.state))}
    return {DeliveryState(state): letters for state, letters in counted.items() if letters}


@dataclass(frozen=True, slots=True)
class MailingsSent:
    """The mailing whose letter was sent last to an organisation, when that was, and which mailings were."""

    last: str
    at: datetime
    mailings: frozenset[str]


def mailings_sent(tx: Connection, study: str, only: Iterable[str]) -> dict[str, MailingsSent]:
    """Return which mailings of a study were sent to each of these organisations, those alone to which any was."""
    newest: dict[str, int] = {}
    found: dict[str, MailingsSent] = {}
    # By the organisations alone: asked for the study and the state as well, SQLite would go through all letters of the study each time.
    columns = (_letter.c[name] for name in ("id", "organisation", "mailing", "due_at", "study", "state"))
    chosen = select(*columns).where(_letter.c.mailing.is_not(None))
    asked = (chosen.where(_letter.c.organisation.in_(some)) for some in chunked(only))
    for number, code, mailing, at, of_study, state in (row for one in asked for row in tx.execute(one)):
        if of_study == study and state == DeliveryState.SENT.value:
            before = found.get(code)
            mailings = frozenset({mailing}) | (before.mailings if before else frozenset())
            last = before if before and newest[code] > number else MailingsSent(mailing, at, mailings)
            newest[code] = max(number, newest.get(code, number))
            found[code] = MailingsSent(last.last, last.at, mailings)
    return found


def first_sent(tx: Connection, study: str) -> dict[str, datetime]:
    """Return when the first letter of each mailing left that was sent."""
    of_mailings = (_letter.c.study == study, _letter.c.kind == LetterKind.MAILING.value, _letter.c.state == DeliveryState.SENT.value)
    chosen = select(_letter.c.mailing, func.min(_letter.c.due_at).label("first")).where(*of_mailings).group_by(_letter.c.mailing)
    return {row.mailing: row.first for row in tx.execute(chosen)}


def mailed(tx: Connection, study: str, since: datetime, now: datetime, *, besides: str, still: Sequence[str]) -> frozenset[str]:
    """Return the organisations to which a letter of another mailing than `besides` left since then, or may have, or is to leave.

    Only letters of the mailings `still` are to leave: those of one that the study no longer has are dropped when their turn comes.
    What somebody asked for is no mailing, and what bounced did not reach them. What a clock that ran far ahead dated is no news; a reply is
    dated somewhat later than the pass that looks.
    """
    ways = [state.value for state in (DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.SENDING)]
    left = (
        select(_attempt.c.id)
        .where(_attempt.c.letter_id == _letter.c.id, _attempt.c.at > since, _attempt.c.at <= now + RECENT, _attempt.c.stage != "evidence")
        .where(_attempt.c.outcome.in_([Outcome.SENT.value, Outcome.UNCERTAIN.value]), _letter.c.state != DeliveryState.BOUNCED.value)
    )
    of_mailings = (_letter.c.study == study, _letter.c.kind == LetterKind.MAILING.value, _letter.c.believed.is_(None))
    chosen = (
        select(_letter.c.organisation)
        .distinct()
        .where(
            *of_mailings,
            _letter.c.mailing != besides,
            _letter.c.organisation.is_not(None),
            or_(and_(_letter.c.state.in_(ways), _letter.c.mailing.in_(still)), left.exists()),
        )
    )
    return frozenset(tx.scalars(chosen))


def planned_for(tx: Connection, study: str, mailing: str) -> frozenset[str]:
    """Return the organisations for which a letter of this mailing stands in the outbox that planning again would leave as it is."""
    of_mailing = (_letter.c.study == study, _letter.c.mailing == mailing, _letter.c.state.in_(_STAYS))
    chosen = select(_letter.c.organisation).distinct().where(*of_mailing)
    return frozenset(one for one in tx.scalars(chosen) if one is not None)


def not_planned_for(tx: Connection, study: str, mailing: str) -> frozenset[str]:
    """Return the invited organisations for which no letter of a mailing stands in the outbox (see `planned_for`): those few missed it."""
    return frozenset(tx.scalars(select(_invitation.c.organisation).where(*_without(study, mailing))))


def reached_not_planned_for(tx: Connection, study: str, mailing: str, contact_list: str) -> tuple[int, frozenset[str]]:
    """Return of `not_planned_for` those that have a contact on the list whose address may be written to.

    They are the number of those of whom nobody has said anything, and the others by name.
    """
    stopped = select(_suppression.c.address).where(_suppression.c.address == func.lower(_entry.c.address))
    of_list = (_entry.c.list == contact_list, _entry.c.organisation == _invitation.c.organisation)
    reached = select(_entry.c.address).where(*of_list, ~stopped.exists())
    who = case((_invitation.c.mark.is_not(None), _invitation.c.organisation)).label("who")
    chosen = select(who, func.count().label("number")).where(*_without(study, mailing), reached.exists()).group_by(who)
    found = {row.who: row.number for row in tx.execute(chosen)}
    return found.pop(None, 0), frozenset(found)


def _without(study: str, mailing: str) -> tuple[ColumnElement[bool], ...]:
    of_mailing = (_letter.c.study == study, _letter.c.mailing == mailing, _letter.c.state.in_(_STAYS))
    planned = select(_letter.c.organisation).where(*of_mailing, _letter.c.organisation.is_not(None))
    return (_invitation.c.study == study, _invitation.c.organisation.not_in(planned))
