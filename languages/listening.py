"""Where a text says phrases (`languages.phrasebooks`).

No regular expression is built, and the time for a text grows with its length alone.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from languages.phrasebooks import IDEOGRAPH, NUMBERS, Phrase, Phrasebook, PhrasePart, Sought, bare, is_word

Span = tuple[int, int]
_BARRIER = "\n"
COMMAS = frozenset({",", ":", "?"})
_REST = 30  # So many words may stand where a phrase says `...`.
_SENTENCE = 250  # No sentence of a person has more words; nothing is looked for in what is behind them.
_LONG = 60  # No word is longer; what is, is cut.
_INVISIBLE = re.compile(r"[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>]{1,2000}", re.IGNORECASE)
# Words written without blanks touch the address that they speak of: a part of it is in such a script, or has none of its signs.
_UNPARTED = f"{IDEOGRAPH}\uac00-\ud7af"
_LABEL = rf"(?:(?:(?![{_UNPARTED}])[\w-]){{1,63}}|[{_UNPARTED}]{{1,63}})"
ADDRESS = re.compile(rf"(?:(?:(?![{_UNPARTED}])[\w.+'-]){{1,64}}|[{_UNPARTED}]{{1,64}})@{_LABEL}(?:\.{_LABEL}){{1,8}}")
_CLAUSE = re.compile("[,;()\\[\\]\u060c\u061b\u3001\uff0c\uff1b\u2013\u2014]| - ")
_SIGN = re.compile(f"[{IDEOGRAPH}]")
_WORD = re.compile(rf"[{IDEOGRAPH}]|[^\W_{IDEOGRAPH}]+|://|[@,:?]")


def folded(text: str, letters: Mapping[str, str]) -> list[str]:
    """Return the words of `text` without case, accents and vowel signs, with `letters` written as those that they stand for."""
    text = ADDRESS.sub(" @ ", _LINK.sub(" :// ", _INVISIBLE.sub("", text)))
    return _WORD.findall(_CLAUSE.sub(" , ", bare(text, letters).replace("\u061f", "?")))


def is_ideograph(word: str) -> bool:
    """Say whether a word is a sign that stands for a syllable or more, as in Chinese."""
    return bool(_SIGN.match(word))


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


def _may_begin(way: Phrase, text: Text) -> bool:
    """Say whether a text has the word with which a way begins, where it begins with one: of most choices it has none."""
    return not way or way[0][0] in text.found or not is_word(way[0][0])


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
        numbers = {number for word in text.found if word in by_word for number in array(NUMBERS, by_word[word])}
        for one in phrases.numbered(numbers):
            if all(need in text.found for need in one.needs):
                yield one
        yield from phrases.numbered(array(NUMBERS, phrases.others))

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
