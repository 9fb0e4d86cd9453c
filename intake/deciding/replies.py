"""The letters that answer a message: receipt and question back. Their context is JSON, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from domain.edit import Edit
from domain.effects import Correction, Reply
from domain.finding import Severity
from domain.letter import LetterKind
from domain.message import Knowledge
from domain.quality import CaseEvent
from domain.sentences import Catalogue, within_quotation
from domain.submission import Invitation, Submission
from intake.deciding.counted import told_nothing_since, told_since
from intake.deciding.form import Form
from intake.deciding.parts import InTheirPart
from intake.deciding.recipients import Content, Parties, recipients
from intake.deciding.room import fitting
from intake.deciding.said_besides import as_context, kept_of, of_another, refusal_context, told_beside, told_part, told_sent_by, unconfirmed
from intake.deciding.told_answers import marked, told_conversions
from intake.understanding.examine import ExaminedFile
from languages import ENGLISH, catalogue
from questionnaire import checks
from questionnaire.definition import Item
from questionnaire.reading import Reading
from workbooks.cells import Workbook
from workbooks.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ReceiptBeside:
    """What an accepted workbook is compared with: what came before it, the edits that stand, and its sender's part of the questionnaire.

    `whose` says, in sentences for its sender, that it is another organisation's.
    """

    before: Submission | None = None
    edits: Sequence[Edit] = ()
    share: InTheirPart | None = None
    whose: tuple[str, ...] = ()


def language(sender: str, invitation: Invitation, knowledge: Knowledge) -> str:
    """Return the language of the sender on record, or else of the organisation's first contact, or else English."""
    contacts = knowledge.contacts_of(invitation)
    by_address = {contact.address.lower(): contact.language for contact in contacts}
    return by_address.get(sender) or next((contact.language for contact in contacts), ENGLISH)


def receipt(
    file: ExaminedFile,
    invitation: Invitation,
    reading: Reading,
    form: Form,
    to: Parties,
    now: datetime,
    beside: ReceiptBeside,
) -> tuple[Reply, ...]:
    """Return the receipts of an accepted workbook: what was read, how much of what applies, what changed since the version before.

    Of a workbook that answers for a part, this alone is counted, and what is missing is told.
    What changed is told of the answers as they count, with the edits that stand where its reader is on record; to nobody else than them
    and whoever gave what came before. The same answers as those that count already are told as just that.
    Where something is worth another look, the workbook goes back with it, so that it can be corrected or confirmed there.
    """
    subject, before, share = _subject(form, reading, now), beside.before, beside.share
    came = reading.provenance
    answers = [{"label": subject.label(item), "value": marked(subject, item, answer, came.get(item.key))} for item, answer in subject.given]
    warnings = [finding for finding in reading.findings if finding.severity is Severity.WARNING]
    doubted = unconfirmed(warnings, reading.language)
    context: dict[str, object] = {
        "file_name": within_quotation(file.opened.name),
        "received_at": now.isoformat(),
        "answered": sum(_is_counted(item, share) for item, _ in subject.given),
        "total": sum(_is_counted(item, share) for item in subject.applying),
        "answers": answers,
        "warnings": doubted,
        "confirmed": (confirmed := [as_context(finding) for finding in warnings if finding.confirmed is not None]),
        "conversions": told_conversions(subject, reading),
    }
    to = replace(to, gave=before.sender.lower() if before else "")
    told_of_changes = {one: to.on_record or one in to.told for one in (recipients(Content.CHANGES, to) if before else ())}
    told = partial(told_since, form, subject, reading, now, before)
    since: Mapping[bool | None, dict[str, object]] = {on: told(beside.edits if on else ()) for on in set(told_of_changes.values())}
    of_part, untold = [told_part(share, subject)] if share else [], told_nothing_since(before, confirmed)
    return tuple(
        Reply(
            cause=f"receipt:{invitation.id}:{file.opened.sha256[:16]}:{address}",
            kind=LetterKind.RECEIPT,
            template="receipt",
            invitation_id=invitation.id,
            to=(address,),
            language=reading.language,
            context={"receipt": _fitted(context | since.get(told_of_changes.get(address), untold), subject.catalogue)}
            | told_beside(of_part, address, to, subject.catalogue)
            | of_another(beside.whose, address, to),
            workbook=_back(file, address, to) if doubted else None,
            fingerprint=file.opened.sha256,
        )
        for address in dict.fromkeys((*recipients(Content.ANSWERS, to), *told_of_changes))
    )


def _fitted(context: dict[str, object], words: Catalogue) -> dict[str, object]:
    return context | fitting({name: context[name] for name in ("answers", "changes", "conversions")}, words)


def _is_counted(item: Item, share: InTheirPart | None) -> bool:
    return item.question.asked and (share is None or share.mine.fills(item.question))


def question_back(
    file: ExaminedFile,
    invitation: Invitation,
    reading: Reading,
    form: Form,
    to: Parties,
    now: datetime,
    whose: tuple[str, ...] = (),
) -> tuple[Reply, ...]:
    """Return the letters that send findings back to the respondent, with their workbook in which these are marked.

    `whose` says, in sentences for its sender, that it is another organisation's.
    """
    findings = unconfirmed(reading.findings, reading.language)
    subject = _subject(form, reading, now)
    context = {
        "file_name": within_quotation(file.opened.name),
        "findings": findings,
        "refusals": [],
        **fitting({"conversions": told_conversions(subject, reading)}, subject.catalogue),
        # Of other cells of the workbook is spoken only where some are named.
        "in_cells": any(one["cell"] for one in findings),
    }
    cause = f"question_back:{invitation.id}:{file.opened.sha256[:16]}"
    if reading.blank:
        told = _questions_back(cause, invitation, recipients(Content.NOTICE, to), reading.language, context, fingerprint=file.opened.sha256)
        return tuple(
            replace(one, came=kept_of(CaseEvent.BLANK, to), context=one.context | of_another(whose, one.to[0], to)) for one in told
        )
    by = partial(told_sent_by, of=to, received=now, words=subject.catalogue, language=subject.language)
    return tuple(
        replace(one, workbook=_back(file, one.to[0], to), context=one.context | by(one.to[0]) | of_another(whose, one.to[0], to))
        for one in _questions_back(
            cause, invitation, recipients(Content.ANSWERS, to), reading.language, context, fingerprint=file.opened.sha256
        )
    )


def refused(files: Sequence[ExaminedFile], invitation: Invitation, to: Parties, spoken: str) -> tuple[Reply, ...]:
    """Return the letters that say why files could not be read, and what to send instead; none where nobody may be told."""
    results = [(file.opened.name, file.opened.result) for file in files]
    refusals = [refusal_context(name, result, spoken) for name, result in results if isinstance(result, Refusal)]
    context = {
        "file_name": within_quotation(files[0].opened.name),
        "findings": [],
        "refusals": refusals,
        "conversions": [],
        "in_cells": False,
    }
    cause = f"question_back:{invitation.id}:{files[0].opened.sha256[:16]}"
    told = _questions_back(cause, invitation, recipients(Content.NOTICE, to), spoken, context)
    return tuple(replace(one, came=kept_of(CaseEvent.UNREADABLE, to)) for one in told)


def _questions_back(
    cause: str,
    invitation: Invitation,
    to: Iterable[str],
    spoken: str,
    context: Mapping[str, object],
    fingerprint: str | None = None,
) -> tuple[Reply, ...]:
    kind = LetterKind.QUESTION_BACK
    return tuple(
        Reply(
            cause=f"{cause}:{address}",
            kind=kind,
            template="question_back",
            invitation_id=invitation.id,
            to=(address,),
            language=spoken,
            context=dict(context),
            fingerprint=fingerprint,
        )
        for address in to
    )


def _subject(form: Form, reading: Reading, now: datetime) -> checks.CheckSubject:
    """Return what a reply tells of: that which was checked where its answers are these, since it knows already which of them apply."""
    checked = reading.subject
    if (
        checked
        and checked.answers is reading.answers
        and checked.untyped is reading.untyped
        and checked.questionnaire is form.questionnaire
    ):
        return checked
    words = catalogue(reading.language)
    return checks.CheckSubject(
        questionnaire=form.questionnaire,
        answers=reading.answers,
        untyped=reading.untyped,
        located=reading.located,
        language=reading.language,
        catalogue=words,
        today=now.date(),
    )


def _back(file: ExaminedFile, address: str, of: Parties) -> Correction | None:
    """Return the workbook that goes back to an address, where one may: their own file, and to anybody else one of ours."""
    if address not in recipients(Content.WORKBOOK, of):
        return None
    theirs = address == of.author and not of.in_their_name
    return Correction(file.opened.sha256, file.opened.name, file.opened.data, fresh=not theirs or _is_active(file))


def _is_active(file: ExaminedFile) -> bool:
    return isinstance(file.opened.result, Workbook) and file.opened.result.macros
