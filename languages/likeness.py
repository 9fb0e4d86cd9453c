"""How like a sentence is to what people have said: a linear model over pieces of words, learned from the examples of each language.

People say one thing in more ways than phrases can be written down for. `languages/<code>/examples/` holds some hundred sentences for each
intent, a file an intent, and `python -m languages.learning` makes `likeness.bin` of them: for each piece (four letters of a word, its
beginnings, whole words, pairs of words, the beginnings of two words near each other; one to three ideographs) how much it says, and what it
speaks for. Method: multinomial logistic regression with hashed features (Weinberger et al., Feature hashing for large scale multitask
learning, 2009) and inverse document frequencies. Which pieces carry over from one author to another is told in decision 0092.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import mul
from zlib import crc32

from languages import bytes_of, concepts, known

PLACES = 1 << 15  # Pieces that share a place are rare enough among the some 20,000 of a language.
NAME = "likeness.bin"
_LETTERS = 4
_BEGINNINGS = range(4, 9)
_NEAR, _BEGINNING = 3, 5  # So near is a word to another that both are a piece, by so many of their first letters.
_SIGNS = range(1, 4)
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_IDEOGRAPHS}]+|[^\W\d_{_IDEOGRAPHS}]+|\d+|[?\u061f\uff1f@!\uff01]")
_LONGEST = 40  # Letters of a word, or ideographs in a row, that are looked at.
_NAMED = 0.1  # Labels are nouns that no example has, with few of the small words that all texts have.
_AT_ONCE = {"successor", "unsubscribe"}
_CONCEPTS = 0.5  # So much of what concepts say counts beside the pieces of words.
_TOLD = 0.5  # So large a share of its words must be known in a language, or a sentence is in another.


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What was learned of a language: for each place how much a piece there says (0: nothing is known of it), and a weight an intent.

    `rows` are `PLACES` times one byte and as many as there are `intents`, each weight plus 128, in units of `scale`. `words` are the hashes
    of the words that more than one example has: they tell which language a sentence is in. `code` is that of the language.
    """

    intents: tuple[str, ...]
    words: frozenset[int]
    bias: tuple[float, ...]
    scale: float
    rows: bytes
    code: str = ""

    def knows(self, words: Sequence[int]) -> float:
        """Return which share of words, by their hashes, is of this language."""
        return sum(map(self.words.__contains__, words)) / len(words) if words else 0.0

    def shares(self, places: Sequence[int], also: Sequence[float] = ()) -> Mapping[str, float]:
        """Return for each intent how likely it is that a sentence with these pieces carries it; in all they are 1.

        `also` is how much else speaks for each intent.
        """
        width = len(self.intents) + 1
        rows = b"".join([self.rows[place * width : (place + 1) * width] for place in places])
        says = rows[::width]
        length, of_all = sum(map(mul, says, says)), 128 * sum(says)
        total = [sum(map(mul, says, rows[at::width])) - of_all for at in range(1, width)]
        unit = self.scale / math.sqrt(length) if length else 0.0
        alone = [bias + sum_ * unit for bias, sum_ in zip(self.bias, total, strict=True)]
        by_words = dict(zip(self.intents, shares(alone), strict=True))
        if not also:
            return by_words
        both = [score + _CONCEPTS * more for score, more in zip(alone, also, strict=True)]
        found = dict(zip(self.intents, shares(both), strict=True))
        # Concepts do not hear what is denied: who is written to no more, or instead, must be said by the words too.
        return found | {name: min(found[name], by_words[name]) for name in _AT_ONCE & found.keys()}


def shares(scores: Sequence[float]) -> list[float]:
    """Return positive numbers that are 1 in all, each as much larger than another as its score is (softmax)."""
    most = max(scores)
    powers = [math.exp(score - most) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[int, ...]:
    """Return the hashes of the words of a text; an ideograph is one, since its neighbours differ from subject to subject."""
    words: list[str] = []
    for token in _tokens(text):
        if _is_ideographic(token):
            words += token
        elif token.isalpha():
            words.append(token)
    return tuple(crc32(word.encode()) for word in words)


def places_of(text: str) -> list[int]:
    """Return the places of all pieces of a text, each once, in order."""
    pieces: set[str] = set()
    before, nearby = "^", [""] * _NEAR
    for token in _tokens(text):
        if _is_ideographic(token):
            pieces.update(f"~{token[at : at + long]}" for long in _SIGNS for at in range(len(token) - long + 1))
            before, nearby = token[-1], ["", *nearby[:-1]]
            continue
        word, beginning = f"<{token}>", token[:_BEGINNING]
        pieces |= {word, f"{before}{word}"}
        pieces.update(word[: long + 1] for long in _BEGINNINGS if long <= len(token))
        pieces.update(word[at : at + _LETTERS] for at in range(len(word) - _LETTERS + 1))
        pieces.update(f"%{one}|{beginning}" for one in nearby if one)
        before, nearby = word, [beginning, *nearby[:-1]]
    return sorted({_place(piece) for piece in pieces})


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text without accents, which many leave out; of numbers only their length tells."""
    found = _TOKEN.findall(concepts.plain(text))
    return tuple("0" * min(len(token), 4) if token[0].isdigit() else token[:_LONGEST] for token in found)


def _is_ideographic(token: str) -> bool:
    return "\u3040" <= token[0] <= "\u30ff" or "\u3400" <= token[0] <= "\u9fff"


def _place(piece: str) -> int:
    return crc32(piece.encode()) % PLACES


def packed(likeness: Likeness, examples: str) -> bytes:
    """Return a likeness as its file; `examples` is the hash of what it was learned from."""
    head = {
        "intents": likeness.intents,
        "bias": likeness.bias,
        "scale": likeness.scale,
        "words": sorted(likeness.words),
        "examples": examples,
    }
    return json.dumps(head).encode() + b"\n" + likeness.rows


def unpacked(file: bytes) -> tuple[Likeness, str]:
    """Return the likeness of a file, and the hash of what it was learned from."""
    line, _, rows = file.partition(b"\n")
    head = json.loads(line)
    likeness = Likeness(
        intents=tuple(head["intents"]), words=frozenset(head["words"]), bias=tuple(head["bias"]), scale=head["scale"], rows=rows
    )
    return likeness, head["examples"]


@cache
def likenesses() -> tuple[Likeness, ...]:
    """Return what was learned of each language that has examples."""
    return tuple(replace(unpacked(file)[0], code=code) for code in known() if (file := bytes_of(code, NAME)))


@lru_cache(maxsize=256)
def _heard(code: str, sentence: str) -> Mapping[str, float]:
    """Return how likely a sentence carries each intent, by the pieces of its words and what these stand for.

    Most sentences are their only part, and looked at twice.
    """
    found = next(one for one in likenesses() if one.code == code)
    return found.shares(places_of(sentence), concepts.scores(code, sentence))


def alike(sentences: Sequence[str], text: Sequence[str] = ()) -> tuple[Mapping[str, float], ...]:
    """Return for each sentence how likely it is that it carries each intent; nothing where it is in no language that was learned.

    One that is too short or too strange to tell is in that of the `text` that they are from, which without any are they themselves.
    """
    whole = _language_of(tuple(text or sentences))
    return tuple(_heard(code, sentence) if (code := _language(words_of(sentence), whole) or whole) else {} for sentence in sentences)


def another_holds(sentence: str, text: Sequence[str]) -> bool:
    """Say whether a sentence of a `text` tells of another body that has the data (`languages.concepts.another_holds`)."""
    code = _of(sentence, text)
    return bool(code) and concepts.another_holds(code, sentence)


def stands_for(sentence: str, text: Sequence[str]) -> frozenset[str]:
    """Return the names of the concepts in a sentence of a `text` (`languages.concepts.stands_for`)."""
    code = _of(sentence, text)
    return concepts.stands_for(code, sentence) if code else frozenset()


def by_concepts(sentence: str, text: Sequence[str]) -> Mapping[str, float]:
    """Return how likely a sentence of a `text` carries each intent by what its words stand for; nothing where they say nothing."""
    code = _of(sentence, text)
    scores = concepts.scores(code, sentence) if code else []
    return dict(zip(concepts.weights().intents, shares(scores), strict=True)) if scores else {}


def _of(sentence: str, text: Sequence[str]) -> str:
    return _language(words_of(sentence)) or _language_of(tuple(text))


def spoken(text: str) -> str | None:
    """Return the code of the language in which a text of labels seems to be; None where too few of its words are known in any."""
    words = words_of(text)
    with_examples = [code for code in known() if bytes_of(code, NAME)]
    best = max(zip(with_examples, likenesses(), strict=True), key=lambda pair: pair[1].knows(words), default=None)
    return best[0] if best and best[1].knows(words) >= _NAMED else None


@lru_cache(maxsize=256)
def _language_of(text: tuple[str, ...]) -> str:
    """Return the code of the language that sentences together are in; nothing where none is known."""
    return _language(tuple(place for one in text for place in words_of(one)))


@lru_cache(maxsize=256)
def _language(words: tuple[int, ...], whole: str = "") -> str:
    """Return the code of the language in which most of these words are known, of several that of the `whole`; nothing where few are.

    Rules and weights ask it of the same sentence.
    """
    best = max(likenesses(), key=lambda one: (one.knows(words), one.code == whole), default=None)
    return best.code if best and best.knows(words) >= _TOLD else ""
