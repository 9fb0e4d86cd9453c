"""The rows of the tables beside the answers: cases, letters, edits, confirmations, and workbooks that do not count.

What they say of answers is in the words of all versions, as the codebook has it; or of one alone, and then of what came to that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import chain

from domain.answer import AnswerValue, FigureMarks, ItemStatus
from domain.finding import Severity
from domain.quality import Disposition
from domain.submission import SubmissionState
from exports.answers import ExportRow
from exports.dataset import Cell
from questionnaire.definition import Questionnaire
from questionnaire.items import parts, shown_key
from questionnaire.statuses import SKIPPED
from questionnaire.versions.history import Version
from questionnaire.versions.words import VersionWords
from service.answers.overruled import overruled
from service.contacts.census import InvitedOrganisation
from service.reviewing.edits_told import edits_of
from service.studies.previous import Previous
from store import Transaction, records
from store.answers.counting import words_of

_Rows = Iterator[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class ToldTables:
    """What is to be told of a study: in the `words` of all versions where these differ, or of the `only` version that is wanted."""

    tx: Transaction
    study: str
    words: VersionWords | None
    only: Version | None

    @classmethod
    def of(cls, tx: Transaction, study: str, only: Version | None) -> ToldTables:
        """Return what is to be told of a study, or of one version of it."""
        return cls(tx, study, None if only else words_of(tx, study), only)

    def is_told(self, version: int) -> bool:
        """Say whether what came to a version is wanted."""
        return self.only is None or version == self.only.number

    def key(self, version: int, key: str) -> str:
        """Return the key of an item of a version in the words in which it is told."""
        return self.words.translation(version).key(key) if self.words and key else key

    def value(self, one: records.Stated) -> AnswerValue:
        """Return a value in the words in which it is told."""
        return self.words.translation(one.version).value(one.item, one.value) if self.words else one.value


def edits(told: ToldTables) -> _Rows:
    """Yield what was converted and what was put right at the desk."""
    tx, study = told.tx, told.study
    of_all = edits_of(tx, study, version=told.only.number if told.only else None)
    edited = {edit.organisation for edit in of_all}
    theirs = {one.organisation for one in (records.filed(tx, study) if edited else ()) if told.is_told(one.version)} & edited
    made = [edit for edit in of_all if edit.organisation in theirs]
    last = {(edit.organisation, edit.item): edit.entry for edit in made if edit.stands}
    for one in records.converted(tx, study):
        item = told.key(one.version, one.item)
        if told.is_told(one.version):
            stands = int((one.organisation, item) not in last)
            yield [one.organisation, item, one.written, _said(told.value(one)), "program", None, one.how, stands, None]
    asked = {(edit.organisation, edit.item) for edit in made if edit.old is None}
    said = ((one.organisation, told.key(one.version, one.item), one.written) for one in records.unreadable(tx, study) if asked)
    unread = {(organisation, item): written for organisation, item, written in said if (organisation, item) in asked}
    for edit in made:
        stands = int(last.get((edit.organisation, edit.item)) == edit.entry)
        # Where nothing could be read, what was written is told all the same.
        old = unread.get((edit.organisation, edit.item), "") if edit.old is None else _said(edit.old)
        yield [edit.organisation, edit.item, old, _said(edit.new), edit.by, utc(edit.at), edit.why, stands, edit.flag or None]


def confirmations(told: ToldTables) -> _Rows:
    """Yield the answers that were questioned and confirmed."""
    for one in filter(lambda filed: told.is_told(filed.version), records.filed(told.tx, told.study)):
        for found in one.findings:
            if found.get("confirmed") is not None:
                item = told.key(one.version, str(found.get("question") or ""))
                why = [str(found.get(name) or "") for name in ("code", "message", "confirmed")]
                yield [one.organisation, one.id, one.state, item, *why, one.version]


def submissions(told: ToldTables) -> _Rows:
    """Yield the workbooks that were read."""
    return (_submission(one) for one in records.filed(told.tx, told.study) if told.is_told(one.version))


def _submission(one: records.Filed) -> Sequence[Cell]:
    weighs = [found.get("severity") for found in one.findings]
    counted = [weighs.count(severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    told = (one.sender, one.mode or None, one.file_name, one.sha256, one.language, one.answered)
    return [one.organisation, one.id, one.state, one.version, utc(one.received_at), *told, *counted]


def others(told: ToldTables, rows: Iterable[ExportRow]) -> _Rows:
    """Yield the answers that do not count: of workbooks that do not, then those that another workbook overruled, and last the skipped ones.

    These are of the `rows` of what counts: a question that does not apply was answered all the same.
    """
    skipped = _skipped(told)
    every = chain(records.not_counting(told.tx, told.study), overruled(told.tx, told.study))
    for one in filter(lambda stated: told.is_told(stated.version), every):
        item = told.key(one.version, one.item)
        status = ItemStatus.NOT_APPLICABLE.value if (one.submission, one.item) in skipped else one.status
        yield [one.organisation, one.submission, one.state, one.version, item, _said(told.value(one)), status, one.written]
    for row in rows:
        for item, (number, value, written) in row.skipped.items():
            own = (SubmissionState.ACCEPTED.value, row.version, item, _said(value), ItemStatus.NOT_APPLICABLE.value, written)
            yield [row.organisation_code, number, *own]


def _skipped(told: ToldTables) -> frozenset[tuple[int, str]]:
    """Return the items of submissions that were answered though they do not apply."""
    filed = records.filed(told.tx, told.study)
    return frozenset(
        (one.id, str(found["question"]))
        for one in filed
        for found in one.findings
        if found.get("code") == SKIPPED and found.get("question")
    )


def revisions(rows: Iterable[ExportRow], form: Questionnaire, previous: Previous) -> _Rows:
    """Yield the figures of the last round that were revised, under the key of the item that they revise."""
    asked = {one.name: one for one in form.questions if one.revises}
    for row in rows:
        for key, value in row.answers.items():
            question = asked.get(parts(key)[2])
            if question and value is not None:
                item, marks = shown_key(question, key), row.marks.get(key, FigureMarks())
                shown = previous.get(row.organisation_code, {}).get(item)
                yield [row.organisation_code, item, float(shown) if shown else None, _said(value), *marks, row.version]


def case(case: InvitedOrganisation, mailed: Mapping[str, records.Mailed], ended: Disposition) -> Sequence[Cell]:
    """Return the row of a case: where an organisation stands."""
    left = mailed.get(case.organisation.code, records.Mailed(0, 0, None, None))
    return [
        case.organisation.code,
        case.invitation.reference,
        str(case.standing or "ineligible"),
        ended.code.value,
        ended.event.value,
        utc(ended.source.at),
        ended.source.record,
        ended.share,
        int(ended.final),
        case.invitation.mark.value if case.invitation.mark else None,
        len(case.contacts),
        left.sent,
        left.bounced,
        utc(left.first),
        utc(left.last),
        utc(case.returned_at),
        utc(case.answered_at),
        case.problem,
    ]


def attempt(one: records.LetterAttempt) -> Sequence[Cell]:
    """Return the row of an attempt to hand over a letter."""
    return [utc(cell) if isinstance(cell, datetime) else cell for cell in one]


def _said(value: AnswerValue) -> str:
    """Return an answer as text: a number as Python writes it, a date by ISO 8601."""
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def utc(at: datetime | None) -> datetime | None:
    """Return an instant in UTC, to the second, as all formats hold it."""
    return at.astimezone(UTC).replace(microsecond=0) if at else None
