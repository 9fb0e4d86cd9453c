"""What an office announces to everybody, known by its form, and what is said to us, known by words with which people say such things.

No list of phrases can name what the next office announces beneath its signatures. Opening hours have clock times, exhibitions a heading in
capitals, events signs around them, mottos quotation marks; what has such a form and no word that speaks to us is no word of the sender's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from intake.understanding.own_words.lines import WORD_BEGINS
from languages.mail import pattern
from languages.plain import plainly

# Before a word: no letter, but what Arabic and Hebrew write together with it.
WORD = WORD_BEGINS + "(?:[\u0648\u0628\u0644\u0641\u0643]?(?:\u0627\u0644)?|[\u05d5\u05d4\u05d1\u05dc])"
_LONGEST, _READ = 400, 8_000  # The characters of a line that are looked at, and of a sentence.
_UNIT = "(?:[ap]\\.?m\\b\\.?|h(?:rs?\\b|\\b|(?=\\d)|\\d\\d)?|uhr\\b|\u0447\\b|\u6642|\u65f6|\u70b9|\u9ede)"
_TIME = rf"\d{{1,2}}(?:[:.]\d\d(?!\d))?\s?{_UNIT}|\d{{1,2}}:\d\d(?!\d)"
_UNTIL = r"\s?(?:[-\u2013\u2014~\uff5e\u301c]|(?:[^\W\d_]{1,4} )?[^\W\d_]{1,5}-?)\s?"
# From one clock time to another, of which one has its minutes or its unit: "9:00-12:00", "de 9 a 16 h".
_HOURS = re.compile(rf"(?<![\d.,])(?:(?:{_TIME}){_UNTIL}\d{{1,2}}(?!\d)|\d{{1,2}}{_UNTIL}(?:{_TIME}))", re.IGNORECASE)
_FENCE = "[*=+#~<>\u00ab\u00bb\u2022\u25a0\u25b6\u25b8\u25ba\u25c6\u25c7\u25cb\u25cf\u2600-\u27bf\U0001f300-\U0001faff]"
_FENCED = re.compile(rf"{_FENCE}{{1,12}}\s?[^\s].{{6,}}{_FENCE}{{1,12}}$|\u3010.{{2,30}}\u3011\s?.{{4,}}$")
_HEADING = re.compile(r"\W{0,3}([^\W\d_][^:\n\d]{5,58}?)\s?[:\uff1a](?=\s)")
_BARE_PAGE = re.compile(r"\b[\w-]+(?:\.[\w-]+){1,4}/[\w#?=&%./-]+", re.IGNORECASE)
PAGE = re.compile(rf"https?://|\bwww\.|{_BARE_PAGE.pattern}", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:no|nr|n\u00b0|n\u00ba|n\.\u00ba|reg|\u2116)\.?\s?\d{5,}\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def has_form(line: str) -> bool:
    """Say whether a line has the form of what is announced to everybody, or one of the words for it."""
    text = line[:_LONGEST]
    headed = _HEADING.match(text)
    return (
        _HOURS.search(text) is not None
        or _FENCED.match(text) is not None
        or (headed is not None and headed[1].isupper())
        or _NUMBERED.search(text) is not None
        or pattern("announced", WORD).search(text) is not None
    )


@lru_cache(maxsize=64)  # Of a line it is asked several times, as all that follows.
def states(line: str) -> bool:
    """Say whether a line tells what none announces: somebody moved, a figure put right, what counts twice or never came, when to call."""
    text = line[:_LONGEST]
    told = pattern("stated", WORD).search(text) is not None or (_HOURS.search(text) is not None and _addresses_us(text))
    return told or plainly("never_came").search(text) is not None or tells_of_change(text)


@lru_cache(maxsize=64)
def tells_of_change(line: str) -> bool:
    """Say whether a line tells that whoever answers, or how it is called, changes: among titles and addresses that is said to us, too.

    A file that has another name, or a letter that was handed on, changes nothing of that.
    """
    return plainly("changes").search(plainly("changes_nothing").sub(" ", line[:_READ])) is not None


def speaks_to_us(line: str) -> bool:
    """Say whether a line has a word with which somebody tells us something, denies it, or wants it."""
    return states(line) or _addresses_us(line[:_LONGEST])


@lru_cache(maxsize=64)
def _addresses_us(text: str) -> bool:
    return pattern("addressed", WORD).search(text) is not None
