"""A workbook that is made together with its truth: which cells take answers, what they are called, and what is typed there."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True)
class Sample:
    """A workbook: its bytes, and for each input cell (sheet, address) its label and its type; "" where no program could know."""

    name: str
    data: bytes
    truth: dict[tuple[str, str], tuple[str, str]]


@dataclass
class Maker:
    """Writes a workbook. `colours` says whether inputs have a ground, `protect` whether sheets are protected."""

    name: str
    protect: bool = True
    colours: bool = True
    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    truth: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True})
        self.bold = self.book.add_format({"bold": True})
        self.head = self.book.add_format({"bold": True, "bg_color": "#1F3A52", "font_color": "#FFFFFF", "border": 1, "text_wrap": True})
        self.text = self.book.add_format({"text_wrap": True})
        self.grey = self.book.add_format({"bg_color": "#D9D9D9", "border": 1})

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet, protected where the workbook is."""
        made = self.book.add_worksheet(name)
        if self.protect:
            made.protect()
        return made

    def hidden(self, name: str, columns: list[list[str]]) -> str:
        """Add a hidden sheet with these columns, and return its name."""
        made = self.book.add_worksheet(name)
        made.hide()
        for column, texts in enumerate(columns):
            made.write_column(0, column, texts)
        return name

    def format(self, code: str = "", **more: Any) -> Any:
        """Return the format of an input cell with this number format."""
        ground = {"bg_color": "#FFF9E0"} if self.colours else {}
        said = {"border": 1, **ground, **({"num_format": code} if code else {}), **({"locked": False} if self.protect else {})}
        return self.book.add_format(said | more)

    def ask(
        self, sheet: Worksheet, at: str, label: str, kind: str, *, code: str = "", rule: dict[str, Any] | None = None, to: str = "",
        name: str = "", value: object = None,
    ) -> None:  # fmt: skip
        """Write one input cell, merged up to `to`, with a validation and a defined name."""
        form = self.format(code)
        if to:
            sheet.merge_range(f"{at}:{to}", "" if value is None else value, form)
        elif value is None:
            sheet.write_blank(at, None, form)
        else:
            sheet.write(at, value, form)
        if rule:
            sheet.data_validation(at, rule)
        if name:
            letters, digits = at.rstrip("0123456789"), at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            self.book.define_name(name, f"='{sheet.name}'!${letters}${digits}")
        self.truth[sheet.name, at] = (label, kind)

    def done(self) -> Sample:
        """Return the workbook with its truth."""
        # The first sheet is shown unless another is: then it can be hidden.
        next(each for each in self.book.worksheets() if not each.hidden).activate()
        next(each for each in self.book.worksheets() if not each.hidden).set_first_sheet()
        self.book.close()
        return Sample(self.name, self.buffer.getvalue(), self.truth)


WHOLE = {"validate": "integer", "criteria": ">=", "value": 0}
SHARE = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
DAY = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}
