"""What was remarked in comments on cells that have an answer: it belongs to the answer, as its note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.ladder.spots import Locations
from questionnaire.reading.values.folding import visible
from workbooks.anatomy import Anatomy
from workbooks.annotate import theirs
from workbooks.cells import Cell, Sheet, from_a1


def commented(
    answers: Mapping[str, Answer], layout: Layout, locations: Locations, sheets: Mapping[str, Sheet], sent: Anatomy | None = None
) -> dict[str, Answer]:
    """Return the answers on whose cells somebody commented, with the comments as a note; what we wrote into a comment is no part of it.

    Nor is what the author of an adopted workbook wrote there, as it was `sent`. A comment from which the answer itself was read is none.
    """
    if not any(sheet.comments for sheet in sheets.values()):
        return {}
    made: dict[str, Answer] = {}
    printed = _printed(sent)
    for key, got in answers.items():
        if not (got.filled or got.issues) or not got.located:
            continue
        said = _said(dict.fromkeys(_cells(key, got, layout, locations)), sheets)
        notes = [text for one in said if (text := _added(one, printed))]
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


def _printed(sent: Anatomy | None) -> list[str]:
    """Return the comments that a workbook was sent with, the longest first: others may begin with a shorter one."""
    comments = {visible(text) for one in sent.sheets for text in one.sheet.comments.values()} if sent else set()
    return sorted(filter(None, comments), key=len, reverse=True)


def _added(text: str, printed: Iterable[str]) -> str:
    """Return what was added to a comment that was sent, "" where nothing was; any other comment as it is."""
    said = visible(text)
    before = next((one for one in printed if said.startswith(one)), "")
    return said.removeprefix(before).strip(" ;,.:-–—") if before else text
