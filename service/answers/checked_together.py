"""What workbooks come to that are put together, checked as one workbook with these answers is.

It is in the words of the version of the workbook that is added. What was read of each file stands: a figure that could not be read is an
error of both together as long as the other one does not give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.answer import AnswerValue, ItemStatus, Located, Provenance
from domain.finding import Finding, Severity
from domain.journal import Entry
from domain.rules.overlay import Layer, Merging, overlay
from domain.rules.parts import lacking, named
from domain.submission import Submission
from questionnaire import checks
from questionnaire.definition import Questionnaire
from questionnaire.in_part import InPart, read_in_part
from questionnaire.items import item_of
from questionnaire.reading import LayoutState, Reading
from questionnaire.reading.answers.extract import SHEET_MISSING
from questionnaire.versions.words import VersionWords
from service.answers.disputes import rest_of
from store import Transaction, provenance
from store.answers.counting import CountedAnswers, FiledByOne, decisions_of

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


@dataclass(frozen=True, slots=True)
class FiledBefore:
    """How the answers of workbooks came about, and what is decided about them, by organisation: looked up once for many."""

    came: Mapping[int, Mapping[str, Provenance]]
    decided: Mapping[int, Sequence[Entry]]


def filed(tx: Transaction, some: Iterable[tuple[CountedAnswers, Submission]]) -> FiledBefore:
    """Return what is to be known of workbooks, each of which is given with what it may be put together with."""
    known = tuple(some)
    came = provenance.provenance(tx, {one.id for base, mine in known for one in (*base.parts, mine)})
    return FiledBefore(came, decisions_of(tx, {mine.invitation_id for _, mine in known}))


def put_together(
    words: VersionWords, base: CountedAnswers, mine: Submission, merging: Merging, known: FiledBefore, language: str = ""
) -> PutTogether:
    """Return what a workbook comes to with what it is added to; what a check says is said in `language`, else in that of its sender."""
    rest = rest_of(base, mine)
    form, laid = words.form(mine.version), _laid(base, rest, mine, merging, known)
    answers = base.words.backward(mine.version).answers(laid).answers if base.words else laid
    by_part = [(one, _here(base.words, one, mine, known.came.get(one.id, {}))) for one in (*rest, mine)]
    located = {key: how.located for _, here in by_part for key, how in here.items() if how.located is not None}
    unread = {key: how.written for _, here in by_part for key, how in here.items() if _is_unread(how) and answers.get(key) is None}
    # Of what no file had a cell for, nobody was asked.
    unasked = {key for _, here in by_part for key, how in here.items() if _is_unasked(how) and answers.get(key) is None}
    unasked -= {key for _, here in by_part for key, how in here.items() if not _is_unasked(how)}
    reading = Reading(
        layout=LayoutState.EXACT,
        version=str(mine.version),
        language=language or mine.language,
        answers={**dict.fromkeys(mine.answers), **answers},
        located=located,
        findings=tuple(_of_files(base.words, by_part, mine, answers, located)),
        untyped=dict.fromkeys(unasked, "") | unread,
    )
    read = read_in_part(reading, _whole(form, (*rest, mine)), {}, mine.received_at.date())
    told = {key: how for _, here in by_part for key, how in here.items() if answers.get(key) is not None}
    findings = _placed(read.findings, base.words, (*rest, mine), mine)
    return PutTogether(form=form, answers=read.answers, findings=findings, parts=(*rest, mine), unread=unread, came=told)


def _placed(findings: Iterable[Finding], words: VersionWords | None, parts: Iterable[Submission], mine: Submission) -> tuple[Finding, ...]:
    """Return findings with the cell that the file's own finding about the same question names, where a blank is kept without its place."""
    told = {_key(words, one, mine, each.question): each for one in parts for each in one.findings if each.question and each.cell}
    places = ((one, told.get(one.question) if one.cell is None else None) for one in findings)
    return tuple(replace(one, sheet=at.sheet, cell=at.cell) if at else one for one, at in places)


def _laid(
    base: CountedAnswers, rest: Sequence[Submission], mine: Submission, merging: Merging, known: FiledBefore
) -> dict[str, AnswerValue]:
    """Return the answers of all together, with the edits that would stand."""
    kept, to = {one.id for one in base.kept}, base.words.translation(mine.version) if base.words else None
    first = dict(FiledByOne(rest, rest, known.decided[mine.invitation_id], base.words).laid().answers)
    stays = kept | {one for one in merging.instead if base.words}  # As far as the workbook that is added has no cell for it.
    asked = _asked(base.words, mine, known.came.get(mine.id, {}))
    first |= {key: base.submission.answers[key] for key, by in base.sources.items() if by in stays and (by in kept or key not in asked)}
    own, how = mine.answers, merging
    if to:
        own = to.answers(mine.answers)
        how = replace(merging, but=tuple(map(to.key, merging.but)), blank=tuple(map(to.key, merging.blank)))
    found = dict(overlay([Layer(0, first), Layer(mine.id, own, how)]).answers)
    edits = {key: base.words.edit(one) if base.words else one for key, one in base.edits.items()}
    return found | {key: one.value for key, one in edits.items() if found.get(key) == one.given}


def _asked(words: VersionWords | None, mine: Submission, came: Mapping[str, Provenance]) -> frozenset[str]:
    """Return the items for which a workbook had a cell, by the keys that all versions have."""
    key_of = words.translation(mine.version).key if words else str
    return frozenset(key_of(key) for key, how in came.items() if not _is_unasked(how))


def _here(words: VersionWords | None, one: Submission, mine: Submission, came: Mapping[str, Provenance]) -> dict[str, Provenance]:
    """Return how the answers of a workbook came about, by the keys that they have in the words of the one that is added."""
    return {to: how for key, how in came.items() if (to := _key(words, one, mine, key)) is not None}


def _key(words: VersionWords | None, one: Submission, mine: Submission, key: str) -> str | None:
    if words is None or one.version == mine.version:
        return key
    return words.backward(mine.version).key(words.translation(one.version).key(key))


def _is_unread(how: Provenance) -> bool:
    return how.status is ItemStatus.UNREADABLE


def _is_unasked(how: Provenance) -> bool:
    return how.status is ItemStatus.NOT_ASKED


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
