"""Whatever is more than courtesy reaches a person: who tells that something was done on a day says more, however few the words are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents import said

SENT = datetime(2026, 2, 10, 9, tzinfo=UTC)
TOLD = (
    "Handed over on Monday. Regards",
    "Done by the portal on 19 January. Kind regards, Accounts",
    "Erledigt seit Montag. Gruß",
    "Am 19. Januar per Portal erledigt. MfG",
    "Bouclé le 6 février. Cordialement",
    "Resuelto el 6 de febrero. Saludos cordiales",
    "Tratado a 6 de fevereiro. Cumprimentos",
    "Готово с 6 февраля. С уважением",
    "تم يوم الاثنين. مع التحية",
    "1月19日已通过平台办理。谢谢",
)
POLITE = (
    "See you on Monday. Regards",
    "Received your letter of 4 March. Thanks",
    "Vielen Dank für das Gespräch am Freitag.",
    "Merci pour votre appel de lundi.",
    "Happy new year! Regards",
)


@pytest.mark.parametrize("text", TOLD)
def test_what_was_done_on_a_day_is_more_than_courtesy(text: str) -> None:
    """A person hears of it, as of a note or of an answer elsewhere."""
    assert IntentKind.THANKS not in {one.intent for one in said(text, sent=SENT)}


@pytest.mark.parametrize("text", POLITE)
def test_thanks_for_a_letter_or_a_call_of_a_day_are_courtesy(text: str) -> None:
    """As is what is wished for one."""
    assert {one.intent for one in said(text, sent=SENT)} == {IntentKind.THANKS}


def test_beside_a_workbook_a_day_explains_it() -> None:
    """What came along says more than the words."""
    assert {one.intent for one in said("Handed over on Monday. Regards", sent=SENT, beside=True)} == {IntentKind.THANKS}
