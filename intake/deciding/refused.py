"""Files that are meant as answers and cannot be one: asked back where it is known who sent them for whom, and else held. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.case import CaseKind
from domain.effects import Effect, Hold
from domain.message import Match
from domain.sentences import file_called
from domain.submission import Invitation
from intake.deciding import replies
from intake.deciding.annexes import is_kept_alone
from intake.deciding.match import match
from intake.deciding.named_files import asked_for
from intake.deciding.policy import Ground, ground, missing, sent_by_another
from intake.deciding.reasons import Around
from intake.deciding.recipients import parties
from intake.deciding.said_besides import refusal_context
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.examine import ExaminedFile
from languages import ENGLISH
from languages.telling import phrased
from workbooks.refusal import Refusal


def decide_refused(files: Sequence[ExaminedFile], around: Around) -> Iterator[Effect]:
    """Files that cannot be read are asked back where it is known who sent them for whom, and held where not."""
    if not files:
        return
    examined, knowledge = around.examined, around.knowledge
    clues = (*(clue for file in files for clue in file.clues), *examined.message_clues)
    matched, machine = match(clues, knowledge), why_not_answered(examined.mail, knowledge.own_addresses)
    invitation = matched.invitation if matched and not matched.conflicts else None
    # What we asked for is no answer that could not be read.
    kept = invitation if invitation and is_kept_alone(examined, knowledge, invitation) else None
    wanted = asked_for(examined, kept, knowledge, around.forms)
    files = [file for file in files if file not in wanted]
    if not files:
        return
    if invitation and not machine:
        spoken = replies.language(examined.mail.author, invitation, knowledge)
        told = replies.refused(files, invitation, parties(examined, knowledge, invitation), spoken)
        if told:
            yield from told
            return
    lacks = (missing(examined, knowledge, invitation),) if invitation and not machine else ()
    for file in files:
        said = refusal_context(file.opened.name, file.opened.result, ENGLISH)["message"] if isinstance(file.opened.result, Refusal) else ""
        name = file_called(file.opened.name)
        why = phrased("reasons.file_unanswered", file=name, machine=machine) if machine else phrased("reasons.file_unsure", file=name)
        reasons = (said, why, *lacks, *(matched.conflicts if matched else ()))
        yield held(file, CaseKind.FILE, reasons, around, _believed(matched, around))


def _believed(matched: Match | None, around: Around) -> Invitation | None:
    """Return the organisation that a case is about, unless it is only named: it would wait for what others send in its name."""
    if matched is None or matched.invitation is None:
        return None
    return None if ground(around.examined, around.knowledge, matched.invitation) is Ground.NAMED else matched.invitation


def unmatched_case(file: ExaminedFile, around: Around) -> Hold:
    """Return the case about a workbook of which nobody knows whose it is."""
    token = file.marks.token if file.marks else None
    why = phrased("reasons.unmatched_unsent" if token else "reasons.unmatched_bare", file=file_called(file.opened.name))
    return held(file, CaseKind.UNMATCHED, (why,), around)


def held(file: ExaminedFile, kind: CaseKind, reasons: tuple[str, ...], around: Around, invitation: Invitation | None = None) -> Hold:
    """Return the case about one file of this message; whoever else sends the same file makes a case of its own.

    Whoever sends it again in an organisation's name, and proves nothing again, makes no further case.
    """
    opened, identity, examined = file.opened, invitation.id if invitation else 0, around.examined
    whose = examined.mail.author if kind is CaseKind.CLAIM else examined.sha256[:16]
    of_another = sent_by_another(examined, around.knowledge, invitation) if invitation and kind is CaseKind.WORKBOOK else None
    return Hold(
        cause=f"hold:{identity}:{opened.sha256[:16]}:{whose}",
        kind=kind,
        reasons=reasons,
        invitation_id=invitation.id if invitation else None,
        fingerprint=opened.sha256,
        file_name=opened.name,
        words=examined.own_words or None,
        sender_of=of_another.id if of_another else None,
    )
