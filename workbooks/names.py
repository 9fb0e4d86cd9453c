"""Defined names: what their text says, in the notation of Excel and of OpenDocument."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from typing import ClassVar

from workbooks.cells import MAX_COLUMN, MAX_ROW, Cell, column_number

# A sheet's name is quoted where it is not a plain word, and its own quotes are doubled. OpenDocument has `$` before it and `.` after it.
_REFERENCE = re.compile(r"^\$?(?:'([^']*(?:''[^']*)*)'|([^'!.\[\]()\s=:#]+))[!.]\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})(?::.*)?$", re.DOTALL)
_TEXT = re.compile(r'^"((?:[^"]|"")*)"$', re.DOTALL)
_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$")


@dataclass(slots=True)
class NameTable:
    """The defined names of a workbook while they are gathered; the first that comes of a name goes before all others."""

    BROKEN: ClassVar[str] = "#REF!"

    names: dict[str, Cell] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def add(self, name: str, text: str, sheets: Container[str]) -> None:
        """Take in the name `name`, whose formula is `text`; a reference to a sheet that is not among `sheets` is left out."""
        # Nearly every name is a plain reference.
        target = None if "#" in text else read_reference(text)
        if target is None:
            text = text.strip().removeprefix("of:").removeprefix("=")
            if "#" in text and self.BROKEN in text.upper():
                self.put(name, self.BROKEN)
                return
            target = read_reference(text)
        if target is None:
            self.put(name, read_constant(text))
        elif target.sheet in sheets:
            self.put(name, target)

    def put(self, name: str, meaning: Cell | str | None) -> None:
        """Take in a name that means a cell, a constant, nothing known (None), or is broken; Excel's own names are left out."""
        if meaning is None or name.startswith("_xlnm.") or name in self.names or name in self.constants or name in self.broken:
            return
        if isinstance(meaning, Cell):
            self.names[name] = meaning
        elif meaning.upper().startswith(self.BROKEN):
            self.broken.add(name)
        else:
            self.constants[name] = meaning


def read_reference(text: str) -> Cell | None:
    """Return the (first) cell that `'My sheet'!$B$5`, `Sheet!$B$5:$C$9` or `$Sheet.$B$5` points at, or None."""
    found = _REFERENCE.match(text)
    if not found:
        return None
    quoted, bare, letters, digits = found.groups()
    row, column = int(digits), column_number(letters.upper())
    if row > MAX_ROW or column > MAX_COLUMN or not (quoted or bare):
        return None
    return Cell(quoted.replace("''", "'") if quoted else bare, row, column)


def read_constant(text: str) -> str | None:
    """Return the string (without its quotes) or the number that a name holds, or None."""
    found = _TEXT.match(text)
    if found:
        return found[1].replace('""', '"')
    return text if _NUMBER.match(text) else None
