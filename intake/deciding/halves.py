"""Workbooks of which each is a half: what one is asked for where others of the organisation gave the rest. Pure.

Whoever fills in a half is not asked for what another one gave. What comes of both together is for a person to say, since nobody declared
whose part is whose: see `intake.deciding.parts` for what is declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from domain.message import Knowledge
from domain.rules import halves
from domain.sentences import file_called
from domain.submission import Invitation, Submission, SubmissionState
from intake.deciding.reasons import Around, ReadWorkbook
from languages import catalogue
from languages.telling import phrased
from questionnaire.in_part import InPart, read_in_part
from questionnaire.reading import Reading
from questionnaire.reading.answers.extract import SHEET_MISSING

_ABSENT = frozenset({"required", "question_missing", SHEET_MISSING})  # That nothing stands there, and not that it is wrong.


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """What a workbook stands beside: the `others`, oldest first, and its `reading` with the findings that are left beside them.

    `pending` are the items of the others that they are asked to correct themselves.
    """

    others: tuple[Submission, ...]
    reading: Reading
    pending: tuple[str, ...]

    @property
    def is_at_fault(self) -> bool:
        """Say whether something is left to ask of whoever sent it."""
        return any(one.severity is Severity.ERROR for one in self.reading.findings)

    @property
    def waits(self) -> bool:
        """Say whether a person is asked about one of the others already, so that one case is enough."""
        return any(one.state is SubmissionState.HELD for one in self.others)

    def told(self) -> str:
        """Return the sentence for whoever sent it that says why they are not asked for the rest."""
        return catalogue(self.reading.language).tell("given_by_others").message

    def reasons(self, invitation: Invitation, around: Around) -> tuple[str, ...]:
        """Return why a person is asked to put them together."""
        sender, own = around.examined.mail.sender, _contacts(invitation, around.knowledge)
        told = [
            phrased("reasons.halves", sender=sender, other=one.sender, file=file_called(one.file_name), day=one.received_at.date())
            for one in self.others
        ]
        unknown = tuple(dict.fromkeys(one for one in (sender, *(one.sender for one in self.others)) if one.lower() not in own))
        told += [phrased("reasons.halves_unknown", senders=unknown)] if unknown else []
        told += [phrased("reasons.halves_pending", many=str(len(self.pending)), names=self.pending)] if self.pending else []
        return tuple(told)


def halves_of(one: ReadWorkbook, around: Around) -> Halves | None:
    """Return what a workbook stands beside, where it is a half; None where it is not, or where parts were declared."""
    knowledge, invitation = around.knowledge, one.invitation
    if one.share:
        return None
    filed = [each for each in knowledge.filed if _is_before(each, one, around)]
    sender = around.examined.mail.sender
    counts = tuple(each for each in filed if each.state is SubmissionState.ACCEPTED and each.sender.lower() != sender)
    mine = _written(one, one.reading.answers)
    candidates = counts or halves.sent_back(filed, sender, _contacts(invitation, knowledge))
    others = halves.beside(mine, candidates, lambda each: _written(one, each.answers))
    given = {key: value for each in others for key, value in _written(one, each.answers).items()}
    lacking = [key for key in given if key not in mine]
    if not lacking or not (counts or _asks_for(one.reading, lacking)):
        return None  # What is whole by itself takes the place of what was sent back.
    reading, pending = _beside(one, others, given, around)
    return Halves(others=others, reading=reading, pending=pending)


def _contacts(invitation: Invitation, knowledge: Knowledge) -> frozenset[str]:
    """Return the addresses of an organisation's contacts."""
    return frozenset(one.address.lower() for one in knowledge.contacts if one.organisation == invitation.organisation)


def _is_before(each: Submission, one: ReadWorkbook, around: Around) -> bool:
    """Say whether a workbook of the organisation came before this one, in answer to the same form."""
    of_form = one.form.words is None or each.version == one.form.version
    return each.invitation_id == one.invitation.id and not each.part and of_form and each.received_at <= around.now


def _written(one: ReadWorkbook, answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
    """Return the answers that are somebody's word: no calculations, and nothing that stood in the cells before and was left there."""
    mine, given = InPart(one.form.questionnaire, ()), halves.answered(answers)
    written = {key: value for key, value in given.items() if key not in one.reading.left}
    return {key: value for key, value in written.items() if (item := mine.item(key)) and item.question.asked}


def _asks_for(reading: Reading, lacking: list[str]) -> bool:
    """Say whether a workbook would be sent back for the want of what others gave."""
    missing = {one.question for one in reading.findings if one.severity is Severity.ERROR}
    sheets = any(one.code in _ABSENT and not one.question for one in reading.findings)
    return any(key in missing or (sheets and key not in reading.located) for key in lacking)


def _beside(
    one: ReadWorkbook, others: tuple[Submission, ...], given: Mapping[str, AnswerValue], around: Around
) -> tuple[Reading, tuple[str, ...]]:
    """Return a reading with what is left to ask of its sender beside what others gave, and the items that are left to ask of these."""
    reading, mine = one.reading, InPart(one.form.questionnaire, (), whole=True)
    blank = {key for key, value in reading.answers.items() if value is None and not _is_unreadable(key, reading)}
    unread = {key: text for key, text in reading.untyped.items() if key not in blank}
    found = read_in_part(replace(reading, untyped=unread), mine, given, around.now.date()).findings
    asked_of_others = [each.question for other in others for each in other.findings if _is_wrong(each)]
    of_others = {key for key in (*given, *filter(None, asked_of_others)) if key in blank}
    absent = any(key in of_others and key not in reading.located for key in reading.answers)
    left = tuple(each for each in found if each.question not in of_others and not (absent and _is_of_sheet(each)))
    wrong = [each.question for each in found if each.severity is Severity.ERROR and each.question in given]
    pending = dict.fromkeys(key for key in (*asked_of_others, *wrong) if key and key in of_others)
    return replace(reading, findings=left), tuple(pending)


def _is_unreadable(key: str, reading: Reading) -> bool:
    """Say whether something stands in the cell of an item that could not be read."""
    return key in reading.located and key in reading.untyped


def _is_wrong(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.code not in _ABSENT


def _is_of_sheet(finding: Finding) -> bool:
    """Say whether a finding is about a sheet or a table that is not there, and about no one answer."""
    return finding.code in _ABSENT and not finding.question
