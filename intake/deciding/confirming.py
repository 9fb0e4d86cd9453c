"""A confirmation: somebody answers the letter that asked an address whether no more mailings shall go to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.contact import Stopped
from domain.effects import Suppress
from domain.intent import IntentKind
from domain.letter import LetterKind
from domain.message import Kind, NamedDelivery
from intake.understanding.examine import Examined

BY_PEOPLE = (Kind.QUESTION, Kind.UNSUBSCRIBE)


def confirmations(examined: Examined, answered: Sequence[NamedDelivery]) -> Iterator[Suppress]:
    """Yield what an answer to such a letter brings: the address that was asked, whoever answers, gets no more mailings.

    `answered` are our letters whose tag the message carries: who has that of a confirmation had the letter. Only a person's bare "yes"
    counts, or the same wish again; an automatic reply is none, and any other words are a question like every other.
    """
    said = any(one.intent is IntentKind.UNSUBSCRIBE or (one.intent is IntentKind.CONFIRM and one.alone) for one in examined.intents)
    if examined.classification.kind not in BY_PEOPLE or not said:
        return
    for letter in answered:
        if letter.kind is LetterKind.CONFIRMATION:
            yield Suppress(letter.address.lower(), Stopped.UNSUBSCRIBED, f"{letter.address} was asked, and confirmed it.")
