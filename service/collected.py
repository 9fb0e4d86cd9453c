"""What counts of an organisation's answers, in the words of all versions of the questionnaire, or of one as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.answer import ItemStatus
from domain.submission import Submission, SubmissionState
from questionnaire.definition import Questionnaire
from questionnaire.items import parts
from questionnaire.versions.history import Version
from questionnaire.versions.union import Union
from service.versions import Versions
from store import Transaction, counting, records, submissions
from store.counting import CountedAnswers


@dataclass(frozen=True, slots=True)
class CollectedOne:
    """The submission with the answers that count, and the statuses of its items that were not just answered or left blank."""

    submission: Submission
    statuses: Mapping[str, ItemStatus]


@dataclass(frozen=True)
class CollectedAnswers:
    """The versions of a study, and the `only` one that is wanted, if not all of them together."""

    known: Versions
    only: Version | None

    @property
    def questionnaire(self) -> Questionnaire:
        """Return the questionnaire in whose words it is told."""
        return self.only.questionnaire if self.only else self.known.union.questionnaire

    @property
    def union(self) -> Union | None:
        """Return the union, where all versions are told together."""
        return None if self.only else self.known.union

    def form(self, version: int) -> Questionnaire | None:
        """Return the questionnaire of a version, None where it cannot be read."""
        return next((one.questionnaire for one in self.known.union.versions if one.number == version), None)

    def of(self, tx: Transaction, some: Sequence[CountedAnswers]) -> Iterator[CollectedOne]:
        """Yield what counts of some organisations, in their order."""
        wanted = [one for one in some if self.only is None or one.submission.version == self.only.number]
        statuses = records.statuses(tx, [part.id for one in wanted for part in one.parts])
        superseded = {} if self.only else self._superseded(tx, wanted)
        for one in wanted:
            told = {part.id: statuses.get(part.id, {}) for part in one.parts}
            if self.only:
                yield CollectedOne(one.submission, told[one.submission.id])
                continue
            answers = self.known.in_force(one, superseded.get(one.submission.invitation_id, ()))
            yield CollectedOne(replace(one.submission, answers=answers), self._statuses(one, told))

    def _statuses(self, one: CountedAnswers, told: Mapping[int, Mapping[str, ItemStatus]]) -> dict[str, ItemStatus]:
        """Return the statuses by the keys of the union: what no version that counts asked was not asked."""
        union, made = self.known.union, dict[str, ItemStatus]()
        versions = {self.known.newest_before(part.version) for part in one.parts}
        for part in one.parts:
            made |= union.translations[self.known.newest_before(part.version)].keyed(told[part.id])
        asked = frozenset().union(*(union.asked[version] for version in versions))
        for key in self._every - asked:
            repeat, instance, _ = parts(key)
            if not repeat or instance:
                made[key] = ItemStatus.NOT_ASKED
        return made

    @cached_property
    def _every(self) -> frozenset[str]:
        return frozenset().union(*self.known.union.asked.values())

    def _superseded(self, tx: Transaction, wanted: Sequence[CountedAnswers]) -> dict[int, list[Submission]]:
        """Return what organisations sent before, oldest first, where the version of what counts does not ask all that was ever asked."""
        known = self.known
        lacking = [one.submission.invitation_id for one in wanted if self._lacks(known.newest_before(one.submission.version))]
        found: dict[int, list[Submission]] = {}
        for one in submissions.of_invitations(tx, lacking):
            if one.state is SubmissionState.SUPERSEDED:
                found.setdefault(one.invitation_id, []).append(one)
        # What was only sent back never counted.
        ever = {invitation_id: counting.ever_counted(tx, invitation_id) for invitation_id in found}
        return {number: [one for one in some if one.id in ever[number]] for number, some in found.items()}

    def _lacks(self, version: int) -> bool:
        return bool(self._every - self.known.union.asked[version])
