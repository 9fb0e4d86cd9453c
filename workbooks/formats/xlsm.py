"""Excel workbooks with macros: read as those without; the macros are not even inflated."""

from __future__ import annotations

from functools import partial

from workbooks.formats import Format
from workbooks.formats.xlsx import read

FORMAT = Format("xlsm", ("xlsm",), (".xlsm", ".xltm"), partial(read, name="xlsm"))
