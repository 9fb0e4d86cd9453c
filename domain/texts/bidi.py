"""Text of one direction within text of the other: isolated, so that neither moves the other's numbers and marks (UAX #9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
_OPENING = frozenset({LRI, RLI, FSI})
# Embeddings and overrides reach beyond the text that they stand in, and make it look like another one.
_REACHING = dict.fromkeys(range(0x202A, 0x202F))
_ISOLATES = dict.fromkeys(map(ord, (LRI, RLI, FSI, PDI)))
# What most texts are without, so that they need no look at each of their characters: what controls a direction, and all that could be of
# a class of the right in version 16 of Unicode (its blocks from Hebrew to Arabic Extended-A, presentation forms, and the planes above).
_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MAY_BE_RIGHT = re.compile("[\u0590-\u08ff\u200e\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010000-\U0010ffff]")
_LEFT, _RIGHT, _NUMBERS = frozenset({"L"}), frozenset({"R", "AL"}), frozenset({"EN", "AN"})


def tamed(text: str) -> str:
    """Return `text` without what would reach beyond it: embeddings, overrides, and isolates that do not end in it."""
    if not _CONTROL.search(text):
        return text
    without = text.translate(_REACHING)
    return without if _balanced(without) else without.translate(_ISOLATES)


def plain(text: str) -> str:
    """Return `text` without any control of direction that has a beginning and an end."""
    return text.translate(_REACHING | _ISOLATES) if _CONTROL.search(text) else text


def isolated(text: str, *, right_to_left: bool) -> str:
    """Return `text` as it can stand within text of this direction: isolated where it has letters of the other, or numbers that could turn.

    What is isolated in it already counts for nothing. Text of several lines is returned as it is: an isolate ends with its line.
    """
    if not right_to_left and not _MAY_BE_RIGHT.search(text):
        return text
    found = [each for each in map(unicodedata.bidirectional, _outside(text)) if each in _LEFT | _RIGHT | _NUMBERS]
    foreign = _LEFT | _NUMBERS if right_to_left else _RIGHT | {"AN"}
    if "\n" in text or not foreign.intersection(found):
        return text
    return f"{_initiator([each for each in found if each not in _NUMBERS])}{text}{PDI}"


def is_right_to_left(text: str) -> bool:
    """Say whether the first letter of `text` is written from right to left (rules P2 and P3)."""
    return next((each in _RIGHT for each in map(unicodedata.bidirectional, _outside(text)) if each in _LEFT | _RIGHT), False)


def _initiator(letters: list[str]) -> str:
    """Return what begins an isolate with these letters: their majority has the direction, which a foreign first word must not decide."""
    right = sum(each in _RIGHT for each in letters)
    mostly = 2 * right > len(letters)
    if not letters or (letters[0] in _RIGHT) == mostly:
        return FSI
    return RLI if mostly else LRI


def _balanced(text: str) -> bool:
    depth = 0
    for each in text:
        depth += (each in _OPENING) - (each == PDI)
        if depth < 0:
            return False
    return depth == 0


def _outside(text: str) -> Iterator[str]:
    """Yield the characters that are in no isolate."""
    depth = 0
    for each in text:
        if each in _OPENING:
            depth += 1
        elif each == PDI:
            depth = max(0, depth - 1)
        elif not depth:
            yield each
