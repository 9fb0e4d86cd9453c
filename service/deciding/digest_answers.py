"""A coordinator's answer to a digest as a whole: it decides nothing, and they are told so, with what can be answered."""

from __future__ import annotations

from collections.abc import Sequence

from domain.case import Decision
from domain.evidence import Authentication
from domain.intent import IntentKind
from domain.letter import Letter, LetterKind
from domain.message import By, Kind
from domain.said_of_case import Beside
from domain.study import Person
from intake.understanding.examine import Examined
from languages.decisions import is_named
from service.studies.running import Running
from store import Transaction, outbox

_SAYS_NOTHING = frozenset({IntentKind.THANKS, IntentKind.AUTO_REPLY})
# The words of the other decisions are those of courtesy, too: "noted, thank you", "thanks for the first digest", "you can count on me".
_DECIDES = frozenset(
    {Decision.ACCEPT, Decision.REJECT, Decision.GRANT, Decision.MERGE, Decision.ASSIGN, Decision.DECLINED, Decision.WITHDRAW}
    | {Decision.COUNT_BOTH, Decision.ADD, Beside.UNDO}
)


def of_digest(tx: Transaction, known: Sequence[tuple[Running, Person]], examined: Examined) -> tuple[Running, Person, Letter] | None:
    """Return the study and the coordinator whose digest a message answers, and that; None where it answers none, or needs no answer.

    `known` are the studies whose coordinator its author is. Thanks want no answer, unless they come with a decision, and whoever was
    forged did not ask for one. What a file brings is told otherwise. Later messages of its thread do not answer the digest itself.
    """
    kinds = {examined.classification.kind, *examined.classification.also}
    if Kind.RETURN in kinds or examined.author.authentication is Authentication.FAILED or not examined.own_words.strip():
        return None
    if all(one.intent in _SAYS_NOTHING for one in examined.intents) and not is_named(examined.own_words, _DECIDES):
        return None
    tags = [clue.value for clue in examined.clues if clue.by is By.THREADING and clue.where == "In-Reply-To"]
    digests = [one for one in outbox.with_tags(tx, tags) if _went_to(one, examined.author.address)] if tags else []
    return next(((run, person, one) for run, person in known for one in digests if one.study == run.study.id), None)


def _went_to(letter: Letter, address: str) -> bool:
    return letter.kind is LetterKind.DIGEST and letter.address.lower() == address
