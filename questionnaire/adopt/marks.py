"""What the marked copy of a workbook shows: the colour of every cell that was found, and what was guessed of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.values import Adopted, FoundQuestion
from workbooks.annotate.coloured import Colour, ColouredCell
from workbooks.cells import Cell

_NONE: Mapping[Cell, str] = {}
_MOST = 200  # Cells of a column that are coloured.
_COLOURS = {Sureness.SURE: Colour.GREEN, Sureness.GUESSED: Colour.YELLOW, Sureness.NEEDS_YOU: Colour.RED}


def marks(found: Adopted, news: Mapping[Cell, str] = _NONE) -> Iterator[ColouredCell]:
    """Yield the cells of each question; the first of them has a comment. `news` are what is new about cells, which somebody must see."""
    told: set[Cell] = set()
    for one in found.questions:
        new = " ".join(news[at] for at in (Cell(one.sheet, *each) for each in one.cells) if at in news)
        told.update(Cell(one.sheet, *each) for each in one.cells)
        for number, (row, column) in enumerate(one.cells[:_MOST]):
            colour = Colour.YELLOW if new and one.guess is Sureness.SURE else _COLOURS[one.guess]
            yield ColouredCell(Cell(one.sheet, row, column), colour, "\n".join(filter(None, (new, _comment(one)))) if number == 0 else "")
    yield from (ColouredCell(at, Colour.RED, text) for at, text in news.items() if at not in told)


def _comment(one: FoundQuestion) -> str:
    kind = f"{one.kind.type}: {', '.join(one.kind.choices[:5])}" if one.kind.choices else one.kind.type
    return "\n".join((
        one.name,
        f"Label ({one.label_guess}): {one.label[:200]}",
        f"Type ({one.kind.sureness}): {kind}",
        f"An answer stands here: {one.cell_guess}",
    ))  # fmt: skip
