"""What is exported: one row an organisation, one column a question, and a codebook that explains each column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.answer import AnswerValue, ItemStatus
from domain.submission import Standing
from exports.sheets import CellContent
from questionnaire.definition import Choice, Question, Questionnaire, QuestionType, in_language
from questionnaire.items import Item, item_label, items, key_of, parts
from questionnaire.versions.union import Union

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
    "version",
)
_RULES = ("required", "relevant", "constraint", "calculation")  # The expressions of a question, as the form writes them.


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One organisation and the answers that count for it; without a submission they are empty.

    `received_at` is aware, in the zone in which it is to be shown. `version` is that of the questionnaire by which the answers were read.
    """

    organisation_code: str
    organisation: str
    country: str
    region: str
    reference: str
    standing: Standing | None
    received_at: datetime | None
    sender: str
    file: str
    answers: Mapping[str, AnswerValue]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A study's answers. `study_id` names the files.

    With a `union`, `questionnaire` is that of all versions, and the answers are in its words; without one they are of one version alone.
    """

    study_id: str
    questionnaire: Questionnaire
    rows: tuple[ExportRow, ...]
    union: Union | None = None

    def status(self, row: ExportRow, key: str) -> ItemStatus | None:
        """Return NOT_ASKED where the version that a row answers did not have an item, nor did it answer it before.

        Else None: the store knows its status.
        """
        asked = self.union is None or row.version is None or self.union.asks(row.version, key)
        if asked or row.answers.get(key) is not None:
            return None
        return ItemStatus.NOT_ASKED

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys of all answers that were given, which say how many instances the repeats have."""
        return frozenset(key for row in self.rows for key in row.answers)


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
    """One column: an item, or one choice of a select_multiple."""

    name: str
    item: Item
    choice: Choice | None = None

    @property
    def question(self) -> Question:
        """Return the question that the item belongs to."""
        return self.item.question


def variables(questionnaire: Questionnaire, given: Iterable[str] = ()) -> Iterator[Variable]:
    """Yield the columns of the answers in the questionnaire's order, calculations among them; `given` are the keys of all answers.

    A column is called by the key of its item; a choice's is called `question/choice`, as in ODK.
    """
    for item in items(questionnaire, sorted(given, key=_naturally)):
        if item.question.type is QuestionType.SELECT_MULTIPLE:
            for choice in item.question.choices:
                yield Variable(f"{item.key}/{choice.name}", item, choice)
        else:
            yield Variable(item.key, item)


def _naturally(key: str) -> tuple[str, int]:
    """Return what sorts the instances of a table by their number."""
    _, instance, _ = parts(key)
    return ("", int(instance)) if instance.isdecimal() else (instance, 0)


def grid(table: ExportTable, *, labels: bool, language: str) -> tuple[list[str], list[list[CellContent]]]:
    """Return the header and the rows. A choice's column holds 1 or 0, and is blank where its question was not answered."""
    columns = list(variables(table.questionnaire, table.keys))
    languages = table.questionnaire.languages
    headings = _headings(columns, language, table.questionnaire) if labels else [column.name for column in columns]
    header = [*ORGANISATION_COLUMNS, *headings]
    rows = [
        [
            *(getattr(row, column) if column != "standing" else row.standing or "ineligible" for column in ORGANISATION_COLUMNS),
            *(_cell(column, row.answers.get(column.item.key), language if labels else None, languages) for column in columns),
        ]
        for row in table.rows
    ]
    return header, rows


def codebook(
    questionnaire: Questionnaire, given: Iterable[str] = (), union: Union | None = None
) -> tuple[list[str], list[list[CellContent]]]:
    """Return the header and the rows of the codebook.

    For each column its number in print, type, missing codes, the form's expressions, and labels, choices and unit in every language. A
    table of which nothing was `given` is shown by its first row. Of a `union`, a column that said something else in a version has a row for
    each version that did, with what it was called there; the row without versions says how the column is exported.
    """
    languages = questionnaire.languages
    texts = [f"{what}::{one}" for what in ("label", "choices", "unit") for one in languages]
    header = ["variable", "number", "section", "type", "missing", *_RULES, *texts, "versions", "called"]
    rows: list[list[CellContent]] = []
    first = (key_of(one, "1") for repeat in questionnaire.repeats if not repeat.instances for one in questionnaire.in_repeat[repeat.name])
    for column in variables(questionnaire, [*first, *given]):
        said = _explained(column, questionnaire, languages)
        rows.append([column.name, *said, "", ""])
        rows += [[column.name, *then, numbers, called] for numbers, called, then in _then(column, union, said, languages)] if union else []
    return header, rows


def _explained(column: Variable, form: Questionnaire, languages: tuple[str, ...]) -> list[CellContent]:
    question = column.question
    return [
        question.reference,
        question.section,
        question.type.value,
        " ".join(question.missing),
        *(rule.text if (rule := getattr(question, name)) else "" for name in _RULES),
        *(_label(column, one, form) for one in languages),
        *(_choices(column, one, languages) for one in languages),
        *(in_language(question.unit, one, languages) for one in languages),
    ]


def _then(
    column: Variable, union: Union, said: list[CellContent], languages: tuple[str, ...]
) -> Iterator[tuple[str, str, list[CellContent]]]:
    """Yield the versions that asked for a column, what it was called there, and what was said of it; nothing where all say the same."""
    found: dict[str, tuple[list[str], str, list[CellContent]]] = {}
    for version in union.versions:
        then = union.as_it_was(version.number, column.item.key, column.choice.name if column.choice else "")
        if then:
            was = Variable(f"{then.item.key}/{then.choice.name}" if then.choice else then.item.key, then.item, then.choice)
            told = _explained(was, version.questionnaire, languages)
            found.setdefault(repr((was.name, told)), ([], was.name, told))[0].append(str(version.number))
    same = [(column.name, said)] == [(called, told) for _, called, told in found.values()]
    if not same or sum(len(numbers) for numbers, _, _ in found.values()) < len(union.versions):
        yield from ((" ".join(numbers), called, told) for numbers, called, told in found.values())


def _cell(column: Variable, value: AnswerValue, language: str | None, languages: tuple[str, ...]) -> CellContent:
    """Return one answer as a cell; with a language, choices are shown by their labels."""
    if column.choice is not None:
        return None if value is None else int(isinstance(value, tuple) and column.choice.name in value)
    if isinstance(value, tuple):
        return " ".join(value)
    if language is not None and column.question.type is QuestionType.SELECT_ONE:
        return next((in_language(choice.label, language, languages) for choice in column.question.choices if choice.name == value), value)
    return value


def _label(column: Variable, language: str, questionnaire: Questionnaire) -> str:
    label = item_label(questionnaire, column.item, language)
    return f"{label}: {in_language(column.choice.label, language, questionnaire.languages)}" if column.choice else label


def _headings(columns: list[Variable], language: str, questionnaire: Questionnaire) -> list[str]:
    """Return labels as headings; two that read the same are told apart by the name of the column."""
    labels = [f"{column.question.reference} {_label(column, language, questionnaire)}".strip() for column in columns]
    counted = Counter(labels)
    return [label if counted[label] == 1 else f"{label} ({column.name})" for label, column in zip(labels, columns, strict=True)]


def _choices(column: Variable, language: str, languages: tuple[str, ...]) -> str:
    if column.choice is not None:
        return "1=✓, 0=–"
    return "\n".join(f"{choice.name}={in_language(choice.label, language, languages)}" for choice in column.question.choices)
