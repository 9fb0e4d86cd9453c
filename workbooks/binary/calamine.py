"""The cells of old Excel workbooks by python-calamine; what it panics at is a broken file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TypeVar

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from workbooks.cells import CellValue, Position, Visibility
from workbooks.limits import Area
from workbooks.refusal import Refused

_Asked = TypeVar("_Asked")
_EXACT = 2**53  # From here on a float cannot tell one whole number from the next.


def open_workbook(data: bytes) -> CalamineWorkbook:
    """Open `data`; Refused where calamine cannot."""
    return _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))


def worksheets(workbook: CalamineWorkbook, area: Area) -> Iterator[tuple[str, Visibility, dict[Position, CellValue]]]:
    """Yield name, visibility and filled cells of each worksheet (not of charts and macro sheets); `area` counts their rectangles."""
    for listed in workbook.sheets_metadata:
        if listed.typ == SheetTypeEnum.WorkSheet:
            yield listed.name, _visibility(listed.visible), cells(_sheet(workbook, listed.name), area)


def cells(sheet: CalamineSheet, area: Area) -> dict[Position, CellValue]:
    """Return the filled cells of `sheet` by their true positions."""
    if sheet.start is None or sheet.end is None:
        return {}
    top, left = sheet.start
    area.add(sheet.name, (top + 1, left + 1), (sheet.end[0] + 1, sheet.end[1] + 1))
    # `to_python` begins at the first used cell; `iter_rows` would begin at row 1, but at the first used column.
    return {
        (row, column): int(value) if type(value) is float and value.is_integer() and abs(value) < _EXACT else value
        for row, values in enumerate(sheet.to_python(), top + 1)
        for column, value in enumerate(values, left + 1)
        if value != ""
    }


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    return _guarded(lambda: workbook.get_sheet_by_name(name))


def _guarded(ask: Callable[[], _Asked]) -> _Asked:
    try:
        return ask()
    except python_calamine.PasswordError as error:
        raise Refused("file_encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("file_broken") from error
    except BaseException as error:
        # A panic of Rust is no Exception, and its class can be imported from nowhere.
        if type(error).__name__ == "PanicException":
            raise Refused("file_broken") from error
        raise


def _visibility(state: SheetVisibleEnum) -> Visibility:
    if state == SheetVisibleEnum.VeryHidden:
        return Visibility.VERY_HIDDEN
    return Visibility.HIDDEN if state == SheetVisibleEnum.Hidden else Visibility.VISIBLE
