"""The answers that count: of each organisation what its accepted submissions come to together, with the edits that stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from domain.edit import Edit
from domain.journal import Entry, Subject, What, in_force
from domain.rules import counting, edited
from domain.rules.overlay import Layer, Overlaid, overlay
from domain.submission import Submission, SubmissionState
from store import edits, journal, submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAnswers:
    """The answers of one organisation that count.

    `submission` is the newest that counts, with these answers as its own. `parts` are all that count, oldest first, as they were sent;
    `sources` says of each answer from which it comes, and `edits` which were put right at the desk. Calculations are not worked out anew
    here, where the questionnaire is not known: `service.counting` does.
    """

    submission: Submission
    parts: tuple[Submission, ...]
    sources: Mapping[str, int]
    edits: Mapping[str, Edit]

    @property
    def as_sent(self) -> bool:
        """Say whether it is one workbook, just as it was read."""
        return len(self.parts) == 1 and not self.edits


def of_study(tx: Connection, study: str) -> Iterator[CountedAnswers]:
    """Yield the answers of a study that count, in the order of the invitations; a bounded number is in memory."""
    for some in submissions.accepted(tx, study):
        yield from of_invitations(tx, some)


def of_invitations(tx: Connection, invitation_ids: Iterable[int]) -> Iterator[CountedAnswers]:
    """Yield the answers of these organisations that count, in their order; there are none of those that have not answered."""
    wanted = list(invitation_ids)
    parts: dict[int, list[Submission]] = {}
    for one in submissions.of_accepted(tx, wanted):
        parts.setdefault(one.invitation_id, []).append(one)
    changed: dict[int, list[Edit]] = {}
    for edit in edits.of_invitations(tx, parts):
        changed.setdefault(edit.invitation_id, []).append(edit)
    for invitation in wanted:
        if invitation in parts:
            yield _counted(tx, invitation, parts[invitation], changed.get(invitation, ()))


def _counted(tx: Connection, invitation_id: int, parts: list[Submission], changed: Iterable[Edit]) -> CountedAnswers:
    ordered, laid = _laid(parts, _decisions(tx, invitation_id) if len(parts) > 1 else ())
    standing = edited.standing(changed)
    answers = {**laid.answers, **{key: one.value for key, one in standing.items()}}
    return CountedAnswers(submission=replace(ordered[-1], answers=answers), parts=tuple(ordered), sources=laid.sources, edits=standing)


def laid(tx: Connection, invitation_id: int, parts: Iterable[Submission]) -> Overlaid:
    """Return what some of the submissions of an organisation come to together, without edits."""
    return _laid(list(parts), _decisions(tx, invitation_id))[1]


def _laid(parts: list[Submission], decisions: Iterable[Entry]) -> tuple[list[Submission], Overlaid]:
    known = tuple(decisions)
    ranks, mergings = counting.ranks(known), counting.mergings(known)
    ordered = sorted(parts, key=lambda one: ranks.get(one.id, 0))
    return ordered, overlay([Layer(one.id, one.answers, mergings.get(one.id)) for one in ordered])


def _decisions(tx: Connection, invitation_id: int) -> list[Entry]:
    known = in_force(journal.about_submissions(tx, invitation_id))
    return [one for one in known if one.about.subject is Subject.SUBMISSION and one.invitation_id == invitation_id]


def ever_counted(tx: Connection, invitation_id: int) -> frozenset[int]:
    """Return the submissions of an organisation that were accepted once: what was only sent back never counted."""
    return frozenset(counting.ranks(_decisions(tx, invitation_id)))


def settle(tx: Connection, invitation_id: int) -> None:
    """Bring what is kept beside the answers of an organisation up to what counts now: which edits stand, and how many answers there are."""
    changed = edits.of_invitations(tx, [invitation_id])
    if changed:
        _settle_edits(tx, invitation_id, changed, list(submissions.of_accepted(tx, [invitation_id])))
    for one in of_invitations(tx, [invitation_id]):
        _count(tx, one)


def _settle_edits(tx: Connection, invitation_id: int, changed: Iterable[Edit], parts: list[Submission]) -> None:
    decided = _decisions(tx, invitation_id)
    ranks = counting.ranks(decided)
    now = _laid(parts, decided)[1].answers if parts else {}
    sent = submissions.with_ids(tx, ranks)
    known = journal.of_subject(tx, invitation_id, Subject.ANSWER)
    made = {int(one.value): one.number for one in known if one.what is What.EDIT}
    force = {int(one.value) for one in in_force(known) if one.what is What.EDIT}
    for one in changed:
        edit = replace(one, entry=made.get(one.id, 0))
        values = [(ranks[each.id], each.answers.get(edit.question)) for each in sent]
        stands = bool(parts) and edit.id in force and edited.stands(edit, values, now.get(edit.question))
        if (edit.entry, stands) != (one.entry, one.stands):
            edits.settle(tx, edit.id, entry=edit.entry, stands=stands)


def _count(tx: Connection, one: CountedAnswers) -> None:
    """Record of each submission that counts how many of the answers are its own; what was filled in at the desk is the newest one's."""
    newest = one.submission.id
    own = Counter(one.sources.get(key, newest) for key, value in one.submission.answers.items() if value is not None)
    for part in one.parts:
        if part.state is SubmissionState.ACCEPTED:
            submissions.count_answers(tx, part.id, own[part.id])
