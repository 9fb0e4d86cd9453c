"""Excel workbooks with macros: read as those without; the macros are not even inflated, but told."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from workbooks.cells import Workbook
from workbooks.containers import archive
from workbooks.formats import Format
from workbooks.formats.xlsx import read as read_package

MACROS = ("xl/vbaProject", "xl/macrosheets/")


def read(data: bytes, *, with_looks: bool = True) -> Workbook:
    """Return the workbook of the package `data`, as `xlsx.read` does."""
    macros = any(member.name.startswith(MACROS) for member in archive.members(data))
    return replace(read_package(data, name="xlsm", with_looks=with_looks), macros=macros)


FORMAT = Format(name="xlsm", claims=("xlsm",), extensions=(".xlsm", ".xltm"), read=read, read_without_looks=partial(read, with_looks=False))
