"""Filing a workbook that was read: it counts, is sent back, or is a half that waits for a person; and what its sender is told. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.case import CaseKind
from domain.effects import Effect, Ignore, Reply
from domain.finding import Severity
from domain.sentences import file_called
from domain.submission import Invitation, Submission, SubmissionState
from intake.deciding import replies, short_letters
from intake.deciding.halves import Halves, own_before
from intake.deciding.parts import InTheirPart
from intake.deciding.reasons import Around, ReadWorkbook
from intake.deciding.recipients import parties
from intake.deciding.refused import held
from intake.deciding.whose_file import told_whose
from intake.understanding.evidence.machine import why_not_answered
from languages.telling import phrased


def file_read(
    one: ReadWorkbook, around: Around, *, as_it_is: bool = False, beside: Halves | None = None, instead: tuple[int, ...] = ()
) -> Iterator[Effect]:
    """File a workbook that nothing speaks against, and tell its sender what was read or what is wrong, `beside` what others gave.

    It takes the place of halves that its sender sent before, where they wait (`instead`).
    """
    to, whose = parties(around.examined, around.knowledge, one.invitation), told_whose(one, one.invitation, around)
    whose += (beside.told(),) if beside else ()
    if not as_it_is and any(finding.severity is Severity.ERROR for finding in one.reading.findings):
        yield submission_of(one, SubmissionState.QUERIED, around, instead)
        yield from replies.question_back(one.file, one.invitation, one.reading, one.form, to, around.now, whose)
    else:
        yield submission_of(one, SubmissionState.ACCEPTED, around, instead)
        edits = [edit for edit in around.knowledge.edits if edit.invitation_id == one.invitation.id]
        compared = replies.ReceiptBeside(sent_before(one.invitation, one.share, around), edits, one.share, whose)
        yield from replies.receipt(one.file, one.invitation, one.reading, one.form, to, around.now, compared)


def untold(one: ReadWorkbook, filed: Sequence[Effect], around: Around) -> Iterator[Effect]:
    """Tell a person of a workbook that is sent back, where its sender is a machine and nobody was told what is wrong with it.

    Once a day for each organisation: a machine may send as many as it likes.
    """
    queried = any(isinstance(effect, Submission) and effect.state is SubmissionState.QUERIED for effect in filed)
    machine = why_not_answered(around.examined.mail, around.knowledge.own_addresses)
    if queried and machine and not any(isinstance(effect, Reply) for effect in filed):
        name = file_called(one.file.opened.name)
        reasons = (phrased("reasons.mistakes_untold", file=name, organisation=one.invitation.organisation, machine=machine),)
        cause = f"untold:{one.invitation.id}:{around.now.date()}"
        yield replace(held(one.file, CaseKind.REMARK, reasons, around, one.invitation), cause=cause, fingerprint=None)


def file_half(one: ReadWorkbook, half: Halves, around: Around) -> Iterator[Effect]:
    """Ask whoever filled in a half for what nobody gave; where that is nothing, a person is asked to put the halves together.

    Its sender hears of that. Where whoever gave the rest is not on record, a contact is sent back what a contact alone is: all that is
    missing. A person may put the two together meanwhile.
    """
    instead = own_before(one, around)
    if half.is_at_fault:
        yield from file_read(replace(one, reading=half.reading), around, beside=half, instead=instead)
        return
    if half.unknown:
        yield from file_read(one, around, beside=half, instead=instead)
    else:
        yield submission_of(one, SubmissionState.QUERIED if half.waits else SubmissionState.HELD, around, instead)
        yield from short_letters.looked_at(one, around, half=True)
    why = phrased("messages.why.half_waits", file=file_called(one.file.opened.name))
    yield Ignore(why) if half.waits else held(one.file, CaseKind.WORKBOOK, half.reasons(one.invitation, around), around, one.invitation)


def submission_of(one: ReadWorkbook, state: SubmissionState, around: Around, instead: tuple[int, ...] = ()) -> Submission:
    """Return what is filed of a workbook."""
    return Submission(
        invitation_id=one.invitation.id,
        file_name=one.file.opened.name,
        fingerprint=one.file.opened.sha256,
        sender=around.examined.mail.author,
        state=state,
        language=one.reading.language,
        answers=dict(one.reading.answers),
        findings=one.reading.findings,
        received_at=around.now,
        version=one.form.version,
        part=one.share.part if one.share else "",
        other_parts=one.share.other_parts if one.share else "",
        added=one.share.added(one.reading) if one.share else None,
        instead=instead,
        provenance=one.reading.provenance,
    )


def sent_before(invitation: Invitation, share: InTheirPart | None, around: Around) -> Submission | None:
    """Return what came before a workbook for its organisation, of the same part where it answers for one."""
    return share.before if share else around.knowledge.before(invitation)
