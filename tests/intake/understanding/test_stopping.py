"""A word such as "Stop!" stops our mail; above what tells of a file it stops that."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from intake.understanding.intents import said


@pytest.mark.parametrize(
    "text",
    [
        "Stopp bitte! Das, was meine Lernende am Montag geschickt hat, war ihre \u00dcbung und noch nicht unsere Abgabe.",
        "Stop please! What my apprentice sent on Monday was an exercise and not our submission yet.",
        "Stop. Wrong file, the right one follows.",
        "Arr\u00eatez svp ! Ce que le stagiaire a envoy\u00e9 lundi \u00e9tait un exercice, pas notre r\u00e9ponse.",
    ],
)
def test_who_stops_what_they_sent_leaves_no_list(text: str) -> None:
    """A person reads it."""
    found = {one.intent for one in said(text)}
    assert found
    assert not found & {IntentKind.UNSUBSCRIBE, IntentKind.THANKS}


@pytest.mark.parametrize(
    "text",
    [
        "Stop!",
        "Stop. Remove us from your list.",
        "STOP. We are a bakery and have nothing to do with radio licences.",
        "Stop please! We have told you three times that we do not want your mail.",
        "Unsubscribe. Thank you and all the best to the team in Vienna.",
        "Stopp. Sie haben mir schon f\u00fcnf Mails geschickt.",
    ],
)
def test_who_stops_our_mail_leaves(text: str) -> None:
    """Also who tells why, or thanks."""
    assert IntentKind.UNSUBSCRIBE in {one.intent for one in said(text)}
