"""The instances of a table: the rows in which anything is given, in their order; what looks like a total or stands beside is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from domain.finding import Severity
from questionnaire.adopted.said import content
from questionnaire.definition import Aside, Question, Questionnaire
from questionnaire.items import key_of
from questionnaire.kinds import NUMBERS
from questionnaire.layout import Column
from questionnaire.printed import choice_labels
from questionnaire.reading.answers.answer import Answer, Marked, answer_in
from questionnaire.reading.answers.beside import with_asides
from questionnaire.reading.answers.rows import Row, figure, is_number, numbered, shown, totals
from questionnaire.reading.ladder.spots import Spot
from questionnaire.reading.ladder.tables import FoundColumn, FoundTable, asked
from questionnaire.reading.values.folding import as_text, fold, is_blank
from questionnaire.reading.values.typed import Context, Unreadable
from workbooks.cells import Cell, CellValue, Sheet, a1

_LEAST_SUMMED = 2  # Rows above a sum; one alone is no sum, but the same again.


class TableIssue(NamedTuple):
    """One thing to be said of a table, at a cell or of a question (`key` is that of its column as a whole)."""

    code: str
    severity: Severity
    sentence: str
    cell: str | None = None
    key: str | None = None
    value: str = ""
    cells: str = ""
    number: int = 0


@dataclass(frozen=True)
class Instances:
    """What was read of a table: the answers by the key of the item, and what is to be said of it."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    lost: Mapping[str, Unreadable] = field(default_factory=dict)  # By the key of a column as a whole: why none of its answers can be read.
    issues: tuple[TableIssue, ...] = ()
    numbers: Mapping[int, int] = field(default_factory=dict)  # Of each instance, by the number that is printed before its row.


def instances(questionnaire: Questionnaire, found: FoundTable, sheets: Mapping[str, Sheet], context: Context) -> Instances:
    """Return the answers of every instance in a table that was found on one of `sheets`."""
    body = _Body(questionnaire, found, sheets, context)
    others = [copy for copy in found.copies if (content := _Body(questionnaire, copy, sheets, context).content) and content != body.content]
    if others:
        names = ", ".join(one.sheet for one in (found, *others))
        issue = TableIssue("rungs_disagree", Severity.ERROR, "table_copied", cells=names)
        return Instances(lost={key_of(question): Unreadable("", "rungs_disagree") for question, _ in body.questions}, issues=(issue,))
    lost = body.lost
    answers: dict[str, Answer] = {}
    for number, at in enumerate(body.instances, 1):
        for question, columns in body.questions:
            key = key_of(question, str(number))
            column_lost = lost.get(key_of(question))
            read = Answer(filled=True) if column_lost else answer_in(question, body.marks(columns, at), context)
            answers[key] = with_asides(question, read, body.beside(question, at))
    rows = sheets[found.sheet].cells
    return Instances(answers, lost, tuple(body.issues()), numbered({at: rows.get((at, body.number)) for at in body.instances}, found.first))


class _Body:
    """The rows of one table beneath its heading."""

    def __init__(self, questionnaire: Questionnaire, found: FoundTable, sheets: Mapping[str, Sheet], context: Context) -> None:
        self._found, self._sheet = found, sheets[found.sheet]
        by_name = questionnaire.by_name
        self.questions = [(by_name[name], columns) for name, columns in asked(found.table) if name in by_name and by_name[name].asked]
        self._labels = {
            (question.name, choice.name): label
            for question, _ in self.questions
            for choice, label in zip(question.choices, choice_labels(question, context.language, context.languages), strict=True)
        }
        self._types = {
            place.column: question.type
            for question, columns in self.questions
            for column in columns
            if (place := found.places.get(column.key))
        }
        self._asides = [column for column in found.table.columns if column.aside and column.question in by_name]
        cells = [*(column for _, columns in self.questions for column in columns), *self._asides]
        self._asked = frozenset(at for column in cells for at in self._columns_of(column))
        self._rows: dict[int, dict[int, CellValue | None]] = {}
        # A table of ours goes on to the end of its sheet, which is soon said of many cells.
        first = found.first
        there = self._sheet.cells.items()
        within = there if found.last else [one for one in there if one[0][0] >= first]
        for (row, column), value in within:
            if (not found.last or self._is_within(row, column)) and not is_blank(value):
                self._rows.setdefault(row, {})[column] = value
        # A default that was not calculated begins no row.
        begin = {at for question, columns in self.questions if question.default for each in columns for at in self._columns_of(each)}
        for row, column in self._sheet.uncalculated:
            if column not in begin and self._is_within(row, column) and (row, column) not in self._sheet.cells:
                self._rows.setdefault(row, {})[column] = None
        if found.examples:
            self._rows = {row: cells for row, cells in self._rows.items() if not self._is_example(row, cells)}

    def _is_within(self, row: int, column: int) -> bool:
        """Say whether a cell is one of the table: beneath its first row, and in an adopted workbook in its columns and above its end."""
        found = self._found
        if not found.last:
            return row >= found.first
        own = column in self._asked and row not in found.gaps and (row, column) not in found.closed
        return own and found.first <= row <= found.last

    def _is_example(self, row: int, cells: Row) -> bool:
        """Say whether a row of an adopted workbook holds nothing but what its author had put there."""
        given = {column: content(value) for column, value in cells.items()}
        known = self._found.examples
        return any(given.items() <= texts.items() if at == row else at is None and given == texts for at, texts in known)

    def _columns_of(self, column: Column) -> tuple[int, ...]:
        place = self._found.places.get(column.key)
        return (place.column, *place.others) if place else ()

    @property
    def _last(self) -> int:
        """Return the last row that was made to take answers."""
        table = self._found.table
        return self._found.first + table.room + len(table.gaps) + table.further - 1

    @cached_property
    def _given(self) -> tuple[list[int], list[int]]:
        """Return the rows with something in the asked columns, and those among what stands far beneath the table, behind a gap."""
        kept, beneath, before = list[int](), list[int](), self._last
        for row in sorted(row for row, cells in self._rows.items() if not self._asked.isdisjoint(cells)):
            far = row > self._last and row > before + 1
            (beneath if far else kept).append(row)
            before = before if far else max(before, row)
        return kept, beneath

    @cached_property
    def _totals(self) -> dict[int, bool]:
        """Return the rows that look like a total, and whether that is sure enough to leave them out."""
        kept = self._given[0]
        totals = {row: True for row in kept if self._is_called_total(self._rows[row])}
        rest = [row for row in kept if row not in totals]
        if len(rest) > _LEAST_SUMMED and self._is_sum(rest[-1], rest[:-1]):
            totals[rest[-1]] = any(kind not in NUMBERS for kind in self._types.values())
        return totals

    @cached_property
    def instances(self) -> list[int]:
        """Return the rows that are instances."""
        return [row for row in self._given[0] if not self._totals.get(row)]

    @cached_property
    def number(self) -> int:
        """Return the column in which the numbers of the rows are printed, 0 where there is none."""
        columns, places = self._found.table.columns, self._found.places
        return next((places[one.key].column - one.column + 1 for one in columns if one.key in places), 0)

    @cached_property
    def content(self) -> list[dict[str, CellValue | None]]:
        """Return what is given in each row, by the key of the column."""
        keys = [(column.key, place.column) for _, columns in self.questions for column in columns
                if (place := self._found.places.get(column.key))]  # fmt: skip
        rows = (self._rows[row] for row in self._given[0])
        return [{key: row[at] for key, at in keys if at in row} for row in rows]

    def _is_called_total(self, row: Row) -> bool:
        return any(isinstance(value, str) and fold(value) in totals() for value in row.values())

    def _is_sum(self, row: int, above: Sequence[int]) -> bool:
        """Say whether all that a row gives are the sums of the numbers above."""
        here = {column: value for column, value in self._rows[row].items() if column in self._asked}
        if any(self._types.get(column) not in NUMBERS for column in here):
            return False
        sums = {column: sum(figure(self._rows[one].get(column)) for one in above) for column in here}
        return all(total and figure(here[column]) == total for column, total in sums.items())

    @cached_property
    def lost(self) -> dict[str, Unreadable]:
        """Return the questions whose column is not there, or may be one of several that are not all blank, by the key of the column."""
        lost: dict[str, Unreadable] = {}
        for question, columns in self.questions:
            places = [self._found.places.get(column.key) for column in columns]
            if not all(places):
                lost[key_of(question)] = Unreadable("", "question_missing")
            elif any(place and self._is_doubtful(place) for place in places):
                lost[key_of(question)] = Unreadable("", "rungs_disagree")
        return lost

    def _is_doubtful(self, place: FoundColumn) -> bool:
        either = {place.column, *place.others}
        return bool(place.others) and any(not either.isdisjoint(cells) for cells in self._rows.values())

    def marks(self, columns: Sequence[Column], row: int) -> list[Marked]:
        """Return the cells of a question in a row."""
        return [
            Marked(self._spot(self._found.places[column.key], row), column.choice, self._labels.get((column.question, column.choice), ""))
            for column in columns
        ]

    def beside(self, question: Question, row: int) -> list[tuple[Aside, Spot]]:
        """Return the cells for flag and note beside a figure in a row."""
        own = [column for column in self._asides if column.question == question.name and column.key in self._found.places]
        return [(Aside(column.aside), self._spot(self._found.places[column.key], row)) for column in own]

    def _spot(self, place: FoundColumn, row: int) -> Spot:
        at = (row, place.column)
        if at in self._found.closed:
            return Spot(Cell(self._sheet.name, *at), place.by, None)
        value = self._sheet.cells.get(at)
        pending = value is None and at in self._sheet.uncalculated
        others = tuple((Cell(self._sheet.name, row, other), self._sheet.cells.get((row, other))) for other in place.others)
        doubts = tuple((cell, said) for cell, said in others if said is not None)
        return Spot(Cell(self._sheet.name, *at), place.by, value, pending, doubts, percent=at in self._sheet.percent)

    def issues(self) -> Iterator[TableIssue]:
        """Yield what is to be said of the rows, and of the columns as a whole."""
        for question, columns in self.questions:
            yield from self._issue_of_column(question, columns)
        if gone := [column.label for column in self._asides if column.key not in self._found.places]:
            yield TableIssue("heading_missing", Severity.WARNING, "heading_missing", a1(self._found.head, 1), value=", ".join(gone))
        for row, left_out in self._totals.items():
            cell = a1(row, min(self._rows[row]))
            severity, sentence = (Severity.ERROR, "total_row") if left_out else (Severity.WARNING, "total_row_read")
            yield TableIssue("total_row", severity, sentence, cell, value=shown(self._rows[row]))
        room = self._found.table.room + self._found.table.further
        if len(self.instances) > room:
            at = a1(self.instances[room], min(self._rows[self.instances[room]]))
            yield TableIssue("row_added", Severity.WARNING, "row_added", at, number=len(self.instances) - room)
        yield from self._strays()

    def _issue_of_column(self, question: Question, columns: Sequence[Column]) -> Iterator[TableIssue]:
        if problem := self.lost.get(key_of(question)):
            code = problem.code
            places = [place for column in columns if (place := self._found.places.get(column.key))]
            cells = ", ".join(a1(self._found.head, at) for place in places for at in (place.column, *place.others))
            sentence = "column_missing" if code == "question_missing" else "columns_disagree"
            at = a1(self._found.head, places[0].column) if places else None
            yield TableIssue(code, Severity.ERROR, sentence, at, key_of(question), cells=cells)

    def _strays(self) -> Iterator[TableIssue]:
        """Yield what was not read: the first text of each column that is none of the table's, and the rows far beneath it."""
        known = {place.column for place in self._found.places.values()} | self._asked
        first: dict[int, tuple[int, CellValue | None]] = {}
        for row, cells in sorted(self._rows.items()):
            for column, value in cells.items():
                beside = column not in known and value is not None and not (column == self.number and is_number(value))
                if beside and row not in self._totals:
                    first.setdefault(column, (row, value))
        found = [((row, column), value or "") for column, (row, value) in first.items()]
        found += [((row, min(cells)), next(iter(cells.values())) or "") for row in self._given[1] if (cells := self._rows[row])]
        for at, value in sorted(found, key=lambda each: each[0]):
            yield TableIssue("stray_text", Severity.WARNING, "stray_in_table", a1(*at), value=as_text(value))
