"""Where a text tells of a day: templates of `languages/` found in its words, each with the values of its slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intake.understanding.days.spelled_numbers import hyphenates, spelled
from languages.date_tokens import Token
from languages.date_words import clock, likely
from languages.dates import Node, Term, Value, templates, vocabulary

Values = Mapping[str, Value]
_NO_DAY = {"%", ":", "h"}  # What follows a share, a time of day or hours.
_OF_A_MONTH = {"day", "ordinal_day"}  # What a time of day never is, as in "by Friday, 12 noon".
_UNPARTED = {"weeks_on"}  # "Next Monday, in two weeks" are two days.
_COMMAS = {",", "\u060c"}
_DAY_SIGNS = {"\u65e5", "\u53f7", "\u865f"}
_RANGES = {"day": (1, 31), "ordinal_day": (1, 31), "month_number": (1, 12), "year": (1900, 2199), "number": (1, 400), "week": (1, 53)}
_BUDDHIST, _APART = range(2560, 2600), 543  # Years that are counted from the Buddha, and by how many these are more.
_BY_NUMBER = ("number", "day", "ordinal_day", "month_number")  # What a number in signs, such as those of Chinese, is for.


@dataclass(frozen=True, slots=True)
class Mention:
    """A template that was found: its words stand from the token `start` to before the token `end`, and its slots hold `values`."""

    rule: str
    start: int
    end: int
    values: Values


def mentions(words: tuple[Token, ...]) -> Iterator[Mention]:
    """Yield what tells of a day, or only looks like it (the rule `none`); the longest template wins where several begin."""
    position = 0
    while position < len(words):
        walked = (one for one in _walk(templates(), words, position, position, {}) if not _is_parted(one, words))
        found = max(walked, key=lambda one: one.end, default=None)
        if found:
            yield found
            yield from _in_brackets(words, found.end)
        position = found.end if found else position + 1


def _in_brackets(words: tuple[Token, ...], position: int) -> Iterator[Mention]:
    """Yield the day in numbers that stands in brackets at `position`, behind a day in words: "by the end of next week (17/7)"."""
    signs = [one.kind if one.kind == "short" else one.text for one in words[position : position + 4] if one.text != "."]
    if signs[:2] == ["(", "short"] and signs[2:3] and signs[2].startswith(")"):
        yield Mention("date", position + 1, position + 2, {"short": position + 1})


def year_of(year: int) -> int:
    """Return a year as we count it: Thailand counts from the Buddha, so that 2569 is 2026."""
    return year - _APART if year in _BUDDHIST else year


def _is_parted(mention: Mention, words: tuple[Token, ...]) -> bool:
    """Say whether a comma stands in a mention that it parts."""
    return mention.rule in _UNPARTED and any(word.text in _COMMAS for word in words[mention.start : mention.end])


def _walk(node: Node, words: tuple[Token, ...], first: int, position: int, values: Values) -> Iterator[Mention]:
    """Yield every template that goes on from `node` at `position`; templates are short, so that this ends soon."""
    if node.rule:
        yield Mention(node.rule, first, position, values)
    if position >= len(words):
        return
    here = _past_mark(words, first, position)
    if here >= len(words):
        return
    following = node.literals.get(words[here].text)
    if following:
        yield from _walk(following, words, first, here + 1, values)
    after_comma = here > position and words[position].text in _COMMAS
    for slot, end, value in _filled(node, words, here, unled=words[first].kind != "word" or here == first):
        unsaid = slot in _OF_A_MONTH and "weekday" in values and words[here].kind == "sign" and not _says_day(words[end : end + 1])
        if not unsaid and (not after_comma or slot == "year" or "weekday" in values):
            yield from _walk(node.slots[slot], words, first, end, {**values, slot: value})


def _says_day(behind: tuple[Token, ...]) -> bool:
    """Say whether a number in signs is followed by one for a day: "one" behind a weekday may begin the Chinese word for "surely"."""
    return any(one.text in _DAY_SIGNS for one in behind)


def _past_mark(words: tuple[Token, ...], first: int, position: int) -> int:
    """Return where the next word of a template is looked for: a mark between numbers and names does not count."""
    if position == first or words[position].kind != "mark":
        return position
    before, mark = words[position - 1], words[position]
    if mark.text == ".":
        if _abbreviates(words, position):
            return position + 1
        ends_word = before.kind in {"number", "short"} or any(
            term.abbreviated and term.words == (before.text,) for listed in vocabulary().get(before.text, {}).values() for term in listed
        )
        return position + 1 if ends_word and mark.start == before.end else position
    return position + 1 if mark.text in {",", "\u060c", "-", "/", "\u2013"} else position


def _filled(node: Node, words: tuple[Token, ...], position: int, *, unled: bool) -> Iterator[tuple[str, int, Value]]:
    """Yield each way to fill a slot of `node` at `position`: the slot, the token after it, and the value."""
    token = words[position]
    if token.kind == "number":
        # In this order: of templates as long as each other the first one stands; 15 and the sign of a day are the 15th, not 15 days.
        for slot in (one for one in _RANGES if one in node.slots):
            yield from ((slot, end, number) for end, number in _number(slot, words, position))
    elif token.kind in node.slots:  # A numeric date.
        yield token.kind, position + 1, position
    for kind, listed in vocabulary().get(token.text, {}).items():
        if kind == "number":
            yield from _in_words(node, words, position)
        elif kind in node.slots:
            ends = ((term, end) for term in listed if (end := _end(term, words, position)))
            stand = [(term, end) for term, end in ends if _is_name(term, words, position, unled=unled)]
            own = {term.words for term, _ in stand if term.only_in}
            yield from ((kind, end, term.value) for term, end in stand if term.only_in or term.words not in own)


def _in_words(node: Node, words: tuple[Token, ...], position: int) -> Iterator[tuple[str, int, Value]]:
    """Yield each way to fill a slot of `node` with a number in words or signs: no month has a fortieth day."""
    slots = [one for one in (_BY_NUMBER if words[position].kind == "sign" else _BY_NUMBER[:1]) if one in node.slots]
    if slots and (found := spelled(words, position)):
        yield from ((slot, found[1], found[0]) for slot in slots if _RANGES[slot][0] <= found[0] <= _RANGES[slot][1])


def _end(term: Term, words: tuple[Token, ...], position: int) -> int:
    """Return the place behind the words of a term, or 0 where other words stand there; points within "t.o.m." and hyphens do not count."""
    end = position + 1
    for word in term.words[1:]:
        end += end < len(words) and (_abbreviates(words, end) or hyphenates(words, end))
        if end >= len(words) or words[end].text != word:
            return 0
        end += 1
    return end


def _abbreviates(words: tuple[Token, ...], position: int) -> bool:
    """Say whether a point stands here that touches a single letter before it."""
    before, mark = words[position - 1], words[position]
    return mark.text == "." and mark.start == before.end and before.kind in {"word", "sign"} and len(before.text) == 1


def _is_name(term: Term, words: tuple[Token, ...], position: int, *, unled: bool) -> bool:
    """Say whether words that are common ones too are a name here."""
    languages = likely(words) if term.only_in else frozenset()
    if term.only_in and (term.only_in not in languages or not (term.abbreviated or len(languages) == 1)):
        return False
    behind = words[position + len(term.words) : position + len(term.words) + 3]
    dated = any(token.kind == "number" and len(token.text) == 4 for token in behind)
    return not term.needs or dated or (term.needs == "capital" and (words[position].capital or not unled))


def _number(slot: str, words: tuple[Token, ...], position: int) -> Iterator[tuple[int, int]]:
    """Yield a number that a slot can hold, with the ordinal ending behind it, such as the "th" of 15th."""
    low, high = _RANGES[slot]
    digits, behind = words[position].text, words[position + 1 : position + 3]
    if len(digits) > len(str(high)):
        return
    counted = year_of(int(digits)) if slot == "year" else int(digits)
    if not low <= counted <= high or (behind and behind[0].text in _NO_DAY):
        return
    if behind and slot in _OF_A_MONTH and behind[0].text in clock():
        return
    ending = _ordinal_ending(words[position], behind) if slot in _OF_A_MONTH else 0
    if ending or slot != "ordinal_day":
        yield position + 1 + ending, counted


def _ordinal_ending(number: Token, behind: tuple[Token, ...]) -> int:
    """Return how many tokens behind a number make it an ordinal: a point or letters that touch it, or a hyphen and letters."""
    if not behind or behind[0].start != number.end:
        return 0
    if behind[0].text == "." and len(behind) > 1 and behind[1].start == behind[0].end and _is_ordinal(behind[1]):
        return 2  # As in "1.º".
    if behind[0].text in {".", "°"} or _is_ordinal(behind[0]):
        return 1
    return 2 if behind[0].text == "-" and len(behind) > 1 and _is_ordinal(behind[1]) else 0


def _is_ordinal(token: Token) -> bool:
    return "ordinal" in vocabulary().get(token.text, {})
