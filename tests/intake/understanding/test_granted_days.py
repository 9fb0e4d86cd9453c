"""A day beside or below a grant is heard as the day that is granted, in any language; what sets a condition grants nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.case import Decision
from intake.understanding.coordinators.case_words import is_unsure, said_of_case

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Accordé, jusqu'au 20 décembre.",
        "Accordé. Ils ont jusqu'au 20 décembre, merci",
        "accorder jusqu'au 20 décembre 2026",
        "accorder svp jusqu’au 20/12/2026",
        "Accordé\n\nOui, jusqu'au 20 décembre.",
        "Granted - until 20 December",
        "grant 2026-12-20",
        "grant (until 20 December)",
        "conceder hasta el 20 de diciembre",
        "منح حتى 20 ديسمبر",
        "предоставить до 20 декабря",
        "准予，至12月20日",
        "准予到2026年12月20日",
        "gewährt bis zum 20. Dezember",
        "concedido até 20 de dezembro",
        "gewährt bis zum 20.12.2026",
        "grant until 2026-12-20",
    ],
)
def test_the_day_that_is_named_is_granted(text: str) -> None:
    """Behind any punctuation, with or without a year; what was written stays as the note."""
    found = said_of_case(text, NOW)
    assert found is not None
    assert (found.what, found.until, found.several) == (Decision.GRANT, date(2026, 12, 20), False)
    assert found.note


@pytest.mark.parametrize(
    "text", ["grant until 20 or 21 December", "Accordé, le 20 décembre ou le 3 janvier", "grant 20 December\nor 2 January 2027"]
)
def test_of_two_days_nobody_knows_which_is_granted(text: str) -> None:
    """That is said apart from what says nothing."""
    found = said_of_case(text, NOW)
    assert found is not None
    assert (found.until, found.several) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "grant until 20 December if they confirm",
        "grant, not until 20 December",
        "accorder, mais pas avant le 20 décembre",
        "accorder jusqu'au 20 décembre, si la région est d'accord",
        "grant (only until May)",
    ],
)
def test_a_day_under_a_condition_grants_nothing(text: str) -> None:
    """Its author is told that it says more than one thing."""
    assert said_of_case(text, NOW) is None
    assert is_unsure(text)


@pytest.mark.parametrize(
    "text", ["Accordé.", "grant: they asked kindly", "grant\n\nSeen on 3 November with the whole of the team and everybody else."]
)
def test_without_a_day_that_could_be_granted_none_is_named(text: str) -> None:
    """What was asked for is granted then."""
    found = said_of_case(text, NOW)
    assert found is not None
    assert (found.until, found.several) == (None, False)
