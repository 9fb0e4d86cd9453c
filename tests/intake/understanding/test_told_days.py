"""Whatever is more than courtesy reaches a person: who tells that something was done on a day says more, however few the words are."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

SENT = datetime(2026, 2, 10, 9, tzinfo=UTC)
CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "told_days.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["told"])
def test_what_was_done_on_a_day_is_more_than_courtesy(text: str) -> None:
    """A person hears of it, as of a note or of an answer elsewhere."""
    assert IntentKind.THANKS not in {one.intent for one in said(text, sent=SENT)}


@pytest.mark.parametrize("text", CASES["polite"])
def test_thanks_for_a_letter_or_a_call_of_a_day_are_courtesy(text: str) -> None:
    """As is what is wished for one."""
    assert {one.intent for one in said(text, sent=SENT)} == {IntentKind.THANKS}


def test_beside_a_workbook_a_day_explains_it() -> None:
    """What came along says more than the words."""
    assert {one.intent for one in said("Handed over on Monday. Regards", sent=SENT, beside=True)} == {IntentKind.THANKS}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("We could not finish in time. You'll have it Friday for sure.", 13),
        ("Je n'ai pas pu finir. Vous aurez ça vendredi sans faute.", 13),
        ("Vous l'aurez lundi.", 16),
        ("Sie bekommen den Bogen Freitag, versprochen.", 13),
        ("Remitiremos la planilla dentro del mes de febrero.", 28),
    ],
)
def test_a_promise_may_name_its_day_by_the_weekday_alone(text: str, day: int) -> None:
    """It is the next such day."""
    (promised,) = said(text, sent=SENT)
    assert (promised.intent, promised.until) == (IntentKind.EXTENSION, date(2026, 2, day))


@pytest.mark.parametrize(
    "text",
    [
        "We are not going to make Thursday, I'm afraid. We need more time.",
        "Donc pas possible vendredi. Il nous faut plus de temps.",
        "Wir brauchen mehr Zeit. Freitag und Montag ist bei uns geschlossen.",
        "As I told you Monday, you will have it as soon as our director is back.",
        "Your Thursday reminder arrived; we will send you the form once the board has met.",
        "You will have it as soon as the Thursday meeting is over at last.",
        "Comme je l'ai dit vendredi, nous vous enverrons les réponses dès que possible.",
        "Пятница у нас выходной, анкету пришлём.",
    ],
)
def test_a_weekday_by_itself_is_no_day_up_to_which_time_is_asked_for(text: str) -> None:
    """Only a promise is kept on it, that ends with it: else something else was, or is, on that day."""
    (asked,) = said(text, sent=SENT)
    assert (asked.intent, asked.until) == (IntentKind.EXTENSION, None)
