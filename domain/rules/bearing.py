"""Which letters bear the token of an invitation: whoever holds it is believed about that organisation."""

from __future__ import annotations

from domain.letter import LetterKind

# Digests and questions passed on go to staff, and a confirmation concerns an address: none of them speaks for an organisation.
_OF_AN_ORGANISATION = (LetterKind.MAILING, LetterKind.RECEIPT, LetterKind.QUESTION_BACK)


def bears_token(kind: LetterKind, *, on_record: bool, proven: bool) -> bool:
    """Say whether a letter may bear the token of its organisation, in its answer address or in a workbook of ours.

    Its recipient must be `on_record` for that organisation, or have `proven` that they have the token already.
    """
    return kind in _OF_AN_ORGANISATION and (on_record or proven)
