"""What a workbook as large as agencies' largest costs, step by step: `python -m bench.agency [ROWS]`.

It has 20 sheets, 12 of them hidden, some 1,700 merged areas, 34,000 formulas, labels that are looked up by formulas on a hidden sheet,
and a table whose columns have names down to row 10,000 (or ROWS). A return has all single cells and 800 rows of the table filled by
openpyxl. Times are of the processor.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import openpyxl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bench.ground import say
from domain.mail.reference import printed
from exports.sheets import workbook_of
from questionnaire.adopt import adopt, draft
from questionnaire.reading import read
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from questionnaire.xlsform import load
from workbooks.caged.opening import look
from workbooks.cells import Workbook

Made = TypeVar("Made")
_FILE = "agency.xlsx"
_COVER = Cover(study_title="A study", sender="", deadline_text="", returns_to="", contact="")
_PERSONAL = Personal(printed("BEN12", 7), "abcdefghij234567", "A ministry")
_FORMS, _QUESTIONS, _TEXTS, _HIDDEN, _ROWS, _FILLED = 6, 280, 3_000, 11, 10_000, 800
_HEADS = ("Plant", "Capacity", "GWh", "Owner", "Year", "Region")


def main(rows: int = _ROWS) -> None:
    """Measure, and print a line a step."""
    made = workbook(rows)
    say(f"{len(made) / 1e6:.1f} MB")
    found = _timed("adopt", lambda: adopt(made, _FILE))
    form = _timed("check", lambda: load(workbook_of(draft(found), title="bench"), "form.xlsx", {_FILE: made}))
    blank = _timed("layout", lambda: make_blank(form, form.languages[0], _COVER))
    copy = _timed("copy", lambda: blank.prefix + blank.stamp(_PERSONAL))
    back = _returned(blank, copy)
    opened = _timed("open", lambda: look(back, _FILE).result)
    if not isinstance(opened, Workbook):
        raise TypeError(opened)
    reading = _timed("read", lambda: read(opened, form, [blank.layout], today=date(2026, 11, 26)))
    say(f"{sum(value is not None for value in reading.answers.values())} answers, {len(reading.findings)} findings")


def workbook(rows: int) -> bytes:
    """Return the workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head, text = book.add_format({"bold": True, "border": 1}), book.add_format({"locked": False, "num_format": "@"})
    figure = book.add_format({"locked": False, "border": 1, "num_format": "0.00"})
    words = book.add_worksheet("Translations")
    words.hide()
    for row in range(_TEXTS):
        words.write_row(row, 0, [f"k{row}", f"Label number {row} of the form", f"Libellé {row}"])
    for number in range(_FORMS):
        page = book.add_worksheet(f"Form {number}")
        page.protect()
        for row in range(_QUESTIONS):
            at, which = row * 2, number * _QUESTIONS + row
            page.merge_range(at, 0, at, 3, "", head)
            page.write_formula(at, 0, f'=VLOOKUP("k{which}",Translations!A1:C{_TEXTS},2,FALSE)', head, f"Label number {which} of the form")
            page.write_blank(at, 4, None, figure if row % 3 else text)
            book.define_name(f"answer_{number}_{row}", f"='Form {number}'!$E${at + 1}")
    plants = book.add_worksheet("Plants")
    plants.protect()
    plants.write_row(3, 0, _HEADS, head)
    for column, title in enumerate(_HEADS):
        letter = "ABCDEF"[column]
        book.define_name(f"table_{title}", f"=Plants!${letter}$5:${letter}${rows}")
        for row in range(4, rows):
            plants.write_blank(row, column, None, text if column in {0, 3, 5} else figure)
    book.add_worksheet("About").write("A1", "How to fill in this workbook")
    for number in range(_HIDDEN):
        _calculate(book.add_worksheet(f"Calc {number}"))
    book.close()
    return buffer.getvalue()


def _calculate(page: Worksheet) -> None:
    page.hide()
    for row in range(1_000):
        for column in range(3):
            page.write_formula(row, column, f"=IF('Form 1'!E{row % 500 + 1}=\"\",0,{column}+{row})", None, 0)


def _returned(blank: Blank, copy: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(copy))
    for number, slot in enumerate(blank.layout.slots):
        book[slot.sheet].cell(slot.row, slot.column).value = number + 0.25
    for row in range(5, 5 + _FILLED):
        book["Plants"].cell(row, 1).value, book["Plants"].cell(row, 2).value = f"Plant {row}", row
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _timed(name: str, made: Callable[[], Made]) -> Made:
    begun = time.process_time()
    result = made()
    say(f"{name:8}{time.process_time() - begun:7.2f} s")
    return result


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
