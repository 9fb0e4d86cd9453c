"""Workbooks of which each is a half: what one is asked for where others of the organisation gave the rest. Pure.

Whoever fills in a half is not asked for what another one gave. What comes of both together is for a person to say, since nobody declared
whose part is whose: see `intake.deciding.parts` for what is declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from domain.message import Knowledge
from domain.rules import halves
from domain.rules.overlay import disputed
from domain.sentences import file_called
from domain.submission import Invitation, Submission, SubmissionState
from domain.texts.addresses import shown_address
from intake.deciding.policy import Act, Upshot, forged, on_record, upshot
from intake.deciding.reasons import Around, ReadWorkbook
from languages import catalogue
from languages.telling import phrased, told_in
from questionnaire.halves import beside, said, said_by, written
from questionnaire.in_part import InPart, read_in_part
from questionnaire.reading import Reading
from questionnaire.reading.answers.extract import SHEET_MISSING
from questionnaire.versions.history import Version
from questionnaire.versions.words import VersionWords

_MAY_WAIT = frozenset({SubmissionState.HELD, SubmissionState.QUERIED, SubmissionState.SUPERSEDED})
_ABSENT = frozenset({"required", "question_missing", SHEET_MISSING})  # That nothing stands there, and not that it is wrong.


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """What a workbook stands beside: the `others`, oldest first, and its `reading` with the findings that are left beside them.

    `pending` are the items of the others that they are asked to correct themselves, and `disputed` those of which they say something else.
    `unknown` are the senders of the others who are not on record, where this one's is: for what they gave, a contact is asked no less.
    """

    others: tuple[Submission, ...]
    reading: Reading
    pending: tuple[str, ...]
    disputed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_at_fault(self) -> bool:
        """Say whether something is left to ask of whoever sent it."""
        return any(one.severity is Severity.ERROR for one in self.reading.findings)

    @property
    def waits(self) -> bool:
        """Say whether a person is asked about one of the others already, so that one case is enough."""
        return any(one.state is SubmissionState.HELD for one in self.others)

    def told(self) -> str:
        """Return the sentence for whoever sent it that says whose answers stand beside theirs, and what is asked of them."""
        words = catalogue(self.reading.language)
        if self.unknown:
            nobody = told_in(phrased("reasons.unnamed"), self.reading.language)
            return words.tell("half_of_unknown", senders=", ".join(shown_address(one) or nobody for one in self.unknown)).message
        return words.tell("given_by_others").message

    def reasons(self, invitation: Invitation, around: Around) -> tuple[str, ...]:
        """Return why a person is asked to put them together."""
        sender, own = around.examined.mail.author, _contacts(invitation, around.knowledge)
        told = [
            phrased(
                "reasons.halves",
                sender=_called(sender),
                other=_called(one.sender),
                file=file_called(one.file_name),
                day=one.received_at.date(),
            )
            for one in self.others
        ]
        senders = (sender, *(one.sender for one in self.others))
        unknown = tuple(dict.fromkeys(_called(one) for one in senders if one.lower() not in own))
        told += [phrased("reasons.halves_disputed", many=str(len(self.disputed)), names=self.disputed)] if self.disputed else []
        told += [phrased("reasons.halves_unknown", senders=unknown)] if unknown else []
        told += [phrased("reasons.halves_pending", many=str(len(self.pending)), names=self.pending)] if self.pending else []
        return tuple(told)


def _called(sender: str) -> str:
    return sender or phrased("reasons.unnamed")


def halves_of(one: ReadWorkbook, around: Around) -> Halves | None:
    """Return what a workbook stands beside, where it is a half; None where it is not, or where parts were declared.

    What asks for nothing that others gave is none: it counts, or is sent back, as if there were no halves. So is what a contact sends where
    somebody else's answer counts, who is not on record: such a one keeps nothing of a contact's back.
    """
    if one.share:
        return None
    filed = [each for each in around.knowledge.filed if _is_before(each, one, around)]
    sender, words = around.examined.mail.author, _words(one)
    counts = tuple(each for each in filed if each.state is SubmissionState.ACCEPTED and each.sender.lower() != sender)
    if counts and _unknown(counts, one, around):
        return None
    mine = said(words, one.form.version, one.reading.answers, around.now.date())
    candidates = counts or halves.sent_back(filed, sender, _contacts(one.invitation, around.knowledge))
    others = beside(words, mine, candidates)
    told = {key: value for each in others for key, value in said_by(words, each).items()}
    given = dict(told) if words.are_one else words.backward(one.form.version).answers(told).answers
    if not _asks_for(one, given, around):
        return None
    reading, pending = _beside(one, others, given, around)
    return Halves(others=others, reading=reading, pending=pending, disputed=disputed(mine, told), unknown=_unknown(others, one, around))


def own_before(one: ReadWorkbook, around: Around) -> tuple[int, ...]:
    """Return the numbers of what its sender sent before and does not count: if it was a half that waits, this one takes its place.

    That is so if it is as surely theirs as what replaces an answer that counts; about which a case waits, is for whoever files it to know.
    """
    if one.share or forged(around.examined) or upshot(Act.REPLACE, one.ground) is not Upshot.DO:
        return ()
    filed = (each for each in around.knowledge.filed if _is_before(each, one, around))
    sender = around.examined.mail.author
    return tuple(each.id for each in filed if each.state in _MAY_WAIT and each.sender.lower() == sender)


def _words(one: ReadWorkbook) -> VersionWords:
    return one.form.words or VersionWords((Version(number=one.form.version, questionnaire=one.form.questionnaire),))


def _contacts(invitation: Invitation, knowledge: Knowledge) -> frozenset[str]:
    """Return the addresses of an organisation's contacts."""
    return frozenset(one.address.lower() for one in knowledge.contacts_of(invitation))


def _unknown(others: Iterable[Submission], one: ReadWorkbook, around: Around) -> tuple[str, ...]:
    """Return the senders of workbooks who are not on record, where this one's is; none where it is not, or is forged."""
    if forged(around.examined) or not on_record(around.examined, around.knowledge, one.invitation):
        return ()
    own = _contacts(one.invitation, around.knowledge)
    return tuple(dict.fromkeys(each.sender for each in others if each.sender.lower() not in own))


def _is_before(each: Submission, one: ReadWorkbook, around: Around) -> bool:
    """Say whether a workbook of the organisation came before this one."""
    return each.invitation_id == one.invitation.id and not each.part and each.received_at <= around.now


def _asks_for(one: ReadWorkbook, given: Mapping[str, AnswerValue], around: Around) -> bool:
    """Say whether a workbook would be sent back for the want of what others gave."""
    reading = one.reading
    mine = written(one.form.questionnaire, reading.answers, around.now.date())
    lacking = [key for key in given if key not in mine and not _is_unreadable(key, reading)]
    absent = [each for each in reading.findings if each.severity is Severity.ERROR and each.code in _ABSENT]
    missing, sheets = {each.question for each in absent}, any(_is_of_sheet(each) for each in absent)
    return any(key in missing or (sheets and key not in reading.located) for key in lacking)


def _beside(
    one: ReadWorkbook, others: tuple[Submission, ...], given: Mapping[str, AnswerValue], around: Around
) -> tuple[Reading, tuple[str, ...]]:
    """Return a reading with what is left to ask of its sender beside what others gave, and the items that are left to ask of these."""
    reading, mine = one.reading, InPart(one.form.questionnaire, (), whole=True)
    blank = {key for key, value in reading.answers.items() if value is None and not _is_unreadable(key, reading)}
    unread = {key: text for key, text in reading.untyped.items() if key not in blank}
    found = read_in_part(replace(reading, untyped=unread), mine, given, around.now.date()).findings
    asked_of_others = [key for other in others for each in other.findings if _is_wrong(each) and (key := _as_here(each, other, one))]
    of_others = {key for key in (*given, *asked_of_others) if key in blank}
    absent = any(key in of_others and key not in reading.located for key in reading.answers)
    left = tuple(each for each in found if each.question not in of_others and not (absent and _is_of_sheet(each)))
    wrong = [each.question for each in found if each.severity is Severity.ERROR and each.question in given]
    pending = dict.fromkeys(key for key in (*asked_of_others, *wrong) if key and key in of_others)
    return replace(reading, findings=left), tuple(pending)


def _as_here(finding: Finding, other: Submission, one: ReadWorkbook) -> str | None:
    """Return the key that the item of another workbook's finding has in the form of this one."""
    words = one.form.words
    if words is None or finding.question is None:
        return finding.question
    return words.backward(one.form.version).key(words.translation(other.version).key(finding.question))


def _is_unreadable(key: str, reading: Reading) -> bool:
    """Say whether something stands in the cell of an item that could not be read."""
    return key in reading.located and key in reading.untyped


def _is_wrong(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR and finding.code not in _ABSENT


def _is_of_sheet(finding: Finding) -> bool:
    """Say whether a finding is about a sheet or a table that is not there, and about no one answer."""
    return finding.code in _ABSENT and not finding.question
