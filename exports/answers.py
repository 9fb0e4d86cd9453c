"""The tables of answers: one of the questions outside of repeats, with a row an organisation, and a long one for each repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.answer import AnswerValue, ItemStatus
from exports.dataset import Cell, ChoiceCode, ColumnKind, DataColumn, DataTable, Gap
from exports.missing import BLANK, GENERAL, OF_STATUS, gaps_of_codes, numbers
from exports.naming import ColumnNames
from exports.seen import SeenAnswers
from questionnaire.definition import Choice, Question, Questionnaire, QuestionType, Repeat, Text, in_language
from questionnaire.items import instances, key_of

_NO_STATUS: Mapping[str, ItemStatus] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One organisation and the answers that count for it; without a submission they are empty, and `version` is 0.

    `statuses` are those of the items that were not just answered or left blank.
    """

    organisation_code: str
    organisation: str
    country: str
    region: str
    reference: str
    standing: str
    version: int
    received_at: datetime | None
    sender: str
    file: str
    answers: Mapping[str, AnswerValue]
    statuses: Mapping[str, ItemStatus] = field(default_factory=dict)


Rows = Callable[[], Iterable[ExportRow]]


def admin(name: str, kind: ColumnKind, label: str, *, width: int = 0, key: str = "") -> DataColumn:
    """Return a column that is no answer; what it is called explains it."""
    return DataColumn(name=name, key=key or name, kind=kind, label={"en": label}, width=width, whole=kind is ColumnKind.NUMBER)


ORGANISATION = (
    admin("organisation_code", ColumnKind.TEXT, "Organisation: its code on the contact list"),
    admin("organisation", ColumnKind.TEXT, "Organisation: its name"),
    admin("country", ColumnKind.TEXT, "Country of the organisation, ISO 3166-1 alpha-2"),
    admin("region", ColumnKind.TEXT, "Region of the organisation, as the contact list has it"),
    admin("reference", ColumnKind.TEXT, "Reference printed on the letters and workbooks"),
    admin("standing", ColumnKind.TEXT, "Where the organisation stands: answered, queried, declined, undeliverable, silent or ineligible"),
    admin("form_version", ColumnKind.NUMBER, "Version of the study by which the workbook was read"),
    admin("received_at_utc", ColumnKind.INSTANT, "When the message with the workbook came, in UTC"),
    admin("sender", ColumnKind.TEXT, "Address that sent the workbook"),
    admin("file", ColumnKind.TEXT, "Name of the workbook's file"),
)
INSTANCE = admin("instance", ColumnKind.TEXT, "Column of the matrix, or number of the row in the table")
RESERVED = frozenset(column.name for column in (*ORGANISATION, INSTANCE)) | {
    f"table_{one}" for one in ("answers", "cases", "contacts", "edits", "confirmations", "submissions", "others", "codebook", "manifest")
}


@dataclass(frozen=True, slots=True)
class _Made:
    """A column of answers, with what makes its cell of one answer's value."""

    column: DataColumn
    question: str
    choice: str | None = None


def long_texts(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the questions whose strings are texts and no codes."""
    return frozenset(one.name for one in questionnaire.valued if one.type in {QuestionType.TEXT, QuestionType.CALCULATE})


def tables(
    questionnaire: Questionnaire, names: ColumnNames, seen: SeenAnswers, rows: Rows, *, count: int, widths: Mapping[str, int]
) -> tuple[DataTable, ...]:
    """Return the tables of the answers; `widths` are those of the organisations' own columns in bytes."""
    gaps = gaps_of_codes((code for one in questionnaire.valued for code in _own_codes(one, seen)), names)
    title = in_language(questionnaire.title, "en", questionnaire.languages)
    own = tuple(replace(column, width=widths.get(column.name, 0)) for column in ORGANISATION)
    flat = [made for one in questionnaire.valued if not one.repeat for made in _columns(one, questionnaire, names, seen, gaps)]
    wide = DataTable(
        name="answers",
        label=title,
        columns=(*own, *(one.column for one in flat)),
        rows=lambda: _wide(rows(), flat, gaps),
        keys=("organisation_code",),
        count=count,
    )
    return (wide, *(_long(repeat, questionnaire, names, seen, rows, gaps, own[0]) for repeat in questionnaire.repeats))


def _wide(rows: Iterable[ExportRow], made: Sequence[_Made], gaps: Mapping[str, Gap]) -> Iterator[list[Cell]]:
    cells = _Cells(made, gaps)
    keys = [one.question for one in made]
    for row in rows:
        answered: list[Cell] = cells.of(keys, row) if row.version else [None] * len(made)
        version: Cell = row.version or None
        yield [
            row.organisation_code,
            row.organisation,
            row.country,
            row.region,
            row.reference,
            row.standing,
            version,
            row.received_at,
            row.sender,
            row.file,
            *answered,
        ]


def _long(
    repeat: Repeat,
    questionnaire: Questionnaire,
    names: ColumnNames,
    seen: SeenAnswers,
    rows: Rows,
    gaps: Mapping[str, Gap],
    code: DataColumn,
) -> DataTable:
    questions = questionnaire.in_repeat[repeat.name]
    made = [one for question in questions for one in _columns(question, questionnaire, names, seen, gaps)]
    # A matrix names its instances: what they are called goes with their codes.
    instance = replace(INSTANCE, width=max([len(one.name.encode()) for one in repeat.instances] or [12]))
    if repeat.instances:
        told = "; ".join(f"{one.name}={in_language(one.label, 'en', questionnaire.languages)}" for one in repeat.instances)
        instance = replace(instance, explained={"choices": told})

    def stream() -> Iterator[list[Cell]]:
        cells = _Cells(made, gaps)
        for row in rows():
            if row.version:
                for one in instances(questionnaire, row.answers)[repeat.name]:
                    keys = [f"{repeat.name}[{one}].{each.question}" for each in made]
                    yield [row.organisation_code, one, *cells.of(keys, row)]

    return DataTable(
        name=names.name(f"table {repeat.name}").removeprefix("table_"),
        label=in_language(repeat.label, "en", questionnaire.languages) or repeat.name,
        columns=(code, instance, *(one.column for one in made)),
        rows=stream,
        keys=("organisation_code", "instance"),
        count=seen.instances.get(repeat.name, 0),
    )


class _Cells:
    """Makes the cells of one organisation's answers."""

    def __init__(self, made: Sequence[_Made], gaps: Mapping[str, Gap]) -> None:
        self._choices = [one.choice for one in made]
        # A column of numbers holds the form's own missing codes as gaps; a text may read the same and mean itself.
        self._gaps = [gaps if one.column.kind is ColumnKind.NUMBER else {} for one in made]
        self._as_text = [one.column.kind is ColumnKind.TEXT for one in made]

    def of(self, keys: Sequence[str], row: ExportRow) -> list[Cell]:
        """Return the cells of the items with these keys."""
        answers, statuses = row.answers, row.statuses or _NO_STATUS
        made: list[Cell] = []
        for key, choice, gaps, as_text in zip(keys, self._choices, self._gaps, self._as_text, strict=True):
            value: Any = answers.get(key)
            if value is None or value == "":
                made.append(OF_STATUS[statuses[key]] if key in statuses else BLANK)
            elif choice is not None:
                made.append(1 if choice in value else 0)
            elif as_text:
                made.append(value if type(value) is str else _text(value))
            elif type(value) is str and gaps and value in gaps:
                made.append(gaps[value])
            else:
                made.append(int(value) if value is True or value is False else value)
        return made


def _text(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _columns(question: Question, form: Questionnaire, names: ColumnNames, seen: SeenAnswers, own: Mapping[str, Gap]) -> Iterator[_Made]:
    """Yield the columns of one question: one, or for a select_multiple one a choice."""
    saw = seen.of(question.name)
    gaps = [*GENERAL, *(own[code] for code in _own_codes(question, seen))]
    label = {one: _with_unit(question, one, form) for one in form.languages}
    explained = _explained(question, form)
    name = names.name(question.name)
    if question.type is QuestionType.SELECT_MULTIPLE:
        for choice in _all_choices(question, saw.strings):
            named = {one: f"{label[one]}: {in_language(choice.label, one, form.languages)}" for one in form.languages}
            key = f"{question.name}/{choice.name}"
            flag = DataColumn(
                name=names.name(key), key=key, kind=ColumnKind.FLAG, label=named, missing=numbers(gaps, 0), whole=True, explained=explained
            )
            yield _Made(flag, question.name, choice.name)
        return
    kind = _kind(question, texts=saw.texts)
    codes = _codes(question, names, saw.strings) if kind is ColumnKind.CODE else ()
    least = min((code.number for code in codes), default=0) if kind is ColumnKind.CODE else saw.least
    column = DataColumn(
        name=name,
        key=question.name,
        kind=kind,
        label=label,
        codes=codes,
        missing=numbers(gaps, least),
        width=saw.width if kind is ColumnKind.TEXT else 0,
        whole=kind is not ColumnKind.NUMBER or question.type is QuestionType.INTEGER,
        explained=explained,
    )
    yield _Made(column, question.name)


def _with_unit(question: Question, language: str, form: Questionnaire) -> str:
    """Return the label with its unit: whoever sees a figure of thousands must not have to look into the codebook for it."""
    label, unit = (in_language(one, language, form.languages) for one in (question.label, question.unit))
    return f"{label or question.name} ({unit})" if unit and unit not in label else label or question.name


def _kind(question: Question, *, texts: bool) -> ColumnKind:
    if question.type is QuestionType.CALCULATE:
        return ColumnKind.TEXT if texts else ColumnKind.NUMBER
    return {
        QuestionType.INTEGER: ColumnKind.NUMBER,
        QuestionType.DECIMAL: ColumnKind.NUMBER,
        QuestionType.DATE: ColumnKind.DATE,
        QuestionType.SELECT_ONE: ColumnKind.CODE,
    }.get(question.type, ColumnKind.TEXT)


def _all_choices(question: Question, given: Iterable[str]) -> tuple[Choice, ...]:
    """Return the choices of a question, and after them what was answered and is none of them: nothing collected is left out."""
    known = {one.name for one in question.choices}
    strays = sorted(name for name in given if name not in known)
    return (*question.choices, *(Choice(name, {"en": name}) for name in strays))


def _codes(question: Question, names: ColumnNames, given: Iterable[str]) -> tuple[ChoiceCode, ...]:
    """Return the codes of a select_one: each has the number that it is called by, or else the next free one from 1 on."""
    choices = _all_choices(question, given)
    group = f"code {question.name}"
    return tuple(ChoiceCode(one.name, names.number(group, one.name, 1, own_number(one.name)), one.label) for one in choices)


def own_number(text: str) -> int | None:
    """Return the number that a code is called by; "07" is another code than "7", and labels of Stata are of 32 bits."""
    is_one = text.isascii() and text.removeprefix("-").isdigit() and len(text) < 9 and text == str(int(text))
    return int(text) if is_one else None


def _own_codes(question: Question, seen: SeenAnswers) -> tuple[str, ...]:
    """Return the missing codes of a question: those of the form, and what was answered with one that the form has no more."""
    numeric = question.type in {QuestionType.INTEGER, QuestionType.DECIMAL}
    return tuple(dict.fromkeys((*question.missing, *sorted(seen.of(question.name).strings)))) if numeric else ()


_RULES = ("required", "relevant", "constraint", "calculation")  # The expressions of a question, as the form writes them.


def _explained(question: Question, form: Questionnaire) -> dict[str, str]:
    """Return what the codebook says of a question, beside what its column says."""
    said = {"number": question.reference, "section": question.section, "repeat": question.repeat, "type": question.type.value}
    said |= {rule: found.text for rule in _RULES if (found := getattr(question, rule))}
    said |= {f"unit::{one}": in_language(question.unit, one, form.languages) for one in form.languages}
    return {heading: text for heading, text in said.items() if text}


def headings(columns: Sequence[DataColumn], language: str) -> list[str]:
    """Return labels as headings, of answers by `language`; two that read the same are told apart by the name of the column."""
    labels = [f"{one.explained.get('number', '')} {label_of(one.label, language)}".strip() if one.missing else one.name for one in columns]
    counted = Counter(labels)
    return [label if counted[label] == 1 else f"{label} ({one.name})" for label, one in zip(labels, columns, strict=True)]


def label_of(label: Text, language: str) -> str:
    """Return a label in a language, or else in English, or else in any."""
    return in_language(label, language, ("en",))


__all__ = ["ORGANISATION", "RESERVED", "ExportRow", "Rows", "admin", "headings", "key_of", "label_of", "long_texts", "tables"]
