"""The short letters to whoever sent a file of which nothing is told yet: a person looks at it, it came before, it is none of ours. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.effects import Reply
from domain.letter import CAME_BEFORE, LOOKED_AT, LetterKind
from domain.sentences import within_quotation
from domain.submission import Invitation, Submission, SubmissionState
from intake.deciding import replies
from intake.deciding.policy import on_record
from intake.deciding.reasons import Around, ReadWorkbook
from intake.deciding.recipients import Content, Parties, parties, recipients
from intake.deciding.said_besides import told_beside
from intake.understanding.examine import ExaminedFile
from languages import catalogue
from questionnaire.reading import LayoutState
from workbooks.refusal import Refusal

_NOT_COUNTED = (SubmissionState.HELD, SubmissionState.REJECTED)
_FOREIGN = "file_foreign"  # The sentence on a spreadsheet in which nothing of the questionnaire stands.


def looked_at(one: ReadWorkbook, around: Around, *, half: bool = False, said: bool = False, back: bool = True) -> tuple[Reply, ...]:
    """Return the short letters about a workbook that waits for a person: it came, and a person looks at it.

    Whoever sent it hears of it, where they are to be answered at all (`back`), and the contacts on record of what is not surely one of
    theirs, since no reminder comes meanwhile. It says whether that is since it is a `half`, or for what was `said` beside it, and nothing
    of why otherwise, nor of what anybody answered. Of several workbooks of a message it is one letter.
    """
    why: dict[str, object] = {} if said else {"held": True}
    if half:
        why = {"half": catalogue(one.reading.language).tell("half_waits").message}
    told: dict[str, object] = {LOOKED_AT: {"received_at": around.now.isoformat(), **why}}
    cause = f"{LOOKED_AT}:{one.invitation.id}:{around.examined.sha256[:16]}"
    to = _parties(one.invitation, around)
    to = to if back else replace(to, author="")
    letters = _letters(LOOKED_AT, cause, one.invitation, one.reading.language, told, to, Content.ARRIVAL)
    return tuple(replace(letter, fingerprint=one.file.opened.sha256) for letter in letters)


def came_before(file: ExaminedFile, before: Submission, invitation: Invitation, around: Around) -> tuple[Reply, ...]:
    """Return the letter to whoever sends a file that came `before`: on which day, that nothing changed by it, and to send what they meant.

    It is told once a day, so that two programs do not answer each other, and of no copy that a mail server made of the first message. Of
    what waits, or was rejected, nobody hears who is not on record.
    """
    known = on_record(around.examined, around.knowledge, invitation)
    if before.message_id in around.knowledge.delivered_before or (before.state in _NOT_COUNTED and not known):
        return ()
    told: dict[str, object] = {
        CAME_BEFORE: {
            "received_at": around.now.isoformat(),
            "file_name": within_quotation(file.opened.name),
            "before": before.received_at.astimezone(around.now.tzinfo).isoformat(),
        }
    }
    cause = f"{CAME_BEFORE}:{invitation.id}:{file.opened.sha256[:16]}:{around.now.date()}"
    return _letters(CAME_BEFORE, cause, invitation, before.language, told, _parties(invitation, around))


def is_foreign(one: ReadWorkbook) -> bool:
    """Say whether a workbook is no questionnaire."""
    return one.reading.layout is LayoutState.FOREIGN


def not_ours(files: Sequence[ExaminedFile], invitation: Invitation, around: Around) -> tuple[Reply, ...]:
    """Return the letters that say of spreadsheets that they are not the questionnaire, and what to send instead, as of a scan."""
    spoken = replies.language(around.examined.mail.author, invitation, around.knowledge)
    return replies.refused([_refused(one) for one in files], invitation, _parties(invitation, around), spoken)


def _refused(file: ExaminedFile) -> ExaminedFile:
    opened = file.opened
    return replace(file, opened=replace(opened, result=Refusal(_FOREIGN, {"name": opened.name})))


def _letters(
    template: str,
    cause: str,
    invitation: Invitation,
    spoken: str,
    told: Mapping[str, object],
    to: Parties,
    content: Content = Content.NOTICE,
) -> tuple[Reply, ...]:
    words = catalogue(spoken)
    return tuple(
        Reply(
            cause=f"{cause}:{address}",
            kind=LetterKind.ANSWER,
            template=template,
            invitation_id=invitation.id,
            to=(address,),
            language=spoken,
            # Whose name was used hears that nothing proves who wrote, and whoever did not write, who did.
            context={**told, **(told_beside([], address, to, words) if to.in_their_name or address != to.sender else {})},
        )
        for address in recipients(content, to)
    )


def _parties(invitation: Invitation, around: Around) -> Parties:
    return parties(around.examined, around.knowledge, invitation)
