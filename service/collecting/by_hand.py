"""Filing a workbook by hand: one that reached the office on paper, by telephone or as a file is filed as if it had come by mail.

A message is written about it and archived before anything is done, as for a click (see `service.collecting.one_click`): so whatever
holds of a message holds of it. It is read in the cage, held where a person must decide, can be read again, and is erased and retained as
any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8

from domain.effects import Effect, Hold, Reply
from domain.errors import Asked, ConfigurationError
from domain.finding import Finding
from domain.mail.reference import INVITATION, tagged
from domain.message import Kind
from domain.mode import FILED_BY, said
from domain.ports import Location
from domain.process.failpoints import reach
from domain.submission import Invitation, Submission, SubmissionState
from domain.telling import Fact, Telling
from intake.deciding.match import named_by
from intake.deciding.policy import strength
from intake.understanding.examine import Examined, ExaminedFile
from languages import ENGLISH
from languages.telling import phrased, sentence, together
from service.collecting.read_by_hand import RULE, HandReading, effects_of, known_of, why
from service.effects.context import Origin
from service.effects.effects import apply_effects
from service.process.caged import examine
from service.reviewing.received import in_words
from service.rulings.decided import Decided
from service.studies.at_work import AtWork, at_work
from service.studies.find import find_invitation
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, decisions, holds, invitations, journal, message_places, messages, submissions
from workbooks.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A workbook that a person files: its file name and content, for which organisation (reference or code), and how it reached us.

    `receipt` says that the organisation's contacts on record shall have a letter about it, as if it had come by mail. What was found is
    told to the person who files it in their `language`, whatever that of the letter.
    """

    name: str
    content: bytes
    organisation: str
    mode: str
    by: str
    note: str = ""
    receipt: bool = False
    language: str = ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledByHand(Decided):
    """What was filed, for whom, and what was found in it; `entry` is 0 where this file was filed before, and nothing was done."""

    organisation: str
    reference: str
    submission: int
    state: SubmissionState
    mode: str
    findings: tuple[Finding, ...] = ()
    case: int | None = None


def file_by_hand(service: Service, running: Running, filing: Filing, now: datetime) -> FiledByHand:
    """File a workbook for an organisation of a study; the same file twice for the same organisation is filed once.

    ConfigurationError where the file is no workbook that can be read, is blank, or names another organisation.
    """
    if filing.mode not in FILED_BY:
        remedy = phrased("faults.choose_do", known=tuple(FILED_BY))
        raise ConfigurationError(phrased("faults.not_filed_by", mode=repr(filing.mode)), where=Asked.MODE, remedy=remedy)
    with service.store.reading() as tx:
        whose, studies = find_invitation(tx, running.study.id, filing.organisation), at_work(service, tx)
    raw = _written(filing, whose, running.study.returns_to, service.installation.separator)
    examined = examine(service, raw, studies.receiving(service.installation))
    file = _workbook(examined, filing)
    with service.store.transaction() as tx:
        journal.alone(tx)
        whose = invitations.by_id(tx, whose.id)  # Somebody may have marked it, or filed this, while the file was examined.
        if before := _before(tx, file, whose):
            return _told_again(before, whose)
        reading = HandReading(examined, file, whose)
        effects = _to_file(tx, studies, reading, filing, now)
        filed = _file(service, tx, studies, reading, effects, _Act(filing, _take_in(service, tx, raw, whose, now), now))
        reach("by_hand.in_filing")
    reach("by_hand.filed")
    return filed


@dataclass(frozen=True, slots=True)
class _Act:
    """What a person files, the message that was taken in about it, and when."""

    filing: Filing
    message: messages.Message
    now: datetime


def _written(filing: Filing, whose: Invitation, returns_to: str, separator: str) -> bytes:
    """Return the message that stands for the filing: from the study to itself, at the address of the organisation.

    The same filing has the same bytes, so that one that was cut short leaves nothing beside what is kept at last.
    """
    mail = EmailMessage(policy=SMTPUTF8)
    mail["From"], mail["To"] = returns_to, tagged(returns_to, INVITATION, whose.token, separator)
    mail["Subject"] = f"{whose.reference}: a workbook {said(filing.mode)}"
    mail["X-Counterfoil-Origin"] = f"filed by hand ({filing.mode})"
    mail.add_attachment(filing.content, maintype="application", subtype="octet-stream", filename=filing.name)
    mail.set_boundary("counterfoil-filed-by-hand")
    return mail.as_bytes()


def _workbook(examined: Examined, filing: Filing) -> ExaminedFile:
    """Return the one workbook of the message. ConfigurationError where there is none, or more than one came out of an archive."""
    if len(examined.files) != 1:
        many = len(examined.files)
        what = phrased("faults.files_in_it", many=str(many)) if many else phrased("faults.no_workbook")
        raise ConfigurationError(what, where=filing.name, remedy=phrased("faults.one_workbook_do"))
    (file,) = examined.files
    if isinstance(file.opened.result, Refusal):
        what, remedy = sentence(file.opened.result.code, **file.opened.result.facts)
        raise ConfigurationError(what, where=filing.name, remedy=remedy)
    return file


def _before(tx: Transaction, file: ExaminedFile, whose: Invitation) -> Submission | None:
    """Return the submission of this very file for the organisation, the newest where several messages brought it."""
    found = [one for one in submissions.with_fingerprints(tx, [file.opened.sha256]) if one.invitation_id == whose.id]
    return found[-1] if found else None


def _told_again(before: Submission, whose: Invitation) -> FiledByHand:
    facts: dict[str, Fact] = {"organisation": whose.organisation, "reference": whose.reference, "submission": str(before.id)}
    facts |= {"day": before.received_at.date(), "stands": phrased(f"done.stands.{before.state.value}")}
    if before.mode:
        told = phrased("done.filed_before", how=_how(before.mode), **facts)
    else:
        told = phrased("done.sent_before", sender=before.sender, **facts)
    return FiledByHand(
        entry=0,
        told=told,
        organisation=whose.organisation,
        reference=whose.reference,
        submission=before.id,
        state=before.state,
        mode=before.mode,
    )


def _how(mode: str) -> Telling:
    return Telling(said(mode), f"console.mode.{mode}")


def _take_in(service: Service, tx: Transaction, raw: bytes, whose: Invitation, now: datetime) -> messages.Message:
    (sha256,) = service.store.archive.put([raw])
    reach("by_hand.archived")
    place = Location(RULE, whose.study, 0, sha256)
    message_places.take_in(tx, [(place, sha256, now)])
    message_places.filed(tx, [place])
    return messages.with_hash(tx, sha256)


def _to_file(tx: Transaction, studies: AtWork, reading: HandReading, filing: Filing, now: datetime) -> tuple[Effect, ...]:
    """Return what is to be done, the letters left out unless they are wanted. ConfigurationError where the workbook cannot be filed."""
    _refuse_another(tx, studies, reading, filing)
    effects = effects_of(tx, studies, reading, filing.mode, now)
    if not any(isinstance(one, Submission) for one in effects):
        raise ConfigurationError(phrased("faults.blank_workbook"), where=filing.name, remedy=phrased("faults.fill_in_do"))
    return tuple(one for one in effects if filing.receipt or not isinstance(one, Reply))


def _file(service: Service, tx: Transaction, studies: AtWork, reading: HandReading, effects: tuple[Effect, ...], act: _Act) -> FiledByHand:
    whose, message, filing = reading.whose, act.message, act.filing
    by = decisions.person(tx, filing.by)
    origin = Origin(
        message=message,
        mail=reading.examined.mail,
        invitation=whose,
        now=act.now,
        by=by,
        note=filing.note,
        strengths={whose.id: strength(reading.examined, known_of(tx, studies, reading), whose)},
    )
    _finish(tx, reading, act, apply_effects(service, tx, studies.runs, origin, effects))
    (kept,) = submissions.of_messages(tx, [message.id])
    entry = next(one for one in journal.of_messages(tx, [message.id]) if one.by == by and one.was == filing.mode)
    case = next((one.id for one in holds.of_messages(tx, [message.id])), None)
    stands, how, day = phrased(f"done.stands.{kept.state.value}"), _how(filing.mode), studies.runs[whose.study].today(act.now)
    filed = phrased("done.filed", organisation=whose.organisation, reference=whose.reference, file=filing.name, how=how, stands=stands)
    asks = phrased("done.case_asks", case=str(case), why=together(*_reasons(effects))) if case else ""
    return FiledByHand(
        entry=entry.number,
        told=together(filed, asks),
        organisation=whose.organisation,
        reference=whose.reference,
        submission=kept.id,
        state=kept.state,
        mode=filing.mode,
        findings=tuple(one.finding for one in in_words(kept, studies.forms[whose.study], reading.file.opened, day, filing.language)),
        case=case,
    )


def _reasons(effects: tuple[Effect, ...]) -> tuple[str, ...]:
    return tuple(reason for one in effects if isinstance(one, Hold) for reason in one.reasons)


def _refuse_another(tx: Transaction, studies: AtWork, reading: HandReading, filing: Filing) -> None:
    """Raise ConfigurationError where the token or a reference in the workbook, or in its name, is another organisation's."""
    others = named_by(reading.file.clues, known_of(tx, studies, reading)) - {reading.whose.id}
    if others:
        named = " and ".join(f"{one.organisation} ({one.reference})" for one in invitations.with_ids(tx, others))
        raise ConfigurationError(
            phrased("faults.of_another", named=named, organisation=reading.whose.organisation, reference=reading.whose.reference),
            where=filing.name,
            remedy=phrased("faults.of_another_do"),
        )


def _finish(tx: Transaction, reading: HandReading, act: _Act, told: tuple[str, ...]) -> None:
    mail = reading.examined.mail
    understood = messages.Understood(
        kind=Kind.RETURN.value,
        rule=RULE,
        why=why(act.filing.mode),
        sender=mail.sender,
        subject=mail.subject,
        study=reading.whose.study,
        invitation_id=reading.whose.id,
        effects=told,
    )
    messages.finish(tx, act.message.id, understood)
