"""Which sheets of a workbook that came back show which sheet of the adopted one: by their names, by what they print, by defined names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from questionnaire.layout import Layout
from questionnaire.reading.ladder.alignment import Alignment, SheetTexts, align, share_of
from questionnaire.reading.ladder.printed import PreparedSheet, prepared
from questionnaire.reading.ladder.spots import Sheets
from workbooks.cells import Sheet, Workbook

_SHOWN = 0.5  # A sheet shows another one's where so much of it is there,
_SAME_NAME = 0.25  # or so much, where it has its name.


def paired(workbook: Workbook, sheets: Sheets, layout: Layout) -> dict[str, tuple[Alignment, ...]]:
    """Return how the sheets lie to each printed sheet, by its name; more than one where it was copied, none where it is nowhere."""
    printed = prepared(layout)
    named = _named(workbook, layout)
    lying = {name: align(one, sheets[name]) for name, one in printed.items() if name in sheets}
    own = {name: sheets[name] for name, lies in lying.items() if lies.in_place or _is_shown(printed[name], sheets[name])}
    found = {name: [lying[name]] for name in own}
    for sheet in sheets.values():
        if sheet.name not in own:
            for name in _shown_by(sheet, printed, own, named):
                found.setdefault(name, []).append(align(printed[name], sheet))
    return {name: tuple(those) for name, those in found.items()}


def _is_shown(one: PreparedSheet, sheet: Sheet) -> bool:
    return not one.fixed or share_of(one, SheetTexts(sheet)) >= _SAME_NAME


def _shown_by(sheet: Sheet, printed: Mapping[str, PreparedSheet], own: Mapping[str, Sheet], named: Mapping[str, Counter[str]]) -> list[str]:
    """Return the printed sheets that one under another name shows: those that are nowhere else before those of which it is a copy."""
    fit: dict[str, tuple[bool, int, float]] = {}
    texts = SheetTexts(sheet)
    for name, one in printed.items():
        share, names = share_of(one, texts), named.get(name, Counter())[sheet.name]
        if share >= _SHOWN or (names and not one.fixed):
            fit[name] = (name not in own, names, share)
    best = max(fit.values(), default=None)
    those = [name for name, one in fit.items() if one == best]
    # Sheets that print the same cannot be told apart by it.
    return those if len(those) == 1 else []


def _named(workbook: Workbook, layout: Layout) -> dict[str, Counter[str]]:
    """Return for each printed sheet the sheets at which the names of its answers point."""
    found: dict[str, Counter[str]] = {}
    for sheet, key in _keys(layout):
        if key in workbook.names:
            found.setdefault(sheet, Counter())[workbook.names[key].sheet] += 1
    return found


def _keys(layout: Layout) -> Iterable[tuple[str, str]]:
    yield from ((slot.sheet, slot.key) for slot in layout.slots)
    yield from ((table.sheet, column.key) for table in layout.tables for column in table.columns)
