"""Cell formats that let nobody see which figure is meant, whatever number format they have.

What is struck out was taken back, and what is repeated until its cell is full is seen as another figure: 12 as 121212.
Source: ECMA-376 part 1, sections 18.8.37 (struck out), 18.18.40 (`fill`), 18.8.10 (cell formats).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from workbooks.xml import each, own


def obscuring(fonts: Iterable[etree._Element], formats: Sequence[etree._Element]) -> frozenset[str]:
    """Return which cell formats obscure what a cell holds, by their index as cells write it; a cell that names none has the first."""
    struck = {str(index) for index, font in enumerate(fonts) if is_struck(font)}
    found = {str(index) for index, one in enumerate(formats) if one.get("fontId") in struck or _is_filled(one)}
    return frozenset(found | {""} if "0" in found else found)


def is_struck(element: etree._Element) -> bool:
    """Say whether a font strikes out what is written in it, or what has one does."""
    return any(one.get("val", "1") not in {"0", "false"} for one in each(element, "strike"))


def _is_filled(cell_format: etree._Element) -> bool:
    return any(one.get("horizontal") == "fill" for one in own(cell_format, "alignment"))
