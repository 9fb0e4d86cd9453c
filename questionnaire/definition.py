"""The questionnaire as values: what an XLSForm says, ready to be laid out, filled, read and checked.

Source: the XLSForm reference (survey, choices and settings sheets).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from questionnaire.expressions import Expression

Text = Mapping[str, str]  # A text by language code, as in {"en": "Yes", "fr": "Oui", "ar": "نعم"}.


class QuestionType(StrEnum):
    """The XLSForm question types of the subset."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list: the code that is stored, and what people see."""

    name: str
    label: Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the XLSForm a thing was said, so that errors can point there. `row` counts from 1, as Excel does."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the survey sheet. `section` is the name of the outermost group that holds it ("" outside of all)."""

    name: str
    type: QuestionType
    label: Text
    section: str
    place: Place
    hint: Text = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    required: Expression | None = None
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text = field(default_factory=dict)
    required_message: Text = field(default_factory=dict)
    reference: str = ""  # The number that is printed before the label, from the column excel::ref.


@dataclass(frozen=True, slots=True)
class Section:
    """An outermost group: one sheet of the workbook. `relevant` holds for all its questions, and is already joined into theirs."""

    name: str
    label: Text


@dataclass(frozen=True)
class Questionnaire:
    """What is asked. `fingerprint` names its content, so that a layout knows whose it is."""

    id: str
    title: Text
    version: str
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    source_sha256: str

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        """Return the questions by name."""
        return {question.name: question for question in self.questions}

    @property
    def answerable(self) -> tuple[Question, ...]:
        """Return the questions that take an answer (all but notes), in order."""
        return tuple(question for question in self.questions if question.type is not QuestionType.NOTE)

    @cached_property
    def fingerprint(self) -> str:
        """Return a short name of the content (the first 12 hexadecimal digits of a SHA-256)."""
        return hashlib.sha256(f"{self.id}\0{self.version}\0{self.source_sha256}".encode()).hexdigest()[:12]


def in_language(text: Text, language: str, languages: tuple[str, ...] = ()) -> str:
    """Return `text` in `language`, or else in the first of `languages` that has it, or else in any, or ""."""
    for wanted in (language, *languages, *text):
        if text.get(wanted):
            return text[wanted]
    return ""
