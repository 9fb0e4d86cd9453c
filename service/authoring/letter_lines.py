"""The text of a letter by its lines, as its author wrote it, each with the faults that it has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import CounterfoilError
from languages.telling import of_error, together
from mailer.lint import Stumble

_PLACE = re.compile(r"(?P<file>.+?), line (?P<line>\d+)(?:, for .*)?")


@dataclass(frozen=True, slots=True)
class LetterFault:
    """A fault as a sentence, and the lines of the letter's text that it is about; none where it is about the whole, or stands elsewhere."""

    told: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A line of a letter's text, with its faults."""

    number: int
    text: str
    faults: tuple[str, ...] = ()


def fault_of(error: CounterfoilError, name: str, source: str) -> LetterFault:
    """Return why the letter of this file cannot be made; where its place is a line of the file, with that line."""
    found = _PLACE.fullmatch(error.where)
    number = int(found["line"]) if found and found["file"] == name else 0
    return LetterFault(of_error(error), (number,) if 0 < number <= len(_split(source)) else ())


def stumble_at(one: Stumble, source: str) -> LetterFault:
    """Return what a reader would stumble over, with each line that has the words that it is about."""
    lines = (number for number, text in enumerate(_split(source), 1) if one.quote and one.quote in text)
    return LetterFault(together(one.what, one.remedy), tuple(lines))


def lines_of(source: str, faults: Iterable[LetterFault]) -> tuple[LetterLine, ...]:
    """Return the lines of a letter's text with their faults; nothing where no line has any."""
    beside: dict[int, list[str]] = {}
    for fault in faults:
        for number in fault.lines:
            beside.setdefault(number, []).append(fault.told)
    return tuple(LetterLine(number, text, tuple(beside.get(number, ()))) for number, text in enumerate(_split(source), 1)) if beside else ()


def _split(source: str) -> list[str]:
    return source.replace("\r\n", "\n").rstrip("\n").split("\n")
