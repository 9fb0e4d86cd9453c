"""Who wants what was done undone says so as people do: with courtesy, with why, and in words that take back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.said_of_case import Beside
from intake.understanding.coordinators.case_words import said_of_case

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Annulez s'il vous plaît, je me suis trompé.",
        "annulez",
        "oubliez",
        "Oubliez ça. Désolé !",
        "Merci d'annuler.",
        "Veuillez annuler, c'était une erreur",
        "Bonjour,\n\nannulez svp\n\nc'était une erreur",
        "Please undo that, I was wrong.",
        "undo: I took it for another one",
        "Forget it, sorry",
        "Cancel that please",
        "Por favor, anule",
        "Deshágalo, me equivoqué",
        "يرجى الإلغاء",
        "تراجعوا من فضلكم",
        "Пожалуйста, отмените",
        "Отмените, я ошибся.",
        "请撤销，我弄错了",
        "取消",
        "Bitte rückgängig machen",
        "Stornieren Sie das bitte",
        "Por favor, desfaça",
        "Cancele, foi engano",
    ],
)
def test_undo_is_heard_in_ordinary_words(text: str) -> None:
    """In the languages in which decisions are read."""
    found = said_of_case(text, NOW)
    assert found is not None
    assert found.what is Beside.UNDO


@pytest.mark.parametrize(
    "text",
    [
        "Annulez ?",
        "annulez le deuxième envoi",
        "Oubliez. Accepter",
        "Oubliez, je préfère accepter",
        "Forget it\naccept",
        "undo, forget it",
        "annulez seulement si la région le veut",
        "Pas encore",
    ],
)
def test_what_else_is_meant_undoes_nothing(text: str) -> None:
    """Nor does what asks to wait, or decides at once."""
    assert said_of_case(text, NOW) is None
