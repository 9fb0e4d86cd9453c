"""Sending those letters again that were rejected or failed, each at most once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

from domain.contact import Suppression
from domain.errors import ConfigurationError
from domain.journal import Entry
from domain.letter import DeliveryState, Letter, LetterKind
from domain.rules.reminded import may_be_written_to
from domain.study import Audience
from service.keeping import witnesses
from service.keeping.restored import refuse_older
from service.letters.cancelled import cancelled_by
from service.rulings.settling import settling
from service.sending.delays import Delay
from service.sending.patience import send_all
from service.studies.find import find_invitation, find_mailing
from service.studies.running import Running, refuse_paused, require_running
from service.studies.taken_in import recently_collected
from service.wiring import Service
from store import Transaction, contact_lists, decisions, deliveries, halts, journal, ledger, outbox, suppressions
from store.letters.ledger import Wanted

_UNCOLLECTED = (
    "Reminders wait until the mailbox is collected, since it may hold an answer: the service does that, or `counterfoil collect`, "
    "and then this again."
)
_AGAIN = (DeliveryState.REJECTED, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which letters of a study are meant; what is None is not asked for. `organisation` is a printed reference or a code."""

    study: str
    state: str | None = None
    mailing: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenInstead:
    """To whom a mailing goes at an organisation instead of an address that is on the study's list no more."""

    mailing: str
    organisation: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A letter that is not sent again, and why; `instead` says who gets its mailing now, where its address was replaced."""

    id: int
    address: str
    why: str
    instead: WrittenInstead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """The numbers of the letters that are sent again, those that are `left`, and what the sending that followed came to."""

    retried: int
    letters: tuple[int, ...]
    left: tuple[Left, ...]
    sent: Mapping[str, int] = field(default_factory=Counter)
    problems: tuple[str, ...] = ()
    waits: tuple[Delay, ...] = ()


def retry(service: Service, chosen: Chosen, now: datetime, *, by: str, note: str = "") -> Retried:
    """Let what was rejected or failed be sent again, and send what is due. ConfigurationError for letters in another state.

    Each keeps its row, its tag and its recorded bytes, so that who runs it twice, or two at once, send nothing twice. Whether a letter is
    still wanted is asked when its turn comes, as of any other.
    """
    since = monotonic()
    witnesses.ask(service, now)
    refuse_older(service, now)
    again = queue_again(service, chosen, now, by=by, note=note)
    sent = send_all(service, lambda: now + timedelta(seconds=monotonic() - since))
    problems = tuple(dict.fromkeys((*again.problems, *sent.problems, *sent.halted)))
    return replace(again, sent=sent.outcomes, waits=tuple(sent.waits), problems=problems)


def queue_again(service: Service, chosen: Chosen, now: datetime, *, by: str, note: str = "") -> Retried:
    """Let what was rejected or failed wait for the sender again; nothing is handed over. ConfigurationError for another state."""
    states = _states(chosen.state)
    with service.store.transaction() as tx:
        journal.alone(tx)
        found = require_running(service, tx, chosen.study)
        refuse_paused(found)
        letters = _find(tx, found, chosen, states)
        left = _left(tx, found, letters)
        again = [one for one in letters if one.id not in left]
        rulings = [settling(tx, one, DeliveryState.QUEUED, note or "A person sent it again.") for one in again]
        decisions.decide(tx, decisions.person(tx, by), now, rulings)
        waits = any(one.mailing in _reminders(found) for one in again) and not recently_collected(tx, [chosen.study], now)
        halts.try_now(tx, chosen.study, now)  # Whoever sends again has mended what was refused, or wants to know.
    return Retried(
        retried=len(again),
        letters=tuple(one.id for one in again),
        left=tuple(left[one.id] for one in letters if one.id in left),
        problems=(_UNCOLLECTED,) if waits else (),
    )


def _states(asked: str | None) -> tuple[DeliveryState, ...]:
    if asked is None:
        return _AGAIN
    if asked in set(_AGAIN):
        return (DeliveryState(asked),)
    why = f"{asked!r} is not a state of letters."
    remedy = f"Choose one of: {', '.join(_AGAIN)}."
    if asked in set(DeliveryState):
        why = f"A letter that is {asked} is not sent again, since it may have left already or still waits."
        remedy += " `counterfoil deliveries` also settles the letters in doubt."
    raise ConfigurationError(why, where="deliveries", remedy=remedy)


def _find(tx: Transaction, found: Running, chosen: Chosen, states: tuple[DeliveryState, ...]) -> tuple[Letter, ...]:
    code = find_invitation(tx, found.study.id, chosen.organisation).organisation if chosen.organisation else None
    letters = ledger.find(tx, Wanted(study=found.study.id, states=states, mailing=chosen.mailing, organisation=code))
    if not letters and chosen.mailing and not outbox.planned_of(tx, found.study.id, [chosen.mailing]):
        find_mailing(found, chosen.mailing)
    return letters


def _left(tx: Transaction, found: Running, letters: Collection[Letter]) -> dict[int, Left]:
    """Return the letters that are not sent again, by their numbers, each with why."""
    stopped = suppressions.suppressed(tx, {one.address for one in letters})
    reminders = _reminders(found)
    newest = deliveries.newest(tx, found.study.id, reminders) if any(one.mailing in reminders for one in letters) else {}
    gone = {name: cancelled_by(tx, found.study.id, name) for name in {one.mailing for one in letters if one.mailing}}
    replaced = _replaced(tx, found, letters)
    left: dict[int, Left] = {}
    for one in letters:
        why = _cancelled(one, gone.get(one.mailing or ""))
        if not why and one.id in replaced:
            left[one.id] = _instead(one, replaced[one.id])
        elif why := why or _why(one, stopped.get(one.address.lower()), newest if one.mailing in reminders else {}):
            left[one.id] = Left(one.id, one.address, why)
    return left


def _replaced(tx: Transaction, found: Running, letters: Collection[Letter]) -> dict[int, tuple[str, ...]]:
    """Return of letters of mailings to addresses that are on the study's list no more, by their numbers, who is on it there now."""
    mailed = [one for one in letters if one.mailing and one.organisation and not one.asked_for]
    there: dict[str, set[str]] = {}
    for contact in contact_lists.load_list(tx, found.study.contact_list, {str(one.organisation) for one in mailed}).contacts:
        there.setdefault(contact.organisation, set()).add(contact.address.lower())
    now = {one.id: there.get(str(one.organisation), set()) for one in mailed}
    return {one.id: tuple(sorted(now[one.id])) for one in mailed if one.address.lower() not in now[one.id]}


def _instead(letter: Letter, there: tuple[str, ...]) -> Left:
    gone, code = "The address is on the study's list no more", str(letter.organisation)
    if not there:
        return Left(letter.id, letter.address, f"{gone}, and nobody else of {code} is: `counterfoil contacts add` puts somebody on it.")
    why = f"{gone}; {', '.join(there)} is there instead." if len(there) == 1 else f"{gone}; {', '.join(there)} are there instead."
    return Left(letter.id, letter.address, why, WrittenInstead(str(letter.mailing), code, there))


def _reminders(found: Running) -> set[str]:
    return {one.name for one in found.study.mailings if one.audience is Audience.OWING}


def _cancelled(letter: Letter, by: Entry | None) -> str:
    if by is None or letter.asked_for:
        return ""
    return f"Its mailing was cancelled: `counterfoil undo {by.number}` lets it go on."


def _why(letter: Letter, stopped: Suppression | None, newest: Mapping[tuple[str, str], int]) -> str:
    if letter.kind is LetterKind.DIGEST:
        return "It is out of date: `counterfoil digest` makes one of today."
    if stopped and not may_be_written_to(letter.kind, stopped.why, asked_for=letter.asked_for):
        return f"The address is suppressed: {stopped.reason.rstrip('.')}. `counterfoil contacts release` allows it again."
    if newest.get((str(letter.organisation), letter.address.lower()), letter.id) != letter.id:
        return "A later reminder to this address stands for it."
    return ""
