"""What was written on a sheet of an adopted workbook that asks nothing, or on one that was added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from questionnaire.adopted.said import content
from questionnaire.reading.answers.written_over import SentBook, is_other
from questionnaire.reading.values.folding import fold, is_blank
from workbooks.cells import CellError, CellValue, Position, Sheet, Visibility


def on_other_sheets(sheet: Sheet, original: SentBook) -> Iterator[Position]:
    """Yield the cells that hold what their author's sheet of that name has not; of a sheet that is none of its author's, all that do.

    Results of formulas are nobody's writing, wherever they are now, and what was only moved stands there as often as it did.
    """
    if original.book is None or sheet.visibility is not Visibility.VISIBLE:
        return
    page = original.sheet(sheet.name)
    if page is None:
        yield from (at for at, value in sorted(sheet.cells.items()) if not is_blank(value) and not isinstance(value, CellError))
        return
    was, formulas = page.sheet.cells, page.formulas
    known, there = Counter(map(_as_said, was.values())), Counter(map(_as_said, sheet.cells.values()))
    for at, value in sorted(sheet.cells.items()):
        stamped = original.stamp == (page.sheet.name, *at)
        if at in formulas or stamped or is_blank(value) or not is_other(value, was.get(at)):
            continue
        if there[_as_said(value)] > known[_as_said(value)]:
            yield at


def _as_said(value: CellValue) -> str:
    return fold(content(value))
