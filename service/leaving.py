"""What would leave of the letters that are due if the sender began now, and what would wait, and why: nothing is handed over for that.

It asks what the sender asks (see `service.due_letters`), letter by letter; only what the servers will say is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.letter import Letter
from domain.rules.reminded import may_leave
from languages.telling import phrased
from service.approvals import Leave, Unapproved
from service.census import InvitedOrganisation, census
from service.chosen_transports import by_transport
from service.collect import recently_collected
from service.delays import not_due
from service.halts import Scope, scope, sentence
from service.pace import NotYet, Pace, paces
from service.running import Running, UnreadableStudyError, readable
from service.sending_hours import may_leave_at
from service.still_wanted import LetterKnown, known_of, mailing_of, still_wanted
from service.wiring import Service
from store import Transaction, outbox
from store.halts import in_force

_ALL = 2**31 - 1  # Letters, and how far off what waits may be due.
_EVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Stays:
    """So many letters would not leave now, and why, as a sentence; `until` is when the first of them may, where that is known."""

    letters: int
    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How many letters would leave now, to how many organisations and addresses, `by` mailing or kind; and what stays, most of it first."""

    letters: int
    organisations: int
    addresses: int
    by: Mapping[str, int]
    stays: tuple[Stays, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What stands in the store when letters are looked at, by study; `collected` are those whose mailbox was taken in shortly before."""

    now: datetime
    collected: Collection[str]
    leave: Leave
    studies: Mapping[str, Running | None]
    cases: Mapping[str, Mapping[str, InvitedOrganisation]]
    known: Mapping[int, LetterKnown]
    halted: Mapping[Scope, str]
    pace: Mapping[Scope, Pace]


def what_leaves(service: Service, tx: Transaction, now: datetime, collects: Collection[str] = ()) -> Leaving:
    """Return what would leave now of all that waits; the mailboxes of the studies `collects` are taken in before that."""
    waiting = outbox.waiting(tx, now + _EVER, 0, _ALL)
    asked = _look(service, tx, waiting, collects, now)
    goes: list[Letter] = []
    number: Counter[str] = Counter()
    first: dict[str, list[datetime]] = {}
    for letter in waiting:
        why, until = next(_held_up(asked, letter), ("", None))
        if why:
            number[why] += 1
            first.setdefault(why, []).extend([until] if until else [])
        else:
            asked.pace[scope(letter)].begin(letter.address, now)
            goes.append(letter)
    return Leaving(
        letters=len(goes),
        organisations=len({one.organisation for one in goes if one.organisation}),
        addresses=len({one.address.lower() for one in goes}),
        by=Counter(one.mailing or one.kind.value for one in goes),
        stays=tuple(Stays(many, why, min(first[why], default=None)) for why, many in number.most_common()),
    )


def _look(service: Service, tx: Transaction, letters: Sequence[Letter], collects: Collection[str], now: datetime) -> _Asked:
    studies = {study: _readable(service, tx, study) for study in {one.study for one in letters}}
    known = {study: one for study, one in studies.items() if one}
    whose = {study: {str(one.organisation) for one in letters if one.study == study} for study in known}
    leave = Leave(service.store.archive, Unapproved())
    leave.look(tx, known.values(), letters)
    ways = by_transport(service, tx, {scope(one) for one in letters})
    pace = paces(tx, list(ways), service.installation.limits, now)
    return _Asked(
        now=now,
        collected=frozenset(study for study in studies if study in collects or recently_collected(tx, [study], now)),
        leave=leave,
        studies=studies,
        cases={study: census(tx, found, now, whose[study]) for study, found in known.items()},
        known=known_of(tx, letters),
        halted={(one.study, one.sender): sentence(tx, one) for one in in_force(tx)},
        pace={whose_way: pace[name] for name, scopes in ways.items() for whose_way in scopes},
    )


def _readable(service: Service, tx: Transaction, study: str) -> Running | None:
    with suppress(UnreadableStudyError):  # `doctor` tells of it.
        return readable(service, tx, study)
    return None


def _held_up(asked: _Asked, letter: Letter) -> Iterator[tuple[str, datetime | None]]:
    """Yield why a letter would not leave now, and until when; nothing where it would."""
    running = asked.studies[letter.study]
    if running is None or running.paused:
        yield f"The study {letter.study} {'is paused' if running else 'cannot be read'}: nothing of it is sent.", None
        return
    case = asked.cases[letter.study].get(str(letter.organisation))
    template, gone = still_wanted(running, letter, case, asked.known[letter.id])
    if template is None:
        yield f"It is not wanted any more, and is dropped: {gone}", None
    yield from _kept_back(asked, running, letter)
    if why := asked.halted.get(scope(letter)):
        yield why, None
    if letter.due_at > asked.now:
        yield _not_before(not_due(letter.study, letter.state, letter.due_at))
    opens = may_leave_at(running, letter, asked.cases[letter.study], asked.now)
    if opens > asked.now:
        yield _not_before(NotYet(opens, phrased("doctor.waits.hours", study=letter.study)))
    if slow := asked.pace[scope(letter)].wait(letter.address, asked.now):
        yield _not_before(slow)


def _kept_back(asked: _Asked, running: Running, letter: Letter) -> Iterator[tuple[str, None]]:
    mailing = mailing_of(running, letter)
    if mailing and not asked.leave.given(letter):
        yield f"{mailing.name} is not approved for its addressee: `counterfoil check` shows what would be sent, and its hash.", None
    if mailing and not may_leave(mailing.audience, collected=letter.study in asked.collected):
        yield f"{mailing.name} reminds, and waits until the mailbox is collected, since it may hold an answer: `counterfoil collect`.", None


def _not_before(wait: NotYet) -> tuple[str, datetime]:
    return f"It waits {wait.why}.", wait.until
