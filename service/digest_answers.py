"""A coordinator's answer to a digest as a whole: it decides nothing, and they are told so, with what can be answered."""

from __future__ import annotations

from collections.abc import Sequence

from domain.evidence import Authentication
from domain.intent import IntentKind
from domain.letter import Letter, LetterKind
from domain.message import By, Kind
from domain.study import Person
from intake.understanding.examine import Examined
from service.running import Running
from store import Transaction, outbox

_SAYS_NOTHING = frozenset({IntentKind.THANKS, IntentKind.AUTO_REPLY})


def of_digest(tx: Transaction, known: Sequence[tuple[Running, Person]], examined: Examined) -> tuple[Running, Person] | None:
    """Return the study and the coordinator whose digest a message answers; None where it answers none, or needs no answer.

    `known` are the studies whose coordinator its author is. Thanks want no answer, and whoever was forged did not ask for one. What a
    file brings is told otherwise.
    """
    kinds = {examined.classification.kind, *examined.classification.also}
    if Kind.RETURN in kinds or examined.author.authentication is Authentication.FAILED or not examined.own_words.strip():
        return None
    if all(one.intent in _SAYS_NOTHING for one in examined.intents):
        return None
    tags = [clue.value for clue in examined.clues if clue.by is By.THREADING]
    digests = [one for one in outbox.with_tags(tx, tags) if _went_to(one, examined.author.address)] if tags else []
    return next(((run, person) for run, person in known if any(one.study == run.study.id for one in digests)), None)


def _went_to(letter: Letter, address: str) -> bool:
    return letter.kind is LetterKind.DIGEST and letter.address.lower() == address
