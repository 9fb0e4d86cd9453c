"""Choices as people give them: by label in any language of the form, or by code; and the Yes cells of select_multiple.

The order, and the first that names exactly one choice wins: the label as printed; else, case, accents and spaces aside, all labels of the
workbook's own language; else all labels in the other languages and the codes. What then names two choices, or none, is not read.
"""

from __future__ import annotations

from questionnaire.definition import Question
from questionnaire.layout import choice_labels
from questionnaire.reading.folding import as_text, fold, is_blank
from workbooks.cells import CellError, CellValue

_YES = frozenset(map(fold, ("yes", "y", "oui", "o", "نعم", "x", "✓", "✔", "☑", "1", "true", "vrai", "صحيح")))
_NO = frozenset(map(fold, ("no", "n", "non", "لا", "0", "false", "faux", "خطأ", "☐")))


class UnknownChoiceError(ValueError):
    """A text that names no choice, or, in a Yes cell, says neither yes nor no."""


class AmbiguousChoiceError(ValueError):
    """A text that names several choices."""


def one_choice(question: Question, value: CellValue, language: str, languages: tuple[str, ...]) -> str:
    """Return the code of the choice that a cell names; raises UnknownChoiceError or AmbiguousChoiceError."""
    text = as_text(value)
    plain = [choice.name for choice in question.choices if choice.label.get(language) == text]
    if len(plain) == 1:
        return plain[0]
    labels = choice_labels(question, language, languages)
    if text in labels:
        return question.choices[labels.index(text)].name
    # A list of yes and no, given as the truth values of a spreadsheet.
    wanted = {fold(text)} | ((_YES if value else _NO) if isinstance(value, bool) else set())
    own = {choice.name for choice, label in zip(question.choices, labels, strict=True) if fold(label) in wanted}
    named = own or {choice.name for choice in question.choices if wanted & {fold(choice.name), *map(fold, choice.label.values())}}
    if len(named) > 1:
        raise AmbiguousChoiceError(text)
    if not named:
        raise UnknownChoiceError(text)
    return named.pop()


def is_marked(value: CellValue | None) -> bool:
    """Say whether a Yes cell says yes (Yes, Oui, نعم, x, 1, true, ✓) or not (No, Non, لا, 0, false, blank).

    Raises UnknownChoiceError for all else.
    """
    if value is None or is_blank(value):
        return False
    folded = "" if isinstance(value, CellError) else fold(as_text(value))
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise UnknownChoiceError(as_text(value))
