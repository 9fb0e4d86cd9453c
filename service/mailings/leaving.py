"""What would leave of the letters that are due if the sender began now, and what would wait, and why: nothing is handed over for that.

It asks what the sender asks (see `service.sending.due_letters`), letter by letter; only what the servers will say is not known.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.letter import Letter
from domain.rules.reminded import may_leave
from languages.telling import phrased
from service.approving.approvals import Leave, Unapproved
from service.contacts.census import InvitedOrganisation, census
from service.sending.delays import not_due
from service.sending.halts import Scope, scope, sentence
from service.sending.pace import NotYet, Pace, paces
from service.sending.sending_hours import may_leave_at
from service.sending.still_wanted import LetterKnown, known_of, mailing_of, still_wanted
from service.studies.chosen_transports import by_transport
from service.studies.running import Running, if_readable
from service.studies.taken_in import recently_collected
from service.wiring import Service
from store import Transaction, outbox
from store.letters.halts import in_force

_EVER = timedelta(days=3650)  # How far off what waits may be due.
_TOGETHER = 1_000  # Letters that are looked at together: so many are in memory.
_PARTS = 64


@dataclass(frozen=True, slots=True)
class Stays:
    """So many letters would not leave now, and why, as a sentence; `until` is when the first of them may, where that is known."""

    letters: int
    why: str
    until: datetime | None = None

    def and_another(self, until: datetime | None) -> Stays:
        """Return this with another letter, which may leave then."""
        return Stays(self.letters + 1, self.why, min(filter(None, (self.until, until)), default=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How many letters would leave now, to how many organisations and addresses, `by` mailing or kind; and what stays, most of it first."""

    letters: int
    organisations: int
    addresses: int
    by: Mapping[str, int]
    stays: tuple[Stays, ...]


@dataclass(slots=True, kw_only=True)
class _Asked:
    """What stands in the store when letters are looked at, some of them together; `cases` and `known` are those of the last of them.

    `collected` are the studies whose mailbox was taken in shortly before, and `by_name` has the pace of each transport.
    """

    service: Service
    now: datetime
    collected: set[str]
    leave: Leave
    halted: Mapping[Scope, str]
    studies: dict[str, Running | None] = field(default_factory=dict)
    by_name: dict[str, Pace] = field(default_factory=dict)
    pace: dict[Scope, Pace] = field(default_factory=dict)
    cases: Mapping[str, Mapping[str, InvitedOrganisation]] = field(default_factory=dict)
    known: Mapping[int, LetterKnown] = field(default_factory=dict)

    def look(self, tx: Transaction, letters: Sequence[Letter]) -> None:
        """Look at some letters."""
        for study in {one.study for one in letters} - self.studies.keys():
            self.studies[study] = if_readable(self.service, tx, study)
            self.collected |= {study} if recently_collected(tx, [study], self.now) else set()
        whose = {one.study: found for one in letters if (found := self.studies[one.study])}
        of_study = {study: {str(one.organisation) for one in letters if one.study == study} for study in whose}
        self.cases = {study: census(tx, found, self.now, of_study[study]) for study, found in whose.items()}
        self.known = known_of(tx, letters)
        self.leave.look(tx, whose.values(), letters)
        for name, scopes in by_transport(self.service, tx, {scope(one) for one in letters} - self.pace.keys()).items():
            if name not in self.by_name:
                self.by_name |= paces(tx, [name], self.service.installation.limits, self.now)
            self.pace |= dict.fromkeys(scopes, self.by_name[name])


class _Different:
    """Counts how many different texts there were, of which none is kept: eight bytes for each that came, told by their hash."""

    def __init__(self) -> None:
        # A set of all of them would take some ten times as much, and one of each part is there for a moment only.
        self._parts = [array("q") for _ in range(_PARTS)]

    def add(self, text: str) -> None:
        """Count a text."""
        number = hash(text)
        self._parts[number % _PARTS].append(number)

    def __len__(self) -> int:
        """Return how many there were."""
        return sum(len(set(part)) for part in self._parts)


def what_leaves(service: Service, tx: Transaction, now: datetime, collects: Collection[str] = ()) -> Leaving:
    """Return what would leave now of all that waits; the mailboxes of the studies `collects` are taken in before that."""
    halted = {(one.study, one.sender): sentence(tx, one) for one in in_force(tx)}
    asked = _Asked(service=service, now=now, collected=set(collects), leave=Leave(service.store.archive, Unapproved()), halted=halted)
    organisations, addresses, by, stays, after = _Different(), _Different(), Counter[str](), dict[str, Stays](), 0
    while letters := outbox.waiting(tx, now + _EVER, after, _TOGETHER):
        after = letters[-1].id
        asked.look(tx, letters)
        for letter in letters:
            why, until = next(_held_up(asked, letter), ("", None))
            if why:
                stays[why] = stays.get(why, Stays(0, why)).and_another(until)
                continue
            asked.pace[scope(letter)].begin(letter.address, now)
            by[letter.mailing or letter.kind.value] += 1
            addresses.add(letter.address.lower())
            if letter.organisation:
                organisations.add(letter.organisation)
    most_first = sorted(stays.values(), key=lambda one: -one.letters)
    return Leaving(letters=by.total(), organisations=len(organisations), addresses=len(addresses), by=by, stays=tuple(most_first))


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
