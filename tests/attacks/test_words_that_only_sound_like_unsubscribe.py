"""Nobody is evil: people ask to be spared reminders, because they will answer; or to be written to in another language.

These words suppressed them for ever, and the study lost a willing respondent. A rival knows that too, and words a forged mail so.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import STAFF, Scene, person

WORDS = (
    "Please stop sending us reminders, we will answer in March.",
    "We no longer wish to receive it in French. Could you send us the English version?",
    "Merci de ne plus nous envoyer de rappels : nous répondrons en mars.",
    "Please do not send any more copies to my colleague; send them to me alone.",
    "Kindly remove the second reminder, we are completing the questionnaire.",
    "Bitte senden Sie uns keine Erinnerungen mehr, wir antworten im März.",
    "Por favor, no nos envíen más recordatorios: contestaremos en marzo.",
    "No longer at this number: please call +43 1 234 instead. You need not unsubscribe me.",
)


@pytest.mark.parametrize("text", WORDS)
def test_words_of_a_willing_respondent_suppress_nobody(scene: Scene, text: str) -> None:
    """They reach a person."""
    scene.reply(5, person(5), text=text)
    assert scene.suppressed() == set()
    assert [one.to for one in scene.passed_on()] == [STAFF]


@pytest.mark.parametrize("text", ["Unsubscribe", "STOP", "Please remove me from your mailing list.", "Bitte abmelden."])
def test_the_wish_alone_unsubscribes(scene: Scene, text: str) -> None:
    """With courtesy or without."""
    scene.reply(5, person(5), text=text)
    assert scene.suppressed() == {person(5)}
