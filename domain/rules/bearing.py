"""Which mailings bring the workbook, and which letters bear the token: whoever holds it is believed about its organisation."""

from __future__ import annotations

from collections.abc import Iterable

from domain.letter import LetterKind
from domain.study import Attachment, Audience, Mailing

# Digests and questions passed on go to staff, and a confirmation concerns an address: none of them speaks for an organisation.
_OF_AN_ORGANISATION = (LetterKind.MAILING, LetterKind.RECEIPT, LetterKind.QUESTION_BACK, LetterKind.INQUIRY)


def bringing(mailings: Iterable[Mailing]) -> tuple[Mailing, ...]:
    """Return the mailings that bring the workbook, those first that everybody gets."""
    found = [one for one in mailings if Attachment.WORKBOOK in one.attach]
    return tuple(sorted(found, key=lambda one: one.audience is not Audience.ALL))


def bears_token(kind: LetterKind, *, on_record: bool, proven: bool) -> bool:
    """Say whether a letter may bear the token of its organisation, in its answer address or in a workbook of ours.

    Its recipient must be `on_record` for that organisation, or have `proven` that they have the token already.
    """
    return kind in _OF_AN_ORGANISATION and (on_record or proven)
