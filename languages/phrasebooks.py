"""Phrases that people say, written for people to read and to add to.

A phrase is words: case, accents, punctuation and kinds of quotes make no difference, and each Chinese character is a word. In a phrase

- `word*`, `*word` and `*word*` stand for every word that begins with it, ends with it, or holds it, and `#` for a number,
- `..` stands for a few words or none, within a sentence, and `...` for whatever follows (`Listener.ends` says up to where),
- `(a|b)` is one of several, `(a|b)?` the same or nothing, `(a|b)*` up to three of them or nothing, and `{name}` one of the phrases of a
  family of that name,
- `^` is the beginning of a sentence, `$` its end, `,` a comma, `:` a colon, `?` the sign of a question (which need not be written where
  they do not matter), `@` an e-mail address, and `://` the address of a page.
"""

from __future__ import annotations

import marshal
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, filterfalse
from typing import NamedTuple

_REPEATED = 3
_RARE = 3  # A word in so few phrases finds them well enough.
NUMBERS = "I"  # Phrases, and bytes of them, are counted by 32 bits.
IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff"
_PART = re.compile(rf"\{{\w+\}}|\.\.\.|\.\.|://|[(|@#^$,:?\u060c]|\)[?*]?|\*?[{IDEOGRAPH}]\*?|\*?[^\W_{IDEOGRAPH}]+\*?")

_UNREAD = re.compile(r"[^\s'\u2019./-]")  # Whatever else stands in a phrase beside its parts is a mistake.


def bare(text: str, letters: Mapping[str, str]) -> str:
    """Return a text without case, accents and vowel signs, with `letters` written as those that they stand for."""
    text = text.casefold()
    if not text.isascii():
        text = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))
    for letter, stands_for in letters.items():
        text = text.replace(letter, stands_for)
    return text


# A part of a phrase: a word or a sign, or the sign "()" and the ways of a choice, each a row of parts. A phrase is such a row.
PhrasePart = tuple[str, "tuple[Phrase, ...]"]
Phrase = tuple[PhrasePart, ...]


def all_phrases(written: Sequence[str], letters: Mapping[str, str]) -> list[Phrase]:
    """Return phrases that can be looked for; raises ValueError where the brackets of one do not match.

    Their letters are looked at in one go, as there are thousands of phrases.
    """
    plain = bare("".join(f"{one}\n" for one in written), letters).split("\n")[:-1]
    return [_phrase(*both) for both in zip(written, plain, strict=True)]


def _phrase(written: str, plain: str) -> Phrase:
    ways, ending = _ways(iter(_PART.findall(plain)))
    if ending or len(ways) > 1 or not ways[0] or _UNREAD.search(_PART.sub("", plain)):
        raise ValueError(f"This is no phrase, or its brackets do not match: {written!r}.")
    return ways[0]


def _ways(parts: Iterator[str]) -> tuple[tuple[Phrase, ...], str]:
    """Return the ways up to the closing bracket, and that bracket."""
    ways: list[list[PhrasePart]] = [[]]
    for part in parts:
        if part == "(":
            inner, ending = _ways(parts)
            if ending in {"", "("}:
                return (), "("
            ways[-1] += [("()", inner)] if ending == ")" else [("()", (*inner, ()))] * (1 if ending == ")?" else _REPEATED)
        elif part in {")", ")?", ")*"}:
            return (tuple(map(tuple, ways)), part) if all(ways) else ((), "(")
        elif part == "|":
            ways.append([])
        else:
            ways[-1].append(_single("," if part == "\u060c" else part))
    return tuple(map(tuple, ways)), ""


@cache
def _single(sign: str) -> PhrasePart:
    """Return the part that is no choice: one for all phrases, since thousands say the same words."""
    return sign, ()


class Sought(NamedTuple):
    """A phrase of a name, and other words of it, without which it is said nowhere."""

    name: str
    needs: tuple[str, ...]
    phrase: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """Phrases, each under words of which a text says one wherever it says the phrase, and the numbers of those that have no such words.

    What is looked up are the words of the text, so that of thousands of phrases only those few are made values of that it may say: the
    `packed` bytes of the others are not touched, which in a process that was just forked would have their memory copied. A phrase is found
    by its number, and `ends` says by number where its bytes end. It is `far` where a phrase says `...`, so that what it says depends on
    where its listener ends that.
    """

    by_word: Mapping[str, bytes]
    others: bytes
    packed: bytes
    ends: array[int]
    far: bool

    def numbered(self, numbers: Iterable[int]) -> Iterator[Sought]:
        """Yield the phrases with these numbers."""
        for number in numbers:
            start = self.ends[number - 1] if number else 0
            yield Sought(*marshal.loads(self.packed[start : self.ends[number]]))  # noqa: S302 - It was packed below.


def phrases_of(named: Mapping[str, Iterable[Phrase]], families: Mapping[str, Phrasebook] | None = None) -> Phrasebook:
    """Return phrases to be looked for together; `families` are those that they may name."""
    phrases = [(name, phrase) for name, written in named.items() for phrase in written]
    used = Counter(chain.from_iterable(_words_of(phrase) for _, phrase in phrases))
    by_word: dict[str, array[int]] = {}
    others = array(NUMBERS)
    packed: list[bytes] = []
    for number, (name, phrase) in enumerate(phrases):
        needs = tuple(sign for sign, _ in phrase if is_word(sign))
        words = _rarest(phrase, needs, used, families or {})
        packed.append(marshal.dumps((name, needs, phrase)))
        for word in words or ():
            by_word.setdefault(word, array(NUMBERS)).append(number)
        if words is None:
            others.append(number)
    ends = array(NUMBERS, accumulate(map(len, packed)))
    far = any(_is_far(phrase, families or {}) for _, phrase in phrases)
    return Phrasebook(
        by_word={word: found.tobytes() for word, found in by_word.items()},
        others=others.tobytes(),
        packed=b"".join(packed),
        ends=ends,
        far=far,
    )


def _is_far(phrase: Phrase, families: Mapping[str, Phrasebook]) -> bool:
    """Say whether a phrase says `...`, itself or by one of the families."""
    return any(
        sign == "..."
        or (sign[0] == "{" and (family := families.get(sign[1:-1])) is not None and family.far)
        or any(_is_far(way, families) for way in ways)
        for sign, ways in phrase
    )


@cache
def is_word(sign: str) -> bool:
    """Say whether a part is looked up as it is (`Text.found`): a word, a beginning of one, a number, an address."""
    return sign[0].isalnum() or sign in {"#", "@", "://"}


def _words_of(phrase: Phrase) -> list[str]:
    """Return all words of a phrase, those of its choices too."""
    words: list[str] = []
    for sign, ways in phrase:
        if ways:
            for way in ways:
                words += _words_of(way)
        elif is_word(sign):
            words.append(sign)
    return words


def _rarest(phrase: Phrase, words: Sequence[str], used: Mapping[str, int], families: Mapping[str, Phrasebook]) -> Collection[str] | None:
    """Return words of which one is said wherever the phrase is, those that are least used in phrases; None where there are none.

    `words` are those of its parts that are words; where one is rare enough, no choice of others is looked at.
    """
    rarest = min(words, key=used.__getitem__, default=None)
    if rarest is not None and used[rarest] <= _RARE:
        return {rarest}
    choices = [found for part in phrase if part[0][0] in "({" and (found := _one_of(part, used, families))]
    if rarest is not None and not choices:
        return {rarest}  # As of most.
    return min([{rarest}, *choices] if rarest else choices, key=lambda found: sum(1 + used[word] for word in found), default=None)


def _one_of(part: PhrasePart, used: Mapping[str, int], families: Mapping[str, Phrasebook]) -> Collection[str] | None:
    """Return words of which one is said wherever one of the ways, or phrases of the family, is."""
    sign, ways = part
    if sign[0] == "{":
        family = families.get(sign[1:-1])
        return family.by_word.keys() if family and not family.others else None
    if not all(ways):
        return None  # It may say nothing.
    found: set[str] = set()
    for way in ways:
        words = _rarest(way, [one for one, _ in way if is_word(one)], used, families)
        if words is None:
            return None
        found.update(words)
    return found
