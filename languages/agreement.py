"""What phrases and likeness say of a sentence together: a sentence says what it is surely like, and hardly what it is not like.

The bounds were chosen by the notes of `tests/intake/notes` (decision 0033). A bare yes and a wish for no more mail take effect at once, so
these (`yes`, `stop`, `unsubscribe`) are never said by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

_SURELY, _PLAINLY, _HARDLY = 0.9, 0.8, 0.05
_BY_LIKENESS = {
    "decline",
    "extension",
    "successor",
    "correction",
    "draft",
    "confidential",
    "answers_in_text",
    "elsewhere",
    "resend",
    "question",
    "confirm",
}
_MERE_COURTESY = 0.97
_MAINLY = 0.4
_BETWEEN = re.compile("[.,;:\u060c\u061b\uff0c\uff1b\uff1a]")
_WORDS, _SIGNS = 3, 8
_MOST = {"answers_in_text": 0.97}  # Dates and telephone numbers stand in every letter.
_LEAST = {"unsubscribe": 0.7}  # Who was meant to stay and is written to no more does not learn of it.
MERELY_SPOKEN_OF = {"promise", "answering"}  # These are no intents: every cover letter speaks of the answer.
# Under which intent what phrases say is looked up.
_LOOKED_UP = {name: name for name in _BY_LIKENESS | {"unsubscribe"}} | dict.fromkeys(MERELY_SPOKEN_OF, "extension")


def alike_to(shares: Mapping[str, float]) -> AbstractSet[str]:
    """Return the intents that a sentence is surely like, by how likely it carries each."""
    return {name for name, share in shares.items() if name in _BY_LIKENESS and share >= _MOST.get(name, _SURELY)}


def clauses(sentence: str) -> list[str]:
    """Return the parts of a sentence that are long enough to say something: "it is a draft, but we need no more time" says two things."""
    return [part for part in _BETWEEN.split(sentence) if len(part.split()) >= _WORDS or len(part) > _SIGNS]


def doubtful(
    said: AbstractSet[str], shares: Mapping[str, float], parts: Sequence[Mapping[str, float]] = (), *, asks: bool = True
) -> AbstractSet[str]:
    """Return which of the things that phrases say a sentence is hardly like, and none of its `parts` more than all else.

    None where nothing was learned of its language. `asks` tells of a question mark, against which no words speak.
    """
    looked_up = {name: _LOOKED_UP[name] for name in said & _LOOKED_UP.keys() if name != "question" or not asks}
    hardly = {
        name
        for name, intent in looked_up.items()
        if shares.get(intent, 1.0) < _LEAST.get(name, _HARDLY) and not any(part.get(intent, 0.0) >= _MAINLY for part in parts)
    }
    # Whoever promises an answer in the same breath wants no more reminders, and not no more mail.
    return hardly | ({"unsubscribe"} & said if "promise" in said else set())


def plain(said: AbstractSet[str], shares: Mapping[str, float]) -> AbstractSet[str]:
    """Return which of the things that phrases say a sentence is like as well; all of them where nothing was learned of its language."""
    return {name for name in said if shares.get(_LOOKED_UP.get(name, name), 1.0) >= _PLAINLY}


def courteous(said: AbstractSet[str], doubted: AbstractSet[str], shares: Mapping[str, float]) -> float:
    """Return how like a sentence is to what every letter says: 1 at most, and 0 where phrases find an intent.

    It must be surely so where they find one that is `doubted`.
    """
    share = shares.get("thanks", 0.0)
    found = said if share < _MERE_COURTESY else said - doubted
    return share if found.isdisjoint(_LOOKED_UP.keys() - MERELY_SPOKEN_OF) else 0.0
