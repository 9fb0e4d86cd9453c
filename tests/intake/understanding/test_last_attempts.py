"""A report that no more attempts are made is no delay, in whatever words a server denies them."""

from __future__ import annotations

import pytest

from intake.understanding.examine import examine
from intake.understanding.receiving import Receiving
from tests.intake.scene import reader

_BOX = "survey@stats.example.org"
_REFUSED = "550 5.7.1 Unauthenticated email is not accepted due to the domain's DMARC policy."
LAST = (
    "No further attempts will be made.",
    "Aucune nouvelle tentative ne sera faite.",
    "No se volverá a intentar la entrega.",
    "Não serão feitas novas tentativas.",
    "Non verranno effettuati ulteriori tentativi.",
)
MORE = (
    "De nouvelles tentatives seront faites pendant quatre jours.",
    "Se volverá a intentar la entrega durante cuatro días.",
    "Serão feitas novas tentativas durante quatro dias.",
    "Verranno effettuati ulteriori tentativi per quattro giorni.",
)


def _is_permanent(said: str, code: str) -> bool | None:
    head = f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: {_BOX}\nSubject: Mail delivery\nContent-Type: text/plain; charset=utf-8\n"
    text = f"The mail system\n\n<anna.berg@ministry.example>:\n{code}\n\n{said}\n"
    (report,) = examine(f"{head}\n{text}".encode(), reader(), Receiving(own=frozenset({_BOX}))).classification.reports
    return report.permanent


@pytest.mark.parametrize("said", LAST)
def test_who_tries_no_more_has_given_up(said: str) -> None:
    """The letter is lost, though the words for attempts are those of a delay."""
    assert _is_permanent(said, _REFUSED) is True


@pytest.mark.parametrize("said", MORE)
def test_who_tries_on_has_not_given_up(said: str) -> None:
    """The letter may arrive still."""
    assert _is_permanent(said, "451 4.4.1 Connection timed out") is False
