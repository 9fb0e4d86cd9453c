"""Where some cases of a study ended, worked out as their answers are read for an export: the same as the report on quality says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.quality import Code, Disposition, QualityPlan
from domain.rules import disposition
from domain.rules.outcome_rates import OutcomeGroup, eligible_share, rates
from domain.submission import Submission, SubmissionState
from service.contacts.census import InvitedOrganisation
from service.quality import cases as quality_cases
from service.quality.measured import last_day
from service.studies.running import Running
from store import Transaction, edits, paradata, provenance, submission_states, submissions
from store.answers.counting import CountedAnswers, words_of

_PENDING = (SubmissionState.QUERIED, SubmissionState.HELD)
_NAMES = {Code.COMPLETE: "complete", Code.PARTIAL: "partial", Code.BREAK_OFF: "break_off"}


class Dispositions:
    """The dispositions of some organisations on the list; `take` is given what counts of them, a bounded number at a time."""

    def __init__(self, tx: Transaction, running: Running, now: datetime, cases: Mapping[str, InvitedOrganisation]) -> None:
        self._tx, self._running, self._today, self._ends = tx, running, running.today(now), last_day(running)
        self._cases = {case.invitation.id: case for case in cases.values()}
        self._known = quality_cases.records(tx, running, cases, paradata.left(tx, running.study.id, cases))
        self._words = words_of(tx, running.study.id)
        self._waiting = frozenset[int]().union(*(submission_states.with_state(tx, self._cases, state) for state in _PENDING))
        self._edited = {one.invitation_id for one in edits.of_invitations(tx, self._cases) if one.stands}
        self._found: dict[int, Disposition] = {}

    def take(self, some: Sequence[CountedAnswers]) -> None:
        """Work out where these organisations stand."""
        listed = [one for one in some if one.submission.invitation_id in self._cases]
        told = {one.id: one for one in provenance.with_statuses(self._tx, [part for one in listed for part in one.parts])}
        for one in listed:
            self._work_out(one.submission.invitation_id, [told[part.id] for part in one.parts])

    def of(self, invitation_id: int) -> Disposition:
        """Return where a case stands; nothing of one that was not taken counts."""
        if invitation_id not in self._found:
            came = submissions.of_invitations(self._tx, [invitation_id] if invitation_id in self._waiting else [])
            self._work_out(invitation_id, provenance.with_statuses(self._tx, [one for one in came if one.state in _PENDING]))
        return self._found[invitation_id]

    def completeness(self, invitation_id: int) -> str:
        """Return how much of what counts is filled in: complete, partial or break_off; "" where that is not known."""
        found = self._found.get(invitation_id)
        if found is None or found.share is None:
            return ""
        whole = not self._cases[invitation_id].invitation.lacks
        return _NAMES[disposition.completeness(found.share, self._running.study.quality, whole=whole)]

    def completeness_of_waiting(self, invitation_id: int) -> str:
        """Return the same of a case of which nothing counts: as the rates count what was sent back or waits; "" where they do not."""
        return _NAMES.get(self.of(invitation_id).code, "")

    def groups(self) -> Counter[OutcomeGroup]:
        """Return how many of them ended in each group."""
        return Counter(self.of(number).group for number in self._cases)

    def _work_out(self, invitation_id: int, sent: Sequence[Submission]) -> None:
        read = quality_cases.read(self._tx, self._running, self._words, sent, edited=invitation_id in self._edited)
        facts = quality_cases.facts(self._tx, self._cases[invitation_id], read, self._known, self._running, self._ends)
        self._found[invitation_id] = disposition.disposition(facts, self._running.study.quality, self._ends, self._today)


def outcome_rates(plan: QualityPlan, groups: Counter[OutcomeGroup]) -> tuple[tuple[str, float, float | None], ...]:
    """Return the outcome rates of a study as (name, numerator, denominator), as the report on quality has them."""
    sums = {group: float(groups[group]) for group in OutcomeGroup}
    made = rates(sums, plan.e if plan.e is not None else eligible_share(sums))
    return tuple((name, one.numerator, one.denominator) for name, one in made.items())
