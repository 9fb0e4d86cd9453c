"""Whoever denies a refusal refuses nothing, and whoever says that something is not so confirms nothing, whatever their words are like."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.told import said

_SENT = datetime(2026, 11, 27, 9, tzinfo=UTC)
DENIED = (
    "We do not decline to take part.",
    "We are not declining.",
    "Please make sure you do not leave our ministry out of the survey.",
    "It is not ours.",
    "Nous ne refusons pas de participer.",
    "Non, ce n'est pas exact.",
    "Wir lehnen die Teilnahme nicht ab.",
    "Nein, das stimmt nicht.",
    "No rechazamos participar.",
    "No, no es correcto.",
    "Não recusamos participar.",
    "Não, não está certo.",
    "Мы не отказываемся от участия.",
    "Нет, это не так.",
    "我们不拒绝参加。",
    "لا نرفض المشاركة",
    "لا، هذا غير صحيح",
)


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_neither_a_refusal_nor_a_yes(text: str, beside: bool) -> None:
    """A person reads it."""
    found = {one.intent for one in said(text, beside=beside, sent=_SENT)}
    assert found.isdisjoint({IntentKind.DECLINE, IntentKind.CONFIRM})
    assert found


@pytest.mark.parametrize(
    ("text", "intent"), [("We decline to take part.", IntentKind.DECLINE), ("Yes, that is correct.", IntentKind.CONFIRM)]
)
def test_what_is_not_denied_is_heard(text: str, intent: IntentKind) -> None:
    """The same words without a denial."""
    assert intent in {one.intent for one in said(text, sent=_SENT)}
