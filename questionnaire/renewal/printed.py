"""Where the questions of a form stand in a newer edition by what is printed there, as in a copy that came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from questionnaire.adopt import Adopted
from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.reading.ladder.adopted import Alignments
from questionnaire.reading.ladder.adopted_tables import find_adopted_tables
from questionnaire.reading.ladder.spots import Spot
from questionnaire.reading.ladder.tables import FoundTable
from questionnaire.renewal.grids import Cells, cells_of
from workbooks.anatomy import Anatomy
from workbooks.cells import Cell, Workbook


def by_print(
    form: Questionnaire, layout: Layout, lying: Alignments, workbook: Workbook, newer: Adopted, spots: Mapping[str, Spot]
) -> Iterator[tuple[str, Cells]]:
    """Yield the cells of questions by their names: where most of them were found for sure, or the headings of a table."""
    by_question: dict[str, list[Spot | None]] = {}
    for slot in layout.slots:
        by_question.setdefault(slot.question, []).append(spots.get(slot.key))
    for name, those in by_question.items():
        sure = [one.cell for one in those if one and not one.others and not one.contested]
        # The boxes of a day may be named in another order than that in which they stand.
        if len(sure) * 2 > len(those) and (sure == sorted(sure) or not form.by_name[name].repeat):
            yield name, tuple(sure)
    for table in find_adopted_tables(workbook, layout, lying).values():
        yield from _of_table(form, table, newer)


def _of_table(form: Questionnaire, table: FoundTable, newer: Adopted) -> Iterator[tuple[str, Cells]]:
    """Yield the columns of a table that stand beneath their headings, with all the cells that the newer edition has there."""
    for column in table.table.columns:
        there = table.places.get(column.key)
        if there and not there.others:
            at = Cell(table.sheet, table.first, there.column)
            asked = next((each for each in newer.questions if each.sheet == at.sheet and at[1:] in each.cells), None)
            if asked and form.by_name[column.question].repeat == table.table.repeat:
                yield column.question, cells_of(asked)


def without_formulas(book: Anatomy, found: Iterable[tuple[str, Cells]]) -> dict[str, Cells]:
    """Return those of which no cell holds a formula now."""
    return {name: those for name, those in found if not any(cell[1:] in book.by_name[cell.sheet.casefold()].formulas for cell in those)}
