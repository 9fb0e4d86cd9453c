"""The room that a letter has for answers: they are told whole, and where that is too much, what is cut says that it is a beginning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.sentences import Catalogue
from languages.locales import number

ROOM = 250_000  # Characters of all values together; escaped for HTML at its worst, that is what one letter may hold.
_LEAST = 80
_LABEL = "label"


def fitting(told: Mapping[str, Any], words: Catalogue) -> dict[str, list[dict[str, str]]]:
    """Return lists of answers for a letter, each answer a dict of texts: as they are, unless they are too long for one letter together.

    Then each value gets an equal share of the room, and one that is longer is told by its beginning, with its length.
    """
    values = [value for listed in told.values() for one in listed for key, value in one.items() if key != _LABEL]
    if sum(map(len, values)) <= ROOM:
        return {name: list(listed) for name, listed in told.items()}
    most = max(_LEAST, ROOM // len(values))
    return {
        name: [{key: value if key == _LABEL else _beginning(value, most, words) for key, value in one.items()} for one in listed]
        for name, listed in told.items()
    }


def _beginning(value: str, most: int, words: Catalogue) -> str:
    if len(value) <= most:
        return value
    return words.tell("letter_long", beginning=value[:most].rstrip(), count=number(len(value), words.language)).message
