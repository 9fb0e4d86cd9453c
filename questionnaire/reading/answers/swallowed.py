"""Answers whose cell a respondent merged with another one: what is seen there may be meant for both questions, or for one of them.

Excel keeps what stands in the first of the cells that it merges, and drops the rest without a word in the file; LibreOffice may keep all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.items import item_of
from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.answers.disguised import TOLD
from questionnaire.reading.answers.where import answers_on
from questionnaire.reading.answers.written_over import SentBook
from questionnaire.reading.ladder.spots import Locations, Sheets
from questionnaire.reading.ladder.tables import FoundTable
from questionnaire.reading.values.folding import as_text, is_blank
from questionnaire.reading.values.typed import Unreadable
from workbooks.anatomy import cells_of
from workbooks.cells import MAX_ROW, Cell, CellError, CellValue, Position, Sheet, a1

CODE = "answer_merged"
_ROWS = 100  # An area of more rows is looked at more closely.
_MOST = 200_000  # Nobody merges more cells of a form than that, and no more are looked at.


def swallowed_answers(
    questionnaire: Questionnaire, layout: Layout, found: tuple[Locations, Mapping[str, FoundTable]], answers: Mapping[str, Answer],
    sheets: Sheets, original: SentBook,
) -> Iterator[tuple[str, Answer]]:  # fmt: skip
    """Yield the answers whose cell lies beneath a merged one that shows something, as unreadable ones; none that was sent so."""
    merged = {name for name, sheet in sheets.items() if sheet.merged}
    places = list(answers_on(merged, layout, found, answers)) if merged and _may_swallow(found, sheets) else []
    owners = {cell: key for key, cell in places}
    covered = {name: _covered(sheets[name], original, owners) for name in merged} if places else {}
    for key, cell in places:
        got, first = answers[key], covered[cell.sheet].get(cell[1:])
        kind = item_of(questionnaire, key).question.type
        if first is None or got.problem or (got.value is not None and kind in TOLD):
            continue
        is_own = owners.get(Cell(cell.sheet, *first)) == key and kind is not QuestionType.SELECT_MULTIPLE
        values = sheets[cell.sheet].cells
        shown = values.get(first)
        if not is_own and not (is_blank(shown) and is_blank(values.get(cell[1:]))):
            problem = Unreadable(_said(shown), CODE)
            yield key, got._replace(value=None, problem=problem, cells=a1(*first), how=None, filled=True)


def _may_swallow(found: tuple[Locations, Mapping[str, FoundTable]], sheets: Sheets) -> bool:
    """Say whether a merged area begins or ends in the rows of answers: our own titles and notes do not."""
    locations, tables = found
    rows = {spot.cell[:2] for spot in locations.spots.values()}
    first = {table.sheet: table.first for table in tables.values()}
    return any(
        last[0] - top > _ROWS or any((name, row) in rows or row >= first.get(name, MAX_ROW + 1) for row in range(top, last[0] + 1))
        for name, sheet in sheets.items()
        for (top, _), last in sheet.merged.items()
    )


def _covered(sheet: Sheet, original: SentBook, places: Iterable[Cell]) -> Mapping[Position, Position]:
    """Return the first cell of their merged area for all cells that lie beneath one, unless the sheet was sent so.

    Where the areas are huge, all cells of answers do.
    """
    within = ((cell, first) for first, last in sheet.merged.items() for cell in cells_of((first, last)) if cell != first)
    found = dict(islice(within, _MOST + 1))
    if len(found) > _MOST:
        found = {cell[1:]: min(sheet.merged) for cell in places if cell.sheet == sheet.name and cell[1:] not in sheet.merged}
    sent = original.sheet(sheet.name)
    return {cell: first for cell, first in found.items() if sent.anchors.get(cell, cell) == cell} if sent else found


def _said(value: CellValue | None) -> str:
    if isinstance(value, CellError):
        return value.code
    return "\u2014" if value is None or is_blank(value) else as_text(value)
