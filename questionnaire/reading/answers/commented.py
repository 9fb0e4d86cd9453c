"""What was remarked in comments on cells that have an answer: it belongs to the answer, as its note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.ladder.spots import Locations
from workbooks.annotate import theirs
from workbooks.cells import Cell, Sheet, from_a1


def commented(answers: Mapping[str, Answer], layout: Layout, locations: Locations, sheets: Mapping[str, Sheet]) -> dict[str, Answer]:
    """Return the answers on whose cells somebody commented, with the comments as a note; what we wrote into a comment is no part of it.

    A comment from which the answer itself was read is none.
    """
    if not any(sheet.comments for sheet in sheets.values()):
        return {}
    made: dict[str, Answer] = {}
    for key, got in answers.items():
        if not (got.filled or got.issues) or not got.located:
            continue
        notes = [*_said(dict.fromkeys(_cells(key, got, layout, locations)), sheets)]
        if notes and notes != [got.written]:
            made[key] = got._replace(note="\n".join(filter(None, [*notes, got.note])))
    return made


def _cells(key: str, got: Answer, layout: Layout, locations: Locations) -> Iterator[Cell]:
    if got.located:
        yield Cell(got.located.sheet, *from_a1(got.located.cell))
    yield from (spot.cell for slot in layout.by_item.get(key, ()) if (spot := locations.spots.get(slot.key)))


def _said(cells: Iterable[Cell], sheets: Mapping[str, Sheet]) -> Iterator[str]:
    for sheet, row, column in cells:
        text = theirs(sheets[sheet].comments.get((row, column), "")) if sheet in sheets else ""
        if text:
            yield text
