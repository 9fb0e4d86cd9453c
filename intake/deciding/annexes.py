"""Which files of a message are annexes: kept beside the workbooks of the organisation that sent them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from domain.effects import Effect, Ignore, KeepAnnex
from domain.message import Knowledge
from domain.sentences import file_called
from domain.submission import Invitation, Submission
from intake.deciding.form import Form
from intake.deciding.match import match
from intake.deciding.named_files import asked_for, named_in
from intake.deciding.policy import Ground, ground, on_record
from intake.understanding.examine import Examined, ExaminedFile
from languages.telling import phrased
from workbooks.cells import Workbook

# What people send beside an answer. What cannot be opened or is no document of anybody (a signature, a program, the
# texts that gateways attach) is left in the message.
KINDS = frozenset({"pdf", "word", "image", "presentation"})


def annex(file: ExaminedFile, invitation: Invitation) -> KeepAnnex:
    """Return the effect that keeps a file as an annex of an organisation."""
    opened = file.opened
    return KeepAnnex(invitation_id=invitation.id, name=opened.name, kind=opened.format, sha256=opened.sha256, data=opened.data)


def annexes(examined: Examined, knowledge: Knowledge, decided: Iterable[Effect], forms: Mapping[str, Form]) -> Iterator[Effect]:
    """Yield what is kept of a message of a person: its documents and pictures, for the one organisation that it is about.

    A file that an answer names, where the form asks for one, is kept whatever it is, such as a recording.

    Beside a workbook they are its organisation's; alone, they are where the sender is on record and proves it.
    """
    others = [file for file in examined.files if not isinstance(file.opened.result, Workbook)]
    if not others:
        return
    filed = {one.invitation_id: one for one in decided if isinstance(one, Submission)}
    if len(filed) > 1:
        if documents := [file for file in others if is_document(file)]:
            yield Ignore(phrased("messages.why.several_files", files=_named(documents)))
        return
    whose = _whose(examined, knowledge, filed)
    if whose is None:
        return
    form = forms[whose.study].questionnaire if whose.study in forms else None
    named = (
        named_in(examined, filed[whose.id].answers, form) if form and whose.id in filed else asked_for(examined, whose, knowledge, forms)
    )
    yield from (annex(file, whose) for file in others if is_document(file) or file in named)


def is_document(file: ExaminedFile) -> bool:
    """Say whether a file is a document or picture that somebody sent, and no workbook."""
    return file.opened.format in KINDS and not isinstance(file.opened.result, Workbook)


def _whose(examined: Examined, knowledge: Knowledge, filed: Collection[int]) -> Invitation | None:
    """Return the one organisation that the message is about; None where evidence disagrees, or nothing makes it believed."""
    matched = match((*(clue for file in examined.files for clue in file.clues), *examined.message_clues), knowledge)
    whose = matched.invitation if matched and not matched.conflicts else None
    if whose is None:
        return None
    if filed:
        return whose if whose.id in filed and ground(examined, knowledge, whose) is not Ground.NAMED else None
    return whose if is_kept_alone(examined, knowledge, whose) else None


def is_kept_alone(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> bool:
    """Say whether a file that comes without a workbook is an organisation's: its sender is on record there, and proves it."""
    return on_record(examined, knowledge, invitation) and ground(examined, knowledge, invitation) in {Ground.PROVEN, Ground.AUTHENTICATED}


def _named(files: Sequence[ExaminedFile]) -> tuple[str, ...]:
    return tuple(file_called(file.opened.name) for file in files)
