"""Which files of a message are annexes: kept beside the workbooks of the organisation that sent them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from domain.effects import Effect, Ignore, KeepAnnex
from domain.message import Knowledge
from domain.submission import Invitation, Submission
from intake.deciding.match import match
from intake.deciding.policy import Ground, ground, on_record
from intake.understanding.examine import Examined, ExaminedFile
from workbooks.cells import Workbook

# What people send beside an answer. What cannot be opened or is no document of anybody (a signature, a program, the
# texts that gateways attach) is left in the message.
KINDS = frozenset({"pdf", "word", "image", "presentation"})


def annex(file: ExaminedFile, invitation: Invitation) -> KeepAnnex:
    """Return the effect that keeps a file as an annex of an organisation."""
    opened = file.opened
    return KeepAnnex(invitation_id=invitation.id, name=opened.name, kind=opened.format, sha256=opened.sha256, data=opened.data)


def annexes(examined: Examined, knowledge: Knowledge, decided: Iterable[Effect]) -> Iterator[Effect]:
    """Yield what is kept of a message of a person: its documents and pictures, for the one organisation that it is about.

    Beside a workbook they are its organisation's; alone, they are where the sender is on record and proves it.
    """
    documents = [file for file in examined.files if is_document(file)]
    if not documents:
        return
    filed = {one.invitation_id for one in decided if isinstance(one, Submission)}
    if len(filed) > 1:
        yield Ignore(f"{_named(documents)} came with workbooks of several organisations, and stays in the message alone.")
        return
    whose = _whose(examined, knowledge, filed)
    yield from (annex(file, whose) for file in documents if whose)


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
    return whose if on_record(examined, knowledge, whose) and _is_proven(examined, knowledge, whose) else None


def _is_proven(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> bool:
    return ground(examined, knowledge, invitation) in {Ground.PROVEN, Ground.AUTHENTICATED}


def _named(files: Sequence[ExaminedFile]) -> str:
    return ", ".join(file.opened.name for file in files)
