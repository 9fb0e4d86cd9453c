"""What is told of a note, and of each of its sentences: what they are like, what the rules read in them, and what stands in them.

Traits are numbers, and flags of which few hold: these are told by their places alone, so that weighing them costs little.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from domain.intent import IntentKind
from intake.understanding.intent_rules.answers_in_text import figures, is_row
from intake.understanding.intent_rules.extension import days_to_come
from intake.understanding.intent_rules.successor import addresses
from intake.understanding.intents.said import HeardSentence, Said
from languages import concepts
from languages.checked import keys_of
from languages.likeness import alike, by_concepts, stands_for
from languages.phrase_table import PhraseTable

KINDS = tuple(kind for kind in IntentKind if kind is not IntentKind.AUTO_REPLY)
_LEAST = 0.005  # No share is less, or more than all but so much: what is as good as certain in one sentence is told as much.
_SOME = 0.02
_UNTOLD: Mapping[str, float] = dict.fromkeys(KINDS, 0.05)  # Where no word stands for anything.


@dataclass(frozen=True, slots=True)
class Traits:
    """The numbers, as many for every note or sentence, and the places of the flags that hold, in the order of the names."""

    numbers: list[float]
    flags: list[int]


@dataclass(frozen=True, slots=True)
class TraitNames:
    """What each number and each flag is, so that weights which were learned of others are not taken for theirs."""

    numbers: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToldSentence:
    """A sentence, what it is like by what its words stand for, what these are, and how many figures it tells."""

    sentence: HeardSentence
    by_concepts: Mapping[str, float]
    stands_for: frozenset[str]
    figures: int
    row: bool
    day: bool
    address: bool


def told(said: Said, read: Collection[IntentKind]) -> tuple[Traits, list[Traits]]:
    """Return the traits of a note in which the rules `read` intents, and those of each of its sentences."""
    spoken = said.sentences or said.titles
    text = [one.text for one in spoken]
    all_told = [_told_of(one, said, text) for one in spoken]
    return _of_note(said, all_told, read), [_of_sentence(one, said, at, len(all_told)) for at, one in enumerate(all_told)]


def _told_of(sentence: HeardSentence, said: Said, text: Sequence[str]) -> _ToldSentence:
    return _ToldSentence(
        sentence=sentence,
        by_concepts=by_concepts(sentence.text, text),
        stands_for=stands_for(sentence.text, text),
        figures=figures(sentence, said),
        row=is_row(sentence, said),
        day=bool(days_to_come(sentence, said)),
        address=bool(addresses(sentence.text, said)),
    )


@cache
def names() -> TraitNames:
    """Return what the traits of a note are."""
    alike_to = (f"{kind} {how}" for kind in KINDS for how in ("in a sentence", "in a clause", "anywhere", "in all"))
    answered = (f"answers {how}{kind}" for how in ("", "by concepts ") for kind in KINDS)
    numbers = (*alike_to, *(f"{kind} by concepts" for kind in KINDS), "words", "sentences", "figures", *answered, "words of subject")
    flags = (*(f"read {kind}" for kind in KINDS), *_said_and_meant(), *(f"letter stands for {name}" for name in concepts.names()))
    shape = ("beside", "a figure", "two figures", "three figures", "asks", "day", "address", "row", "empty", "answers a letter")
    return TraitNames(numbers, (*flags, *shape))


@cache
def sentence_names() -> TraitNames:
    """Return what the traits of a sentence are."""
    numbers = (f"{kind} {how}" for how in ("as a whole", "in a clause", "by concepts") for kind in KINDS)
    shape = ("asks", "a figure", "figures", "row", "day", "address", "leads", "first", "last", "beside", "telling")
    return TraitNames((*numbers, "words", "courteous"), (*_said_and_meant(), *(f"denies {kind}" for kind in KINDS), *shape))


def _said_and_meant() -> Iterator[str]:
    yield from (f"says {name}" for name in keys_of(PhraseTable))
    yield from (f"stands for {name}" for name in concepts.names())


@dataclass(frozen=True, slots=True, kw_only=True)
class _FlagPlaces:
    """The places of flags, by what they are of: what rules read, what is said, what words stand for, what is denied, and all others."""

    read: Mapping[str, int]
    says: Mapping[str, int]
    stands_for: Mapping[str, int]
    letter: Mapping[str, int]
    denies: Mapping[str, int]
    all: Mapping[str, int]


def _places_of(named: TraitNames) -> _FlagPlaces:
    def begun(with_: str) -> Mapping[str, int]:
        return {name.removeprefix(with_): at for at, name in enumerate(named.flags) if name.startswith(with_)}

    return _FlagPlaces(
        read=begun("read "),
        says=begun("says "),
        stands_for=begun("stands for "),
        letter=begun("letter stands for "),
        denies=begun("denies "),
        all=begun(""),
    )


@cache
def _places() -> _FlagPlaces:
    return _places_of(names())


@cache
def _sentence_places() -> _FlagPlaces:
    return _places_of(sentence_names())


def _odds(share: float) -> float:
    return math.log((share + _LEAST) / (1 - share + _LEAST))


def _of_note(said: Said, all_told: Sequence[_ToldSentence], read: Collection[IntentKind]) -> Traits:
    heard = [one.heard for one in (*said.sentences, *said.titles)]
    shares = [one.by_concepts for one in all_told]
    figures_told = sum(one.figures for one in all_told)
    numbers = [*_alike(said), *(_odds(max((one.get(kind, 0.0) for one in shares), default=0.0)) for kind in KINDS)]
    words = sum(one.sentence.heard.words for one in all_told)
    numbers += (math.log1p(words), math.log1p(len(all_told)), math.log1p(figures_told), *_answered(said))
    places = _places()
    flags = [places.read[kind] for kind in read if kind in places.read]
    flags += (places.says[name] for name in {name for one in heard for name in one.said})
    flags += (places.stands_for[name] for name in {name for one in all_told for name in one.stands_for})
    if said.answered:
        flags += (places.letter[name] for name in stands_for(said.answered, _with_subject(said)))
    shape = {
        "beside": said.beside,
        "a figure": figures_told > 0,
        "two figures": figures_told > 1,
        "three figures": figures_told > 2,
        "asks": any(one.sentence.asks for one in all_told),
        "day": any(one.day for one in all_told),
        "address": any(one.address for one in all_told),
        "row": any(one.row for one in all_told),
        "empty": not said.sentences,
        "answers a letter": bool(said.answered),
    }
    flags += (places.all[name] for name, holds in shape.items() if holds)
    return Traits(numbers, sorted(flags))


def _alike(said: Said) -> Iterator[float]:
    """Yield for each intent how likely the likeliest sentence carries it, the likeliest clause, any sentence at all, and all together."""
    heard = [one.heard for one in (*said.sentences, *said.titles)]
    clauses = [part for one in heard for part in one.parts]
    for kind in KINDS:
        whole = [one.shares.get(kind, 0.0) for one in heard] or [0.0]
        yield from (_odds(max(whole)), _odds(max((part.get(kind, 0.0) for part in clauses), default=0.0)))
        yield from (_odds(1 - math.prod(1 - share for share in whole)), math.log(_SOME + sum(whole)))


def _answered(said: Said) -> Iterator[float]:
    """Yield what the subject of the letter that is answered is like: whoever was asked about a figure tells why it is so."""
    subject, text = said.answered, _with_subject(said)
    shares = alike((subject,), text)[0] if subject else {}
    meant = by_concepts(subject, text) if subject else {}
    yield from (_odds(one.get(kind, 0.0)) for one in (shares, meant) for kind in KINDS)
    yield math.log1p(len(subject.split()))


def _with_subject(said: Said) -> tuple[str, ...]:
    return (said.answered, *(one.text for one in said.sentences))


def _of_sentence(one: _ToldSentence, said: Said, at: int, count: int) -> Traits:
    heard = one.sentence.heard
    meant = one.by_concepts or _UNTOLD
    numbers = [_odds(heard.shares.get(kind, 0.0)) for kind in KINDS]
    numbers += (_odds(max((part.get(kind, 0.0) for part in heard.parts), default=0.0)) for kind in KINDS)
    numbers += (*(_odds(meant[kind]) for kind in KINDS), math.log1p(heard.words), heard.courteous)
    places = _sentence_places()
    flags = [*(places.says[name] for name in heard.said), *(places.stands_for[name] for name in one.stands_for)]
    flags += (places.denies[name] for name in heard.denied if name in places.denies)
    shape = {
        "asks": one.sentence.asks,
        "a figure": one.figures > 0,
        "figures": one.figures > 1,
        "row": one.row,
        "day": one.day,
        "address": one.address,
        "leads": one.sentence.leads,
        "first": at == 0,
        "last": at == count - 1,
        "beside": said.beside,
        "telling": heard.telling,
    }
    flags += (places.all[name] for name, holds in shape.items() if holds)
    return Traits(numbers, sorted(flags))
