"""The answers that count: of each organisation what its accepted submissions come to together, with the edits that stand.

All are in the words of the versions of the study together, so that those of two versions lie over each other by what they mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from sqlalchemy import Connection

from domain.answer import AnswerValue, FigureMarks
from domain.edit import Edit
from domain.journal import Entry, Subject, What, in_force
from domain.rules import counting, edited
from domain.rules.overlay import Layer, Overlaid, overlay
from domain.rules.parts import lacking
from domain.submission import Submission, SubmissionState
from questionnaire.versions.words import VersionWords
from store import journal
from store.answers import edits, provenance, records, submissions
from store.answers.settled_items import SettledItems
from store.people import invitations


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAnswers:
    """The answers of one organisation that count.

    `submission` is the newest that counts, with these answers as its own. `parts` are all that count, oldest first, as they were sent;
    `kept` are superseded ones of which answers still count, since no later workbook was asked for them. `sources` says of each answer from
    which it comes, and `edits` which were put right at the desk, each as it was made. `words` are those of the study's versions, None where
    all have the same: answers and keys are in those of the union, `parts` and `kept` in those of their own version. Calculations are not
    worked out anew here: `service.answers.counting` does, and says by the number of each version what its own come to in its words
    (`calculated`).
    """

    submission: Submission
    parts: tuple[Submission, ...]
    sources: Mapping[str, int]
    edits: Mapping[str, Edit]
    kept: tuple[Submission, ...] = ()
    words: VersionWords | None = None
    calculated: Mapping[int, Mapping[str, AnswerValue]] = field(default_factory=dict)

    @property
    def as_sent(self) -> bool:
        """Say whether it is one workbook, just as it was read."""
        return len(self.parts) == 1 and not self.edits


def words_of(tx: Connection, study: str) -> VersionWords | None:
    """Return in which words the versions of a study speak; None where all speak alike, or nobody said it (see `Store.speak`)."""
    find = tx.get_execution_options().get("counterfoil_words")
    return find(tx, study) if find else None


def of_study(tx: Connection, study: str) -> Iterator[CountedAnswers]:
    """Yield the answers of a study that count, in the order of the invitations; a bounded number is in memory."""
    words = words_of(tx, study)
    for some in submissions.accepted(tx, study):
        yield from _of(tx, dict.fromkeys(some, words), {})


def of_invitations(
    tx: Connection, invitation_ids: Iterable[int], known: Mapping[int, Submission] | None = None
) -> Iterator[CountedAnswers]:
    """Yield the answers of these organisations that count, in their order; there are none of those that have not answered.

    Submissions that are `known` by their numbers are not read again.
    """
    yield from _of(tx, _words(tx, list(invitation_ids)), known or {})


def _words(tx: Connection, wanted: Sequence[int]) -> dict[int, VersionWords | None]:
    """Return the words of the studies of these invitations, in their order."""
    known = cache(lambda study: words_of(tx, study))
    study = {one.id: one.study for one in invitations.with_ids(tx, wanted)}
    return {one: known(study[one]) for one in wanted if one in study}


def _of(tx: Connection, wanted: Mapping[int, VersionWords | None], known: Mapping[int, Submission]) -> Iterator[CountedAnswers]:
    parts: dict[int, list[Submission]] = {}
    for one in submissions.of_accepted(tx, wanted, known):
        parts.setdefault(one.invitation_id, []).append(one)
    changed: dict[int, list[Edit]] = {}
    for edit in edits.of_invitations(tx, parts):
        changed.setdefault(edit.invitation_id, []).append(edit)
    earlier = _superseded(tx, {number: (some, words) for number, words in wanted.items() if (some := parts.get(number)) and words})
    every = {invitation: [*earlier.get(invitation, ()), *parts[invitation]] for invitation in wanted if invitation in parts}
    several = [invitation for invitation, some in every.items() if len(some) > 1]
    decided = decisions_of(tx, several)
    unasked = provenance.unasked(tx, [one for invitation in several if wanted[invitation] for one in every[invitation]])
    for invitation, some in every.items():
        filed = FiledByOne(some, parts[invitation], decided.get(invitation, ()), wanted[invitation], unasked)
        yield _counted(filed, changed.get(invitation, ()))


def _superseded(tx: Connection, counting_: Mapping[int, tuple[list[Submission], VersionWords]]) -> dict[int, list[Submission]]:
    """Return what organisations sent before, where a workbook counts of which the version, or the file, does not ask all that ever was."""
    lacking = [
        number
        for number, (parts, words) in counting_.items()
        if any(words.lacking([one.version]) or provenance.lacks_cells(one) for one in parts)
    ]
    found: dict[int, list[Submission]] = {}
    for one in submissions.of_invitations(tx, lacking):
        if one.state is SubmissionState.SUPERSEDED:
            found.setdefault(one.invitation_id, []).append(one)
    return found


class FiledByOne:
    """What an organisation sent: all that may count (`every`), of which `parts` do, by the decisions that are in force.

    `unasked` are the items for which a file had no cell, by the number of its submission.
    """

    def __init__(
        self,
        every: Iterable[Submission],
        parts: Iterable[Submission],
        decisions: Iterable[Entry],
        words: VersionWords | None,
        unasked: Mapping[int, frozenset[str]] = MappingProxyType({}),
    ) -> None:
        known = tuple(decisions)
        self._unasked_by = unasked
        self.words, self._mergings, self._decisions = words, counting.mergings(known), known
        self.ranks = counting.ranks(known)
        self.by_id = {one.id: one for one in every}
        self.parts = sorted(parts, key=lambda one: self.ranks.get(one.id, 0))

    def laid(self) -> Overlaid:
        """Return what those that count come to together, without edits, and with what only earlier ones were asked for."""
        found = self._overlay(self.parts)
        if self.words is None or len(self.by_id) == len(self.parts):
            return found
        answers, sources = dict(found.answers), dict(found.sources)
        settled = SettledItems(self.words)
        instead = {one: added for added, merging in self._mergings.items() for one in merging.instead}
        for some in counting.generations(self._decisions):
            filed = [self.by_id[one] for one in some if one in self.by_id]
            own = self._overlay(filed)
            if not any(one.state is SubmissionState.ACCEPTED for one in filed):
                by = next((self._asked(self.by_id[instead[one.id]]) for one in filed if instead.get(one.id) in self.by_id), None)
                for key in settled.left(own.sources, by):
                    answers[key], sources[key] = own.answers[key], own.sources[key]
            settled.add(own.sources, [self._asked(one) for one in filed if one.id not in self._mergings])
        return Overlaid(answers, sources)

    def layers(self) -> tuple[Layer, ...]:
        """Return those that count as they lie over each other."""
        return tuple(self._layer(one) for one in self.parts)

    def leaves(self, edit: Edit, one: Submission) -> bool:
        """Say whether one that was added leaves an answer as it was that was edited."""
        layer, now = self._layer(one), self.words.edit(edit) if self.words else edit
        replaced = [self._layer(self.by_id[key]) for key in (layer.merging.instead if layer.merging else ()) if key in self.by_id]
        return now.question in self._asked(one)[1] or edited.leaves(now.question, now.given, layer, replaced)

    def flagged_anew(self, edit: Edit, marks: Mapping[int, Mapping[str, FigureMarks]]) -> frozenset[int]:
        """Return the workbooks that came after an edit of a flag alone and flag the figure otherwise than it was flagged then."""
        if edit.value != edit.given:
            return frozenset()
        now, before = self.words.edit(edit) if self.words else edit, ""
        found: set[int] = set()
        for one in sorted(self.by_id.values(), key=lambda one: self.ranks[one.id]):
            if self._layer(one).answers.get(now.question) is None:
                continue
            key_of = self.words.translation(one.version).key if self.words else str
            flag = next((said.flag for key, said in marks.get(one.id, {}).items() if key_of(key) == now.question), "")
            if self.ranks[one.id] < edit.entry:
                before = flag
            elif flag != before:
                found.add(one.id)
        return frozenset(found)

    def _asked(self, one: Submission) -> tuple[int, frozenset[str]]:
        """Return by which version a submission was read, and for which items its file had no cell, in the words of all versions."""
        key_of = self.words.translation(one.version).key if self.words else str
        return one.version, frozenset(map(key_of, self._unasked_by.get(one.id, ())))

    def _overlay(self, some: Iterable[Submission]) -> Overlaid:
        return overlay([self._layer(one) for one in some])

    def _layer(self, one: Submission) -> Layer:
        merging = self._mergings.get(one.id)
        if self.words is None:
            return Layer(one.id, one.answers, merging)
        to = self.words.translation(one.version)
        # The items of which it is the other one, and those that it takes back, are named as the workbook that was added names them.
        own = replace(merging, but=tuple(map(to.key, merging.but)), blank=tuple(map(to.key, merging.blank))) if merging else None
        return Layer(one.id, to.answers(one.answers), own)


def _counted(filed: FiledByOne, changed: Iterable[Edit]) -> CountedAnswers:
    laid, words = filed.laid(), filed.words
    made = {one.id: one for one in changed}
    standing = edited.standing(words.edit(one) if words else one for one in made.values())
    answers = {**laid.answers, **{key: one.value for key, one in standing.items()}}
    sources = set(laid.sources.values()) - {one.id for one in filed.parts}
    return CountedAnswers(
        submission=replace(filed.parts[-1], answers=answers),
        parts=tuple(filed.parts),
        sources=laid.sources,
        edits={key: made[one.id] for key, one in standing.items()},
        kept=tuple(filed.by_id[one] for one in sorted(sources)),
        words=words,
    )


def decisions_of(tx: Connection, invitation_ids: Collection[int]) -> dict[int, list[Entry]]:
    """Return the decisions about the submissions of these organisations that are in force, by invitation."""
    found: dict[int, list[Entry]] = {number: [] for number in invitation_ids}
    for one in in_force(journal.about_submissions(tx, *invitation_ids)):
        if one.about.subject is Subject.SUBMISSION and one.invitation_id in found:
            found[one.invitation_id].append(one)
    return found


def layers(tx: Connection, invitation_ids: Iterable[int]) -> dict[int, tuple[Layer, ...]]:
    """Return the submissions of these organisations that count, as they lie over each other, by invitation; each in its own words."""
    found: dict[int, list[Submission]] = {}
    for one in submissions.of_accepted(tx, invitation_ids):
        found.setdefault(one.invitation_id, []).append(one)
    decided = decisions_of(tx, [key for key, some in found.items() if len(some) > 1])
    return {key: FiledByOne(some, some, decided.get(key, ()), None).layers() for key, some in found.items()}


def settle(tx: Connection, invitation_id: int) -> None:
    """Bring what is kept beside the answers of an organisation up to what counts now.

    It is which edits stand, how many answers there are, and which parts of the answer have not come.
    """
    counts = submissions.of_accepted(tx, [invitation_id])
    invitations.set_lacks(tx, invitation_id, lacking((one.part, one.other_parts) for one in counts))
    changed = edits.of_invitations(tx, [invitation_id])
    if changed:
        _settle_edits(tx, invitation_id, changed)
    for one in of_invitations(tx, [invitation_id]):
        _count(tx, one)


def _settle_edits(tx: Connection, invitation_id: int, changed: Iterable[Edit]) -> None:
    (words,) = _words(tx, [invitation_id]).values()
    decided = decisions_of(tx, [invitation_id])[invitation_id]
    ever = submissions.with_ids(tx, counting.ranks(decided))
    filed = FiledByOne(ever, [one for one in ever if one.state is SubmissionState.ACCEPTED], decided, words, provenance.unasked(tx, ever))
    now = filed.laid().sources
    known = journal.of_subject(tx, [invitation_id], Subject.ANSWER)
    made = {int(one.value): one.number for one in known if one.what is What.EDIT}
    force = {int(one.value) for one in in_force(known) if one.what is What.EDIT}
    marks = records.marks(tx, [one.id for one in ever]) if any(one.value == one.given for one in changed) else {}
    for one in changed:
        edit = replace(one, entry=made.get(one.id, 0))
        source = now.get((words.edit(edit) if words else edit).question)
        other = filed.flagged_anew(edit, marks)
        again = edit.given is None if source is None else _says_again(words, edit, filed.by_id[source])
        sent = [
            (filed.ranks[each.id], (_says_again(words, edit, each) and each.id not in other) or filed.leaves(edit, each)) for each in ever
        ]
        stands = bool(filed.parts) and edit.id in force and edited.stands(edit, sent, again=again)
        if (edit.entry, stands) != (one.entry, one.stands):
            edits.settle(tx, edit.id, entry=edit.entry, stands=stands)


def _says_again(words: VersionWords | None, edit: Edit, one: Submission) -> bool:
    return words.says_again(edit, one.version, one.answers) if words else one.answers.get(edit.question) == edit.given


def _count(tx: Connection, one: CountedAnswers) -> None:
    """Record of each submission that counts how many of the answers are its own; what was filled in at the desk is the newest one's."""
    newest = one.submission.id
    own = Counter(one.sources.get(key, newest) for key, value in one.submission.answers.items() if value is not None)
    for part in one.parts:
        if part.state is SubmissionState.ACCEPTED:
            submissions.count_answers(tx, part.id, own[part.id])
