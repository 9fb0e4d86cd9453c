"""The hidden sheet of drop-down lists, behind defined names: an inline list of over 255 characters corrupts the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.expressions.values import Number
from questionnaire.layout import LISTS_SHEET
from questionnaire.workbook.style import at


class DropDownLists:
    """The lists of one workbook; a list that several questions share stands there once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._sheet: Worksheet = book.create_sheet(LISTS_SHEET)
        self._sheet.sheet_state = "hidden"
        self._sheet.protection.sheet = True
        self._names: dict[tuple[tuple[str, ...], ...], str] = {}
        self._columns = 0
        self._pairs: dict[tuple[tuple[str, ...], tuple[str | Number, ...]], tuple[str, str]] = {}

    def name(self, labels: tuple[str, ...]) -> str:
        """Return the defined name of the list of these labels, writing it where it does not stand yet."""
        if (labels,) not in self._names:
            letters = self._column(labels)
            self._names[labels,] = self._define(f"{_absolute(letters, len(labels))}")
        return self._names[labels,]

    def columns(self, keys: tuple[str, ...], values: tuple[str | Number, ...]) -> tuple[str, str]:
        """Return the references of a column of keys and one of values, writing them where they do not stand yet."""
        if (keys, values) not in self._pairs:
            at, to = self._column(keys), self._column(values)
            self._pairs[keys, values] = _absolute(at, len(keys)), _absolute(to, len(values))
        return self._pairs[keys, values]

    def depending(self, labels: tuple[str, ...], conditions: tuple[str, ...]) -> str:
        """Return the defined name of those of the labels whose condition holds, going by what stands in the workbook.

        Beside the labels stands the place of each among those that are offered, and beside that these without gaps.
        """
        key = (labels, conditions)
        if key not in self._names:
            count = len(labels)
            all_of_them = self._column(labels)
            place = get_column_letter(self._columns + 1)
            before = (f"MAX({place}$1:{place}{row - 1})+1" if row > 1 else "1" for row in range(1, count + 1))
            self._formulas(f'IF({condition},{next_one},"")' for condition, next_one in zip(conditions, before, strict=True))
            found = f"INDEX(${all_of_them}$1:${all_of_them}${count},MATCH({{}},${place}$1:${place}${count},0))"
            packed = self._formulas(f'IFERROR({found.format(row)},"")' for row in range(1, count + 1))
            first = f"'{LISTS_SHEET}'!${packed}$1"
            # A list of nothing would let everything in.
            self._names[key] = self._define(f"OFFSET({first},0,0,MAX(1,MAX({_absolute(place, count)})),1)")
        return self._names[key]

    def _column(self, texts: Sequence[str | Number]) -> str:
        self._columns += 1
        for row, text in enumerate(texts, 1):
            cell = at(self._sheet, row, self._columns)
            cell.value = text
            if isinstance(text, str):
                cell.data_type = "s"
                cell.number_format = "@"
        return get_column_letter(self._columns)

    def _formulas(self, formulas: Iterable[str]) -> str:
        self._columns += 1
        for row, formula in enumerate(formulas, 1):
            at(self._sheet, row, self._columns).value = f"={formula}"
        return get_column_letter(self._columns)

    def _define(self, target: str) -> str:
        name = f"list_{len(self._names) + 1}"
        self._book.defined_names[name] = DefinedName(name, attr_text=target)
        return name


def _absolute(letters: str, rows: int) -> str:
    return f"'{LISTS_SHEET}'!${letters}$1:${letters}${rows}"
