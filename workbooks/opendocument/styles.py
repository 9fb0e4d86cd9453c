"""Which cells of an OpenDocument workbook its styles let show other figures than they hold.

A data style says in elements what a format code says in signs, so that it is written as one and judged as those of Excel are.
Source: OpenDocument 1.3 part 3, sections 16.29 (data styles), 16.2 (styles), 20.405 (struck out), 20.349 (repeated).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from workbooks.appearance.numberformats import Shown, disguises_texts, shown_by_code
from workbooks.cells import MAX_COLUMN, Area, CellValue, area_of
from workbooks.ooxml.conditional import EVERYWHERE
from workbooks.opendocument.cellvalues import is_disguised
from workbooks.opendocument.hidden import is_invisible
from workbooks.xml import attribute, local, own

_DATA = frozenset(f"{one}-style" for one in ("number", "currency", "percentage", "date", "time", "boolean", "text"))
# What each piece of a data style is in a format code; of days and times only their kind counts.
_SIGNS = {
    "scientific-number": "0.0E+00",
    "fraction": "# ?/?",
    "text-content": "@",
    "boolean": "General",
    "am-pm": "AM/PM",
    "day": "d",
    "month": "m",
    "year": "yyyy",
    "era": "d",
    "day-of-week": "d",
    "week-of-year": "d",
    "quarter": "d",
    "hours": "h",
    "minutes": "mm",
    "seconds": "ss",
}
# Of positive, negative and other numbers a format code says it in this order, without conditions.
_USUAL = frozenset({(), (">=0",), (">0", "<0"), (">0", "<0", "=0")})
_RULES = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_AREA = re.compile(r"\.\$?([A-Z]{1,3})\$?(\d{1,7})(?::[^:]*?\.\$?([A-Z]{1,3})\$?(\d{1,7}))?(?=\s|$)")
_USUAL_STYLE = "Default"
# The conditions of a data style, as no program writes more; the digits that a format shows; the styles that one may come of.
_CONDITIONS, _MOST, _PARENTS = 3, 40, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenStyles:
    """The styles of cells by name that show other numbers, other texts, or whatever is written struck out or repeated.

    `invisible` let nobody see what is written. `days` show a number as a day, of which LibreOffice keeps some as numbers. `spans` say of
    the styles of texts within a cell whether they strike out, and whether they raise.
    """

    numbers: frozenset[str]
    texts: frozenset[str]
    obscuring: frozenset[str]
    invisible: frozenset[str]
    days: frozenset[str]
    spans: Mapping[str, tuple[bool, bool]]

    def shows_otherwise(self, value: CellValue, cell: etree._Element, style: str, *, shares: bool) -> bool:
        """Say whether a cell shows another value than it holds: by its style, or, unless it is a share or a day, by the text beside it."""
        by_style = style in self.obscuring or style in (self.texts if isinstance(value, str) else self.numbers)
        return by_style or not (shares or style in self.days or not is_disguised(cell, value))

    @property
    def all(self) -> frozenset[str]:
        """Return all of them."""
        return self.numbers | self.texts | self.obscuring


class StylesInUse:
    """Which styles the cells of a table have: their own, or else that of their row or column; and which are applied under a condition."""

    def __init__(self, table: etree._Element) -> None:
        self._table = table
        self._ends: list[int] = []
        self._styles: list[str] = []
        for column in _columns(table):
            self._ends.append((self._ends[-1] if self._ends else 0) + _count(column, "number-columns-repeated", MAX_COLUMN, 1))
            self._styles.append(attribute(column, "default-cell-style-name") or "")

    def of(self, cell: etree._Element, column: int) -> str:
        """Return the style of a cell."""
        row, at = cell.getparent(), bisect_left(self._ends, column)
        of_row = "" if row is None else attribute(row, "default-cell-style-name")
        return attribute(cell, "style-name") or of_row or (self._styles[at] if at < len(self._styles) else "") or _USUAL_STYLE

    def ruled(self, styles: frozenset[str]) -> Iterator[Area]:
        """Yield where LibreOffice applies one of these styles under a condition."""
        for one in self._table.iterchildren(f"{_RULES}conditional-formats") if styles else ():
            for rule in one.iterchildren(f"{_RULES}conditional-format"):
                if any(said.get(f"{_RULES}apply-style-name") in styles for said in rule):
                    found = list(_AREA.finditer(rule.get(f"{_RULES}target-range-address", "").upper()))
                    yield from (area_of(*each_one.groups()) for each_one in found)
                    yield from () if found else (EVERYWHERE,)


def _columns(table: etree._Element) -> Iterator[etree._Element]:
    for child in own(table):
        if local(child) == "table-column":
            yield child
        elif local(child) in {"table-columns", "table-header-columns", "table-column-group"}:
            yield from _columns(child)


def seen_styles(roots: Iterable[etree._Element | None]) -> SeenStyles:
    """Return what the styles of these parts do; of two of one name the first counts."""
    data: dict[str, etree._Element] = {}
    cells: dict[str, etree._Element] = {}
    written: dict[str, etree._Element] = {}
    groups = (group for root in roots if root is not None for group in own(root) if local(group) in {"automatic-styles", "styles"})
    for element in (one for group in groups for one in group.iter("{*}*")):
        kind, name = local(element), attribute(element, "name") or ""
        if kind in _DATA:
            data.setdefault(name, element)
        elif kind in {"style", "default-style"} and attribute(element, "family") == "table-cell":
            cells.setdefault(name, element)
        elif kind == "style" and attribute(element, "family") == "text":
            written.setdefault(name, element)
    looks = {name: list(_chain(cells, name)) for name in cells}
    formats = {name: {_first(one, "data-style-name") for one in (chain, *_applied(chain, cells))} for name, chain in looks.items()}
    codes = {name: format_code(one, data) for name, one in data.items()}

    def with_formats(wanted: Callable[[str], bool]) -> frozenset[str]:
        found = {name for name in codes if wanted(name)}
        return frozenset(name for name, said in formats.items() if not said.isdisjoint(found))

    return SeenStyles(
        numbers=with_formats(lambda name: shown_by_code(codes[name]) is Shown.DISGUISED or len(list(own_maps(data[name]))) > _CONDITIONS),
        texts=with_formats(lambda name: disguises_texts(codes[name])),
        obscuring=frozenset(name for name, chain in looks.items() if any(map(_obscures, (chain, *_applied(chain, cells))))),
        invisible=frozenset(name for name, chain in looks.items() if _is_invisible(chain)),
        days=with_formats(lambda name: shown_by_code(codes[name]) is Shown.DATE),
        spans={name: (is_struck(chain), _is_raised(chain)) for name in written for chain in (list(_chain(written, name)),)},
    )


def format_code(style: etree._Element, others: Mapping[str, etree._Element]) -> str:
    """Return a data style as a format code, with those that it maps to under conditions."""
    conditions, parts = _mapped(style, others)
    said = parts if conditions in _USUAL else tuple(f"[{one}]{part}" for one, part in zip(conditions, parts, strict=True))
    return ";".join((*said, _section(style)))


def is_struck(chain: Sequence[etree._Element]) -> bool:
    """Say whether a style strikes out what is written, which stands in it or in what it comes of."""
    said = (_first(chain, f"text-line-through-{one}", "text-properties") for one in ("style", "type"))
    return any(one not in {"", "none"} for one in said)


def _is_raised(chain: Sequence[etree._Element]) -> bool:
    said = _first(chain, "text-position", "text-properties").split()[:1]
    return bool(said) and said[0].rstrip("%") not in {"0", "-0"}


def _is_invisible(chain: Sequence[etree._Element]) -> bool:
    ink, size, automatic = (_first(chain, name, "text-properties") for name in ("color", "font-size", "use-window-font-color"))
    return is_invisible("auto" if automatic == "true" else ink, _first(chain, "background-color", "table-cell-properties"), size)


def _mapped(style: etree._Element, others: Mapping[str, etree._Element]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    maps = [(attribute(one, "condition") or "", others.get(attribute(one, "apply-style-name") or "")) for one in own_maps(style)]
    known = [("".join(said.removeprefix("value()").split()), _section(one)) for said, one in maps if one is not None]
    return tuple(said for said, _ in known), tuple(part for _, part in known)


def own_maps(style: etree._Element) -> Iterator[etree._Element]:
    """Yield what a style says of others that are applied in its place under a condition."""
    return (one for one in style if local(one) == "map")


def _section(style: etree._Element) -> str:
    # A number among texts stands for whatever is written.
    of_texts = local(style) == "text-style"
    return "".join("General" if of_texts and local(piece) == "number" else _sign(piece) for piece in style)


def _sign(piece: etree._Element) -> str:
    match local(piece):
        case "number":
            return _digits(piece)
        case "text" | "currency-symbol":
            return _printed(piece.text)
        case "fill-character":
            return f"*{piece.text[:1]}" if piece.text else ""
        case kind:
            return _SIGNS.get(kind, "")


def _digits(number: etree._Element) -> str:
    """Return the places of a number: whole ones with what stands between them, decimals or what stands in their place, and the scale."""
    embedded = {_count(one, "position"): _printed(one.text) for one in own(number, "embedded-text")}
    least = _count(number, "min-integer-digits")
    places = range(min(max((least, 1, *(at + 1 for at in embedded))), _MOST), 0, -1)
    whole = "".join(("0" if at <= least else "#") + embedded.get(at - 1, "") for at in places)
    behind = _printed(attribute(number, "decimal-replacement")) or "0" * _count(number, "decimal-places")
    scale = "" if _is_one(attribute(number, "display-factor") or "1") else ","
    return ("#,##" if attribute(number, "grouping") == "true" else "") + whole + (f".{behind}" if behind else "") + scale


def _is_one(factor: str) -> bool:
    try:
        return float(factor) == 1
    except ValueError:
        return False


def _printed(text: str | None) -> str:
    return "".join(f"\\{sign}" for sign in text or "")


def _count(element: etree._Element, name: str, most: int = _MOST, otherwise: int = 0) -> int:
    said = attribute(element, name) or ""
    return min(int(said), most) if said.isascii() and said.isdigit() and len(said) < 8 else otherwise


def _chain(styles: Mapping[str, etree._Element], name: str) -> Iterator[etree._Element]:
    """Yield a style and those that it comes of, the usual one at last."""
    for _ in range(_PARENTS):
        if name not in styles:
            break
        yield styles[name]
        name = attribute(styles[name], "parent-style-name") or ""
        if not name:
            break
    if "" in styles:
        yield styles[""]


def _applied(chain: Iterable[etree._Element], styles: Mapping[str, etree._Element]) -> Iterator[list[etree._Element]]:
    return (list(_chain(styles, attribute(one, "apply-style-name") or "")) for style in chain for one in own_maps(style))


def _first(chain: Iterable[etree._Element], name: str, within: str = "") -> str:
    """Return what the first of these styles that says it says, itself or in its properties."""
    places = (place for style in chain for place in (own(style, within) if within else (style,)))
    return next((said for place in places if (said := attribute(place, name)) is not None), "")


def _obscures(chain: list[etree._Element]) -> bool:
    return is_struck(chain) or _first(chain, "repeat-content", "table-cell-properties") == "true"
