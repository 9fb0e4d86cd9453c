"""Which letters bear the token of an organisation: those to who is on record there, or has the token already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.letter import LetterKind
from domain.rules.bearing import bears_token, bringing
from domain.study import Attachment, Audience, Mailing
from tests.domain.entries import WHEN

ABOUT_AN_ORGANISATION = (LetterKind.MAILING, LetterKind.RECEIPT, LetterKind.QUESTION_BACK, LetterKind.INQUIRY)


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


def test_the_mailing_that_everybody_gets_brings_the_workbook_first() -> None:
    """A reminder that brings it too comes after."""
    circular = Mailing(name="circular", letter="circular", sender="unodc", at=WHEN)
    reminder = replace(circular, name="first", audience=Audience.OWING, attach=(Attachment.WORKBOOK,))
    form = replace(circular, name="form", attach=(Attachment.WORKBOOK,))
    assert [one.name for one in bringing([circular, reminder, form])] == ["form", "first"]
