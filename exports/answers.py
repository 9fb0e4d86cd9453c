"""The tables of answers: one of the questions outside of repeats, with a row an organisation, and a long one for each repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from domain.answer import AnswerValue, FigureMarks, ItemStatus
from exports.columns import INSTANCE, ORGANISATION
from exports.dataset import Cell, ColumnKind, DataColumn, DataTable
from exports.missing import BLANK, NOT_ASKED, OF_STATUS, UNREADABLE, gap_of_bounds, gap_of_results, gaps_of_codes
from exports.naming import ColumnNames
from exports.partial import CalculatedAnswers, Calculations, may_be_blank
from exports.questions import MadeColumn, Numbering, columns_of, own_codes
from exports.seen_answers import SeenAnswers
from exports.words import label_of
from questionnaire.definition import Questionnaire, QuestionType, Repeat, in_language
from questionnaire.items import instances, parts
from questionnaire.versions.lasting import Lasting

_NO_STATUS: Mapping[str, ItemStatus] = {}


class SkippedAnswer(NamedTuple):
    """What was answered to a question that does not apply, and in which submission; `written` is what stood in the cell, where known."""

    submission: int
    value: AnswerValue
    written: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One organisation and the answers that count for it; without a submission they are empty, and `version` is 0.

    `statuses` are those of the items that were not just answered or left blank, and under `key/choice` of the choices that an answer of
    several could not have; `marks` are the flags and notes of the items that have any, and `bounds` the unreadable ones that are bounds.
    `skipped` is what was answered where a question does not apply: it is not among the `answers`.
    """

    organisation_code: str
    organisation: str
    country: str
    region: str
    reference: str
    standing: str
    completeness: str
    version: int
    received_at: datetime | None
    sender: str
    file: str
    answers: Mapping[str, AnswerValue]
    statuses: Mapping[str, ItemStatus] = field(default_factory=dict)
    marks: Mapping[str, FigureMarks] = field(default_factory=dict)
    bounds: frozenset[str] = frozenset()
    skipped: Mapping[str, SkippedAnswer] = field(default_factory=dict)


Rows = Callable[[], Iterable[ExportRow]]


def long_texts(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the questions whose strings are texts and no codes."""
    return frozenset(one.name for one in questionnaire.valued if one.type in {QuestionType.TEXT, QuestionType.CALCULATE})


def tables(
    questionnaire: Questionnaire,
    names: ColumnNames,
    seen: SeenAnswers,
    rows: Rows,
    *,
    count: int,
    widths: Mapping[str, int],
    lasting: Lasting | None = None,
) -> tuple[DataTable, ...]:
    """Return the tables of the answers; `widths` are those of the organisations' own columns in bytes.

    `lasting` says what codes were called first, where there were earlier versions.
    """
    began = lasting or {}
    codes = ((one.name, *code) for one in questionnaire.valued for code in own_codes(one, seen))
    own = gaps_of_codes(codes, names, began)
    bound = gap_of_bounds(names) if any(one.bounds for one in seen.questions.values()) else None
    no_result = gap_of_results(names) if any(map(may_be_blank, questionnaire.valued)) else None
    calculations = Calculations(questionnaire, own)
    numbering = Numbering(names=names, lasting=began, own=own, bound=bound, no_result=no_result, calculations=calculations)
    title = in_language(questionnaire.title, "en", questionnaire.languages)
    whose = tuple(replace(column, width=widths.get(column.name, 0)) for column in ORGANISATION)
    flat = [made for one in questionnaire.valued if not one.repeat for made in columns_of(one, questionnaire, seen, numbering)]
    wide = DataTable(
        name="answers",
        label=title,
        columns=(*whose, *(one.column for one in flat)),
        rows=lambda: _wide(rows(), _Cells(flat, questionnaire, numbering)),
        keys=("organisation_code",),
        count=count,
    )
    return (wide, *(_long(repeat, questionnaire, seen, rows, numbering, whose[0]) for repeat in questionnaire.repeats))


def _wide(rows: Iterable[ExportRow], cells: _Cells) -> Iterator[list[Cell]]:
    keys = cells.questions
    for row in rows:
        answered: list[Cell] = cells.of(keys, row, cells.calculated(row)) if row.version else [None] * len(keys)
        version: Cell = row.version or None
        yield [
            row.organisation_code,
            row.organisation,
            row.country,
            row.region,
            row.reference,
            row.standing,
            row.completeness or None,
            version,
            row.received_at,
            row.sender,
            row.file,
            *answered,
        ]


def _long(
    repeat: Repeat,
    questionnaire: Questionnaire,
    seen: SeenAnswers,
    rows: Rows,
    numbering: Numbering,
    code: DataColumn,
) -> DataTable:
    questions = questionnaire.in_repeat[repeat.name]
    made = [one for question in questions for one in columns_of(question, questionnaire, seen, numbering)]
    # A matrix names its instances: what they are called goes with their codes.
    instance = replace(INSTANCE, width=max([len(one.name.encode()) for one in repeat.instances] or [12]))
    if repeat.instances:
        told = "; ".join(f"{one.name}={in_language(one.label, 'en', questionnaire.languages)}" for one in repeat.instances)
        instance = replace(instance, explained={"choices": told}, named={one.name: one.label for one in repeat.instances})

    def stream() -> Iterator[list[Cell]]:
        cells = _Cells(made, questionnaire, numbering)
        for row in rows():
            if row.version:
                calculated = cells.calculated(row)
                for one in instances(questionnaire, row.answers)[repeat.name]:
                    keys = [f"{repeat.name}[{one}].{each.question}" for each in made]
                    yield [row.organisation_code, one, *cells.of(keys, row, calculated)]

    return DataTable(
        name=numbering.names.name(f"table {repeat.name}").removeprefix("table_"),
        label=in_language(repeat.label, "en", questionnaire.languages) or repeat.name,
        columns=(code, instance, *(one.column for one in made)),
        rows=stream,
        keys=("organisation_code", "instance"),
        count=seen.instances.get(repeat.name, 0),
    )


class _Cells:
    """Makes the cells of one organisation's answers."""

    def __init__(self, made: Sequence[MadeColumn], form: Questionnaire, numbering: Numbering) -> None:
        self.questions = [one.question for one in made]
        self._calculations, asked = numbering.calculations, [form.by_name[one] for one in self.questions]
        self._partial = [(place, asked[place]) for place, one in enumerate(made) if one.partial]
        worked_out = [place for place, one in enumerate(made) if asked[place].calculation and not one.partial and not one.aside]
        self._worked_out = [(place, asked[place], numbering.result_of(asked[place]) or BLANK) for place in worked_out]
        self._made = [(one.choice, one.aside) for one in made]
        # Among numbers and dates the form's own missing codes are gaps; a text may read the same and mean itself.
        self._gaps = [one.own if one.column.kind in {ColumnKind.NUMBER, ColumnKind.DATE} else {} for one in made]
        self._bounds = [one.bound for one in made]
        self._as_text = [one.column.kind is ColumnKind.TEXT for one in made]

    def calculated(self, row: ExportRow) -> CalculatedAnswers:
        """Return what there is to say of the calculations of one organisation."""
        return self._calculations.of(row.answers, row.statuses)

    def of(self, keys: Sequence[str], row: ExportRow, calculated: CalculatedAnswers) -> list[Cell]:
        """Return the cells of the items with these keys; `calculated` is the same for all of an organisation."""
        answers, statuses, bounds = row.answers, row.statuses or _NO_STATUS, row.bounds
        made: list[Cell] = []
        for key, (choice, aside), gaps, as_text, bound in zip(keys, self._made, self._gaps, self._as_text, self._bounds, strict=True):
            if aside is not None:
                made.append(getattr(row.marks.get(key), aside, None) or None)
                continue
            value: Any = answers.get(key)
            if value is None or value == "":
                gap = OF_STATUS[statuses[key]] if key in statuses else BLANK
                made.append(bound if bound and gap is UNREADABLE and key in bounds else gap)
            elif choice is not None:
                made.append(1 if choice in value else NOT_ASKED if f"{key}/{choice}" in statuses else 0)
            elif as_text:
                made.append(value if type(value) is str else _text(value))
            elif type(value) is str and gaps and value in gaps:
                made.append(gaps[value])
            else:
                made.append(int(value) if value is True or value is False else value)
        for place, question in self._partial:
            known = answers.get(keys[place]) is not None
            instance = parts(keys[place])[1]
            made[place] = int(calculated.is_partial(question, instance)) if known else None
        for place, question, nothing in self._worked_out:
            if made[place] is BLANK and keys[place] not in statuses:
                made[place] = calculated.why_blank(question, parts(keys[place])[1]) or nothing
        return made


def _text(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def headings(columns: Sequence[DataColumn], language: str) -> list[str]:
    """Return labels as headings, of answers by `language`; two that read the same are told apart by the name of the column."""
    labels = [f"{one.explained.get('number', '')} {label_of(one.label, language)}".strip() if one.missing else one.name for one in columns]
    counted = Counter(labels)
    return [label if counted[label] == 1 else f"{label} ({one.name})" for label, one in zip(labels, columns, strict=True)]
