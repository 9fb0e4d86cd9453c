"""Phrases that people say, written for people to read and to add to, and where a text says them.

A phrase is words: case, accents, punctuation and kinds of quotes make no difference, and each Chinese character is a word. In a phrase

- `word*`, `*word` and `*word*` stand for every word that begins with it, ends with it, or holds it, and `#` for a number,
- `..` stands for a few words or none, within a sentence, and `...` for whatever follows (`Listener.ends` says up to where),
- `(a|b)` is one of several, `(a|b)?` the same or nothing, `(a|b)*` up to three of them or nothing, and `{name}` one of the phrases of a
  family of that name,
- `^` is the beginning of a sentence, `$` its end, `,` a comma, `:` a colon, `?` the sign of a question (which need not be written where
  they do not matter), `@` an e-mail address, and `://` the address of a page.

No regular expression is built, and the time for a text grows with its length alone.
"""

from __future__ import annotations

import marshal
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, chain, filterfalse
from typing import NamedTuple

Span = tuple[int, int]
_BARRIER = "\n"
COMMAS = frozenset({",", ":", "?"})
_REST = 30  # So many words may stand where a phrase says `...`.
_REPEATED = 3
_SENTENCE = 250  # No sentence of a person has more words; nothing is looked for in what is behind them.
_RARE = 3  # A word in so few phrases finds them well enough.
_NUMBERS = "I"  # Phrases, and bytes of them, are counted by 32 bits.
_LONG = 60  # No word is longer; what is, is cut.
_INVISIBLE = re.compile(r"[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>]{1,2000}", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CLAUSE = re.compile("[,;()\\[\\]\u060c\u061b\u3001\uff0c\uff1b\u2013\u2014]| - ")
_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff"
_SIGN = re.compile(f"[{_IDEOGRAPH}]")
_WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+|://|[@,:?]")
_PART = re.compile(rf"\{{\w+\}}|\.\.\.|\.\.|://|[(|@#^$,:?\u060c]|\)[?*]?|\*?[{_IDEOGRAPH}]\*?|\*?[^\W_{_IDEOGRAPH}]+\*?")

_UNREAD = re.compile(r"[^\s'\u2019./-]")  # Whatever else stands in a phrase beside its parts is a mistake.


def folded(text: str, letters: Mapping[str, str]) -> list[str]:
    """Return the words of `text` without case, accents and vowel signs, with `letters` written as those that they stand for."""
    text = _ADDRESS.sub(" @ ", _LINK.sub(" :// ", _INVISIBLE.sub("", text)))
    return _WORD.findall(_CLAUSE.sub(" , ", _plain(text, letters).replace("\u061f", "?")))


def is_ideograph(word: str) -> bool:
    """Say whether a word is a sign that stands for a syllable or more, as in Chinese."""
    return bool(_SIGN.match(word))


def _plain(text: str, letters: Mapping[str, str]) -> str:
    text = text.casefold()
    if not text.isascii():
        text = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))
    for letter, stands_for in letters.items():
        text = text.replace(letter, stands_for)
    return text


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences as words, with a barrier after each.

    `found` are the places of each word and of each beginning of one; `after` is by place that place, or the one behind the comma there.
    """

    words: tuple[str, ...]
    found: Mapping[str, frozenset[int]]
    after: tuple[int, ...]
    families: dict[tuple[object, ...], Mapping[int, tuple[int, ...]]] = field(default_factory=dict)

    def sentences(self) -> tuple[range, ...]:
        """Return the places of the words of each sentence."""
        ends = [at for at, word in enumerate(self.words) if word == _BARRIER]
        return tuple(range(start, end) for start, end in zip((0, *(end + 1 for end in ends)), ends, strict=False))

    def places(self, key: str) -> Iterable[int]:
        """Return where the word, or a word of that beginning, stands."""
        if not key.startswith("*"):
            return self.found.get(key, ())
        part = key.strip("*")
        return frozenset(at for at, word in enumerate(self.words) if (part in word if key.endswith("*") else word.endswith(part)))

    def is_edge(self, sign: str, at: int) -> bool:
        """Say whether a sentence begins ("^") or ends ("$") at a place."""
        return at == 0 or self.words[at - 1] == _BARRIER if sign == "^" else self.words[self.after[at]] == _BARRIER

    def edges(self, sign: str) -> Iterable[int]:
        """Return the places where sentences begin, for "^", and all places for other signs."""
        return (places.start for places in self.sentences()) if sign == "^" else range(len(self.words))


def text_of(sentences: Iterable[Sequence[str]], prefixes: Sequence[str]) -> Text:
    """Return folded sentences as a text. `prefixes` are what a language writes together with the word behind it."""
    words: list[str] = []
    for sentence in sentences:
        words += [word[:_LONG] for word in sentence[:_SENTENCE]]
        words.append(_BARRIER)
    found: dict[str, set[int]] = {}
    for at, word in enumerate(words):
        for said in (word, *(word[len(one) :] for one in prefixes if word.startswith(one) and len(word) > len(one) + 1)):
            found.setdefault(said, set()).add(at)
            for end in range(1, len(said) + 1):
                found.setdefault(f"{said[:end]}*", set()).add(at)
        if word[0].isdigit():
            found.setdefault("#", set()).add(at)
    after = tuple(at + 1 if word in COMMAS else at for at, word in enumerate(words))
    return Text(tuple(words), {key: frozenset(places) for key, places in found.items()}, after)


# A part of a phrase: a word or a sign, or the sign "()" and the ways of a choice, each a row of parts. A phrase is such a row.
PhrasePart = tuple[str, "tuple[Phrase, ...]"]
Phrase = tuple[PhrasePart, ...]


def all_phrases(written: Sequence[str], letters: Mapping[str, str]) -> list[Phrase]:
    """Return phrases that can be looked for; raises ValueError where the brackets of one do not match.

    Their letters are looked at in one go, as there are thousands of phrases.
    """
    plain = _plain("".join(f"{one}\n" for one in written), letters).split("\n")[:-1]
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
    others = array(_NUMBERS)
    packed: list[bytes] = []
    for number, (name, phrase) in enumerate(phrases):
        needs = tuple(sign for sign, _ in phrase if _is_word(sign))
        words = _rarest(phrase, needs, used, families or {})
        packed.append(marshal.dumps((name, needs, phrase)))
        for word in words or ():
            by_word.setdefault(word, array(_NUMBERS)).append(number)
        if words is None:
            others.append(number)
    ends = array(_NUMBERS, accumulate(map(len, packed)))
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
def _is_word(sign: str) -> bool:
    """Say whether a part is looked up as it is (`Text.found`): a word, a beginning of one, a number, an address."""
    return sign[0].isalnum() or sign in {"#", "@", "://"}


def _may_begin(way: Phrase, text: Text) -> bool:
    """Say whether a text has the word with which a way begins, where it begins with one: of most choices it has none."""
    return not way or way[0][0] in text.found or not _is_word(way[0][0])


def _words_of(phrase: Phrase) -> list[str]:
    """Return all words of a phrase, those of its choices too."""
    words: list[str] = []
    for sign, ways in phrase:
        if ways:
            for way in ways:
                words += _words_of(way)
        elif _is_word(sign):
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
        words = _rarest(way, [one for one, _ in way if _is_word(one)], used, families)
        if words is None:
            return None
        found.update(words)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Looks for phrases with the families of one language.

    `gap` is how many words stand at most where a phrase says `..`, and `ends` are the words before which a `...` ends; both end with the
    sentence.
    """

    language: str
    families: Mapping[str, Phrasebook]
    gap: int
    ends: frozenset[str] = COMMAS

    def spans(self, phrases: Phrasebook, text: Text, names: Container[str] | None = None) -> dict[str, set[Span]]:
        """Return from where to where the text says phrases, by their names; of these `names` alone, where they are given."""
        found: dict[str, set[Span]] = {}
        for one in self._possible(phrases, text):
            if (names is None or one.name in names) and (spans := self._said(one.phrase, text)):
                found.setdefault(one.name, set()).update(spans)
        return found

    def _possible(self, phrases: Phrasebook, text: Text) -> Iterator[Sought]:
        """Yield the phrases of which the text says all words that it must, each once."""
        by_word = phrases.by_word
        numbers = {number for word in text.found if word in by_word for number in array(_NUMBERS, by_word[word])}
        for one in phrases.numbered(numbers):
            if all(need in text.found for need in one.needs):
                yield one
        yield from phrases.numbered(array(_NUMBERS, phrases.others))

    def _said(self, phrase: Phrase, text: Text) -> set[Span]:
        if not phrase:
            return set()
        first, *rest = phrase
        if ways := first[1]:
            return set().union(*(self._said((*way, *rest), text) for way in ways if _may_begin(way, text)))
        return self._along(rest, text, self._begun(first, text))

    def _begun(self, first: PhrasePart, text: Text) -> set[Span]:
        sign, _ = first
        if sign.startswith("{"):
            return {(at, end) for at, ends in self._family(sign[1:-1], text).items() for end in ends}
        if sign[0] not in "^$.":
            return {(at, at + 1) for at in text.places(sign)}
        return self._next(first, text, {(at, at) for at in text.edges(sign)})

    def _along(self, phrase: Iterable[PhrasePart], text: Text, spans: set[Span]) -> set[Span]:
        for part in phrase:
            if not spans:
                return spans
            spans = self._next(part, text, spans)
        return spans

    def _next(self, part: PhrasePart, text: Text, spans: set[Span]) -> set[Span]:
        """Return the spans that go on with `part`."""
        said, ways = part
        match said:
            case "()":
                return set().union(*(self._along(way, text, spans) for way in ways))
            case ".." | "...":
                return {(start, at) for start, end in spans for at in self._gap(said, text.words, end)}
            case "^" | "$":
                return {span for span in spans if text.is_edge(said, span[1])}
            case sign if sign.startswith("{"):
                family = self._family(sign[1:-1], text)
                return {(start, last) for start, end in spans for last in family.get(text.after[end], ())}
            case "," | ":" | "?":
                return {(start, end + 1) for start, end in spans if text.words[end] == said}
            case sign:
                places = text.places(sign)
                return {(start, text.after[end] + 1) for start, end in spans if text.after[end] in places} if places else set()

    def _gap(self, sign: str, words: Sequence[str], end: int) -> Iterator[int]:
        most, ends = (self.gap, frozenset[str]()) if sign == ".." else (_REST, self.ends)
        for at in range(end, min(end + most, len(words)) + 1):
            yield at
            if at == len(words) or words[at] == _BARRIER or words[at] in ends:
                return

    def _family(self, name: str, text: Text) -> Mapping[int, tuple[int, ...]]:
        """Return where the phrases of a family end, by where they begin."""
        family = self.families[name]
        # The listeners of a language differ in where `...` ends, and hear most families alike.
        key = (self.language, self.ends if family.far else None, name)
        if key not in text.families:
            ends: dict[int, list[int]] = {}
            for start, end in self.spans(family, text).get(name, ()):
                ends.setdefault(start, []).append(end)
            text.families[key] = {start: tuple(found) for start, found in ends.items()}
        return text.families[key]
