"""The words by which a label or a key is known from one edition to the next: without its number and its years."""

from __future__ import annotations

import re

from questionnaire.adopt import FoundQuestion, Sureness

# Words, numbers and signs, without marks that only divide a text.
_WORDS = re.compile(r"\w+|[^\w\s.,;:!?()'\"’“”–—-]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# The number of a question, as "2.1", "3)" and "b.", with the mark behind it and what it numbers.
_NUMBERED = re.compile(
    r"\s*\(?(?:[A-Z]{0,2}\d{1,3}(?:\.\d{1,3})+[a-z]?(?:[.):]|())|[A-Z]{0,2}\d{1,3}[a-z]?[.):]|[A-Za-z][.)])\s+(\S.*)", re.DOTALL
)


def known_label(one: FoundQuestion) -> str:
    """Return what a question is called, "" where only its place tells."""
    return "" if one.label_guess is Sureness.NEEDS_YOU else one.label


def is_reworded(old: str, new: str) -> bool:
    """Say whether a label has other words than before: another year is none, nor is another number of the question; what it counts is."""
    return telling_words(old) != telling_words(new)


def telling_words(text: str) -> tuple[str, ...]:
    """Return the words of a label or a heading without years and the number printed before it; none where it says nothing else."""
    return tuple(_WORDS.findall(_YEAR.sub("", _without_number(text).casefold())))


def _without_number(text: str) -> str:
    """Return a label without the number of the question: "2.1 Staff" has one, "2.5 tonnes" an amount, as small letters go on after it."""
    found = _NUMBERED.fullmatch(text)
    return found[2] if found and (found[1] is None or not found[2][0].islower()) else text
