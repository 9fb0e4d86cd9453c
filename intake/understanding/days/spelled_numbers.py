"""Numbers in words, also in several: "fifteen", "twenty-five", "one hundred and twenty", "quatre-vingt-douze", "二十五".

A number is never cut: of 120 days in words the last twenty are none.
"""

from __future__ import annotations

from languages.date_tokens import Token
from languages.date_words import articles, joins, likely
from languages.dates import vocabulary

_HYPHENS = {"-", "\u2010"}
_MOST_WORDS = 8  # Of a number below 400, as long a time as is asked for.
_TEN, _HUNDRED = 10, 100
_BY_TWENTIES = {60, 80}  # French counts on from these to nineteen.


def spelled(words: tuple[Token, ...], position: int) -> tuple[int, int] | None:
    """Return the number that begins at `position`, and the place of the token behind it; None where none begins, or within another."""
    found = _number(words, position)
    if found is None or any(_reaches(words, before, position) for before in range(max(0, position - _MOST_WORDS), position)):
        return None
    return found


def hyphenates(words: tuple[Token, ...], position: int) -> bool:
    """Say whether a hyphen stands between two words that it joins, as in "twenty-fourth"."""
    hyphen, *behind = words[position : position + 2]
    joined = position > 0 and words[position - 1].end == hyphen.start and bool(behind) and behind[0].start == hyphen.end
    return hyphen.text in _HYPHENS and joined


def _reaches(words: tuple[Token, ...], start: int, position: int) -> bool:
    found = _number(words, start)
    return found is not None and found[1] > position


def _number(words: tuple[Token, ...], position: int) -> tuple[int, int] | None:
    """Return the longest number that begins here, and the place behind it."""
    found = _named(words, position)
    if found is None:
        return None
    value, end = found
    if value < 2 * _TEN and (more := _named(words, end)) and more[0] == _HUNDRED:
        value, end = value * _HUNDRED, more[1]
    less = _number(words, _less_from(words, value, end)) if value % _TEN == 0 else None
    return (value + less[0], less[1]) if less and less[0] < _room(value) else (value, end)


def _less_from(words: tuple[Token, ...], value: int, end: int) -> int:
    """Return where what is less than a ten or a hundred is looked for: an article is none, and "ten and two" are two numbers."""
    here = end + (end < len(words) and hyphenates(words, end))
    here += value > _TEN and here < len(words) and words[here].text in joins()
    return len(words) if here < len(words) and words[here].text in articles() else here


def _room(value: int) -> int:
    return _HUNDRED if value >= _HUNDRED else 2 * _TEN if value in _BY_TWENTIES else _TEN


def _named(words: tuple[Token, ...], position: int) -> tuple[int, int] | None:
    """Return what a number comes to that has a name of its own, and the place behind it: the longest name, and of one language first."""
    best: tuple[int, int] | None = None
    listed = vocabulary().get(words[position].text, {}).get("number", ()) if position < len(words) else ()
    for term in listed:
        end = _behind(term.words, words, position)
        if end > (best[1] if best else 0) and isinstance(term.value, int) and (not term.only_in or term.only_in in likely(words)):
            best = term.value, end
    return best


def _behind(name: tuple[str, ...], words: tuple[Token, ...], position: int) -> int:
    """Return the place behind a name that stands here, or 0; hyphens within it do not count."""
    end = position + 1
    for word in name[1:]:
        end += end < len(words) and hyphenates(words, end)
        if end >= len(words) or words[end].text != word:
            return 0
        end += 1
    return end
