"""Which letters bear the token of an organisation: those to who is on record there, or has the token already."""

from __future__ import annotations

import pytest

from domain.letter import LetterKind
from domain.rules.bearing import bears_token

ABOUT_AN_ORGANISATION = (LetterKind.MAILING, LetterKind.RECEIPT, LetterKind.QUESTION_BACK)


@pytest.mark.parametrize("kind", ABOUT_AN_ORGANISATION)
def test_the_token_goes_to_who_is_on_record_or_has_it(kind: LetterKind) -> None:
    """Nobody else learns it by writing to us."""
    assert bears_token(kind, on_record=True, proven=False)
    assert bears_token(kind, on_record=False, proven=True)
    assert not bears_token(kind, on_record=False, proven=False)


@pytest.mark.parametrize("kind", sorted(set(LetterKind) - set(ABOUT_AN_ORGANISATION)))
def test_letters_to_staff_and_letters_about_an_address_bear_none(kind: LetterKind) -> None:
    """Whoever they reach speaks for no organisation."""
    assert not bears_token(kind, on_record=True, proven=True)
