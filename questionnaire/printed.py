"""The texts of a form as a workbook prints them: legal in a cell, and such that two that differ look different."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from questionnaire.definition import Choice, Question, Questionnaire, Text, in_language
from workbooks.harmless.formulas import reaches_out

# Control characters are illegal in XML 1.0; marks of direction are invisible, and would make two equal labels differ.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_ILLEGAL_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\s]+")
_REACHING = re.compile(r"[|#()\s]+")  # By one of these a name may look like what reaches out of a workbook, such as "Image (scan)".
_SHEET_NAME_UNITS = 31  # Excel counts UTF-16 units.


def printed(text: str) -> str:
    """Return `text` as a cell can hold it: without unprintable characters and outer space, lines ended by a line feed."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def label(text: Text, language: str, languages: tuple[str, ...], otherwise: str) -> str:
    """Return a label as printed in `language`, or else in another one, or else the name of what it labels."""
    return printed(in_language(text, language, languages)) or otherwise


def choice_labels(question: Question, language: str, languages: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the labels of the choices as printed; two that would look the same get their code behind them."""
    return labels_of(question.choices, language, languages)


def labels_of(choices: tuple[Choice, ...], language: str, languages: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the labels of `choices` as `choice_labels` does."""
    labels = [label(choice.label, language, languages, choice.name) for choice in choices]
    counted = Counter(labels)
    return tuple(f"{text} ({choice.name})" if counted[text] > 1 else text for text, choice in zip(labels, choices, strict=True))


def codes(question: Question) -> tuple[str, ...]:
    """Return the codes that may stand instead of a number, as printed."""
    return tuple(dict.fromkeys(filter(None, map(printed, question.missing))))


def labels(questionnaire: Questionnaire, language: str) -> Callable[[str, str], str]:
    """Return what gives the printed label of a question by its name, or of one of its choices by its code too ("" where there is none)."""

    def label_of(name: str, code: str) -> str:
        question = questionnaire.by_name.get(name)
        if question is None:
            return "" if code else name
        if not code:
            return label(question.label, language, questionnaire.languages, name)
        offered = zip(question.choices, choice_labels(question, language, questionnaire.languages), strict=True)
        return next((text for choice, text in offered if choice.name == code), "")

    return label_of


def sheet_name(title: str, taken: set[str]) -> str:
    """Return the name of the sheet with this title, and keep it: legal in Excel, and none of the folded names in `taken`.

    Nor does a reference to it look like one to another file or program: a workbook with such a one is not sent back.
    """
    wanted = _ILLEGAL_IN_SHEET_NAMES.sub(" ", title).strip("' ")
    if _reaches(wanted):
        wanted = _REACHING.sub(" ", wanted).strip("' ")
    number = 1
    while True:
        ending = "" if number == 1 else f" {number}" if _reaches(f"{wanted} ({number})") else f" ({number})"
        name = _cut(wanted, _SHEET_NAME_UNITS - len(ending)) + ending
        # Excel keeps the name History for itself.
        if name.strip() and name.casefold() not in taken | {"history"}:
            taken.add(name.casefold())
            return name
        number += 1


def _reaches(name: str) -> bool:
    doubled = name.replace("'", "''")
    return reaches_out(f"'{doubled}'!A1")


def _cut(text: str, units: int) -> str:
    if _units(text) <= units:
        return text
    while _units(text) > units - 1:
        text = text[:-1]
    whole_words, space, _ = text.rpartition(" ")
    return (whole_words if space and len(whole_words) > units // 2 else text).rstrip(" ,;.'") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
