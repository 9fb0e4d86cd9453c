"""Who takes all their answers back takes no part any more, in whatever words: a person is offered to withdraw them (decision 0170)."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

SENT = datetime(2026, 12, 1, 9, tzinfo=UTC)
CASES = tomllib.loads((Path(__file__).parents[1] / "data" / "withdrawals.toml").read_text(encoding="utf-8"))


def kinds(text: str, *, subject: str = "", beside: bool = False) -> set[IntentKind]:
    """Return what is read in a text."""
    return {one.intent for one in said(text, subject, sent=SENT, beside=beside)}


@pytest.mark.parametrize("text", CASES["withdrawn"])
def test_who_takes_all_answers_back_declines(text: str) -> None:
    """That these are not to be used is no mere wish for secrecy, and that they are wrong no correction."""
    assert kinds(text) == {IntentKind.DECLINE}


@pytest.mark.parametrize("text", CASES["not_withdrawn"])
def test_who_takes_less_back_or_answers_anew_does_not_decline(text: str) -> None:
    """A person hears of it all the same."""
    found = kinds(text)
    assert IntentKind.DECLINE not in found
    assert found != {IntentKind.THANKS}


@pytest.mark.parametrize("text", CASES["withdrawn"])
def test_beside_a_workbook_a_person_reads_that_answers_are_taken_back(text: str) -> None:
    """Whoever brings answers may mean those that came before; courtesy it is not."""
    assert kinds(text, beside=True) != {IntentKind.THANKS}


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Withdrawal of our answers", "Dear colleagues, please see above."),
        ("Löschung unserer Antworten", "Guten Tag, bitte um Erledigung."),
        ("Retrait de nos réponses", "Bonjour, merci de votre compréhension."),
    ],
)
def test_a_subject_may_take_answers_back(subject: str, text: str) -> None:
    """Where the text carries no intent of its own."""
    assert kinds(text, subject=subject) == {IntentKind.DECLINE}


def test_where_a_figure_is_put_right_beside_it_answers_are_corrected() -> None:
    """What was withdrawn is replaced."""
    text = "We withdraw our figures. In row 12 we reported 4,200, it should be 2,400."
    assert IntentKind.CORRECTION in kinds(text)
    assert IntentKind.DECLINE not in kinds(text)
