"""What becomes of the files that a message brings as answers: filed, sent back, or held. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.case import CaseKind
from domain.effects import Effect, Hold, Ignore, Reply
from domain.finding import Finding
from domain.message import Kind, Knowledge, Match
from domain.rules.case import filed_again
from domain.sentences import file_called
from domain.submission import Invitation, Submission, SubmissionState
from intake.deciding import replies, short_letters
from intake.deciding.annexes import annex, is_document
from intake.deciding.filed import file_half, file_read, sent_before, submission_of, untold
from intake.deciding.form import Form
from intake.deciding.halves import halves_of, own_before
from intake.deciding.match import match_workbook, named_by
from intake.deciding.named_files import not_come
from intake.deciding.parts import share_of
from intake.deciding.policy import Act, Ground, Upshot, forged, ground, missing, on_record, sent_by_another, upshot
from intake.deciding.reasons import Around, ReadWorkbook, only_said_beside, reasons_to_ask, told_of_sender
from intake.deciding.recipients import parties
from intake.deciding.refused import decide_refused, held, unmatched_case
from intake.deciding.whose_file import told_whose
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.examine import Examined, ExaminedFile
from languages.telling import phrased
from questionnaire.in_part import read_in_part
from questionnaire.reading import LayoutState, Reading
from workbooks.cells import Workbook
from workbooks.refusal import Refusal


def decide_returns(examined: Examined, knowledge: Knowledge, forms: Mapping[str, Form], now: datetime) -> Iterator[Effect]:
    """Yield the effects of every file that is meant as an answer, each matched for itself; the same file twice counts once."""
    around = Around(examined, knowledge, forms, now)
    once = tuple({file.opened.sha256: file for file in examined.answers}.values())
    workbooks = [file for file in once if isinstance(file.opened.result, Workbook)]
    named = [named_by(file.clues, knowledge) for file in workbooks]
    bearers = Counter(identity for identities in named for identity in identities)
    found: list[ReadWorkbook] = []
    unmatched: list[ExaminedFile] = []
    again: list[tuple[ExaminedFile, Submission, Match]] = []
    for file, own in zip(workbooks, named, strict=True):
        elsewhere = frozenset(identity for identity, count in bearers.items() if count > (identity in own))
        matched = match_workbook(file.clues, examined.message_clues, knowledge, elsewhere)
        if matched is None or matched.invitation is None:
            unmatched.append(file)
        elif before := _filed_before(file, matched.invitation, around):
            yield Ignore(phrased("messages.why.same_file", file=file_called(file.opened.name), organisation=matched.reference))
            again.append((file, before, matched))
        else:
            conflicts = (*matched.conflicts, *(file.marks.conflicts if file.marks else ()))
            found.append(_read(file, matched.invitation, conflicts, around))
    beside = [one for one in found if _is_beside(one, found)]
    found = [one for one in found if one not in beside]
    yield from (annex(one.file, one.invitation) for one in beside)
    for file in unmatched:
        whose = _beside_whose(file, found, around)
        yield annex(file, whose) if whose else unmatched_case(file, around)
    yield from _told_before(again, found, around)
    for one in found:
        yield from _decide(one, found, around)
    refused = tuple(decide_refused([file for file in once if isinstance(file.opened.result, Refusal)], around))
    if not any(isinstance(one, Reply) for one in refused):  # Else a letter says already what to send.
        yield from _told_foreign(found, around)
    yield from refused


def _told_before(
    again: Sequence[tuple[ExaminedFile, Submission, Match]], found: Sequence[ReadWorkbook], around: Around
) -> Iterator[Effect]:
    """Yield the letter on a file that came before, one for each organisation, where nothing else that came tells of its answers."""
    told = {one.invitation.id for one in found}
    for file, before, matched in again:
        whose = matched.invitation
        if whose and whose.id not in told and not matched.conflicts and before.received_at <= around.now:
            told.add(whose.id)
            yield from short_letters.came_before(file, before, whose, around)


def _told_foreign(found: Sequence[ReadWorkbook], around: Around) -> Iterator[Effect]:
    """Yield the letter on spreadsheets that are no questionnaire, one for each organisation; of no more than a name nobody is told."""
    foreign = [one for one in found if short_letters.is_foreign(one) and not one.conflicts and one.ground is not Ground.NAMED]
    for whose in {one.invitation.id: one.invitation for one in foreign}.values():
        yield from short_letters.not_ours([one.file for one in foreign if one.invitation.id == whose.id], whose, around)


def _is_beside(one: ReadWorkbook, found: Sequence[ReadWorkbook]) -> bool:
    """Say whether a workbook is no questionnaire, and came beside one of the same organisation: it is an annex, and no answer."""
    foreign, named = one.reading.layout is LayoutState.FOREIGN, one.ground is Ground.NAMED
    others = (other for other in found if other.invitation.id == one.invitation.id)
    return foreign and not named and any(other.reading.layout is not LayoutState.FOREIGN for other in others)


def _beside_whose(file: ExaminedFile, found: Sequence[ReadWorkbook], around: Around) -> Invitation | None:
    """Return the one organisation beside whose questionnaire a workbook came that is none itself; None where there is no such."""
    whose = {one.invitation.id: one.invitation for one in found}
    if len(whose) != 1 or (file.marks and file.marks.token):
        return None
    (invitation,) = whose.values()
    one = _read(file, invitation, (), around)
    return invitation if _is_beside(one, [*found, one]) else None


def accept(
    examined: Examined,
    fingerprint: str,
    invitation: Invitation,
    knowledge: Knowledge,
    forms: Mapping[str, Form],
    now: datetime,
    *,
    as_it_is: bool = False,
) -> tuple[Effect, ...]:
    """Return the effects of a person's decision that the file with this fingerprint answers `invitation`: filed or sent back, never held.

    It is not sent back either where it shall count `as_it_is`. StopIteration where the message brings no such file.
    """
    file = next(file for file in examined.files if file.opened.sha256 == fingerprint)
    around = Around(examined, knowledge, forms, now)
    filed = tuple(file_read(_read(file, invitation, (), around), around, as_it_is=as_it_is))
    # A person says whose the message is, so that its documents are, too.
    return (*filed, *(annex(one, invitation) for one in examined.files if is_document(one) and one is not file))


def by_hand(
    file: ExaminedFile,
    invitation: Invitation,
    examined: Examined,
    knowledge: Knowledge,
    forms: Mapping[str, Form],
    now: datetime,
) -> tuple[Effect, ...]:
    """Return the effects of a workbook that a person files for an organisation: it is filed, sent back or held as one that came by mail.

    `examined` is the message that was written about it (see `service.collecting.by_hand`). A blank one is ignored.
    """
    around = Around(examined, knowledge, forms, now)
    matched = match_workbook(file.clues, examined.message_clues, knowledge)
    conflicts = (*(matched.conflicts if matched else ()), *(file.marks.conflicts if file.marks else ()))
    one = _read(file, invitation, conflicts, around)
    return tuple(_decide(one, [one], around))


def _filed_before(file: ExaminedFile, invitation: Invitation, around: Around) -> Submission | None:
    """Return what was filed of this very file for the organisation, so that nothing new is to be decided; None where it is new."""
    sender = around.examined.mail.author
    same = [one for one in around.knowledge.filed if (one.invitation_id, one.fingerprint) == (invitation.id, file.opened.sha256)]
    return next((one for one in same if not filed_again(one.state, same_sender=one.sender.lower() == sender)), None)


def _read(file: ExaminedFile, invitation: Invitation, conflicts: tuple[str, ...], around: Around) -> ReadWorkbook:
    form = around.forms[invitation.study]
    if not isinstance(file.opened.result, Workbook):
        raise TypeError(f"{file.opened.name} was not read as a workbook.")
    form, reading = form.read(file.opened.result, around.now.date())
    share = share_of(invitation, form, around.examined, around.knowledge)
    if share and not reading.blank and reading.layout is not LayoutState.FOREIGN:
        reading = read_in_part(reading, share.mine, share.others, around.now.date())
    reading = replace(reading, findings=(*reading.findings, *_files_not_come(file, invitation, form, reading, around)))
    before = sent_before(invitation, share, around)
    if before:
        # What was confirmed once is not asked again, also where the answers come in another copy of the workbook.
        reading = replace(reading, findings=form.confirmed_before(reading, before))
    return ReadWorkbook(
        file=file,
        invitation=invitation,
        ground=ground(around.examined, around.knowledge, invitation),
        conflicts=conflicts,
        form=form,
        reading=reading,
        share=share,
    )


def _files_not_come(file: ExaminedFile, invitation: Invitation, form: Form, reading: Reading, around: Around) -> Iterator[Finding]:
    """Yield what is told of files that the answers name, and that came neither with this message nor before."""
    beside = (one.opened.name for one in around.examined.files if one is not file)
    yield from not_come(form.questionnaire, reading, (*beside, *around.knowledge.annexes.get(invitation.id, ())))


def _decide(one: ReadWorkbook, found: Sequence[ReadWorkbook], around: Around) -> Iterator[Effect]:
    filled = [other for other in found if other.invitation.id == one.invitation.id and not other.reading.blank]
    if one.reading.blank:
        yield from _blank(one, bool(filled), around)
        return
    reasons = reasons_to_ask(one, len(filled), around)
    if upshot(Act.FILE, one.ground) is Upshot.HOLD:
        lacks = missing(around.examined, around.knowledge, one.invitation)
        yield _claim(held(one.file, CaseKind.CLAIM, (lacks, *reasons), around, one.invitation), around)
    elif reasons:
        yield submission_of(one, SubmissionState.HELD, around)
        yield held(one.file, CaseKind.WORKBOOK, (*reasons, *told_of_sender(one, around)), around, one.invitation)
        yield from _told_held(one, only_said_beside(reasons, len(filled), around), around)
    elif half := halves_of(one, around):
        yield from file_half(one, half, around)
    else:
        filed = tuple(file_read(one, around, instead=own_before(one, around)))
        yield from (*filed, *untold(one, filed, around))


def _told_held(one: ReadWorkbook, said: bool, around: Around) -> Iterator[Effect]:
    """Yield the letters that say that a workbook came and a person looks at it; of what is no questionnaire another letter tells.

    Where something disagrees about whose it is, nobody is told that theirs came; nor is its sender, beside what came before, who is not on
    record.
    """
    known = on_record(around.examined, around.knowledge, one.invitation) or around.knowledge.before(one.invitation) is None
    if said or (not one.conflicts and not short_letters.is_foreign(one)):
        yield from short_letters.looked_at(one, around, said=said, back=said or known)


def _claim(case: Hold, around: Around) -> Hold:
    """Return the case about a workbook that nothing proves; of one that a mail server calls forged, no contact is asked."""
    if not forged(around.examined):
        return case
    return replace(case, reasons=(*case.reasons, phrased("reasons.not_asked_of")), server_said=around.examined.author.why)


def _blank(one: ReadWorkbook, filled_beside: bool, around: Around) -> Iterator[Effect]:
    """Tell a person that their workbook is blank; beside a filled one or a question it was only left on their letter."""
    name, classified = file_called(one.file.opened.name), around.examined.classification
    machine = why_not_answered(around.examined.mail, around.knowledge.own_addresses)
    if filled_beside or machine or Kind.QUESTION in classified.also:
        beside = "filled" if filled_beside else "machine" if machine else "asked"
        yield Ignore(phrased(f"messages.why.blank_{beside}", file=name, machine=machine))
        return
    # Whoever returns another's by mistake is asked for their own, and nothing came of the other.
    invitation = sent_by_another(around.examined, around.knowledge, one.invitation) or one.invitation
    to, whose = parties(around.examined, around.knowledge, invitation), told_whose(one, invitation, around)
    told = replies.question_back(one.file, invitation, one.reading, one.form, to, around.now, whose)
    yield from told or (
        Ignore(phrased("messages.why.blank_missing", file=name, missing=missing(around.examined, around.knowledge, one.invitation))),
    )
