"""A workbook that was received, as a person opens it: what was found in it, told in their language, and its file where that does nothing.

What is found is what was found when it came, and decided what became of it. Only its words are of another language than those of its
letter: for them the workbook is read anew, in the cage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from cage.cage import InsideError
from domain.errors import ConfigurationError, OriginalError
from domain.finding import Finding
from domain.submission import Submission
from intake.deciding.form import Form
from intake.deciding.named_files import not_come
from intake.understanding.caged import GivenUpError
from languages.telling import of_original, phrased
from service.cases.belonging import message_is_of
from service.process import caged
from service.studies.at_work import at_work
from service.studies.find import find_invitation, numbered
from service.studies.running import Running
from service.studies.versions import form_of
from service.wiring import Service
from store import Transaction, messages, submissions
from workbooks.caged.opened import Opened
from workbooks.cells import Workbook
from workbooks.harmless import KINDS, Fitness

_Place = tuple[str, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSeen:
    """A finding, and the language in which its words are."""

    finding: Finding
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSeen:
    """A workbook that came, its findings, and the bytes of its file; `fault` says why the file cannot be had by itself, "" where it can.

    `in_message` says whether the message that brought it may be opened in this study.
    """

    submission: Submission
    findings: tuple[FindingSeen, ...]
    size: int
    fault: str
    in_message: bool


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """The file of a workbook as it came, under a name of ours, as what it is."""

    name: str
    media_type: str
    data: bytes


def workbook_seen(
    service: Service, tx: Transaction, running: Running, organisation: str, number: str, language: str
) -> WorkbookSeen | None:
    """Return a workbook of an organisation, by its number; None where it has none of this number."""
    one = _of(tx, running, organisation, number)
    if one is None:
        return None
    in_message = message_is_of(tx, running.study.id, str(one.message_id))
    try:
        came = _came(service, tx, one)
    except OriginalError as error:
        told = tuple(FindingSeen(finding=finding, language=one.language) for finding in one.findings)
        return WorkbookSeen(submission=one, findings=told, size=0, fault=of_original(error), in_message=in_message)
    told = in_words(one, form_of(service, tx, running), came, running.today(one.received_at), language)
    return WorkbookSeen(submission=one, findings=told, size=came.size, fault=_kept_back(service, came), in_message=in_message)


def received_file(service: Service, tx: Transaction, running: Running, organisation: str, number: str) -> ReceivedFile | None:
    """Return the file of a workbook; None where there is none of this number. ConfigurationError where it acts, or may act.

    So it is with files of messages that are passed on (docs/decisions/0031): what acts stays in the message as it came. The organisation's
    token, which every workbook of ours bears, is no secret to whoever may look at its messages.
    """
    one = _of(tx, running, organisation, number)
    if one is None:
        return None
    came = _came(service, tx, one)
    if why := _kept_back(service, came):
        raise ConfigurationError(why, where=one.file_name, remedy=phrased("faults.file_stays_do"))
    whose = find_invitation(tx, running.study.id, organisation)
    return ReceivedFile(f"{whose.reference}-{one.id}.{came.format}", KINDS[f".{came.format}"][0], came.data)


def _kept_back(service: Service, came: Opened) -> str:
    """Return why a file is not given out by itself, "" where it is."""
    with caged.reader(service) as reader:
        fitness = reader.look_through(came.data, came.name).fitness
    if fitness is Fitness.ACTIVE:
        return phrased("faults.file_active")
    return "" if fitness is not Fitness.UNKNOWN and f".{came.format}" in KINDS else phrased("faults.file_unknown")


def _of(tx: Transaction, running: Running, organisation: str, number: str) -> Submission | None:
    wanted, whose = numbered(number), find_invitation(tx, running.study.id, organisation)
    return next((one for one in submissions.of_invitations(tx, [whose.id]) if one.id == wanted), None)


def _came(service: Service, tx: Transaction, one: Submission) -> Opened:
    """Return the file as it came, out of its message, which is read anew in the cage. OriginalError where that cannot be read any more."""
    (message,) = messages.with_ids(tx, [one.message_id])
    data = service.store.archive.get(message.sha256)
    with suppress(GivenUpError, InsideError):
        examined = caged.examine(service, data, at_work(service, tx).receiving(service.installation))
        for file in examined.files:
            if file.opened.sha256 == one.fingerprint:
                return file.opened
    raise OriginalError(phrased("faults.file_unknown"), where=one.file_name, remedy=phrased("faults.file_stays_do"))


def in_words(one: Submission, form: Form, came: Opened, day: date, language: str) -> tuple[FindingSeen, ...]:
    """Return what was found when a workbook came, in the words of a language; where it is read otherwise today, in those of then."""
    if language == one.language or not one.findings or not isinstance(came.result, Workbook):
        return tuple(FindingSeen(finding=finding, language=one.language) for finding in one.findings)
    form, reading = form.read(came.result, day, language)
    said = _by_place([*reading.findings, *not_come(form.questionnaire, reading, ())])
    return tuple(_in_words(finding, said, one.language, language) for finding in one.findings)


def _by_place(findings: Iterable[Finding]) -> dict[_Place, list[Finding]]:
    found: dict[_Place, list[Finding]] = {}
    for one in findings:
        found.setdefault(_place(one), []).append(one)
    return found


def _place(one: Finding) -> _Place:
    return one.code, one.question, one.sheet, one.cell


def _in_words(finding: Finding, said: Mapping[_Place, list[Finding]], own: str, language: str) -> FindingSeen:
    """Return a finding in the words of the language, if it is told there; each telling is used once."""
    same = said.get(_place(finding))
    if not same:
        return FindingSeen(finding=finding, language=own)
    words = same.pop(0)
    return FindingSeen(finding=replace(finding, message=words.message, remedy=words.remedy, label=words.label), language=language)
