"""What a sender is told of a workbook that was made for another organisation than the one for which it is taken. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from domain.message import By
from domain.submission import Invitation
from intake.deciding.match import match
from intake.deciding.policy import sent_by_another
from intake.deciding.reasons import Around, ReadWorkbook
from languages import catalogue
from languages.quoting import quoted_in


def told_whose(one: ReadWorkbook, invitation: Invitation, around: Around) -> tuple[str, ...]:
    """Return whose workbook it is, in sentences for its sender, where it is not the one of this organisation, or this one is not theirs."""
    return tuple(_told(one, invitation, around))


def _told(one: ReadWorkbook, invitation: Invitation, around: Around) -> Iterator[str]:
    words = catalogue(one.reading.language)
    inside = match(one.file.clues, around.knowledge)
    made_for, is_proven = (inside.invitation, inside.by is By.WORKBOOK_TOKEN) if inside else (None, False)
    if made_for and (made_for.id, made_for.study) != (invitation.id, invitation.study):
        yield _made_for(one, made_for, named=around.knowledge.names.get(made_for.organisation, "") if is_proven else "")
        yield words.tell("blank_of_another" if one.reading.blank else "answers_as_yours", own=invitation.reference).message
    elif own := sent_by_another(around.examined, around.knowledge, invitation):
        yield words.tell("answers_of_another", reference=invitation.reference, own=own.reference).message


def _made_for(one: ReadWorkbook, made_for: Invitation, *, named: str) -> str:
    """Return the sentence that says for whom a workbook was made.

    It is named only to whoever has a workbook of its own, on whose cover the name stands: a reference can be made up, and would ask us.
    """
    words = catalogue(one.reading.language)
    if not named:
        return words.tell("workbook_of_another", reference=made_for.reference).message
    file = quoted_in(one.reading.language, one.file.opened.name)
    return words.tell("workbook_of_named", file=file, reference=made_for.reference, organisation=named).message
