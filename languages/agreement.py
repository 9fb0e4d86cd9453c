"""What phrases and likeness say of a sentence together: a sentence says what it is surely like, and hardly what it is not like.

The bounds were chosen by the notes of `tests/intake/notes` (decisions 0033, 0065, 0092). A bare yes and a wish for no more mail take
effect at once, so `yes` and `stop` are never said by likeness, and `unsubscribe` only beside the words of such a wish.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

_NEVER = 1.01


@dataclass(frozen=True, slots=True)
class Bounds:
    """How like its examples a sentence must be to carry an intent: where no phrase says it (`surely`), and where one does (`hardly`).

    The same beside a workbook. There people tell what came before, why it is late and what goes by post as well, and what hardly anybody
    wants there must be said plainly; but a slip that they mention is one in that workbook.
    """

    surely: float
    hardly: float
    surely_beside: float
    hardly_beside: float


_BOUNDS = {
    "decline": Bounds(0.7, 0.1, _NEVER, 0.5),
    "extension": Bounds(0.8, 0.2, _NEVER, 0.9),
    "successor": Bounds(0.85, 0.5, 0.85, 0.5),
    "correction": Bounds(0.6, 0.45, 0.7, 0.2),
    "draft": Bounds(0.7, 0.7, 0.6, 0.2),
    "confidential": Bounds(0.6, 0.3, 0.6, 0.2),
    "answers_in_text": Bounds(0.6, 0.2, 0.7, 0.05),
    "elsewhere": Bounds(0.4, 0.4, 0.8, 0.85),
    "resend": Bounds(0.5, 0.1, _NEVER, 0.8),
    "unsubscribe": Bounds(0.92, 0.7, _NEVER, 0.7),
    "confirm": Bounds(0.6, 0.25, 0.45, 0.1),
    "question": Bounds(0.5, 0.25, 0.5, 0.2),
}
_LEAVING = "leaving"  # Who was meant to stay and is written to no more does not learn of it.
_PORTION = "portion"  # What goes another way is missing in the workbook then, and is no copy of it.
_HARDLY = 0.05  # The same for what is no intent.
# So like an intent is what carries it where something else bears it out: a day to come, another address.
_RATHER, _PERHAPS = 0.3, 0.12
_APART = {"extension"}  # "We need it in our language, and propose the 13th of March."
_AT_ALL = 0.1
_SEVERAL, _HALF, _PLAINLY = 2, 0.5, 0.9
_MERE_COURTESY = 0.97
_OF_A_YES = frozenset({"unsubscribe", "confirm"})
_MAINLY = 0.7
_AMONG, _CLEARLY = ("confirm", "elsewhere"), 0.9
_RIVALS = ("answers_in_text", "confirm")  # "Question 4: 5,120 visits", "1,204 is the correct value" have the words of a correction.
# What stands within a number, an address or the link of a page divides no sentence: "1,200", "a.petrov@office.example".
_BETWEEN = re.compile("[;\u060c\u061b\uff0c\uff1b\uff1a]|[,:](?![\\d/])|\\.(?=\\s)|\\s[-\u2013\u2014]\\s")
_WORDS, _SIGNS = 3, 8
MERELY_SPOKEN_OF = {"promise", "answering", "pending"}  # These are no intents: every cover letter speaks of the answer.
# Under which intents what phrases say is looked up: what waits for approval is late or a draft.
_LOOKED_UP = {name: (name,) for name in _BOUNDS} | dict.fromkeys(MERELY_SPOKEN_OF, ("extension",)) | {"pending": ("extension", "draft")}


def weighed(shares: Mapping[str, float], parts: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    """Return how likely a sentence carries each intent by what it is like as a whole, and by its `parts`, each half as much (noisy or).

    What stands behind a greeting, or beside another matter, is hardly seen in the whole. A sentence that is surely like one intent is left
    as it is, and so are courtesy and notes.
    """
    if len(parts) < _SEVERAL or max((shares.get(name, 0.0) for name in _BOUNDS), default=0.0) >= _PLAINLY:
        return shares
    return {
        name: 1 - (1 - share) * math.prod(1 - _HALF * part.get(name, 0.0) for part in parts) if name in _BOUNDS else share
        for name, share in shares.items()
    }


def alike_to(
    said: AbstractSet[str], shares: Mapping[str, float], parts: Sequence[Mapping[str, float]] = (), *, beside: bool = False
) -> AbstractSet[str]:
    """Return the intents that a sentence is surely like, by how likely it carries each. `beside` tells that a workbook came along.

    One that is like none is surely like what one of its `parts` clearly says.

    What takes effect at once is among them only where phrases have `said` the words that such a wish is made of, and promise no answer.
    """
    found = {name for name, bounds in _BOUNDS.items() if shares.get(name, 0.0) >= (bounds.surely_beside if beside else bounds.surely)}
    if not (found or beside):
        found = {name for name in _AMONG if any(part.get(name, 0.0) >= _CLEARLY for part in parts)}
    return found if _LEAVING in said and "promise" not in said else found - {"unsubscribe"}


def rather_like(shares: Mapping[str, float], parts: Sequence[Mapping[str, float]] = ()) -> AbstractSet[str]:
    """Return the intents that a sentence, or one of its `parts`, may carry: believed where something beside its words bears them out."""
    return {
        name
        for name in _BOUNDS
        if (share := shares.get(name, 0.0)) >= _RATHER
        or (name in _APART and share >= _AT_ALL and any(part.get(name, 0.0) >= _MAINLY for part in parts))
    }


def perhaps_like(shares: Mapping[str, float]) -> AbstractSet[str]:
    """Return the intents that a sentence may carry though it is more like others: believed where what it speaks of bears them out."""
    return {name for name in _BOUNDS if shares.get(name, 0.0) >= _PERHAPS}


def clauses(sentence: str) -> list[str]:
    """Return the parts of a sentence that are long enough to say something: "it is a draft, but we need no more time" says two things."""
    return [part for part in _BETWEEN.split(sentence) if len(part.split()) >= _WORDS or len(part) > _SIGNS]


def doubtful(
    said: AbstractSet[str],
    shares: Mapping[str, float],
    parts: Sequence[Mapping[str, float]] = (),
    *,
    asks: bool = True,
    beside: bool = False,
) -> AbstractSet[str]:
    """Return which of the things that phrases say a sentence is hardly like, and none of its `parts` more than all else.

    None where nothing was learned of its language. `asks` tells of a question mark, against which no words speak.
    """
    apart = {"elsewhere"} if _PORTION in said else set[str]()
    looked_up = {name: _LOOKED_UP[name] for name in said & _LOOKED_UP.keys() if name != "question" or not asks}
    hardly = {
        name
        for name, intents in looked_up.items()
        if not any(_is_like(one, _bound(name, beside=beside and name not in apart), shares, parts) for one in intents)
    }
    # Whoever promises an answer in the same breath wants no more reminders, and not no more mail.
    return hardly | ({"unsubscribe"} & said if "promise" in said or _rather_else(shares) else set())


def _rather_else(shares: Mapping[str, float]) -> bool:
    """Say whether a sentence is like another intent than the wish for no more mail, however much a part of it is like that.

    "No more to me, please, but to our accountant", "she said that nothing more needs to be sent" have the words of such a wish. A yes says
    nothing else: "yes, please unsubscribe".
    """
    told = {name: share for name, share in shares.items() if name in _BOUNDS and name not in _OF_A_YES}
    other = max(told.values(), default=0.0)
    return other >= max(_HALF, shares.get("unsubscribe", 0.0))


def _bound(name: str, *, beside: bool) -> float:
    bounds = _BOUNDS.get(name)
    return (bounds.hardly_beside if beside else bounds.hardly) if bounds else _HARDLY


def _is_like(intent: str, bound: float, shares: Mapping[str, float], parts: Sequence[Mapping[str, float]]) -> bool:
    return shares.get(intent, 1.0) >= bound or any(part.get(intent, 0.0) >= max(bound, _MAINLY) for part in parts)


def plainly_like(shares: Mapping[str, float]) -> bool:
    """Say whether a sentence is so like an intent that it is no courtesy, whatever polite words are in it."""
    return any(shares.get(name, 0.0) >= _PLAINLY for name in (*_BOUNDS, "note"))


def outdone(shares: Mapping[str, float]) -> AbstractSet[str]:
    """Return the intents that a sentence does not carry, whatever its words, since as a whole it is more like another with such words."""
    rival = max(shares.get(name, 0.0) for name in _RIVALS)
    corrects = rival <= max(_RATHER, shares.get("correction", 0.0))
    # "We cannot open your workbook, so here are our answers: Q1 12, Q2 45": it is wanted no more.
    answers = shares.get("answers_in_text", 0.0) >= _PLAINLY
    return {name for name, out in (("correction", not corrects), ("resend", answers)) if out}


def courteous(said: AbstractSet[str], doubted: AbstractSet[str], shares: Mapping[str, float]) -> float:
    """Return how like a sentence is to what every letter says: 1 at most, and 0 where phrases find an intent.

    It must be surely so where they find one that is `doubted`.
    """
    share = shares.get("thanks", 0.0)
    found = said if share < _MERE_COURTESY else said - doubted
    return share if found.isdisjoint(_LOOKED_UP.keys() - MERELY_SPOKEN_OF) else 0.0
