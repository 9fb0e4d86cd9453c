"""What is typed into a cell, by the words around it: "number of", "date", "telephone", "(km)"; for where nothing else tells.

The first word that says anything decides, as in "Name of the village" and "Number of names"; in ideographs, the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from languages.asked import asked
from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.types.kinds import AnswerKind
from questionnaire.adopt.words.labels import is_multiple
from questionnaire.adopt.words.spelt import IDEOGRAPHS, plain
from questionnaire.designed.signs import ASKS, yes_and_no

_QUESTIONS, _HOW = ASKS[:3], 3  # Where a question asks for a figure, it begins with words for that: "how many".
_LONG = 250
_SHORT = 4  # A word of so few letters stands alone, as others may only begin like it.
_WHOLE_WORD = r"(?:e?s)?(?![^\W_])"
_CODED = re.compile(r"(?<!\w)(\d{1,2}) ?= ?[^\W\d]")
_EITHER = re.compile(r"[^\W\d_]+ ?/ ?[^\W\d_]+")
_DAY = re.compile(r"(?<!\w)([a-z\u0430-\u044f])\1\s?[./-]\s?([a-z\u0430-\u044f])\2\s?[./-]\s?([a-z\u0430-\u044f])\3(?:\3\3)?(?!\w)")
_BLANK_DAY = re.compile(r"_+\s?([./-])\s?_+\s?\1\s?_+")
# Signs of units are the same in all languages. One stands in brackets, behind a comma, or alone.
_SIGNS = (
    r"%|‰|[€$£¥₽₹]|us ?\$|usd|eur|gbp|chf|[kmg]?wh?|twh|tj|gj|pj|mj|mtoe|ktoe|toe|tce|k?t|kg|mg|g|\u00b5g|km|km2|km²|m|m2|m²|m3|m³|hm3|hm³"
    r"|cm|mm|ha|l|hl|dl|ml|°c|k?bit/s|[kmg]bps|[kmgt]b|mw|gw|kv|mva|db|h|fte|etp|ktco2e?q?|k?t ?co2-?e?q?|gg"
)
_UNIT = re.compile(rf"(?:^|[(\[,（]\s?(?:[^\s()]+ ){{0,2}}|\bin )(?:{_SIGNS})(?:/\w+\d?)?\s?(?:[)\],）/]|$)")

_CROSS = re.compile(r"\(X\)|\w {1,3}X$")  # What says that a cell is ticked, as its label ends with the sign.
_TWENTY = re.compile(r"(?:^|[^\W\d_] )20[ _.]*$")  # What a year goes on from.
_WORD = re.compile(r"[^\W\d_]+")
_REMARK = re.compile(r"^([^(（]+)[(（]\s?(?:in )?([^()（）]+)[)）]$")

FIGURES = frozenset({"integer", "decimal"})
_NUMBER = AnswerKind(type="decimal", sureness=Sureness.GUESSED)
_WHOLE = AnswerKind(type="integer", sureness=Sureness.GUESSED)
_DATE = AnswerKind(type="date", sureness=Sureness.GUESSED)
_TEXT = AnswerKind(type="text", sureness=Sureness.GUESSED)


def worded(texts: Iterable[str]) -> AnswerKind | None:
    """Return what the first of the texts that says anything of it says is typed; beside a measure no figure is a whole one."""
    every = [found for text in texts if (found := _of(" ".join(text.split())))]
    return _NUMBER if every[:1] == [_WHOLE] and _NUMBER in every else next(iter(every), None)


def is_unit(text: str) -> bool:
    """Say whether a text is but the sign of a unit."""
    return bool(_UNIT.fullmatch(plain(text)))


def is_to_be_ticked(texts: Iterable[str]) -> bool:
    """Say whether one of the texts says that something is to be ticked."""
    return any(_place(plain(text), _words(2)) is not None or _CROSS.search(text) for text in texts)


@cache
def _of(text: str) -> AnswerKind | None:
    if not text or len(text) > _LONG:
        return None
    choices = tuple(dict.fromkeys(_CODED.findall(text)))
    if len(choices) > 1 or (choices := _either(text)):
        return AnswerKind(type="select_one", sureness=Sureness.GUESSED, choices=choices)
    said = plain(text)
    if whole := _named(said) or _named_before_a_remark(said):
        return whole
    if is_multiple(text) or _TWENTY.search(said):
        return _NUMBER if is_multiple(text) else _WHOLE
    if _DAY.search(said) or _BLANK_DAY.search(text):
        return _DATE
    places = [(place, kind) for kind, words in _kinds() if (place := _place(said, words)) is not None]
    (first, _), kind = min(places, key=lambda pair: pair[0], default=((0, 0), None))
    return kind if kind in (_TEXT, _DATE) else _figure(text, kind, first, is_much=any(one is _NUMBER for _, one in places))


def _named(said: str) -> AnswerKind | None:
    return _whole().get(" ".join(_WORD.findall(said)))


def _named_before_a_remark(said: str) -> AnswerKind | None:
    """Return what is typed by all that is said before a remark in brackets: "Age (completed years)"; not of how much, as thousands."""
    before, _, remark = _REMARK.sub(r"\1 | \2", said).partition(" | ")
    found = _named(before) if remark else None
    return found if found is _TEXT or not (_UNIT.search(said) or is_multiple(f"{remark} {before}") or _place(remark, _words(4))) else None


def _figure(text: str, kind: AnswerKind | None, at: int, *, is_much: bool) -> AnswerKind | None:
    """Return which figure a text asks for, if it does: of how much something is, no whole number, even if it is asked of persons."""
    if _UNIT.search(plain(text)):
        return _NUMBER
    asks = not text.endswith(_QUESTIONS) or at <= _HOW
    return (_NUMBER if is_much else kind) if asks else None


def _either(text: str) -> tuple[str, ...]:
    """Return the words for yes and no that a text says one has to choose from, as in "(Yes/No)"."""
    for pair in _EITHER.findall(text):
        words = tuple(word.strip() for word in pair.split("/"))
        # One letter each is short for much else, as S/N for a serial number.
        if len(set(words)) > 1 and all(word.casefold() in yes_and_no() for word in words):
            return words
    return ()


def _kinds() -> Sequence[tuple[AnswerKind, re.Pattern[str]]]:
    return (_TEXT, _words(0)), (_DATE, _words(1)), (_WHOLE, _words(3)), (_NUMBER, _words(4))


@cache
def _words(which: int) -> re.Pattern[str]:
    """Return a pattern of all words of a kind: for texts, days, ticks, counts and measures."""
    one = asked()
    words = sorted({plain(word) for word in (one.texts, one.days, one.ticks, one.counts, one.measures)[which]}, key=len, reverse=True)
    within = "|".join(re.escape(word) for word in words if word >= IDEOGRAPHS)
    # Arabic words may have an article before them.
    begun = "|".join(
        re.escape(word) + (_WHOLE_WORD if len(word) <= _SHORT and word.isascii() else "") for word in words if word < IDEOGRAPHS
    )
    return re.compile(rf"(?<![^\W_])(?:\u0648|\u0628)?(?:\u0627\u0644)?(?:{begun})" + (rf"|(?:{within})" if within else ""))


@cache
def _whole() -> Mapping[str, AnswerKind]:
    """Return what is typed where these words are all that is said."""
    kinds = ((asked().whole_texts, _TEXT), (asked().whole_counts, _WHOLE))
    return {" ".join(_WORD.findall(plain(words))): kind for those, kind in kinds for words in those}


def _place(said: str, words: re.Pattern[str]) -> tuple[int, int] | None:
    """Return where a text first has one of the words, or the last in ideographs, counted from the end; and its length: longer ones win."""
    found = list(words.finditer(said))
    last = [one for one in found if one[0] >= IDEOGRAPHS]
    one = last[-1] if last else found[0] if found else None
    return None if one is None else (-one.end() if last else one.start(), -len(one[0]))
