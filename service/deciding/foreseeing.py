"""What a decision would change: the verb decides in a transaction that is rolled back, and what comes of it is compared with what holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.answer import AnswerValue
from domain.journal import Subject
from domain.letter import WAITING, DeliveryState, Letter
from domain.submission import Invitation
from service.answers.counting import counted_of
from service.contacts.census import InvitedOrganisation, census
from service.contacts.unloading import Unloading
from service.deciding.case_seen import AnswerChange, changes
from service.deciding.several_decisions import EachOutcome
from service.deciding.told_after_undoing import concerned
from service.deciding.unloading_seen import foreseen_unloading
from service.sending.still_wanted import LetterKnown, known_of, still_wanted
from service.studies.running import Running, require_running, running
from service.wiring import Service
from store import Transaction, invitations, journal, outbox
from store.database.provisional import provisional

_OPEN = (*WAITING, DeliveryState.HELD, DeliveryState.UNCERTAIN)
_GOES, _DROPPED = "would go", "would be dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChange:
    """An organisation that would stand otherwise: its standing, what it is marked as, and whether it waits for us."""

    organisation: str
    reference: str
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersChange:
    """The answers of an organisation that would count otherwise."""

    organisation: str
    answers: tuple[AnswerChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterChange:
    """A letter that would go or be dropped, or whose state would be another; `before` is "" where it would be new."""

    kind: str
    to: str
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChange:
    """A contact that would leave a list or come onto it, or would be as it was before; of an organisation, `address` is ""."""

    list: str
    organisation: str
    address: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a verb would say of each thing that it is to decide, and what would change by it; nothing of it was done."""

    outcomes: tuple[EachOutcome, ...]
    standings: tuple[StandingChange, ...]
    answers: tuple[AnswersChange, ...]
    letters: tuple[LetterChange, ...]
    contacts: tuple[ListingChange, ...] = ()


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """How some organisations stand, what counts of them, and which letters there are, by number and with what becomes of each."""

    stands: dict[int, str]
    counts: dict[int, dict[str, AnswerValue]]
    letters: dict[int, tuple[Letter, str]]


def foresee(service: Service, verb: Callable[[Service], Iterable[EachOutcome]], now: datetime) -> Foreseen:
    """Let a verb decide, see what changes by that, and take all of it back.

    The verb must act on the store of the service that it is given, and on nothing outside of it.
    """
    with service.store.reading() as tx:
        newest, _ = journal.end(tx)
    with provisional(service.store) as store:
        would = replace(service, store=store, tell=lambda _: None)
        outcomes = tuple(verb(would))
        with store.reading() as after, service.store.reading() as before:
            whose = _concerned(after, newest)
            lists = tuple(change for number in _undone(after, newest) for change in _listings(foreseen_unloading(service, number)))
            was, becomes = _snapshot(service, before, whose, now), _snapshot(would, after, whose, now)
            _add_letters(((service, before, was), (would, after, becomes)), _mailings(after, newest), now)
    return Foreseen(
        outcomes=outcomes,
        standings=tuple(_standings(whose, was, becomes)),
        answers=tuple(_answers(whose, was, becomes)),
        letters=tuple(_letters(was, becomes)),
        contacts=lists,
    )


def _undone(tx: Transaction, newest: int) -> list[int]:
    """Return the entries that were undone by those after the entry `newest`."""
    last, _ = journal.end(tx)
    return [one.undoes for one in journal.find(tx, range(newest + 1, last + 1)) if one.undoes is not None and one.undoes <= newest]


def _listings(made: Unloading | None) -> Iterator[ListingChange]:
    """Yield who would be on the list or not, and what else of whom would be otherwise."""
    if made is None:
        return
    on, otherwise = ("put on it again", "as in the file again") if made.stands else ("taken off", "as before")
    for several, now in ((made.listed, on), (made.changed, otherwise), (made.touched, "stays as it is")):
        for one in several:
            yield ListingChange(list=made.list, organisation=one.organisation, address=one.address, now=now)


def _concerned(tx: Transaction, newest: int) -> tuple[Invitation, ...]:
    """Return the organisations that the decisions after the entry `newest` concern, each once."""
    last, _ = journal.end(tx)
    made = journal.find(tx, range(newest + 1, last + 1))
    found = {one.id: one for entry in made for one in concerned(tx, entry)}
    return tuple(found[number] for number in sorted(found))


def _mailings(tx: Transaction, newest: int) -> set[tuple[str, str]]:
    """Return the study and name of each mailing that the decisions after the entry `newest` are about."""
    last, _ = journal.end(tx)
    about = (one.about for one in journal.find(tx, range(newest + 1, last + 1)))
    return {(study, name) for study, _, name in (one.id.partition("/") for one in about if one.subject is Subject.MAILING)}


def _add_letters(both: Iterable[tuple[Service, Transaction, _Snapshot]], mailings: Iterable[tuple[str, str]], now: datetime) -> None:
    """Add the letters that wait of mailings before or after, whomever they are for: they leave, or do not, with the mailing."""
    both = tuple(both)
    for study, name in mailings:
        numbers = {one.id for _, tx, _ in both for one in outbox.waiting_of(tx, study, name) if not one.asked_for}
        # What was only approved may be of a study that was never applied.
        for service, tx, seen in both if numbers else ():
            found = outbox.with_ids(tx, numbers - seen.letters.keys())
            known = census(tx, require_running(service, tx, study), now, {one.organisation for one in found if one.organisation})
            seen.letters.update(_with_fates(service, tx, found, {(study, code): case for code, case in known.items()}))


def _snapshot(service: Service, tx: Transaction, whose: Iterable[Invitation], now: datetime) -> _Snapshot:
    found = _Snapshot({}, {}, {})
    by_study: dict[str, dict[str, Invitation]] = {}
    for one in invitations.with_ids(tx, [each.id for each in whose]):
        by_study.setdefault(one.study, {})[one.organisation] = one
    cases: dict[tuple[str, str | None], InvitedOrganisation] = {}
    for study, invited in by_study.items():
        run = require_running(service, tx, study)
        known = census(tx, run, now, invited)
        cases |= {(study, code): case for code, case in known.items()}
        found.stands.update({invited[code].id: _stands(case) for code, case in known.items()})
        counts = counted_of(tx, run, [one.id for one in invited.values()])
        found.counts.update({one.submission.invitation_id: dict(one.submission.answers) for one in counts})
    found.letters.update(_letters_of(service, tx, cases))
    return found


def _letters_of(
    service: Service, tx: Transaction, cases: Mapping[tuple[str, str | None], InvitedOrganisation]
) -> dict[int, tuple[Letter, str]]:
    """Return the letters to some organisations, and those that are open and about no organisation, with what becomes of each."""
    about_none = (one for one in outbox.in_states(tx, _OPEN) if one.organisation is None)
    theirs = outbox.of_organisations(tx, {code for _, code in cases if code})
    return _with_fates(service, tx, [*about_none, *(one for one in theirs if (one.study, one.organisation) in cases)], cases)


def _with_fates(
    service: Service, tx: Transaction, letters: Sequence[Letter], cases: Mapping[tuple[str, str | None], InvitedOrganisation]
) -> dict[int, tuple[Letter, str]]:
    """Return letters by number with what becomes of each."""
    runs = {study: running(service, tx, study) for study in {one.study for one in letters}}
    known = known_of(tx, letters)
    return {one.id: (one, _becomes(one, runs[one.study], cases.get((one.study, one.organisation)), known[one.id])) for one in letters}


def _stands(case: InvitedOrganisation) -> str:
    until = f" until {case.invitation.until}" if case.invitation.until else ""
    marked = f"marked as {case.invitation.mark}{until}" if case.invitation.mark else ""
    return ", ".join(filter(None, [case.standing or "ineligible", "waits for us" if case.on_us else "", marked]))


def _becomes(letter: Letter, run: Running | None, case: InvitedOrganisation | None, known: LetterKnown) -> str:
    """Return the state of a letter; of one that waits to leave, whether it would still be wanted."""
    if letter.state not in WAITING or run is None:
        return letter.state.value
    template, _ = still_wanted(run, letter, case, known)
    return _GOES if template else _DROPPED


def _standings(whose: Iterable[Invitation], was: _Snapshot, becomes: _Snapshot) -> Iterator[StandingChange]:
    for one in whose:
        before, now = was.stands.get(one.id, ""), becomes.stands.get(one.id, "")
        if before != now:
            yield StandingChange(organisation=one.organisation, reference=one.reference, before=before, now=now)


def _answers(whose: Iterable[Invitation], was: _Snapshot, becomes: _Snapshot) -> Iterator[AnswersChange]:
    for one in whose:
        if found := changes(was.counts.get(one.id, {}), becomes.counts.get(one.id, {})):
            yield AnswersChange(organisation=one.organisation, answers=found)


def _letters(was: _Snapshot, becomes: _Snapshot) -> Iterator[LetterChange]:
    for number, (letter, now) in becomes.letters.items():
        _, before = was.letters.get(number, (letter, ""))
        if before != now:
            yield LetterChange(kind=letter.mailing or letter.kind.value, to=letter.address, before=before, now=now)
