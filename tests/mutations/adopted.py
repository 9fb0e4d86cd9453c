"""Adopted workbooks that are mutated as our own are: a matrix, and a table with single answers above it.

They are filled by their layout: whether that is right is shown in `tests/adopt`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

import openpyxl

from domain.answer import AnswerValue
from questionnaire.definition import Question, QuestionType, in_language
from questionnaire.items import items, key_of
from questionnaire.layout import Layout
from tests.adopt.families import audit, crossed
from tests.adopt.returned import Sent, sent
from tests.mutations.fill import Spot, type_in
from tests.mutations.loose import Worksheet
from tests.mutations.samples import Sample


@dataclass(frozen=True, eq=False)
class AdoptedSample(Sample):
    """An adopted workbook as it is sent, and what a respondent answers."""

    sent: Sent = field(repr=False, kw_only=True)

    @cached_property
    def layouts(self) -> tuple[Layout, ...]:
        """Return its one layout."""
        return (self.sent.layout,)

    @cached_property
    def blank(self) -> bytes:
        """Return the copy that is sent out."""
        return self.sent.copy

    def filled(self) -> tuple[openpyxl.Workbook, dict[str, tuple[Spot, ...]]]:
        """Return the workbook with all its answers, and where they were written, by the key of the item."""
        book, places, spots = openpyxl.load_workbook(io.BytesIO(self.blank)), dict(self._places()), dict[str, tuple[Spot, ...]]()
        for item in items(self.form, self.answers):
            answer = self.answers.get(item.key)
            if answer is not None:
                sheet, row, column, head = places[item.key]
                type_in(book[sheet].cell(row, column), _entry(self, item.question, answer))
                label = (head, column) if head else (row, _label(book[sheet], row, column, places))
                spots[item.key] = (Spot(sheet, row, column, *label),)
        return book, spots

    def _places(self) -> Iterator[tuple[str, tuple[str, int, int, int]]]:
        """Yield for each item the sheet, the row and the column of its cell, and the row of the heading above it, or 0."""
        for slot in self.sent.layout.slots:
            yield slot.item or slot.question, (slot.sheet, slot.row, slot.column, 0)
        for table in self.sent.layout.tables:
            for column in table.columns:
                for number in range(1, table.room + 1):
                    place = table.sheet, table.row(number), column.column, table.head
                    yield key_of(self.form.by_name[column.question], str(number)), place


def _label(sheet: Worksheet, row: int, column: int, places: dict[str, tuple[str, int, int, int]]) -> int:
    """Return the column of the words before a cell."""
    asked = {at for name, at_row, at, _ in places.values() if (name, at_row) == (sheet.title, row)}
    return next(at for at in range(column - 1, 0, -1) if at not in asked and sheet.cell(row, at).value is not None)


def _entry(sample: Sample, question: Question, answer: AnswerValue) -> object:
    if question.type is not QuestionType.SELECT_ONE:
        return answer
    chosen = next(choice for choice in question.choices if choice.name == answer)
    return in_language(chosen.label, sample.language, sample.form.languages)


@cache
def adopted_samples() -> tuple[AdoptedSample, ...]:
    """Return a matrix of integers with remarks, and a table that grows, with single answers above it; both are protected."""
    made = (sent(crossed("en", protect=True, levels=True)), sent(audit(30, protect=True)))
    return tuple(AdoptedSample(one.sample.name, one.form, one.form.languages[0], sent=one) for one in made)
