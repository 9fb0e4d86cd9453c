"""The list of sheets and the windows on it. Source: ECMA-376 part 1, sections 18.2.19 and 18.2.30; Excel's own limits of sheet names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.lint.book import Book, number
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children

RULES: Rules = {
    "sheet_name": "A sheet's name has 1 to 31 UTF-16 units, none of : \\ / ? * [ ], no apostrophe at its ends, and is not History.",
    "sheet_name_duplicate": "No two sheets have the same name, case not regarded.",
    "sheet_id": "A sheet's id is from 1 to 65534, and no other sheet has it.",
    "sheet_part": "No two sheets share a part.",
    "sheet_visible": "At least one sheet is visible.",
    "view_active_tab": "The active tab and the first tab exist, and the active one is visible.",
    "view_tab_selected": "No sheet is selected beside the active one: what is typed would go into both.",
    "view_workbook": "A sheet's view belongs to a window of the workbook, and no two of its views to the same.",
}
_FORBIDDEN = re.compile(r"[:\\/?*\[\]\x00-\x1f]")


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the sheets as a whole."""
    for sheet in book.sheets:
        name = sheet.name
        if not 1 <= units(name) <= 31 or _FORBIDDEN.search(name) or name.strip("'") != name or name.casefold() == "history":
            yield Fault("sheet_name", book.part, "sheet", repr(name))
        if not 1 <= number(sheet.key, 0) <= 65534:
            yield Fault("sheet_id", book.part, name, sheet.key)
    yield from _twice(book, "sheet_name_duplicate", [sheet.name.casefold() for sheet in book.sheets])
    yield from _twice(book, "sheet_id", [sheet.key for sheet in book.sheets])
    yield from _twice(book, "sheet_part", [sheet.part for sheet in book.sheets if sheet.part])
    if all(sheet.state != "visible" for sheet in book.sheets):
        yield Fault("sheet_visible", book.part, "sheets", "all are hidden")
    yield from _windows(book)


def _twice(book: Book, code: str, values: list[str]) -> Iterator[Fault]:
    for value, times in Counter(values).items():
        if times > 1:
            yield Fault(code, book.part, value, f"{times} sheets have it")


def _windows(book: Book) -> Iterator[Fault]:
    windows = list(children(book.root, "bookViews/workbookView"))
    states = [sheet.state for sheet in book.sheets]
    active = {number(window.get("activeTab"), 0) for window in windows} or {0}
    for tab in active:
        if tab >= len(states) or states[tab] != "visible":
            yield Fault("view_active_tab", book.part, "activeTab", f"{tab} is no visible sheet")
    for window in windows:
        if number(window.get("firstSheet"), 0) >= len(states):
            yield Fault("view_active_tab", book.part, "firstSheet", str(window.get("firstSheet")))
    for position, sheet in enumerate(book.sheets):
        views = list(children(sheet.root, "sheetViews/sheetView"))
        if any(view.get("tabSelected") in {"1", "true"} for view in views) and position not in active:
            yield Fault("view_tab_selected", sheet.part, sheet.name, "selected, but not the active tab")
        keys = [number(view.get("workbookViewId"), 0) for view in views]
        if len(set(keys)) != len(keys) or any(key >= max(len(windows), 1) for key in keys):
            yield Fault("view_workbook", sheet.part, "workbookViewId", f"{keys}, of {len(windows)} windows")
