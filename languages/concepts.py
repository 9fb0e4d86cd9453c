"""What a sentence is like by what its words stand for, whatever their language is: another body, to hold, to send, a figure, right, wrong.

Nobody has written down in how many words an office says that another one holds the data, but in all of them it names a body, and says that
it holds something. `languages/<code>/concepts.toml` has the words of each concept, and `concepts.bin` how much concepts, and two of them
near each other, speak for each intent: learned from the examples of all languages together (`python -m languages.learning`), so that what
people say in one is known in all. It is added to what the pieces of words say (`languages.likeness`; decision 0116).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from languages import ENGLISH, known, toml_of

FILE, NAME = "concepts.toml", "concepts.bin"
_LETTERS, _PREFIXES = "letters", "prefixes"  # These keys are no concepts.
_NUMBER, _OTHERS = "#", ("#", ":", "?", "@")  # Signs that are concepts in all languages.
_NEAR = 5  # So many concepts behind another, both are a pair.
_COUNTS, _LENGTHS = 4, (3, 6, 12, 25)  # Numbers that are told apart, and the words of short and long sentences.
_HOLDS, _OF_DATA = frozenset({"hold", "compile", "charge"}), frozenset({"figure", "not", "no_longer"})
_OF_PERSONS = frozenset({"agent", "mail", "write_to", "@", "?"})
_SHORTEST = 2  # Letters with which a word of a concept may begin.
_LONGEST = 40  # Letters of a word that are looked at.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_IDEOGRAPHS}]+|[^\W\d_{_IDEOGRAPHS}]+|\d+(?:[.,'\u00a0 ]\d+)*|[?\u061f@:=]")
_SIGNS = {"=": ":", "\u061f": "?"}
# Accents, vowel signs of Arabic, and its stretched letters.
_MARKS: Mapping[int, str | None] = dict.fromkeys(place for place in (*range(0x300, 0x370), *range(0x64B, 0x660), 0x640, 0x670))

Concepts = tuple[int, ...]  # The numbers of concepts that a word stands for.


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """Return a text in small letters, without accents, which many leave out, and with simplified characters for traditional ones."""
    return unicodedata.normalize("NFKD", text.casefold()).translate(_plainer())


@cache
def _plainer() -> Mapping[int, str | None]:
    letters = str(toml_of("zh", FILE).get(_LETTERS, "")).split()
    return {**_MARKS, **{ord(pair[0]): pair[1] for pair in letters}}


@cache
def names() -> tuple[str, ...]:
    """Return the names of the concepts, each at the place that is its number."""
    return (*_OTHERS, *(name for name in toml_of(ENGLISH, FILE) if name not in {_LETTERS, _PREFIXES}))


def size() -> int:
    """Return how many places there are for pieces."""
    return _rest() + _COUNTS + 1 + len(_LENGTHS) + 1


def _rest() -> int:
    """Return the first place behind those of concepts: alone, first, last, and each before another."""
    return (3 + len(names())) * len(names())


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptLexicon:
    """The words of a language by what they stand for: whole ones, and those that begin or end others. `prefixes` are left off of words."""

    whole: Mapping[str, Concepts]
    beginnings: Mapping[str, Concepts]
    endings: Mapping[str, Concepts]
    prefixes: tuple[str, ...]
    longest: int

    def of(self, word: str) -> Concepts:
        """Return what a word stands for."""
        bare = (word[len(prefix) :] for prefix in self.prefixes if word.startswith(prefix) and len(word) > len(prefix) + _SHORTEST)
        found = {number for one in (word, *bare) for number in self._within(one)}
        return tuple(sorted(found))

    def _within(self, word: str) -> Iterable[int]:
        yield from self.whole.get(word, ())
        for end in range(_SHORTEST, len(word) + 1):
            yield from self.beginnings.get(word[:end], ())
        for start in range(len(word) - _SHORTEST) if self.endings else ():
            yield from self.endings.get(word[start:], ())

    def in_signs(self, signs: str) -> list[Concepts]:
        """Return what ideographs stand for: the longest word that begins at each, and after it what goes on behind that."""
        found: list[Concepts] = []
        at = 0
        while at < len(signs):
            long = next((one for one in range(min(self.longest, len(signs) - at), 0, -1) if signs[at : at + one] in self.whole), 0)
            if long:
                found.append(self.whole[signs[at : at + long]])
            at += long or 1
        return found


@cache
def lexicons() -> Mapping[str, ConceptLexicon]:
    """Return the words of each language that has such a file, by what they stand for."""
    return {code: _lexicon(said) for code in known() if (said := toml_of(code, FILE))}


def _lexicon(said: Mapping[str, str]) -> ConceptLexicon:
    whole: dict[str, set[int]] = {}
    beginnings: dict[str, set[int]] = {}
    endings: dict[str, set[int]] = {}
    for number, name in enumerate(names()):
        for word in plain(said.get(name, "")).split():
            table = beginnings if word.endswith("*") else endings if word.startswith("*") else whole
            table.setdefault(word.strip("*"), set()).add(number)
    return ConceptLexicon(
        whole=_sorted(whole),
        beginnings=_sorted(beginnings),
        endings=_sorted(endings),
        prefixes=tuple(plain(said.get(_PREFIXES, "")).split()),
        longest=max(map(len, whole), default=0),
    )


def _sorted(words: Mapping[str, set[int]]) -> Mapping[str, Concepts]:
    return {word: tuple(sorted(numbers)) for word, numbers in words.items()}


@lru_cache(maxsize=1 << 14)
def _stands_for(language: str, word: str) -> Concepts:
    return lexicons()[language].of(word)


def _told(language: str, text: str) -> Iterator[Concepts]:
    """Yield what each word of a text stands for; nothing for most of them."""
    for token in _TOKEN.findall(plain(text)):
        if "\u3040" <= token[0] <= "\u9fff":
            yield from lexicons()[language].in_signs(token)
        elif token[0].isdigit():
            yield (_OTHERS.index(_NUMBER),)
        elif (sign := _SIGNS.get(token, token)) in _OTHERS:
            yield (_OTHERS.index(sign),)
        else:
            yield _stands_for(language, token[:_LONGEST])


def places_of(language: str, text: str) -> list[int]:
    """Return the places of what a text in a language says by its concepts, each once, in order; nothing where it has no such words."""
    words = list(_told(language, text)) if language in lexicons() else []
    told = [one for one in words if one]
    if not told:
        return []
    count, rest, numbers = len(names()), _rest(), sum(1 for one in told if one == (_OTHERS.index(_NUMBER),))
    shape = (rest + min(numbers, _COUNTS), rest + _COUNTS + 1 + sum(len(words) > length for length in _LENGTHS))
    return sorted({*shape, *_alone(told, count), *_pairs(told, count)})


@lru_cache(maxsize=256)
def stands_for(language: str, text: str) -> frozenset[str]:
    """Return the names of all that the words of a text stand for; nothing where its language has no such words."""
    if language not in lexicons():
        return frozenset()
    return frozenset(names()[number] for numbers in _told(language, text) for number in numbers)


def another_holds(language: str, text: str) -> bool:
    """Say whether a text tells of a body that holds data, compiles them or is in charge, and of nobody to write to.

    "The Supreme Court does not hold these figures, they are with the prison service."
    """
    told = stands_for(language, text)
    return "body" in told and bool(told & _HOLDS) and bool(told & _OF_DATA) and not told & _OF_PERSONS


def _alone(told: Sequence[Concepts], count: int) -> Iterable[int]:
    yield from (number for numbers in told for number in numbers)
    yield from (count + number for number in told[0])
    yield from (2 * count + number for number in told[-1])


def _pairs(told: Sequence[Concepts], count: int) -> Iterable[int]:
    for at, numbers in enumerate(told):
        behind = {number for others in told[at + 1 : at + 1 + _NEAR] for number in others}
        for number in numbers:
            row = (3 + number) * count
            for other in behind:
                yield row + other


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptWeights:
    """What was learned of all languages: for each place a byte an intent, its weight plus 128 in units of `scale`."""

    intents: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rows: bytes

    def scores(self, places: Sequence[int]) -> list[float]:
        """Return for each intent how much these places speak for it; nothing where there are none."""
        if not places:
            return []
        width = len(self.intents)
        rows = b"".join([self.rows[place * width : (place + 1) * width] for place in places])
        unit, of_all = self.scale / len(places) ** 0.5, 128 * len(places)
        return [bias + (sum(rows[at::width]) - of_all) * unit for at, bias in enumerate(self.bias)]


def packed(weights: ConceptWeights, examples: str) -> bytes:
    """Return weights as their file; `examples` is the hash of what they were learned from."""
    head = {"intents": weights.intents, "bias": weights.bias, "scale": weights.scale, "examples": examples}
    return json.dumps(head).encode() + b"\n" + weights.rows


def unpacked(file: bytes) -> tuple[ConceptWeights, str]:
    """Return the weights of a file, and the hash of what they were learned from."""
    line, _, rows = file.partition(b"\n")
    head = json.loads(line)
    return ConceptWeights(intents=tuple(head["intents"]), bias=tuple(head["bias"]), scale=head["scale"], rows=rows), head["examples"]


@cache
def weights() -> ConceptWeights:
    """Return what was learned of all languages."""
    return unpacked(_file())[0]


def _file() -> bytes:
    return resources.files(__package__).joinpath(NAME).read_bytes()


def scores(language: str, text: str) -> list[float]:
    """Return how much a text speaks for each intent by its concepts; nothing where it is in a language that has none, or says none."""
    return list(_scores(language, text))


@lru_cache(maxsize=256)
def _scores(language: str, text: str) -> tuple[float, ...]:
    """Return the same: each sentence is looked at for itself, and for the note that it stands in."""
    return tuple(weights().scores(places_of(language, text)))
