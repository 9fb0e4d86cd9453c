"""Choices as people give them: by label in any language of the form, or by code; and the Yes cells of select_multiple.

The order, and the first that names exactly one choice wins: the label as printed; else, case, accents and spaces aside, all labels of the
workbook's own language; else all labels in the other languages and the codes. What then names two choices, or none, is not read.
"""

from __future__ import annotations

import re
from functools import cache

from languages import every
from questionnaire.boxes import NO_MARKS, YES_MARKS, box_means, is_box
from questionnaire.definition import Question
from questionnaire.designed.signs import LEVELS
from questionnaire.markup import plain as plain_text
from questionnaire.printed import choice_labels
from questionnaire.reading.values.conversions import ConversionRule
from questionnaire.reading.values.folding import as_text, fold, is_blank
from workbooks.cells import CellError, CellValue

_BETWEEN = re.compile(r"[;\n]")  # In a list of several.
_WORD = re.compile(r"[^\W_]+")
_SPELLINGS = 2  # In which a list names one and the same choice, at most.


class UnknownChoiceError(ValueError):
    """A text that names no choice, or, in a Yes cell, says neither yes nor no."""


class AmbiguousChoiceError(ValueError):
    """A text that names several choices."""


def one_choice(question: Question, value: CellValue, language: str, languages: tuple[str, ...]) -> tuple[str, ConversionRule | None]:
    """Return the code of the choice that a cell names, and by which rule if not by its label in the language of the workbook.

    Raises UnknownChoiceError or AmbiguousChoiceError.
    """
    text = as_text(value)
    plain = [choice.name for choice in question.choices if choice.label.get(language) == text]
    if len(plain) == 1:
        return plain[0], None
    labels = choice_labels(question, language, languages)
    if text in labels:
        return question.choices[labels.index(text)].name, None
    wanted = fold(text)
    own = {choice.name for choice, label in zip(question.choices, labels, strict=True) if fold(label) == wanted}
    foreign = {choice.name for choice in question.choices if wanted in set(map(fold, choice.label.values()))}
    coded = {choice.name for choice in question.choices if fold(choice.name) == wanted}
    named = own or foreign | coded or _ticked(question, wanted) or _yes_or_no(question, value, wanted)
    if not named and (bare := plain_text(text)) != text:
        # Workbooks that were made before labels were printed without markup have it in their lists.
        return one_choice(question, bare, language, languages)
    if len(named) > 1:
        raise AmbiguousChoiceError(text)
    if not named:
        raise UnknownChoiceError(text)
    if own:
        return named.pop(), None
    return named.pop(), ConversionRule.CHOICE_LANGUAGE if foreign else ConversionRule.CHOICE_CODE if coded else ConversionRule.CHOICE_YES_NO


def several_choices(question: Question, text: str, language: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes of the choices that a text names one after the other, in the order of the form.

    Raises UnknownChoiceError or AmbiguousChoiceError where one of them is none. A text that names each choice over and over is no list.
    """
    written = [*dict.fromkeys(filter(None, map(str.strip, _BETWEEN.split(text))))]
    if len(written) > _SPELLINGS * len(question.choices):
        raise UnknownChoiceError(text)
    named = {one_choice(question, one, language, languages)[0] for one in written}
    return tuple(choice.name for choice in question.choices if choice.name in named)


def _ticked(question: Question, wanted: str) -> set[str]:
    """Return the choice of a box to tick where it is ticked with another sign or word; that of a box for no is a word for no, or a sign.

    Yes in a box for no, and the other way round, may mean either.
    """
    if not is_box(question):
        return set()
    said, own = box_means(question), {fold(text.rpartition(LEVELS)[2]) for text in question.label.values()}
    words = _no_words() if said is False else _yes_words()
    return {question.choices[0].name} if wanted and wanted in YES_MARKS | words | own else set()


def is_left_blank(question: Question, value: CellValue) -> bool:
    """Say whether somebody wrote into a box that it is not ticked; where it is one of yes and no, that may be meant as a tick."""
    if not is_box(question) or box_means(question) is not None or isinstance(value, CellError):
        return False
    return fold(as_text(value)) in NO_MARKS | _no_words()


def _yes_or_no(question: Question, value: CellValue, wanted: str) -> set[str]:
    """Return the choice that a word or a truth value means, in a list that has one choice for yes and one for no."""
    yes_words, no_words = _yes_words(), _no_words()
    said = yes_words if value is True or wanted in yes_words else no_words if value is False or wanted in no_words else frozenset()
    means = {
        choice.name: {text for said in (choice.name, *choice.label.values()) for text in _same(fold(said))} for choice in question.choices
    }
    yes, no = ([name for name, texts in means.items() if texts & words] for words in (yes_words, no_words))
    return {name for name, texts in means.items() if texts & said} if len(yes) == len(no) == 1 and yes != no else set()


def _same(label: str) -> set[str]:
    """Return a label, and where it says yes or no in several languages, as Yes/Oui, each of its words."""
    words = {*_WORD.findall(label)}
    return {label, *words} if words <= _yes_words() or words <= _no_words() else {label}


def is_marked(value: CellValue | None, label: str = "") -> bool:
    """Say whether a Yes cell says yes (Yes in any language, x, 1, true, ✓, or its choice again) or not (No, 0, false, blank).

    Raises UnknownChoiceError for all else.
    """
    if value is None or is_blank(value):
        return False
    folded = "" if isinstance(value, CellError) else fold(as_text(value))
    if folded in YES_MARKS or folded in _yes_words():
        return True
    if folded in NO_MARKS or folded in _no_words():
        return False
    if folded and folded == fold(label):
        return True
    raise UnknownChoiceError(as_text(value))


@cache
def _yes_words() -> frozenset[str]:
    return frozenset(map(fold, every(lambda words: words.yes)))


@cache
def _no_words() -> frozenset[str]:
    return frozenset(map(fold, every(lambda words: words.no)))
