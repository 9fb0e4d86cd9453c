"""A workbook that somebody designed by hand, taken as a questionnaire: what it asks, where, and how sure each guess is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from languages import ENGLISH
from languages.likeness import spoken
from questionnaire.adopt.already import AlreadyFormError, is_form
from questionnaire.adopt.asking.inputs import Found, inputs, is_locked, with_held
from questionnaire.adopt.asking.looks import LooksThatAsk
from questionnaire.adopt.asking.traits import CellTraits
from questionnaire.adopt.asking.weighing import weighed
from questionnaire.adopt.conditions.checks import checks
from questionnaire.adopt.conditions.rules import with_rules
from questionnaire.adopt.regions.sheets import SheetReader
from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.translations.tongues import in_language, tongues
from questionnaire.adopt.translations.translations import TranslatedBook, translation
from questionnaire.adopt.translations.twins import is_alike, twins
from questionnaire.adopt.values import Adopted
from questionnaire.adopt.words.names import Taken
from questionnaire.adopt.words.numbered import without_numbers
from questionnaire.designed.lists import sources
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.places import named_cells, quoted
from questionnaire.designed.precedents import Precedents
from workbooks.anatomy import Anatomy, SheetAnatomy, anatomy, cells_of, clipped
from workbooks.anatomy.vba import Macros, macros
from workbooks.cells import Position, a1

_NAMED = 10  # Cells that a sentence names.


@dataclass(frozen=True, slots=True)
class Draftable:
    """A workbook to be adopted: its bytes, its name, and the language of its labels ("" where its words must tell)."""

    data: bytes
    file: str
    language: str = ""


def adopt(data: bytes, file: str, language: str = "") -> Adopted:
    """Return what the xlsx or xlsm `data` asks; `file` is its name.

    Refused is raised where it is broken or beyond the limits, AlreadyFormError where it is an XLSForm.
    """
    book, one = anatomy(data), Draftable(data, file, language)
    if is_form(book):
        raise AlreadyFormError
    return _adopted(one, book, _asked(book))


def translated(first: Adopted, original: bytes, other: Draftable) -> TranslatedBook:
    """Return what a workbook in another language says of the questions of the first one, whose bytes are `original`."""
    book, there = anatomy(original), anatomy(other.data)
    sheets = twins(book, there)
    asked = dict(_asked(there))
    for name, cells in _asked(book).items():
        twin = there.by_name[sheets[name].casefold()] if name in sheets else None
        # What asks by its words or its colour in one language may not seem to in another.
        if twin and is_alike(book.by_name[name.casefold()], twin, cells.keys()):
            asked[twin.sheet.name] = cells
    return translation(first, _adopted(other, there, asked), sheets)


def in_columns(found: Adopted, one: Draftable) -> tuple[TranslatedBook, ...]:
    """Return what a workbook says of its own questions in other languages, whose labels stand in columns of their own.

    Sheets without such columns say nothing of them in another language.
    """
    book = anatomy(one.data)
    asked = _asked(book)
    beside = {name: tongues(book.by_name[name.casefold()], cells) for name, cells in asked.items()}
    return tuple(
        _beside(found, replace(one, language=language), book, asked, {name for name, columns in beside.items() if language in columns})
        for language in dict.fromkeys(code for columns in beside.values() for code in columns)
        if language != found.language
    )


def _beside(found: Adopted, one: Draftable, book: Anatomy, asked: Found, sheets: AbstractSet[str]) -> TranslatedBook:
    whole = translation(found, _adopted(one, book, asked), {name: name for name in sheets})
    cells = {each.name: (each.sheet, each.cells) for each in found.questions}
    same = {name: each for name, each in whole.questions.items() if (each.sheet, each.cells) == cells[name] and each.sheet in sheets}
    repeats = {
        each.name: whole.repeats[each.name]
        for each in found.repeats
        if each.name in whole.repeats and all(question.name in same for question in each.questions)
    }
    return replace(whole, questions=same, repeats=repeats, titles={}, told=(), doubted={}, moved=False)


def _asked(book: Anatomy) -> Found:
    looks = LooksThatAsk()
    for one in traits_of(book):
        looks.add(one, weighed(one))
    found = {page.name: without_numbers(page, cells) for page, cells in looks.together()}
    return {name: cells for name, cells in found.items() if cells}


def traits_of(book: Anatomy) -> Iterator[CellTraits]:
    """Yield the sheets that a person sees, with what the rules say of each and whatever else tells which of its cells ask."""
    names, listing, precedents = named_cells(book).by_cell, sources(book), Precedents(book)
    guessing = {one.sheet.name: one.sheet.name not in listing or bool(one.validations) for one in book.sheets}
    named = {one.sheet.name: [*(at for sheet, at in names if sheet == one.sheet.name), *_in_tables(book, one)] for one in book.sheets}
    found = {one.sheet.name: inputs(one, named[one.sheet.name], precedents if guessing[one.sheet.name] else None) for one in book.sheets}
    whole = with_held(book, found, precedents, {name for name, may in guessing.items() if may})
    for one in book.sheets:
        page, name = SeenSheet(one), one.sheet.name
        if page.is_seen:
            told = is_locked(one) or not guessing[name]
            yield CellTraits(page=page, found=whole[name], precedents=precedents, listing=name in listing, told=told)


def _adopted(one: Draftable, book: Anatomy, asked: Found) -> Adopted:
    names, taken = named_cells(book), Taken()
    whole = book
    read = {page.sheet.name: _read_in(page, asked[page.sheet.name], one.language) for page in book.sheets if page.sheet.name in asked}
    book = replace(book, sheets=tuple(read.get(page.sheet.name, page) for page in book.sheets))
    pages = {name: SeenSheet(page).with_inputs(asked[name]) for name, page in read.items()}
    read_by = Precedents(whole)
    readers = [
        SheetReader(book=book, page=page, sure=asked[name], names=names, taken=taken, read_by=read_by) for name, page in pages.items()
    ]
    sheets = [reader.read() for reader in readers]
    sha256 = hashlib.sha256(one.data).hexdigest()
    code = macros(one.data) if book.macros else Macros()
    found = Adopted(file=one.file, sha256=sha256, language=one.language or ENGLISH, sheets=tuple(sheets), macros=book.macros, code=code)
    said = next((code for name in read for code in tongues(whole.by_name[name.casefold()], asked[name])), "")
    language = one.language or said or _spoken(found)
    found = with_rules(book, found, pages)
    made = checks(book, found, pages)
    unsaid = (*found.unsaid, *made.unsaid, *_over_print(book), *_controls(book))
    return replace(found, language=language or found.language, checks=made.said, unsaid=unsaid)


def _spoken(found: Adopted) -> str:
    """Return the language of the labels; where these are but years, as over a matrix, of what its rows are called and of its title."""
    rows = (text for one in found.repeats for text in (one.label, *one.keys))
    return next(filter(None, (spoken(" ".join(texts)) for texts in ((one.label for one in found.questions), rows))), "")


def _read_in(page: SheetAnatomy, cells: Mapping[Position, Sureness], language: str) -> SheetAnatomy:
    return in_language(page, tongues(page, cells), language)


def _over_print(book: Anatomy) -> Iterator[str]:
    """Yield a sentence on each sheet with check boxes of which nobody can read whether they are ticked: their cell holds something else."""
    for one in book.sheets:
        page = SeenSheet(one)
        there = [a1(*at) for at in sorted(one.boxes) if page.is_seen and not page.is_hidden(at) and not page.is_blank(at)]
        if there:
            more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
            boxes = f"{quoted(page.name)}: the check boxes over {', '.join(there[:_NAMED])}{more}"
            yield f"{boxes} lie on cells that hold something, so that nobody can read them. Link each to a blank cell (Cell link)."


def _controls(book: Anatomy) -> Iterator[str]:
    """Yield a sentence on the controls of each kind of a sheet that no question is made of: what is chosen there stands in no answer."""
    counted = Counter((sheet, what) for sheet, what, _ in book.controls)
    for (sheet, what), number in counted.items():
        links = ", ".join(dict.fromkeys(link for *one, link in book.controls if tuple(one) == (sheet, what) and link))
        told = f"{number} {what}{'s' if number > 1 else ''}{f' (linked to {links})' if links else ''}"
        remedy = "Use a drop-down list of Excel's data validation, which is read."
        yield f"{quoted(sheet)}: {told}: what is chosen there is not read. {remedy}"


def _in_tables(book: Anatomy, page: SheetAnatomy) -> Iterator[Position]:
    """Yield the cells of Excel's own tables on a sheet, of those that are mostly blank: a full one is a list to choose from."""
    for sheet, area, _ in dict.fromkeys(book.tables.values()):
        if sheet == page.sheet.name:
            cells = list(cells_of(clipped(area, page.last)))
            if sum(at not in page.sheet.cells for at in cells) * 2 > len(cells):
                yield from cells
