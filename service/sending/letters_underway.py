"""What letters were made of: where somebody decided something since, it is asked again when their content is about to begin.

A batch of letters is looked at once, some are made ahead, and a server may take minutes for each. Every decision is an entry of the
journal, so that its newest number says whether there is anything to ask, and most of them say of which organisation they are. What was
made of something else than stands now is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.journal import Subject, What
from domain.letter import Letter
from service.approving.approvals import approval
from service.contacts.census import InvitedOrganisation, census
from service.sending.still_wanted import LetterKnown, known_of, mailing_of
from service.studies.running import Running, UnreadableStudyError, readable
from service.wiring import Service
from store import Transaction, journal, outbox

# What is decided about these concerns the organisation alone in whose history it stands; what is undone takes along what followed it.
_OF_ONE: Final = frozenset({Subject.SUBMISSION, Subject.ANSWER, Subject.ORGANISATION, Subject.LETTER, Subject.CASE})


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What a letter was made of, and the number of the journal's newest entry when that was looked up."""

    running: Running
    case: InvitedOrganisation | None
    known: LetterKnown
    entry: int


@dataclass(slots=True)
class UnderWay:
    """The letters of one pass that are made and whose content has not begun, and those that were left since something has `changed`."""

    made: dict[int, MadeOf] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)

    def forget(self, letter_ids: Iterable[int]) -> None:
        """Forget letters that have begun, or do not leave."""
        for letter_id in letter_ids:
            self.made.pop(letter_id, None)

    def unchanged(self, service: Service, tx: Transaction, letters: Sequence[Letter], now: datetime) -> list[int]:
        """Return which of these letters would be the same now: neither their study, nor their organisation, nor what is known has changed.

        The others may be claimed again. `now` is the instant by which they were made.
        """
        newest = journal.end(tx)[0]
        older = [one for one in letters if one.id in self.made and self.made[one.id].entry != newest]
        asked = self._concerned(tx, older) if older else []
        if not asked:
            return [one.id for one in letters]
        known = known_of(tx, asked)
        others = {one.id for one in asked}
        for study in {one.study for one in asked}:
            others -= self._same(service, tx, [one for one in asked if one.study == study], known, now)
        outbox.unclaim(tx, others)
        self.changed |= others
        return [one.id for one in letters if one.id not in others]

    def _concerned(self, tx: Transaction, letters: Sequence[Letter]) -> list[Letter]:
        """Return which of these letters what was decided since may be about."""
        since = journal.touched(tx, min(self.made[one.id].entry for one in letters))
        if any(about not in _OF_ONE or what is What.UNDO or invitation is None for about, what, invitation in since):
            return list(letters)
        whose = {invitation for _, _, invitation in since}
        return [one for one in letters if (case := self.made[one.id].case) is None or case.invitation.id in whose]

    def _same(
        self, service: Service, tx: Transaction, asked: Sequence[Letter], known: dict[int, LetterKnown], now: datetime
    ) -> frozenset[int]:
        """Return which of these letters of one study are what they would be now."""
        try:
            found = readable(service, tx, asked[0].study)
        except UnreadableStudyError:
            return frozenset()
        if found is None or found.paused:
            return frozenset()
        cases = census(tx, found, now, {str(one.organisation) for one in asked})
        of_now = {one.id: (found.version, found.study, cases.get(str(one.organisation)), known[one.id]) for one in asked}
        may = _approved(service, tx, found, asked)
        return frozenset(one.id for one in asked if one.id in may and of_now[one.id] == _as_made(self.made[one.id]))


def _as_made(of: MadeOf) -> tuple[object, ...]:
    return of.running.version, of.running.study, of.case, of.known


def _approved(service: Service, tx: Transaction, found: Running, asked: Sequence[Letter]) -> frozenset[int]:
    """Return which of these letters are of no mailing, or of one that may leave to their addressee."""
    mailings = {one.name: one for letter in asked if (one := mailing_of(found, letter))}
    given = {name: approval(tx, service.store.archive, found, one) for name, one in mailings.items()}
    return frozenset(one.id for one in asked if one.mailing not in given or given[one.mailing].covers(one))
