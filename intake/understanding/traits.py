"""What is told of a whole note, in numbers: what each of its sentences is like, what the rules read in it, and what stands in it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from domain.intent import IntentKind
from intake.understanding.intent_rules.answers_in_text import figures, is_row
from intake.understanding.intent_rules.extension import days_to_come
from intake.understanding.intent_rules.successor import addresses
from intake.understanding.said import Said
from languages import concepts
from languages.likeness import by_concepts, stands_for
from languages.models import PhraseTable, keys_of

KINDS = tuple(kind for kind in IntentKind if kind is not IntentKind.AUTO_REPLY)
_LEAST = 0.005  # No share is less, or more than all but so much: what is as good as certain in one sentence is told as much.
_SOME = 0.02


def traits_of(said: Said, read: Collection[IntentKind]) -> list[float]:
    """Return the traits of a note in which the rules `read` intents, as many for every note, in the order of `names`."""
    return [*_alike(said), *(float(kind in read) for kind in KINDS), *_phrases(said), *_concepts(said), *_shape(said)]


@cache
def names() -> tuple[str, ...]:
    """Return what each trait is, so that weights which were learned of others are not taken for theirs."""
    alike = (f"{kind} {how}" for kind in KINDS for how in ("in a sentence", "in a clause", "anywhere", "in all"))
    stands = (f"stands for {name}" for name in concepts.names())
    shape = ("beside", "words", "sentences", "a figure", "figures", "more", "how many", "asks", "day", "address", "row", "empty")
    said = (f"says {name}" for name in keys_of(PhraseTable))
    return (*alike, *(f"read {kind}" for kind in KINDS), *said, *stands, *(f"concepts of {kind}" for kind in KINDS), *shape)


def _alike(said: Said) -> Iterator[float]:
    """Yield for each intent how likely the likeliest sentence carries it, the likeliest clause, any sentence at all, and all together."""
    heard = [one.heard for one in (*said.sentences, *said.titles)]
    clauses = [part for one in heard for part in one.parts]
    for kind in KINDS:
        whole = [one.shares.get(kind, 0.0) for one in heard] or [0.0]
        yield from (_odds(max(whole)), _odds(max((part.get(kind, 0.0) for part in clauses), default=0.0)))
        yield from (_odds(1 - math.prod(1 - share for share in whole)), math.log(_SOME + sum(whole)))


def _odds(share: float) -> float:
    return math.log((share + _LEAST) / (1 - share + _LEAST))


def _phrases(said: Said) -> Iterator[float]:
    found = {name for one in (*said.sentences, *said.titles) for name in one.heard.said}
    yield from (float(name in found) for name in keys_of(PhraseTable))


def _concepts(said: Said) -> Iterator[float]:
    """Yield which concepts stand in the note, and how likely a sentence carries each intent by these alone."""
    text = [one.text for one in said.sentences or said.titles]
    found = frozenset[str]().union(*(stands_for(one, text) for one in text))
    yield from (float(name in found) for name in concepts.names())
    shares: list[Mapping[str, float]] = [by_concepts(one, text) for one in text]
    yield from (_odds(max((one.get(kind, 0.0) for one in shares), default=0.0)) for kind in KINDS)


def _shape(said: Said) -> Iterator[float]:
    spoken = said.sentences or said.titles
    count = sum(figures(one, said) for one in spoken)
    yield from (float(said.beside), math.log1p(sum(one.heard.words for one in spoken)), math.log1p(len(spoken)))
    yield from (*(float(count >= least) for least in (1, 2, 3)), math.log1p(count))
    yield float(any(one.asks for one in spoken))
    yield float(any(days_to_come(one, said) for one in spoken))
    yield float(any(addresses(one.text, said) for one in spoken))
    yield from (float(any(is_row(one, said) for one in spoken)), float(not said.sentences))
