"""Who declares what our letter asked for confirms it; who says that it is not so yet confirms nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

_SENT = datetime(2026, 11, 27, 9, tzinfo=UTC)
DECLARED = (
    *("Affirmative, closed.", "We hereby declare the totals definitive.", "Final, yes sir."),
    *("Affirmatif, clos.", "Nous déclarons que les montants sont définitifs.", "C'est bien notre dernier mot."),
    *("Jawohl, abgeschlossen.", "Wir erklären, dass die Summen endgültig sind.", "Das ist unser letztes Wort."),
    *("Afirmativo, cerrado.", "Declaramos que los montos son definitivos.", "Definitivo, mi coronel."),
    *("Positivo, encerrado.", "Declaramos que as quantias são definitivas.", "Definitivo, sim senhora."),
    *("Отвечаем на запрос утвердительно: сводка окончательная.", "Заявляем, что суммы окончательные.", "Это наше последнее слово."),
    *("أيوه نهائية.", "نصرح بأن المبالغ نهائية.", "جوابنا عن كتابكم بالإيجاب، فالكشف نهائي."),
    *("谨此确认附件为定案，不再更动。", "最后的答复，就是它。"),
)
NOT_YET = (
    *("We cannot declare the totals final yet.", "We will state when it is final."),
    *("Nous ne déclarons pas encore les montants définitifs.", "Wir erklären noch nichts für endgültig."),
    *("No declaramos que los montos sean definitivos.", "Ainda não declaramos as quantias definitivas."),
    *("Суммы ещё не окончательные.", "ليست نهائية بعد.", "还不是定案。"),
)


@pytest.mark.parametrize("text", DECLARED)
def test_what_is_declared_is_confirmed(text: str) -> None:
    """In the words of an office, of a soldier, or in two."""
    assert {one.intent for one in said(text, sent=_SENT)} == {IntentKind.CONFIRM}


@pytest.mark.parametrize("text", NOT_YET)
def test_what_is_not_declared_yet_is_not_confirmed(text: str) -> None:
    """Though it has the same words."""
    assert IntentKind.CONFIRM not in {one.intent for one in said(text, sent=_SENT)}
