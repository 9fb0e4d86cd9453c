"""The copies of an adopted workbook: its parts are patched, once for all that is shared, and nothing else of it is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.errors import ConfigurationError
from questionnaire.adopted.begun import beginnings
from questionnaire.adopted.layout import lay_out_adopted, names_to_add
from questionnaire.adopted.places import book_of, cells, stamp_of
from questionnaire.adopted.translated import in_workbook_of
from questionnaire.definition import LAST_ROUND, ORGANISATION, AdoptedFile, Questionnaire
from questionnaire.designed.precedents import Precedents
from questionnaire.kinds import NUMBERS
from questionnaire.layout import MARKS_SHEET, PUT, Layout, Slot
from questionnaire.workbook.blank import Blank, Fill
from questionnaire.workbook.placeholders import REFERENCE, TOKEN, TOKEN_NAME
from workbooks.annotate import Unpatchable
from workbooks.cells import Cell
from workbooks.containers.package import stampable
from workbooks.personal import Filling, Hidden, personalised


def make_adopted_blank(form: Questionnaire, original: AdoptedFile, language: str, study: str) -> Blank:
    """Return the workbook of a language cut for stamping: `original`, where it has none of its own.

    ConfigurationError is raised where its parts cannot be patched.
    """
    layout, questionnaire = lay_out_adopted(form, language), in_workbook_of(form, language)
    original = questionnaire.original or original
    fills = tuple(_fills(questionnaire, layout, original))
    put = {f"{PUT}{fill.item}": fill.mark for fill in fills if fill.mark}
    hidden = Hidden(
        sheet=MARKS_SHEET,
        marks=_marks(layout, language, study),
        names=names_to_add(questionnaire, layout),
        constant=(TOKEN_NAME, TOKEN),
        more=put,
    )
    put_once = beginnings(questionnaire.by_name, layout, book_of(original.data), form.languages)
    cut = {fill.cell: fill.placeholder for fill in fills}
    try:
        stale = Precedents(book_of(original.data)).following([*cut, *put_once])
        made = personalised(original.data, hidden, Filling(cut=cut, put=put_once, stale=stale), macros=original.macros)
    except Unpatchable as error:
        raise ConfigurationError(_WHY.get(error.code, _BROKEN), where=original.file, remedy="Save it anew as .xlsx from Excel.") from error
    fills = tuple(replace(fill, prefix=made.prefixes[fill.placeholder]) for fill in fills)
    return Blank(
        stampable=stampable(made.data, made.changing),
        layout=layout,
        fills=fills,
        is_ours=False,
        macros=original.macros and book_of(original.data).macros,
    )


_BROKEN = "Its parts contradict each other, so that no copy can be made."
_WHY = {
    "signed": "It is signed, and a copy would break the signature.",
    "macro_sheets": "It has sheets of Excel 4 macros, which no .xlsx can have.",
}


def _marks(layout: Layout, language: str, study: str) -> dict[str, str]:
    return {"token": TOKEN, "reference": REFERENCE, "version": layout.version, "language": language, "study": study}


def _fills(questionnaire: Questionnaire, layout: Layout, original: AdoptedFile) -> Iterator[Fill]:
    """Yield what is put into the cells of each copy."""
    book = book_of(original.data)
    if at := stamp_of(questionnaire, book):
        yield _fill(0, at, REFERENCE)
    number = 0
    for question in questionnaire.answerable:
        if question.fill == ORGANISATION:
            there = cells(book, question.cell)
            for sign, cell in enumerate(there, 1) if len(there) > 1 else [(0, there[0])]:
                number += 1
                yield replace(_fill(number, cell, ORGANISATION), sign=sign, signs=len(there))
        for slot in layout.slots if question.fill == LAST_ROUND else ():
            if slot.question == question.name:
                number += 1
                yield _of_last_round(number, slot, len(layout.by_item[slot.item or slot.question]), is_number=question.type in NUMBERS)


def _of_last_round(number: int, slot: Slot, signs: int, *, is_number: bool) -> Fill:
    made = _fill(number, Cell(slot.sheet, slot.row, slot.column), LAST_ROUND, slot.item or slot.question, is_number=is_number)
    # The whole figure is marked once.
    return replace(made, sign=slot.sign, signs=signs, mark=made.mark if slot.sign <= 1 else "")


def _fill(number: int, cell: Cell, what: str, item: str = "", *, is_number: bool = False) -> Fill:
    mark = f"COUNTERFOIL-PUT-{number}-" if item else ""
    return Fill(placeholder=f"COUNTERFOIL-FILL-{number}-", cell=cell, what=what, item=item, is_number=is_number, mark=mark)
