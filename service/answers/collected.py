"""What counts of an organisation's answers, in the words of all versions of the questionnaire, or of one as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from domain.answer import FigureMarks, ItemStatus, Provenance
from domain.submission import Submission
from exports.answers import SkippedAnswer
from questionnaire.definition import Questionnaire
from questionnaire.items import parts
from questionnaire.kinds import NUMBERS
from questionnaire.reading.values.flags import is_bound
from questionnaire.statuses import Judged, skipped
from questionnaire.versions.history import Version
from questionnaire.versions.lasting import Lasting, lasting
from questionnaire.versions.union import Union, union
from questionnaire.versions.words import VersionWords
from service.answers.counting import day_of, in_version
from service.answers.figure_marks import marks_of
from service.answers.judging import Came, judge_counted, judge_in
from store import Transaction, provenance, records
from store.answers.counting import CountedAnswers
from store.answers.records import Unvalued

if TYPE_CHECKING:
    from service.studies.running import Running
    from service.studies.versions import Versions


_SKIPPED = ItemStatus.NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedOne:
    """The submission with the answers that count, the statuses of its items that were not just answered or left blank, and its marks.

    `bounds` are the items of which a bound alone was written, such as `<5`, and `skipped` the answers to questions that do not apply, which
    are none of the submission's.
    """

    submission: Submission
    statuses: Mapping[str, ItemStatus]
    marks: Mapping[str, FigureMarks] = field(default_factory=dict)
    bounds: frozenset[str] = frozenset()
    skipped: Mapping[str, SkippedAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CollectedAnswers:
    """The versions of a study as it runs, and the `only` one that is wanted, if not all of them together."""

    running: Running
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

    @property
    def lasting(self) -> Lasting:
        """Return what codes were called first; of one version, by those that came before it."""
        until, all_ = self.only.number if self.only else None, self.known.union
        return lasting(union(one for one in all_.versions if one.number <= until) if until is not None else all_)

    def of(self, tx: Transaction, some: Sequence[CountedAnswers]) -> Iterator[CollectedOne]:
        """Yield what counts of some organisations, in their order; of one version, of those that sent a workbook to it."""
        wanted = [one for one in some if self.only is None or self.only.number in {part.version for part in one.parts}]
        unvalued = records.unvalued(tx, [one.submission.id for one in wanted if one.as_sent])
        came = provenance.provenance(tx, [part.id for one in wanted if not one.as_sent or skipped(one.parts[0]) for part in one.parts])
        marks = records.marks(tx, [part.id for one in wanted for part in (*one.kept, *one.parts)])
        for one in wanted:
            lacking = unvalued.get(one.submission.id, {})
            told = {key: how.status for key, how in lacking.items()}
            told |= dict.fromkeys(skipped(one.parts[0]) if one.as_sent else (), ItemStatus.NOT_APPLICABLE)
            made = self._in_version(one, self.only, told, came) if self.only else self._in_union(one, told, came)
            bounds = self._bounds({one.submission.id: lacking} if one.as_sent else came, one)
            marked = marks_of(one, marks, self.only.number if self.only else None)
            yield self._without_skipped(replace(made, marks=marked, bounds=bounds), one, came)

    def _without_skipped(self, made: CollectedOne, one: CountedAnswers, came: Came) -> CollectedOne:
        """Return what counts without what stands in questions that do not apply, which is kept beside it."""
        answers = made.submission.answers
        found = {key: value for key, how in made.statuses.items() if how is _SKIPPED and (value := answers.get(key)) is not None}
        if not found:
            return made
        to = one.words.translation(self.only.number).key if one.words and self.only else str
        source = {key: one.sources.get(to(key), made.submission.id) for key in found}
        # What is left of a superseded workbook is told among the answers of that one.
        written = {part.id: _written(part, one, came) for part in one.parts if part.id in source.values()}
        beside = {
            key: SkippedAnswer(source[key], value, written[source[key]].get(to(key), ""))
            for key, value in found.items()
            if source[key] in written
        }
        return replace(made, submission=replace(made.submission, answers={**answers, **dict.fromkeys(found)}), skipped=beside)

    def _bounds(self, came: Mapping[int, Mapping[str, Provenance | Unvalued]], one: CountedAnswers) -> frozenset[str]:
        """Return the figures of which nothing but a bound was written, by their newest workbook."""
        form, said = self.questionnaire.by_name, dict[str, str]()
        for part in one.parts:
            if self.only is None or part.version == self.only.number:
                key_of = one.words.translation(part.version).key if one.words and self.only is None else str
                lacking = came.get(part.id, {}).items()
                said |= {key_of(key): how.written for key, how in lacking if how.status is ItemStatus.UNREADABLE}
        return frozenset(
            key for key, text in said.items() if is_bound(text) and (asked := form.get(parts(key)[2])) and asked.type in NUMBERS
        )

    def _in_union(self, one: CountedAnswers, told: Mapping[str, ItemStatus], came: Came) -> CollectedOne:
        if not one.as_sent:
            told = _told(judge_counted(one, came, self.questionnaire, day_of(self.running, one.submission)))
        elif one.words:
            told = one.words.translation(one.submission.version).keyed(told)
        return CollectedOne(submission=one.submission, statuses={**told, **_not_asked(one)})

    def _in_version(self, one: CountedAnswers, only: Version, told: Mapping[str, ItemStatus], came: Came) -> CollectedOne:
        newest = next(part for part in reversed(one.parts) if part.version == only.number)
        if one.as_sent:
            return CollectedOne(submission=newest, statuses=told)
        judged = judge_in(one, only.number, came, only.questionnaire, day_of(self.running, one.submission))
        return CollectedOne(submission=replace(newest, answers=dict(in_version(one, only.number).answers)), statuses=_told(judged))


def _written(part: Submission, one: CountedAnswers, came: Came) -> dict[str, str]:
    """Return what stood in the cells of a workbook, in the words of all versions."""
    key_of = one.words.translation(part.version).key if one.words else str
    return {key_of(key): how.written for key, how in came.get(part.id, {}).items()}


def _told(judged: Judged) -> dict[str, ItemStatus]:
    return {**judged.statuses, **dict.fromkeys(judged.idle, _SKIPPED)}


def _not_asked(one: CountedAnswers) -> dict[str, ItemStatus]:
    """Return the items that no version asked which counts; of a table, the rows say for themselves that there are none.

    Of an answer of several choices, `key/choice` are those that were not to be had where it was given.
    """
    if one.words is None:
        return {}
    lacking = one.words.lacking([part.version for part in one.parts])
    items = (key for key in lacking if not (found := parts(key))[0] or found[1])
    return dict.fromkeys((*items, *_not_offered(one, one.words)), ItemStatus.NOT_ASKED)


def _not_offered(one: CountedAnswers, words: VersionWords) -> Iterator[str]:
    by_id = {part.id: part.version for part in (*one.kept, *one.parts)}
    newest = one.parts[-1].version
    for key, value in one.submission.answers.items():
        if isinstance(value, tuple):
            choices = words.not_offered(by_id.get(one.sources.get(key, 0), newest)).get(parts(key)[2], ())
            yield from (f"{key}/{choice}" for choice in choices)
