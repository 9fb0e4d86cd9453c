"""Where the answers of an adopted workbook stand: what the form says of it, as cells of the file; and what is wrong with that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from questionnaire.adopted.signs import is_signed
from questionnaire.adopted.translated import in_workbook_of
from questionnaire.dayparts import CELLS_OF_A_DAY
from questionnaire.definition import AdoptedFile, Question, Questionnaire, QuestionType, Repeat
from questionnaire.designed.lists import reference
from questionnaire.layout import MARKS_SHEET
from questionnaire.legal import INVISIBLE
from workbooks.anatomy import Anatomy, anatomy, cells_of, clipped
from workbooks.cells import Cell, Visibility, a1, column_number
from workbooks.refusal import Refused

Trouble = tuple[tuple[str, int, str], str, str]  # The place in the form, what is wrong there, and how to mend it.
_BETWEEN = re.compile(r",(?=(?:[^']*'[^']*')*[^']*$)")  # A comma in the quoted name of a sheet separates nothing.
_ROWS = re.compile(r"(\d{1,7})(?::(\d{1,7}))?")
_COLUMN = re.compile(r"[A-Za-z]{1,3}")
_WRITE = "Write the cell as in 'My sheet'!B4, or its defined name."
_SIGNS = "Only a text, a number or a date may have several, side by side in a row, for a sign each."
_DAYS = "Name two cells for the day, two for the month and four for the year, in this order, or ask for a text."
_SHARED = 8  # Books that are kept in memory.


class NoPlaceError(Exception):
    """Raised where a form names cells that the workbook does not have; its text says so."""


@dataclass(frozen=True, slots=True)
class Region:
    """The rows of a repeat: their numbers, the column of their keys (0: none), and the row of the headings (0: none)."""

    rows: tuple[int, ...]
    key: int
    header: int


@lru_cache(maxsize=_SHARED)
def book_of(data: bytes) -> Anatomy:
    """Return how an adopted workbook is made; Refused where it is broken."""
    return anatomy(data)


def cells(book: Anatomy, written: str) -> tuple[Cell, ...]:
    """Return the cells that a form names, those beneath a merged area left out; NoPlaceError where there are none."""
    return tuple(dict.fromkeys(_cells(book, written, is_name=True)))


def _cells(book: Anatomy, written: str, *, is_name: bool) -> Iterator[Cell]:
    for one in filter(None, map(str.strip, _BETWEEN.split(written))):
        # A sheet may be called after signs that nobody sees; where none is, whoever wrote the form pasted them.
        found = reference(book, book.sheets[0], one) or reference(book, book.sheets[0], one.translate(INVISIBLE))
        if found is None and is_name and (name := one.translate(INVISIBLE).strip().casefold()) in book.names:
            yield from _cells(book, book.names[name], is_name=False)
            continue
        if found is None:
            raise NoPlaceError(f"{one!r} is no cell of the workbook.")
        sheet, area = found
        for at in cells_of(clipped(area, sheet.last)):
            if sheet.anchors.get(at, at) == at:
                yield Cell(sheet.sheet.name, *at)


def name_of(book: Anatomy, question: Question) -> str:
    """Return the defined name that the author gave a question's one cell, "" where the form names it by its address."""
    folded = question.cell.translate(INVISIBLE).strip().casefold()
    return book.spelt.get(folded, "")


def region(repeat: Repeat) -> Region:
    """Return the rows of a repeat; NoPlaceError where the form does not say them."""
    found = [_ROWS.fullmatch(one.strip()) for one in repeat.rows.split(",")]
    rows = [number for one in found if one for number in range(int(one[1]), int(one[2] or one[1]) + 1)]
    # The rows of a matrix are those of its list, whatever the order in which they stand.
    if not all(found) or len(rows) != len(set(rows)) or (rows != sorted(rows) and not repeat.instances):
        raise NoPlaceError(f"{repeat.rows!r} are no rows.")
    key, header = repeat.key.strip(), repeat.header.strip()
    if key and not _COLUMN.fullmatch(key):
        raise NoPlaceError(f"{key!r} is no column.")
    if header and not header.isdecimal():
        raise NoPlaceError(f"{header!r} is no row.")
    return Region(tuple(rows), column_number(key.upper()) if key else 0, int(header or 0))


def stamp_of(questionnaire: Questionnaire, book: Anatomy) -> Cell | None:
    """Return the cell where the reference is printed, None where the form names none; NoPlaceError where it is not one that can be seen."""
    wanted = questionnaire.original.stamp if questionnaire.original else ""
    found = cells(book, wanted) if wanted else ()
    if wanted and not found:
        raise NoPlaceError(f"{wanted} lies beneath a merged cell.")
    if len(found) > 1:
        raise NoPlaceError(f"The reference stands in one cell, and these are {len(found)}.")
    return found[0] if found else None


def problems_of(form: Questionnaire) -> tuple[Trouble, ...]:
    """Return what is wrong with the places that a form names in its workbook, and in those of other languages."""
    return (*_problems(form, form.original), *(trouble for language in form.originals for trouble in _in_language(form, language)))


def _in_language(form: Questionnaire, language: str) -> Iterator[Trouble]:
    there = in_workbook_of(form, language)
    file = there.original.file if there.original else ""
    for (sheet, row, column), message, remedy in _problems(there, there.original):
        yield (sheet, row, f"{column}::{language}"), f"In {file!r}: {message}", remedy


def _problems(questionnaire: Questionnaire, original: AdoptedFile | None) -> tuple[Trouble, ...]:
    if original is None:
        return ()
    here = ("settings", 2, "excel::workbook")
    try:
        book = book_of(original.data)
    except Refused:
        return ((here, f"The workbook {original.file!r} cannot be read.", "Save it anew as .xlsx from Excel."),)
    if any(one.sheet.name.casefold().startswith(MARKS_SHEET) for one in book.sheets):
        return ((here, f"{original.file!r} is a copy that was sent to somebody.", "Adopt the workbook that it was made from."),)
    return (*_of_stamp(questionnaire, book), *_of_repeats(questionnaire), *_of_questions(questionnaire, book))


def _of_stamp(questionnaire: Questionnaire, book: Anatomy) -> Iterator[Trouble]:
    here = ("settings", 2, "excel::stamp")
    try:
        at = stamp_of(questionnaire, book)
    except NoPlaceError as error:
        yield here, str(error), _WRITE
        return
    if at and _is_formula(book, at):
        yield here, f"{_written(at)} holds a formula.", "Name a cell that holds none."
    if at and at in _answers(questionnaire, book):
        yield here, f"{_written(at)} is the cell of an answer, too.", "Name a cell beside the answers."


def _answers(questionnaire: Questionnaire, book: Anatomy) -> Iterator[Cell]:
    """Yield the cells of the answers, as far as they are there."""
    for question in questionnaire.answerable:
        with suppress(NoPlaceError):
            yield from cells(book, question.cell)


def _of_repeats(questionnaire: Questionnaire) -> Iterator[Trouble]:
    for repeat in questionnaire.repeats:
        place = (repeat.place.sheet, repeat.place.row, "excel::rows")
        try:
            rows = region(repeat).rows
        except NoPlaceError as error:
            yield place, str(error), "Write them as in 5:12 or 5:12,14:20, the column of the keys as in A, the row of the headings as in 4."
            continue
        if repeat.instances and len(rows) != len(repeat.instances):
            message = f"{len(rows)} rows are named, but the list {repeat.list_name!r} has {len(repeat.instances)} choices."
            yield place, message, "Name a row for each choice, in their order."


def _of_questions(questionnaire: Questionnaire, book: Anatomy) -> Iterator[Trouble]:
    taken: Counter[Cell] = Counter()
    for question in questionnaire.answerable:
        place = (question.place.sheet, question.place.row, "excel::cell")
        try:
            found = cells(book, question.cell)
        except NoPlaceError as error:
            yield place, str(error), _WRITE
            continue
        taken.update(found)
        yield from ((place, *trouble) for trouble in _of_cells(question, found, book, taken))


def _of_cells(question: Question, found: tuple[Cell, ...], book: Anatomy, taken: Mapping[Cell, int]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the cells of one question, and how to mend it."""
    if question.type is QuestionType.SELECT_MULTIPLE:
        yield "A select_multiple in an adopted workbook is not supported.", "Ask for each choice with its own select_one."
    if not found:
        yield "It does not say where the answer stands.", _WRITE
        return
    if not question.repeat and len(found) > 1 and not (is_signed(question) and len({one[:2] for one in found}) == 1):
        yield f"A single answer stands in one cell, and these are {len(found)}.", f"{_WRITE} {_SIGNS}"
    elif not question.repeat and question.type is QuestionType.DATE and len(found) not in {1, CELLS_OF_A_DAY}:
        yield f"A date has {CELLS_OF_A_DAY} cells, or one, and these are {len(found)}.", _DAYS
    if question.repeat and (len({one.sheet for one in found}) > 1 or len({one.column for one in found}) > 1):
        yield "The cells of a column stand in one column of one sheet.", "Write them as in Sheet!B5:B12,Sheet!B14:B20."
    if formula := next((one for one in found if _is_formula(book, one)), None):
        yield f"{_written(formula)} holds a formula, which is never an answer.", "Leave it out."
    if twice := next((one for one in found if taken[one] > 1), None):
        yield f"{_written(twice)} is the cell of another question, too.", "Correct one of the two."
    if book.by_name[found[0].sheet.casefold()].sheet.visibility is not Visibility.VISIBLE:
        yield f"The sheet {found[0].sheet!r} is hidden.", "Unhide it in the workbook, or leave the question out."


def _is_formula(book: Anatomy, cell: Cell) -> bool:
    return cell[1:] in book.by_name[cell.sheet.casefold()].formulas


def _written(cell: Cell) -> str:
    return f"{cell.sheet}!{a1(cell.row, cell.column)}"
