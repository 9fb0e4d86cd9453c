"""The layout of an adopted workbook: its answers where the form says, and all else that it prints, by which they are found again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from languages import catalogue
from questionnaire.adopted.begun import beginning
from questionnaire.adopted.places import Region, book_of, cells, name_of, region, stamp_of
from questionnaire.adopted.said import content, said
from questionnaire.adopted.signs import signs_of
from questionnaire.adopted.translated import in_workbook_of
from questionnaire.definition import AdoptedFile, Question, Questionnaire, Repeat
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.places import stretches
from questionnaire.initial import constant
from questionnaire.items import key_of
from questionnaire.keys import CellKeys, cell_keys
from questionnaire.layout import BEGUN, EDITION, Column, Layout, PrintedSheet, PrintedText, Slot, Table
from questionnaire.printed import label
from workbooks.anatomy import Anatomy, SheetAnatomy
from workbooks.cells import Cell, Position

_END = "end_of_"  # So begins the name of what ends a table.


def lay_out_adopted(questionnaire: Questionnaire, language: str) -> Layout:
    """Return the layout of a questionnaire whose `original` is there and has all the places that the form names."""
    return _laid_out(_Form(questionnaire), language)


class _Form:
    """A questionnaire as the key of a cache: its fingerprint says what it asks, and of which workbook."""

    def __init__(self, form: Questionnaire) -> None:
        self.form = form

    def __hash__(self) -> int:
        return hash(self.form.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Form) and self.form.fingerprint == other.form.fingerprint and self.form.languages == other.form.languages


@lru_cache(maxsize=32)
def _laid_out(key: _Form, language: str) -> Layout:
    form = in_workbook_of(key.form, language)
    original = form.original
    if original is None:
        raise ValueError("The questionnaire has no workbook that was adopted.")
    made = _Places(form, book_of(original.data), language, _keys(form, original))
    slots, tables = tuple(made.slots()), tuple(made.tables())
    held: dict[str, set[Position]] = {}
    for slot in slots:
        held.setdefault(slot.sheet, set()).add((slot.row, slot.column))
    for table in tables:
        held.setdefault(table.sheet, set()).update(table.cells())
    stamp = stamp_of(form, made.book)
    sheets = tuple(
        _printed(made.book.by_name[name.casefold()], cells, stamp[1:] if stamp and stamp.sheet == name else None)
        for name, cells in held.items()
    )
    begun = BEGUN if any(one.default for one in form.questions) else ""
    return Layout(
        version=f"{form.fingerprint}-{language}-{EDITION}{begun}", language=language,
        heading=catalogue(language).say("workbook_answer").message,
        slots=slots, tables=tables, texts=frozenset(text.text for sheet in sheets for text in sheet.texts), sheets=sheets,
    )  # fmt: skip


def _keys(form: Questionnaire, original: AdoptedFile) -> CellKeys:
    """Return the defined names of the cells: those of their author, and ours where there is none, unlike any that the workbook has."""
    book = book_of(original.data)
    single = {
        question.name: name
        for question in form.answerable
        if not question.repeat and (name := name_of(book, question)) and len(cells(book, question.cell)) == 1
    }
    made = {place: single.get(place[0], key) if not any(place[1:]) else key for place, key in cell_keys(form).items()}
    theirs = frozenset(single.values())
    return {place: f"{key}_" if key not in theirs and key.casefold() in book.names else key for place, key in made.items()}


@dataclass(frozen=True)
class _Places:
    form: Questionnaire
    book: Anatomy
    language: str
    keys: CellKeys

    def slots(self) -> Iterator[Slot]:
        """Yield the single answers, and those of matrices."""
        repeats = {repeat.name: repeat for repeat in self.form.repeats}
        for question in self.form.answerable:
            repeat = repeats.get(question.repeat)
            if repeat is None:
                yield from self._of_single(question, cells(self.book, question.cell))
            elif repeat.instances:
                yield from self._of_matrix(question, repeat)

    def _of_single(self, question: Question, there: Sequence[Cell]) -> Iterator[Slot]:
        whole = [self._slot(question, cell, "", self._label(question)) for cell in there]
        if len(whole) == 1:
            yield from whole
            return
        page = self._page(question)
        begins = signs_of(constant(question), question, len(whole)) or [page.value(cell[1:]) for cell in there]
        for number, (slot, value) in enumerate(zip(whole, begins, strict=True), 1):
            key = f"{slot.key}.{number}" if number > 1 else slot.key
            yield replace(slot, key=f"{key}_" if key.casefold() in self.book.names else key, sign=number, printed=content(value))

    def _of_matrix(self, question: Question, repeat: Repeat) -> Iterator[Slot]:
        by_row = {cell.row: cell for cell in cells(self.book, question.cell)}
        there, page = region(repeat), self._page(question)
        for row, instance in zip(there.rows, repeat.instances, strict=True):
            if row in by_row:
                key = page.text((row, there.key)) if there.key else ""
                yield self._slot(question, by_row[row], instance.name, key or self._label(question), there.header)

    def _slot(self, question: Question, cell: Cell, instance: str, text: str, header: int = 0) -> Slot:
        page = self._page(question)
        heading = page.text((header, cell.column)) if header else ""
        begins = beginning(question, page.anatomy, cell[1:], self.language, self.form.languages)
        value = page.anatomy.sheet.cells.get(cell[1:]) if begins is None else begins
        return Slot(
            question=question.name, choice="", sheet=cell.sheet, row=cell.row, column=cell.column, label=text,
            key=self.keys[question.name, instance, ""], item=key_of(question, instance) if instance else "", heading=heading,
            printed=content(value),
        )  # fmt: skip

    def tables(self) -> Iterator[Table]:
        """Yield the tables."""
        for repeat in self.form.repeats:
            asked = [question for question in self.form.in_repeat[repeat.name] if question.asked]
            if repeat.instances or not asked:
                continue
            there, page = region(repeat), self._page(asked[0])
            columns = tuple(self._column(question, page, there) for question in asked)
            every = range(there.rows[0], there.rows[-1] + 1)
            ends = _end(page, columns, there.rows[-1])
            yield Table(
                repeat=repeat.name, sheet=page.name, head=there.header, room=len(there.rows), columns=columns, begin=there.rows[0],
                gaps=tuple(row for row in every if row not in set(there.rows)), end=self._end_key(columns) if ends else "", ends=ends,
            )  # fmt: skip

    def _end_key(self, columns: Sequence[Column]) -> str:
        key = f"{_END}{columns[0].key}"
        return f"{key}_" if key.casefold() in self.book.names else key

    def _column(self, question: Question, page: SeenSheet, there: Region) -> Column:
        found = cells(self.book, question.cell)
        column, rows = found[0].column, {cell.row for cell in found}
        heading = page.text((there.header, column)) if there.header else ""
        values = ((row, content(page.anatomy.sheet.cells.get((row, column)))) for row in there.rows if row in rows)
        return Column(
            question=question.name, choice="", column=column, key=self.keys[question.name, "", ""],
            label=heading or self._label(question), closed=tuple(row for row in there.rows if row not in rows),
            printed=tuple((row, text) for row, text in values if text),
        )  # fmt: skip

    def _page(self, question: Question) -> SeenSheet:
        return SeenSheet(self.book.by_name[cells(self.book, question.cell)[0].sheet.casefold()])

    def _label(self, question: Question) -> str:
        return label(question.label, self.language, self.form.languages, question.name)


def _end(page: SeenSheet, columns: Sequence[Column], last: int) -> int:
    """Return the row of the first cell beneath a table in its columns that holds anything; 0 where a text comes before, or nothing."""
    own, formulas = {column.column for column in columns}, page.anatomy.formulas
    beneath = sorted(at for at in page.anatomy.sheet.cells.keys() | formulas if at[0] > last)
    texts = (row for row, column in beneath if (row, column) not in formulas and said(page.anatomy.sheet.cells[row, column]))
    first, text = next((row for row, column in beneath if column in own), 0), next(texts, 0)
    return first if first and (not text or first < text) else 0


def _printed(page: SheetAnatomy, answers: set[Position], stamp: Position | None) -> PrintedSheet:
    """Return what a sheet prints beside its answers. Of what formulas make, only texts are kept: figures are others in each copy.

    So is the reference in the cell `stamp`, if it is on this sheet.
    """
    texts, others = [], [stamp] if stamp else []
    for at, value in sorted(page.sheet.cells.items()):
        made = at in page.formulas
        if at != stamp and at not in answers and (isinstance(value, str) or not made) and (text := said(value)):
            texts.append(PrintedText(row=at[0], column=at[1], text=text, made=made))
        elif at != stamp and at not in answers:
            others.append(at)
    others += [at for at in page.formulas if at not in page.sheet.cells and at not in answers]
    near = {column + beside for _, column in answers for beside in (-1, 0, 1)}
    looks = tuple((*look,) for look in page.sheet.looks if look.column in near)
    return PrintedSheet(sheet=page.sheet.name, texts=tuple(texts), others=tuple(_rectangles(others)), looks=looks)


def _rectangles(places: Iterable[Position]) -> Iterator[tuple[int, int, int, int]]:
    by_column: dict[int, list[Position]] = {}
    for at in sorted(places):
        by_column.setdefault(at[1], []).append(at)
    for column in by_column.values():
        yield from ((*first, *last) for first, last in stretches(column))


def names_to_add(questionnaire: Questionnaire, layout: Layout) -> Mapping[str, Cell]:
    """Return the defined names that the copies get: of answers that have none, of the first cells of columns, and of what ends tables."""
    original = questionnaire.original
    known = book_of(original.data).names if original else {}
    single = {slot.key: Cell(slot.sheet, slot.row, slot.column) for slot in layout.slots}
    columns = {column.key: Cell(table.sheet, table.first, column.column) for table in layout.tables for column in table.columns}
    ends = {table.end: Cell(table.sheet, table.ends, table.columns[0].column) for table in layout.tables if table.end}
    return {key: cell for key, cell in (single | columns | ends).items() if key.casefold() not in known}
