"""What is exported: one row an organisation, one column a question, and a codebook that explains each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from digests.sheets import CellContent
from domain.submission import AnswerValue, Standing
from questionnaire.definition import Choice, Question, Questionnaire, QuestionType, in_language

ORGANISATION_COLUMNS = (
    "organisation_code",
    "organisation",
    "country",
    "region",
    "reference",
    "standing",
    "received_at",
    "sender",
    "file",
)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One organisation and the answers that count for it; without a submission they are empty.

    `received_at` is aware, in the zone in which it is to be shown.
    """

    organisation_code: str
    organisation: str
    country: str
    region: str
    reference: str
    standing: Standing
    received_at: datetime | None
    sender: str
    file: str
    answers: Mapping[str, AnswerValue]


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A study's answers. `study_id` names the files."""

    study_id: str
    questionnaire: Questionnaire
    rows: tuple[ExportRow, ...]


class Write(Protocol):
    """How an export writes a table: file names with their bytes."""

    def __call__(self, table: ExportTable, *, labels: bool, language: str) -> dict[str, bytes]:
        """Write codes, or with `labels` what people see, in `language`."""


@dataclass(frozen=True, slots=True)
class Export:
    """A format: `says` is one sentence about it."""

    name: str
    says: str
    write: Write


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: a question, or one choice of a select_multiple."""

    name: str
    question: Question
    choice: Choice | None = None


def variables(questionnaire: Questionnaire) -> Iterator[Variable]:
    """Yield the columns of the answers, in the questionnaire's order; a choice's column is called `question/choice`, as in ODK."""
    for question in questionnaire.answerable:
        if question.type is QuestionType.SELECT_MULTIPLE:
            for choice in question.choices:
                yield Variable(f"{question.name}/{choice.name}", question, choice)
        else:
            yield Variable(question.name, question)


def grid(table: ExportTable, *, labels: bool, language: str) -> tuple[list[str], list[list[CellContent]]]:
    """Return the header and the rows. A choice's column holds 1 or 0, and is blank where its question was not answered."""
    columns = list(variables(table.questionnaire))
    languages = table.questionnaire.languages
    header = [*ORGANISATION_COLUMNS, *(_headings(columns, language, languages) if labels else (column.name for column in columns))]
    rows = [
        [
            *(getattr(row, column) if column != "standing" else row.standing.value for column in ORGANISATION_COLUMNS),
            *(_cell(column, row.answers.get(column.question.name), language if labels else None, languages) for column in columns),
        ]
        for row in table.rows
    ]
    return header, rows


def codebook(questionnaire: Questionnaire) -> tuple[list[str], list[list[CellContent]]]:
    """Return the header and the rows of the codebook: for each column its number in print, type, labels and choices in every language."""
    languages = questionnaire.languages
    header = ["variable", "number", "section", "type", *(f"label::{one}" for one in languages), *(f"choices::{one}" for one in languages)]
    rows: list[list[CellContent]] = []
    for column in variables(questionnaire):
        question = column.question
        rows.append(
            [
                column.name,
                question.reference,
                question.section,
                question.type.value,
                *(_label(column, one, languages) for one in languages),
                *(_choices(column, one, languages) for one in languages),
            ]
        )
    return header, rows


def _cell(column: Variable, value: AnswerValue, language: str | None, languages: tuple[str, ...]) -> CellContent:
    """Return one answer as a cell; with a language, choices are shown by their labels."""
    if column.choice is not None:
        return None if value is None else int(isinstance(value, tuple) and column.choice.name in value)
    if isinstance(value, tuple):
        return " ".join(value)
    if language is not None and column.question.type is QuestionType.SELECT_ONE:
        return next((in_language(choice.label, language, languages) for choice in column.question.choices if choice.name == value), value)
    return value


def _label(column: Variable, language: str, languages: tuple[str, ...]) -> str:
    label = in_language(column.question.label, language, languages)
    return f"{label}: {in_language(column.choice.label, language, languages)}" if column.choice else label


def _headings(columns: list[Variable], language: str, languages: tuple[str, ...]) -> list[str]:
    """Return labels as headings; two that read the same are told apart by the name of the column."""
    labels = [f"{column.question.reference} {_label(column, language, languages)}".strip() for column in columns]
    return [label if labels.count(label) == 1 else f"{label} ({column.name})" for label, column in zip(labels, columns, strict=True)]


def _choices(column: Variable, language: str, languages: tuple[str, ...]) -> str:
    if column.choice is not None:
        return "1=✓, 0=–"
    return "\n".join(f"{choice.name}={in_language(choice.label, language, languages)}" for choice in column.question.choices)
