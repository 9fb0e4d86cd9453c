"""What workbooks come to that are put together, checked as one workbook with these answers is: before it is decided, and after.

It is in the words of the version of the workbook that is added. What was read of each file stands: a figure that could not be read is an
error of both together as long as the other one does not give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.answer import AnswerValue, ItemStatus, Located, Provenance
from domain.case import Decision
from domain.finding import Finding, Severity
from domain.journal import Subject, What, in_force
from domain.rules.overlay import Layer, Merging, Side, overlay
from domain.rules.parts import lacking, named
from domain.submission import Submission, SubmissionState
from questionnaire import checks
from questionnaire.definition import Questionnaire
from questionnaire.in_part import InPart, read_in_part
from questionnaire.items import item_of
from questionnaire.reading import LayoutState, Reading
from questionnaire.reading.answers.extract import SHEET_MISSING
from questionnaire.versions.words import VersionWords
from service import halves
from service.disputes import instead_of, rest_of
from store import Transaction, came_about, counting, invitations, journal, submissions
from store.counting import CountedAnswers, FiledByOne, decisions_of
from store.spoken import versions_of

SIDES: Mapping[Decision, Side] = {
    Decision.MERGE: Side.FIRST,
    Decision.FIRST: Side.FIRST,
    Decision.SECOND: Side.SECOND,
    Decision.COUNT_BOTH: Side.SECOND,
}
_NAMED = 8  # Points that a sentence names.
_LABEL = 60  # Characters of a label by which a question is named that has no printed number.
_CHECKED = frozenset(check.code for check in checks.CHECKS)
_OF_THE_FILE = "type"
_ABSENT = frozenset({"question_missing", SHEET_MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTogether:
    """What workbooks come to together: the answers, and what a check says of them. `parts` are all of them, oldest first.

    `unread` is the text of what could not be read in any of them, and `came` how the answers came about.
    """

    form: Questionnaire
    answers: Mapping[str, AnswerValue]
    findings: tuple[Finding, ...]
    parts: tuple[Submission, ...]
    unread: Mapping[str, str]
    came: Mapping[str, Provenance]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return what is still missing or wrong."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @property
    def points(self) -> tuple[str, ...]:
        """Return what is still missing or wrong, by the printed numbers of the questions, for a sentence."""
        found = tuple(dict.fromkeys(_called(self.form, one) for one in self.errors))
        return found if len(found) <= _NAMED else (*found[:_NAMED], f"… ({len(found)})")


def _called(form: Questionnaire, finding: Finding) -> str:
    label = finding.label or finding.sheet or finding.message
    try:
        question = item_of(form, finding.question or "").question
    except KeyError:
        return label[:_LABEL]
    return question.reference if question.reference and not question.repeat else label[:_LABEL]


def merging_by(base: CountedAnswers, mine: Submission, what: Decision) -> Merging:
    """Return how a held workbook would be added by a decision that names no single questions."""
    return Merging(wins=SIDES[what], instead=instead_of(base, mine), beside=halves.numbers(base))


def put_together(
    tx: Transaction, words: VersionWords, base: CountedAnswers, mine: Submission, merging: Merging, language: str = ""
) -> PutTogether:
    """Return what a workbook comes to with what it is added to; what a check says is said in `language`, else in that of its sender."""
    rest = rest_of(base, mine)
    form, came = words.form(mine.version), came_about.provenance(tx, [one.id for one in (*rest, mine)])
    laid = _laid(tx, base, rest, mine, merging)
    answers = base.words.backward(mine.version).answers(laid).answers if base.words else laid
    by_part = [(one, _here(base.words, one, mine, came.get(one.id, {}))) for one in (*rest, mine)]
    located = {key: how.located for _, here in by_part for key, how in here.items() if how.located is not None}
    unread = {key: how.written for _, here in by_part for key, how in here.items() if _is_unread(how) and answers.get(key) is None}
    reading = Reading(
        layout=LayoutState.EXACT,
        version=str(mine.version),
        language=language or mine.language,
        answers={**dict.fromkeys(mine.answers), **answers},
        located=located,
        findings=tuple(_of_files(base.words, by_part, mine, answers, located)),
        untyped=unread,
    )
    read = read_in_part(reading, _whole(form, (*rest, mine)), {}, mine.received_at.date())
    told = {key: how for _, here in by_part for key, how in here.items() if answers.get(key) is not None}
    return PutTogether(form=form, answers=read.answers, findings=read.findings, parts=(*rest, mine), unread=unread, came=told)


def _laid(tx: Transaction, base: CountedAnswers, rest: Sequence[Submission], mine: Submission, merging: Merging) -> dict[str, AnswerValue]:
    """Return the answers of all together, with the edits that would stand."""
    decided = decisions_of(tx, {mine.invitation_id})[mine.invitation_id]
    kept, to = {one.id for one in base.kept}, base.words.translation(mine.version) if base.words else None
    first = dict(FiledByOne(rest, rest, decided, base.words).laid().answers)
    first |= {key: base.submission.answers[key] for key, source in base.sources.items() if source in kept}
    own, how = mine.answers, merging
    if to:
        own = to.answers(mine.answers)
        how = replace(merging, but=tuple(map(to.key, merging.but)), blank=tuple(map(to.key, merging.blank)))
    found = dict(overlay([Layer(0, first), Layer(mine.id, own, how)]).answers)
    edits = {key: base.words.edit(one) if base.words else one for key, one in base.edits.items()}
    return found | {key: one.value for key, one in edits.items() if found.get(key) == one.given}


def _here(words: VersionWords | None, one: Submission, mine: Submission, came: Mapping[str, Provenance]) -> dict[str, Provenance]:
    """Return how the answers of a workbook came about, by the keys that they have in the words of the one that is added."""
    return {to: how for key, how in came.items() if (to := _key(words, one, mine, key)) is not None}


def _key(words: VersionWords | None, one: Submission, mine: Submission, key: str) -> str | None:
    if words is None or one.version == mine.version:
        return key
    return words.backward(mine.version).key(words.translation(one.version).key(key))


def _is_unread(how: Provenance) -> bool:
    return how.status is ItemStatus.UNREADABLE


def _of_files(
    words: VersionWords | None,
    by_part: Iterable[tuple[Submission, Mapping[str, Provenance]]],
    mine: Submission,
    answers: Mapping[str, AnswerValue],
    located: Mapping[str, Located],
) -> Iterator[Finding]:
    """Yield what was found of each file, as far as the others do not give it: what is checked of the answers is checked anew.

    That a sheet is missing counts where it is missing in each.
    """
    parts, told = [one for one, _ in by_part], set[tuple[object, ...]]()
    for one in parts:
        for finding in one.findings:
            key = _key(words, one, mine, finding.question) if finding.question else None
            if _is_given(finding, key, answers, located) or (finding.question and key is None):
                continue
            if not key and finding.code in _ABSENT and not all(_has(other, finding) for other in parts):
                continue
            same = (finding.code, key, finding.sheet, None if key else finding.cell)
            if same not in told:
                told.add(same)
                yield replace(finding, question=key)


def _is_given(finding: Finding, key: str | None, answers: Mapping[str, AnswerValue], located: Mapping[str, Located]) -> bool:
    """Say whether another workbook gives what one was said to lack, or to have written so that it cannot be read."""
    if key is None:
        return False
    read = answers.get(key) is not None and (finding.code == _OF_THE_FILE or finding.code not in _CHECKED)
    return read or (finding.code in _ABSENT and key in located)


def _has(one: Submission, finding: Finding) -> bool:
    return any((other.code, other.sheet) == (finding.code, finding.sheet) for other in one.findings)


def _whole(form: Questionnaire, parts: Iterable[Submission]) -> InPart:
    """Return for which parts of the questionnaire all together answer: what nobody filled in yet whose part it is, is not asked for."""
    lacks = named(lacking((one.part, one.other_parts) for one in parts))
    return InPart(form, tuple(one for one in form.parts if one not in lacks), whole=not lacks)


def flawless(tx: Transaction, bases: Mapping[int, tuple[CountedAnswers, Submission]]) -> frozenset[int]:
    """Return the cases of which the workbook has no errors once it is put together with what it may be, whichever of the two is right."""
    return frozenset(number for number, (base, mine) in bases.items() if not any(_errors(tx, base, mine).values()))


def _errors(tx: Transaction, base: CountedAnswers, mine: Submission) -> dict[Side, tuple[Finding, ...]]:
    words = _words(tx, mine)
    both = {SIDES[what]: merging_by(base, mine, what) for what in (Decision.FIRST, Decision.SECOND)}
    return {side: put_together(tx, words, base, mine, how).errors for side, how in both.items()} if words else {}


def points_of(
    tx: Transaction, base: CountedAnswers | None, mine: Submission | None, options: Iterable[Decision], language: str
) -> dict[Decision, tuple[str, ...]]:
    """Return of each decision that puts a held workbook together what would still be missing or wrong then; of others nothing."""
    words = _words(tx, mine) if base and mine else None
    if words is None or base is None or mine is None:
        return {}
    found: dict[Decision, tuple[str, ...]] = {}
    for what in (one for one in options if one in SIDES):
        points = put_together(tx, words, base, mine, merging_by(base, mine, what), language).points
        found |= {what: points} if points else {}
    return found


def _words(tx: Transaction, mine: Submission) -> VersionWords | None:
    study = invitations.by_id(tx, mine.invitation_id).study
    found = versions_of(tx, study)
    return None if found is None or mine.version in found.unreadable else found


def made_before(tx: Transaction, one: Submission, language: str = "") -> PutTogether | None:
    """Return what a workbook came to that a person put together with others, whether that counts or was sent back; None of any other."""
    about = [each for each in in_force(journal.about(tx, Subject.SUBMISSION, [one.id])) if each.about.id == str(one.id)]
    verdict = max((each for each in about if each.what in {What.MERGE, What.QUERY}), key=lambda each: each.number, default=None)
    words = _words(tx, one)
    if words is None or verdict is None or not verdict.value or not verdict.by_person:
        return None
    merging = Merging.of(verdict.value)
    base = _before(tx, one, merging, None if words.are_one else words)
    return put_together(tx, words, base, one, merging, language) if base else None


def _before(tx: Transaction, one: Submission, merging: Merging, words: VersionWords | None) -> CountedAnswers | None:
    """Return what a workbook was added to: what was sent back then, or what counts beside it."""
    if merging.beside:
        return halves.as_one(submissions.with_ids(tx, merging.beside), words)
    counts = next(counting.of_invitations(tx, [one.invitation_id]), None)
    if counts is None or one.state is not SubmissionState.ACCEPTED:
        return counts
    others = tuple(part for part in counts.parts if part.id != one.id)
    return replace(halves.as_one(others, words), edits=counts.edits) if others else None
