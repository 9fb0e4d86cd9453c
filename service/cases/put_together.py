"""What would still be missing or wrong once a held workbook is put together with others, and what it came to where it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from domain.case import Decision
from domain.journal import Subject, What, in_force
from domain.rules.overlay import Merging, Side
from domain.submission import Submission, SubmissionState
from questionnaire.versions.words import VersionWords
from service.answers.checked_together import FiledBefore, PutTogether, filed, put_together
from service.answers.disputes import instead_of
from service.cases import halves
from store import Transaction, counting, invitations, journal, submissions
from store.answers.counting import CountedAnswers
from store.answers.versions import versions_of

SIDES: Mapping[Decision, Side] = {
    Decision.MERGE: Side.FIRST,
    Decision.FIRST: Side.FIRST,
    Decision.SECOND: Side.SECOND,
    Decision.COUNT_BOTH: Side.SECOND,
}


def merging_by(base: CountedAnswers, mine: Submission, what: Decision) -> Merging:
    """Return how a held workbook would be added by a decision that names no single questions."""
    return Merging(wins=SIDES[what], instead=instead_of(base, mine), beside=halves.numbers(base))


def flawless(tx: Transaction, bases: Mapping[int, tuple[CountedAnswers, Submission]]) -> frozenset[int]:
    """Return the cases of which the workbook has no errors once it is put together with what it may be, whichever of the two is right."""
    known, words = filed(tx, bases.values()), _words(tx, [mine for _, mine in bases.values()])
    return frozenset(number for number, (base, mine) in bases.items() if not _has_errors(words.get(mine.id), base, mine, known))


def _has_errors(words: VersionWords | None, base: CountedAnswers, mine: Submission, known: FiledBefore) -> bool:
    ways = (merging_by(base, mine, what) for what in (Decision.FIRST, Decision.SECOND))
    return words is not None and any(put_together(words, base, mine, how, known).errors for how in ways)


def points_of(
    tx: Transaction, base: CountedAnswers | None, mine: Submission | None, options: Iterable[Decision], language: str
) -> dict[Decision, tuple[str, ...]]:
    """Return of each decision that puts a held workbook together what would still be missing or wrong then; of others nothing."""
    words = _words(tx, [mine]).get(mine.id) if base and mine else None
    if words is None or base is None or mine is None:
        return {}
    known, found = filed(tx, [(base, mine)]), dict[Decision, tuple[str, ...]]()
    for what in (one for one in options if one in SIDES):
        points = put_together(words, base, mine, merging_by(base, mine, what), known, language).points
        found |= {what: points} if points else {}
    return found


def _words(tx: Transaction, some: Sequence[Submission]) -> dict[int, VersionWords]:
    """Return the versions of the studies of workbooks that can be read, by the numbers of the workbooks."""
    study = {one.id: one.study for one in invitations.with_ids(tx, {one.invitation_id for one in some})}
    known = {one: versions_of(tx, one) for one in set(study.values())}
    found = ((one, known[study[one.invitation_id]]) for one in some)
    return {one.id: words for one, words in found if words is not None and one.version not in words.unreadable}


def made_now(tx: Transaction, base: CountedAnswers, mine: Submission, merging: Merging) -> PutTogether | None:
    """Return what a workbook comes to with what it is added to; None where its version cannot be read any more."""
    words = _words(tx, [mine]).get(mine.id)
    return put_together(words, base, mine, merging, filed(tx, [(base, mine)])) if words else None


def made_before(tx: Transaction, one: Submission, language: str = "") -> PutTogether | None:
    """Return what a workbook came to that a person put together with others, whether that counts or was sent back; None of any other."""
    about = [each for each in in_force(journal.about(tx, Subject.SUBMISSION, [one.id])) if each.about.id == str(one.id)]
    verdict = max((each for each in about if each.what in {What.MERGE, What.QUERY}), key=lambda each: each.number, default=None)
    if verdict is None or not verdict.value or not verdict.by_person:
        return None
    words, merging = _words(tx, [one]).get(one.id), Merging.of(verdict.value)
    base = _before(tx, one, merging, None if words is None or words.are_one else words)
    return put_together(words, base, one, merging, filed(tx, [(base, one)]), language) if words and base else None


def _before(tx: Transaction, one: Submission, merging: Merging, words: VersionWords | None) -> CountedAnswers | None:
    """Return what a workbook was added to: what was sent back then, or what counts beside it."""
    if merging.beside:
        return halves.as_one(submissions.with_ids(tx, merging.beside), words)
    counts = next(counting.of_invitations(tx, [one.invitation_id]), None)
    if counts is None or one.state is not SubmissionState.ACCEPTED:
        return counts
    others = tuple(part for part in counts.parts if part.id != one.id)
    return replace(halves.as_one(others, words), edits=counts.edits) if others else None
