"""The workbook that goes back with findings: the respondent's own, marked; or a fresh one with their answers.

Of several that a person put together the answers of all go back in one (see `service.letters.corrections_of_several`).

A fresh one goes where theirs cannot be patched, or has no cell for what is asked today, also where that was asked only since it came; and
where it was made for another organisation, since whatever comes back in that one would be that other's.
It is made when its letter is sent, and recorded with the letter's bytes, as everything that is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from domain.answer import AnswerValue, ItemStatus
from domain.errors import MissingError
from domain.finding import Finding
from domain.letter import Letter
from domain.rules.reminded import CORRECTION
from domain.submission import Invitation, Submission, SubmissionState
from questionnaire.marks import identify
from questionnaire.reading.answers.extract import EARLIER
from questionnaire.workbook.notice import marks, notice
from questionnaire.workbook.refill import filled_in, moved
from service.contacts.census import InvitedOrganisation
from service.letters.corrections_of_several import of_several
from service.letters.letter_header import bears_token_of
from service.letters.press import MEDIA_TYPES, Press
from service.process.caged import Unlocking
from service.studies.versions import form_of, words_of
from service.wiring import Service
from store import counting, submissions
from store.answers.counting import CountedAnswers
from workbooks.annotate import Unpatchable
from workbooks.cells import Workbook


def with_correction(
    service: Service, reader: Unlocking, press: Press, letter: Letter, case: InvitedOrganisation | None, now: datetime
) -> Letter:
    """Return the letter with the marked workbook attached, where it is to bring one and that can be made."""
    if case is None:
        return letter
    found = _filed(service, case, letter)
    if found is None:
        return letter
    made = of_several(service, reader, press, found, case, letter) or _made(service, reader, press, found, case, letter, now)
    if made is None:
        return letter
    name, data = made
    (sha256,) = service.store.archive.put([data])
    media_type = MEDIA_TYPES[PurePath(name).suffix.lower()]
    attachments = [{"name": name, "media_type": media_type, "sha256": sha256}]
    return replace(letter, context=letter.context | {"attachments": attachments, "corrected": True})


def _filed(service: Service, case: InvitedOrganisation, letter: Letter) -> Submission | None:
    """Return the workbook that a letter gives back: the one that it answers, or, where it reminds of a correction, the last one queried."""
    said, own, contact = letter.context.get("correction"), case.invitation.id, case.contact(letter.address)
    if not (isinstance(said, Mapping) or (letter.template == CORRECTION and case.not_taken_of(contact) is None)):
        return None  # Most letters: the store is not asked.
    with service.store.reading() as tx:
        if isinstance(said, Mapping):
            found = submissions.with_fingerprints(tx, [str(said["fingerprint"])])
            return next((one for one in found if one.invitation_id == own), None)
        came = submissions.of_invitations(tx, [own])
    return next((one for one in reversed(came) if one.state is SubmissionState.QUERIED), None)


def _sent_by_reader(letter: Letter, filed: Submission) -> bool:
    """Say whether the file goes back to whoever sent it; anybody else gets a workbook of ours with the same answers and marks."""
    said = letter.context.get("correction")
    return not said.get("fresh") if isinstance(said, Mapping) else letter.address.lower() == filed.sender.lower()


def _made(
    service: Service,
    reader: Unlocking,
    press: Press,
    filed: Submission,
    case: InvitedOrganisation,
    letter: Letter,
    now: datetime,
) -> tuple[str, bytes] | None:
    """Return the name and the bytes of the marked workbook, or None where the file was erased or says nothing that could be marked.

    It is the file that came only where its reader sent it themselves (`own`), it holds nothing that acts, and says of itself that it is
    nobody else's; its name is one of ours.
    A `fresh` workbook, which bears the organisation's token and last round's values, is made only where the letter may bring one: instead
    of a file that has no cell for what was asked since.
    """
    fresh, data = bears_token_of(letter, case), _kept(service, filed)
    if data is None:
        return None
    came = next((one.result for one in reader.open(data, filed.file_name) if isinstance(one.result, Workbook)), None)
    own = _sent_by_reader(letter, filed) and not _is_of_another(came, case.invitation)
    renewed = fresh and (any(one.code == EARLIER for one in filed.findings) or _asked_since(service, press, filed))
    made = _fresh(service, reader, press, came, filed, case, letter, now) if renewed else None
    if own and not made:
        with suppress(Unpatchable):
            suffix = ".xlsm" if PurePath(filed.file_name).suffix.lower() == ".xlsm" else ".xlsx"
            return f"{case.invitation.reference}{suffix}", _marked(reader, data, filed.findings, filed)
    if fresh and not renewed:
        made = _fresh(service, reader, press, came, filed, case, letter, now)
    return (f"{case.invitation.reference}{press.blank(press.study.languages[0]).ending}", made) if made else None


def _kept(service: Service, filed: Submission) -> bytes | None:
    with suppress(MissingError):
        return service.store.archive.get(filed.fingerprint)
    return None


def _is_of_another(workbook: Workbook | None, invitation: Invitation) -> bool:
    """Say whether a workbook bears, anywhere, the token or the reference of somebody else than this invited organisation.

    One that bears none is no other's: whoever lost them in a copy of their own gets their file back.
    """
    if workbook is None:
        return False
    said = identify(workbook)
    named = {said.token, said.reference} - {None, invitation.token, invitation.reference}
    return bool(named) or bool(said.conflicts)


def _asked_since(service: Service, press: Press, filed: Submission) -> bool:
    """Say whether the study asks today what it did not when the file was read: who is reminded later would have no cell for it."""
    today = press.running.version
    if filed.version == today:
        return False  # Nothing was applied since: the versions are not looked at.
    with service.store.reading() as tx:
        words = words_of(service, tx, press.study.id)
    asked = words.union.asked if words else {}
    return filed.version in asked and today in asked and not asked[today] <= asked[filed.version]


def _marked(reader: Unlocking, data: bytes, findings: tuple[Finding, ...], filed: Submission) -> bytes:
    return reader.annotate(data, marks(findings, filed.language), notice(findings, filed.answers, filed.language))


def _fresh(
    service: Service,
    reader: Unlocking,
    press: Press,
    workbook: Workbook | None,
    filed: Submission,
    case: InvitedOrganisation,
    letter: Letter,
    now: datetime,
) -> bytes | None:
    """Return a workbook of ours with the answers filled in, as they were read or else as they were written, and the same marks."""
    if workbook is None:
        return None
    form, language = press.running.questionnaire, press.study.language_for(filed.language)
    with service.store.reading() as tx:
        printed, reading = form_of(service, tx, press.running).read(workbook, now.date())
        counts = [_told_to(letter.address, case, one) for one in counting.of_invitations(tx, [case.invitation.id])]
    answers, untyped = printed.translated(printed.version, reading.answers), printed.untranslated(reading.untyped)
    blank = press.blank(language, case)
    came = printed.keyed(printed.version, reading.provenance)
    # For what their file had no cell, that stands which another one of theirs says; a row that they took out is no such thing.
    unasked = {key for key, one in came.items() if one.status is ItemStatus.NOT_ASKED}
    unasked |= {key for one in counts for key in one if printed.union and not printed.union.asks(printed.version, key)}
    answers |= {key: value for one in counts for key, value in one.items() if key in unasked}
    untyped = {key: text for key, text in untyped.items() if key not in unasked}
    flags, notes = ({key: said for key, one in came.items() if (said := getattr(one, kind))} for kind in ("flag", "note"))
    cells = filled_in(form, blank.layout, answers, untyped, flags, notes)
    filled = reader.fill(blank.prefix + press.stamp(case, language), cells)
    findings = printed.named(filed.version, filed.findings)
    if not any(one.code == EARLIER for one in findings):
        findings += tuple(one for one in reading.findings if one.code == EARLIER)
    try:
        return _marked(reader, filled, moved(findings, blank.layout), filed)
    except Unpatchable:
        return None


def _told_to(address: str, case: InvitedOrganisation, counts: CountedAnswers) -> Mapping[str, AnswerValue]:
    """Return what counts as far as the reader of a letter is told it: all of it where they are on record, else what they gave themselves.

    Whoever has the token may have it from anybody, and no token tells what others answered. Of what was put right at the desk they are
    told what they had given.
    """
    if case.contact(address) is not None:
        return counts.submission.answers
    own = {one.id for one in (*counts.kept, *counts.parts) if one.sender.lower() == address.lower()}
    answers = counts.submission.answers
    given = {key: (counts.words.edit(one) if counts.words else one).given for key, one in counts.edits.items()}
    return {key: given.get(key, answers.get(key)) for key, source in counts.sources.items() if source in own}
