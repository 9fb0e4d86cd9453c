"""What stands in an adopted workbook that came back in place of something that it prints: it may be an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from questionnaire.adopted.places import book_of, stamp_of
from questionnaire.adopted.said import content, said
from questionnaire.adopted.translated import in_workbook_of
from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.pages import is_current
from questionnaire.reading.ladder.alignment import Alignment
from questionnaire.reading.values.folding import fold, is_blank
from workbooks.anatomy import Anatomy, SheetAnatomy
from workbooks.cells import Cell, CellError, CellValue, Position, Sheet


@dataclass(frozen=True, slots=True)
class SentBook:
    """The workbook that was sent; `book` is None where nobody has it any more, as that of an earlier version of the questionnaire."""

    book: Anatomy | None = None
    stamp: Cell | None = None

    def sheet(self, name: str) -> SheetAnatomy | None:
        """Return one of its sheets."""
        return self.book.by_name.get(name.casefold()) if self.book else None


def original_of(questionnaire: Questionnaire, layout: Layout) -> SentBook:
    """Return the workbook that a layout is of."""
    form = in_workbook_of(questionnaire, layout.language)
    if form.original is None or not is_current(questionnaire, layout):
        return SentBook()
    book = book_of(form.original.data)
    return SentBook(book, stamp_of(form, book))


def written_over(sheet: Sheet, lying: Sequence[Alignment], own: AbstractSet[Position], original: SentBook) -> Iterator[Position]:
    """Yield the cells in which something else stands now than what was printed there; `own` are those of the answers.

    A text that is only spelt in another way says the same. Any other is told, also that of a label: whoever writes over an example or a
    note may have answered there, and nothing shows that it was no answer.
    """
    there: Counter[str] | None = None
    for one in lying:
        for (row, column), text in one.printed.fixed.items() if not one.in_place else ():
            at = one.row(row) or 0, one.column(column) or 0
            value = sheet.cells.get(at)
            if at in own or is_blank(value) or isinstance(value, CellError) or says(value, text):
                continue
            there = there or Counter(fold(said(each)) for each in sheet.cells.values())
            if there[fold(text)] < one.printed.counted.get(fold(text), 0) and not _is_moved(value, there, lying):
                yield at
        yield from (at for at in _over_others(sheet, one, original) if at not in own)


def says(value: CellValue | None, text: str) -> bool:
    """Say whether a value is what a text said: some programs make numbers of texts that look like one."""
    if isinstance(value, str):
        return fold(value) == fold(text)
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and float(text) == value
    except ValueError:
        return False


def _is_moved(value: CellValue | None, there: Counter[str], lying: Sequence[Alignment]) -> bool:
    """Say whether a text is one of the print that stands elsewhere now."""
    text = fold(value) if isinstance(value, str) else ""
    return bool(text) and there[text] <= max(one.printed.counted.get(text, 0) for one in lying)


def _over_others(sheet: Sheet, lies: Alignment, original: SentBook) -> Iterator[Position]:
    """Yield what was written over days, and over what is true or false: of these, layouts do not keep what they were."""
    page = original.sheet(lies.printed.sheet)
    for (row, column), was in page.sheet.cells.items() if page else ():
        if said(was) or is_blank(was) or isinstance(was, CellError) or (row, column) in (page.formulas if page else ()):
            continue
        at = lies.row(row) or 0, lies.column(column) or 0
        value = sheet.cells.get(at)
        if (row, column) in lies.printed.taken and not is_blank(value) and is_other(value, was) and said(value) not in lies.printed.counted:
            yield at


def is_other(value: CellValue | None, was: CellValue | None) -> bool:
    """Say whether a cell holds something else than it did, whatever program wrote it."""
    return not isinstance(value, CellError) and value != was and not says(value, said(was)) and content(value) != content(was)
