"""Forms of letters that say nothing: how are you, an abbreviation before a number, a note verbale, on whose behalf somebody signs."""

from __future__ import annotations

import re

from intake.understanding.own_words.footers import has_matter
from intake.understanding.own_words.lines import WORD_BEGINS
from languages.mail import pattern
from languages.plain import plainly

_LONGEST = 90  # The characters of a greeting that asks how we are, and of a line that tells on whose behalf somebody signs.
_CEREMONY = 420  # The characters of a sentence of a note verbale, with the names of two states.
_LEADS = re.compile("[?\u061f\uff1f@%=;]")
_GREETED = 4  # The words of whom it greets.
_BEFORE = 40  # Characters before a number that are looked at.
_FEWEST = 2  # An abbreviation at the beginning of a sentence may be an answer and its end.
_COUNTED = re.compile(r"\d\s[^\W\d]{1,6}\.$")  # "We count 12 nos." has its number already.
_NUMBER = re.compile(r"\s{1,3}(?:n[or]s?\.? ?)?[^\s\d,;]{0,10}\d", re.IGNORECASE)


def asks_kindly(sentence: str) -> bool:
    """Say whether a sentence asks how we are, with or without a greeting, and nothing else."""
    if len(sentence) > _LONGEST:
        return False
    found = pattern("how_are_you", WORD_BEGINS + "(?:", r")\W{0,6}$").search(sentence)
    if not found:
        return False
    before = sentence[: found.start()]
    return not before.strip(" \u00bf,") or (
        bool(pattern("bounce_greeting", r"^\W{0,4}").match(before))
        and len(before.split()) <= _GREETED
        and not any(map(str.isdigit, before))
    )


def hands_over_corrected(sentence: str) -> bool:
    """Say whether a sentence hands over a file that was corrected, or opens without a password now, and tells nothing beside that."""
    if len(sentence) > _LONGEST or _LEADS.search(sentence) or not plainly("corrected").search(sentence):
        return False
    rest = sentence
    for kind in ("corrected", "corrected_thing", "corrected_beside"):
        rest = plainly(kind).sub(" ", rest)
    return not any(map(str.isalnum, rest))


def is_ceremony(sentence: str) -> bool:
    """Say whether a sentence is a note verbale's that refers to a letter and transmits something, and tells nothing beside it."""
    return (
        len(sentence) <= _CEREMONY
        and not _LEADS.search(sentence)
        and not has_matter(pattern("the_answer").sub(" ", sentence))
        and pattern("ceremony").search(sentence) is not None
    )


def numbers(part: str, rest: str) -> bool:
    """Say whether a `part` ends with an abbreviation for the number of a letter or law, which stands in the `rest`: "circular no. 17"."""
    if len(part.split()) < _FEWEST or _COUNTED.search(part) or not _NUMBER.match(rest):
        return False
    return pattern("numbering", WORD_BEGINS + "(?:", r")\.$").search(part[-_BEFORE:]) is not None


def stands_for_another(line: str) -> bool:
    """Say whether a line of a signature tells on whose behalf somebody signs: "for Director General", "i. A."."""
    return len(line) <= _LONGEST and pattern("on_behalf", "^").match(line) is not None
