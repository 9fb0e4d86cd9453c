"""What an adopted workbook costs: making a copy personal, and reading a return, at several sizes: `python -m bench.adopted`.

The workbook has sheets of code by year with descriptions and totals, as agencies' matrices have, and weighs about 5 MB at its largest. A
copy is made with the token alone, and with a printed reference and prefilled figures; a return has all its cells filled by openpyxl. Times
are of the processor, the best of three.
"""

from __future__ import annotations

import gc
import io
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from random import Random
from typing import Any

import openpyxl
import xlsxwriter

from bench.ground import say
from domain.mail.reference import printed
from exports.sheets import workbook_of
from questionnaire.adopt import adopt, draft
from questionnaire.definition import Item, Questionnaire
from questionnaire.items import items
from questionnaire.reading import Reading, read
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from questionnaire.xlsform import load
from workbooks.caged.opening import look
from workbooks.cells import Workbook

_COVER = Cover(study_title="A study", sender="", deadline_text="", returns_to="", contact="")
_PERSONAL = Personal(printed("BEN12", 7), "abcdefghij234567", "A ministry")
_YEARS, _ROWS, _NOTES = 12, 60, 16
_SHEETS = (2, 4, 8, 16, 20)
_FILE = "bench.xlsx"
_PREFILLED = 500  # Figures of the last round, at most so many.


def main() -> None:
    """Measure, and print a line a size."""
    say("sheets  answers      MB  adopt, s  layout, s  token, ms  prefilled, ms  open, s  read, s  µs an answer")
    for sheets in _SHEETS:
        made = workbook(sheets)
        adopting, found = _best(partial(adopt, made, _FILE), 1)
        tables = draft(found)
        plain, filled = _form(tables, made), _form(_prefilled(tables), made)
        layout, blank = _best(partial(make_blank, plain, plain.languages[0], _COVER), 1)
        previous = {item.key: "17.5" for item in _items(filled)[:_PREFILLED]}
        other = make_blank(filled, filled.languages[0], _COVER)
        token, _ = _best(partial(blank.stamp, _PERSONAL))
        stamped, _ = _best(partial(other.stamp, Personal(_PERSONAL.reference, _PERSONAL.token, "A ministry", previous)))
        back, count = _returned(blank)
        opening, opened = _best(partial(look, back, _FILE))
        reading, _ = _best(partial(_read, opened.result, plain, blank))
        each = (opening + reading) / count * 1e6
        say(
            f"{sheets:6}{count:9}{len(made) / 1e6:8.1f}{adopting:10.2f}{layout:11.2f}{token * 1e3:11.2f}{stamped * 1e3:15.2f}"
            f"{opening:9.2f}{reading:9.2f}{each:14.0f}"
        )


def workbook(sheets: int) -> bytes:
    """Return a workbook with so many sheets of answers, and a hidden one of texts that makes it as heavy as agencies' are."""
    buffer, words = io.BytesIO(), Random(7)  # noqa: S311 - No secret: the same words each time.
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head, cell = book.add_format({"bold": True, "border": 1}), book.add_format({"locked": False, "border": 1, "num_format": "0.00"})
    for number in range(1, sheets + 1):
        page = book.add_worksheet(f"Table {number}")
        page.protect()
        page.write(0, 0, f"Table {number}. What was produced", head)
        page.write_row(2, 0, ["Code", "Product", *range(2012, 2012 + _YEARS), "Total", "Notes"], head)
        for row in range(3, 3 + _ROWS):
            page.write_row(row, 0, [f"P{number}.{row}", f"Product {row} of table {number}"])
            for column in range(2, 2 + _YEARS):
                page.write_blank(row, column, None, cell)
            page.write_formula(row, 2 + _YEARS, f"=SUM(C{row + 1}:N{row + 1})", None, 0)
    texts = book.add_worksheet("Texts")
    texts.hide()
    for row in range(sheets * _ROWS * _NOTES):
        texts.write_row(row, 0, ["".join(words.choices("abcdefghijklmnopqrstuvwyz ", k=60)) for _ in range(6)])
    book.close()
    return buffer.getvalue()


def _prefilled(tables: Any) -> Any:
    """Return the draft with a place for the reference, and last round's figure in each cell."""
    figures, stamp = {"excel::fill": "last round", "previous": "yes"}, {"excel::stamp": "'Table 1'!R1"}
    return [_with(table, figures if table[0] == "survey" else stamp if table[0] == "settings" else {}) for table in tables]


def _with(table: Any, cells: Mapping[str, str]) -> Any:
    """Return a sheet of a draft with these cells in each row; on the survey in those of figures."""
    name, header, rows = table
    head = list(dict.fromkeys((*header, *cells)))
    made = [dict(zip(header, row, strict=True)) for row in rows]
    filled = [{**each, **cells} if each.get("type", "decimal") == "decimal" else each for each in made]
    return name, head, [[each.get(column, "") for column in head] for each in filled]


def _form(tables: Any, data: bytes) -> Questionnaire:
    return load(workbook_of(tables, title="bench"), "form.xlsx", {_FILE: data})


def _items(form: Questionnaire) -> list[Item]:
    return [item for item in items(form) if item.question.asked and item.question.previous]


def _returned(blank: Blank) -> tuple[bytes, int]:
    book = openpyxl.load_workbook(io.BytesIO(blank.prefix + blank.stamp(_PERSONAL)))
    for number, slot in enumerate(blank.layout.slots):
        book[slot.sheet].cell(slot.row, slot.column).value = number + 0.25
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), len(blank.layout.slots)


def _read(opened: object, form: Questionnaire, blank: Blank) -> Reading:
    if not isinstance(opened, Workbook):
        raise TypeError(opened)
    return read(opened, form, [blank.layout], today=date(2026, 11, 27))


def _best(run: Callable[[], Any], rounds: int = 3) -> tuple[float, Any]:
    """Return the least processor time in seconds of some rounds, and what the last one gave."""
    times: list[float] = []
    result = None
    for _ in range(rounds):
        gc.collect()
        begun = time.process_time()
        result = run()
        times.append(time.process_time() - begun)
    return min(times), result


if __name__ == "__main__":
    main()
