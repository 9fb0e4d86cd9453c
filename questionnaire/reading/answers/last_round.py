"""What a workbook prints of the last round behind the help of a question, told from what somebody wrote there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from languages import catalogue, spoken
from questionnaire.definition import Question
from questionnaire.reading.values.flags import FOOTNOTE, codes
from questionnaire.reading.values.folding import visible

_NUMBER = re.compile(r"\S*\d\S*")  # What stands there where the hidden cell that holds the value is gone.
_SHORT = 3  # Characters of a flag that this form does not know: that of an earlier one.


def behind_print(text: str, helps: Iterable[str], question: Question | None, hidden: Sequence[str]) -> str | None:
    """Return what stands behind the help of a question and its last round's value; None where a text does not begin with these.

    `helps` are all that may have been printed; `question` is the one whose last round's value is shown, if it is, and `hidden` are the
    values that stand in the row. Where a question has no help, its value of the last round stands alone.
    """
    shown = visible(text)
    for helped in map(visible, helps):
        if shown == helped or shown.startswith(f"{helped} "):
            rest = shown[len(helped) :].strip()
            behind = _behind_value(rest, question, hidden)
            return rest if behind is None else behind
    return _behind_value(shown, question, hidden)


def _behind_value(text: str, question: Question | None, hidden: Sequence[str]) -> str | None:
    """Return what stands behind the sentence that tells the last round's value, in whichever language; None where that is not there."""
    if question is None:
        return None
    values = [shown for value in hidden if (shown := visible(value))]
    if any(text == f"{before}{after}" for before, after in _sentences()):
        return ""  # Somebody took the value out, and left the words around it.
    for before, after in _sentences():
        told = text[len(before) :].strip() if text.startswith(before) else ""
        end = _end(told, values) if told else 0
        if end:
            rest = _without_flag(told[end:].strip(), question)
            return rest.removeprefix(after).strip()
    return None


def _end(told: str, values: Sequence[str]) -> int:
    """Return where the values end: one stands alone, and those of a matrix each behind the heading of its column; 0 if they are others."""
    if not values:
        found = _NUMBER.match(told)
        return found.end() if found else 0
    if len(values) == 1 and f"{told} ".startswith(f"{values[0]} "):
        return len(values[0])
    end = 0
    for value in values:
        at = f"{told} ".find(f": {value} ", end)
        if at < 0:
            return 0
        end = at + len(f": {value}")
    return end


def _without_flag(rest: str, question: Question) -> str:
    """Return what stands behind a value without the flag that marked it in the last round."""
    first, _, more = rest.partition(" ")
    known = first in {FOOTNOTE, *(flag.name for flag in codes(question.flags))}
    return more if known or len(rest) <= _SHORT else rest


@cache
def _sentences() -> tuple[tuple[str, str], ...]:
    """Return what stands before and behind the value in each language in which a workbook tells it."""
    said = (catalogue(code).say("workbook_last_round", value="\0").message.partition("\0") for code in spoken())
    return tuple((visible(before), visible(after)) for before, _, after in said)
