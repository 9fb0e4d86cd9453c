"""Telling whoever a letter told something that was undone since: a short letter that says what was said, and what holds now.

What a letter said is compared with what holds, whatever was undone and put back between: nobody is told what they know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.case import CaseKind, Decision
from domain.errors import ConfigurationError, StoreError
from domain.journal import Entry, Subject, What
from domain.letter import UNDONE, Letter, LetterKind
from domain.rules.overlay import Merging
from domain.rules.reminded import may_be_written_to
from domain.study import Study
from domain.submission import Invitation, SubmissionState
from languages.telling import phrased, together
from service.cases import claims
from service.cases.claims import EDITED, IN_NAME, SO, TIME, WORKBOOK, LetterClaim
from service.cases.entries import taken_back
from service.contacts.census import InvitedOrganisation, census
from service.letters import queueing
from service.letters.extended import has_until, left_saying
from service.letters.undone_letters import letter_of, what_it_called
from service.studies.running import Running, require_running
from service.wiring import Service
from store import Transaction, edits, holds, invitations, journal, standing_decisions, submission_states, suppressions

_COUNTS = (SubmissionState.ACCEPTED, SubmissionState.SUPERSEDED)  # What was replaced by a newer one had counted all the same.
_MATTERS = {What.ACCEPT: WORKBOOK, What.MERGE: WORKBOOK, What.REJECT: WORKBOOK, What.EDIT: EDITED, What.WAITING: TIME}
_IN_NAME = (Decision.ADD, Decision.DECLINED, Decision.WITHDRAW)


def tell_undone(service: Service, tx: Transaction, entry: Entry, now: datetime, because: Mapping[str, object] | None = None) -> str:
    """Put letters into the outbox to whom letters told what an entry made untrue, and return who is told, as a sentence.

    Who is on record reads `because` of which words, see `service.deciding.telling_changes`. Blank where nobody was told, or where the study
    cannot be read: that keeps nobody from undoing.
    """
    said = []
    for one in _concerned(service, tx, entry, now):
        queueing.plan(tx, [*one.letters(entry, now, because), *one.wanted_again(now)])
        said.append(one.sentence(tx))
    return together(*said)


def told_undone(service: Service, tx: Transaction, entry: Entry, now: datetime, *, for_good: bool = False) -> str:
    """Return the same of what was told when the entry was made: who is told by a letter that waits, and who by none any more.

    Nothing is said of undoing it where whoever reads that cannot: for them it is `for_good`.
    """
    return together(*(one.sentence(tx, promised=True, for_good=for_good) for one in _concerned(service, tx, entry, now)))


def told_if_rejected(tx: Transaction, running: Running, whose: Invitation, submission_ids: Iterable[int], now: datetime) -> tuple[str, ...]:
    """Return the addresses that would be told that these workbooks do not count, if they were rejected."""
    return _told_if(tx, running, whose, submission_ids, now, "")


def told_if_counted(tx: Transaction, running: Running, whose: Invitation, submission_ids: Iterable[int], now: datetime) -> tuple[str, ...]:
    """Return the addresses that were told that these workbooks do not count, and would be told that they do."""
    return _told_if(tx, running, whose, submission_ids, now, SO)


def _told_if(
    tx: Transaction, running: Running, whose: Invitation, submission_ids: Iterable[int], now: datetime, says: str
) -> tuple[str, ...]:
    matters = {f"{WORKBOOK}:{one}" for one in submission_ids}
    telling = replace(_telling(tx, running, whose, matters, now), facts=dict.fromkeys(matters, says))
    return tuple(dict.fromkeys(one.letter.address for one in telling.to_tell()))


def not_so(tx: Transaction, letters: Iterable[Letter]) -> dict[int, str]:
    """Return which of these letters say of a workbook or an edit what is not so any more, by their numbers, and why they are dropped."""
    told = [one for letter in letters if letter.template == UNDONE and (one := claims.claim(letter)) and one.matter != TIME]
    now = _facts(tx, {one.matter for one in told})
    return {one.letter.id: "What it says is not so any more." for one in told if now.get(one.matter) != one.says}


def why_not_wanted(study: Study, case: InvitedOrganisation | None, letter: Letter) -> str:
    """Return why a letter that takes time back, or gives it again, is not wanted when its turn comes; "" where it is."""
    one = claims.claim(letter)
    if one is None or one.matter != TIME:
        return ""
    return "" if _time(study, case, letter.address) == one.says else "What it says is not so any more."


def _concerned(service: Service, tx: Transaction, entry: Entry, now: datetime) -> Iterator[_Telling]:
    """Yield, for each organisation, what an entry decided, undid or put back that letters may speak of."""
    known = {one.number: one for one in (entry, *standing_decisions.brought(tx, entry.number))}
    while beneath := {one.undoes for one in known.values() if one.undoes is not None} - known.keys():
        known |= {one.number: one for one in journal.find(tx, beneath)}
    found: dict[int, set[str]] = {}
    for one in known.values():
        if one.invitation_id is not None and (matters := _matters(one)):
            found.setdefault(one.invitation_id, set()).update(matters)
    if entry.about.subject is Subject.CASE:  # Whoever is not given the time for which they ask may have been told of it before.
        for held in holds.with_ids(tx, [int(entry.about.id)]):
            if held.kind is CaseKind.EXTENSION and held.invitation_id is not None:
                found.setdefault(held.invitation_id, set()).add(TIME)
    for whose in invitations.with_ids(tx, found):
        try:
            telling = _telling(tx, require_running(service, tx, whose.study), whose, found[whose.id], now)
        except StoreError:
            raise
        except ConfigurationError:
            continue
        yield telling


def _matters(entry: Entry) -> tuple[str, ...]:
    """Return of what an entry decides; what was sent back counts with what is added to it."""
    if entry.what is What.DECIDE:
        return (f"{IN_NAME}:{entry.number}",) if entry.value in _IN_NAME else ()
    kind = _MATTERS.get(entry.what, "")
    if kind == WORKBOOK:
        beside = Merging.of(entry.value).beside if entry.what is What.MERGE else ()
        return tuple(f"{kind}:{one}" for one in (entry.about.id, *beside)) if entry.about.subject is Subject.SUBMISSION else ()
    return (f"{kind}:{entry.number}" if kind == EDITED else kind,) if kind else ()


def _facts(tx: Transaction, matters: Iterable[str]) -> dict[str, str]:
    """Return what holds of workbooks, edits and decisions; what is not known any more is not among it."""
    numbers = [one.partition(":") for one in matters]
    states = submission_states.states_by_id(tx, {int(number) for kind, _, number in numbers if kind == WORKBOOK})
    stand = edits.standing(tx, {int(number) for kind, _, number in numbers if kind == EDITED})
    decided = {int(number) for kind, _, number in numbers if kind == IN_NAME}
    gone = taken_back(tx, {one: one for one in decided})
    workbooks = {f"{WORKBOOK}:{number}": SO if state in _COUNTS else "" for number, state in states.items()}
    in_name = {f"{IN_NAME}:{one}": "" if one in gone else SO for one in decided}
    return workbooks | in_name | {f"{EDITED}:{number}": SO if stands else "" for number, stands in stand.items()}


def _time(study: Study, case: InvitedOrganisation | None, address: str) -> str:
    """Return until when an organisation has time; "" where that is nothing to tell this address any more."""
    if case is None or case.answered_at or case.contact(address) is None or case.invitation.mark not in {None, What.WAITING}:
        return ""
    return has_until(study, case.granted).isoformat()


def _telling(tx: Transaction, running: Running, whose: Invitation, matters: set[str], now: datetime) -> _Telling:
    case = census(tx, running, now, {whose.organisation}).get(whose.organisation)
    known = claims.of_organisation(tx, whose, matters)
    stopped = suppressions.suppressed(tx, {one.letter.address for one in known})
    silent = {address for address, one in stopped.items() if not may_be_written_to(LetterKind.ANSWER, one.why)}
    silent |= {one.letter.address.lower() for one in known if "@" not in one.letter.address}  # They were erased.
    return _Telling(
        running=running,
        whose=whose,
        case=case,
        known=known,
        facts=_facts(tx, matters),
        silent=frozenset(silent),
        today=running.today(now),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """What letters told an organisation of some matters, in order, what holds of them, and to whom no letter goes any more."""

    running: Running
    whose: Invitation
    case: InvitedOrganisation | None
    known: tuple[LetterClaim, ...]
    facts: Mapping[str, str]
    silent: frozenset[str]
    today: date

    def holds(self, one: LetterClaim) -> str | None:
        """Return what holds of the matter of a claim; None where there is nothing to tell any more."""
        if one.matter == TIME:
            return _time(self.running.study, self.case, one.letter.address) or None
        return self.facts.get(one.matter)

    @property
    def wrong(self) -> tuple[LetterClaim, ...]:
        """Return the newest claims that left and are not so."""
        return tuple(one for one in claims.newest(self.known) if self._is_wrong(one))

    def _is_wrong(self, one: LetterClaim) -> bool:
        holds = self.holds(one)
        if holds is None or holds == one.says:
            return False
        if one.matter != TIME:
            return True
        if one.says > holds:
            return one.says >= self.today.isoformat()  # A day that is over harms nobody.
        # More time than they were told is told where they had been told of it before: otherwise somebody gave it without a word.
        return any(other.left and other.says == holds and other.letter.address == one.letter.address for other in self.known)

    def letters(self, entry: Entry, now: datetime, because: Mapping[str, object] | None) -> Iterator[Letter]:
        """Yield the letters that say what was said, and what holds."""
        for one in self.to_tell():
            # A letter about what was put together has no room for that: another tells it (see `service.deciding.telling_changes.told_by`).
            told_why = because and "merged_from" not in what_it_called(one.letter) and self.case and self.case.contact(one.letter.address)
            why = {"because": because} if told_why else {}
            yield letter_of(self.running, one, str(self.holds(one)), entry, now, {**self._earlier(one), **why})

    def to_tell(self) -> Iterator[LetterClaim]:
        """Yield the claims of which whoever got them is told what holds; none to whom another letter will say that."""
        yield from (one for one in self.wrong if one.letter.address.lower() not in self.silent and not self._is_promised(one))

    def _is_promised(self, one: LetterClaim) -> bool:
        """Say whether a letter waits that tells whoever got a claim what holds."""
        holds = one.letter.address.lower(), one.matter, self.holds(one)
        return any((other.letter.address.lower(), other.matter, other.says) == holds for other in self.known if other.waits)

    def _earlier(self, one: LetterClaim) -> dict[str, object]:
        """Return which workbook counts in the place of one that was taken back, for a letter; who sent it is for people on record.

        What was put together with others had taken nothing's place: of that a letter says whether anything counts still.
        """
        if "merged_from" in what_it_called(one.letter):
            return {"remains": any(came.state is SubmissionState.ACCEPTED for came in self.case.came) if self.case else False}
        if not one.matter.startswith(WORKBOOK) or self.holds(one) or self.case is None:
            return {}
        counts = [came for came in self.case.came if came.state is SubmissionState.ACCEPTED]
        if len(counts) != 1 or self.case.parts_missing:
            return {}  # Of several that are put together none is named as if it were all that counts.
        known = self.case.contact(one.letter.address) is not None
        return {"earlier_at": self.running.local(counts[-1].received_at).isoformat(), "earlier_from": counts[-1].sender if known else ""}

    def wanted_again(self, now: datetime) -> Iterator[Letter]:
        """Yield what was dropped since it had been undone, and is so again: nobody was told anything else."""
        for one in {(one.letter.address.lower(), one.matter): one for one in self.known}.values():
            if one.dropped and one.letter.template != UNDONE and one.says == self.holds(one):
                yield replace(one.letter, due_at=now)

    def sentence(self, tx: Transaction, *, promised: bool = False, for_good: bool = False) -> str:
        """Return who was told otherwise, and who will be told what holds: only those to whom a letter waits, where none is planned now."""
        left = left_saying(tx, self.running, self.whose_now) if any(one.matter == TIME for one in self.wrong) else ""
        silent = [one for one in self.wrong if one.letter.address.lower() in self.silent]
        reached = [one for one in self.wrong if one not in silent and (not promised or self._is_promised(one))]
        return together(
            left, _named("done.set_right_for_good" if for_good else "done.set_right", reached), _named("done.not_set_right", silent)
        )

    @property
    def whose_now(self) -> Invitation:
        """Return the invitation as it is now."""
        return self.case.invitation if self.case else self.whose


def _named(phrase: str, some: Iterable[LetterClaim]) -> str:
    addresses = tuple(dict.fromkeys(one.letter.address for one in some))
    return phrased(phrase, addresses=addresses) if addresses else ""
