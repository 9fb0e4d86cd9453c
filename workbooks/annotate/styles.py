"""The formats of cells: a highlighted copy of a cell's own format, and the way back.

Source: ECMA-376 part 1, section 18.8. What is highlighted keeps the number format, font, alignment and protection of the cell; the ground
and the frame are ours, and the ground's colour, which nobody else uses, tells our formats when the file comes back, whatever the program
that saved it made of their indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from workbooks.annotate.markup import (
    append,
    child,
    children,
    copied,
    document,
    element,
    is_spreadsheet,
    namespace,
    number,
    place_in_order,
    remove,
    same,
)
from workbooks.annotate.parts import Parts
from workbooks.annotate.relations import declare, relate, related
from workbooks.annotate.values import Unpatchable
from workbooks.xml import each

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst")
_FILLS = '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'  # Excel wants these two first.
_DEFAULTS: Final = {
    "fonts": '<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
    "fills": _FILLS,
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    "cellStyles": '<cellStyle name="Normal" xfId="0" builtinId="0"/>',
}
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Look:
    """How a marked cell looks: the colour of its ground, and the colour and the line of its frame. Colour is not the only sign."""

    ground: str
    edge: str
    line: str


ERROR: Final = Look("FFFFDAD5", "FFB3261E", "thick")
WARNING: Final = Look("FFFFEFC3", "FF8A5A00", "mediumDashed")
_GROUNDS: Final = frozenset(look.ground[2:] for look in (ERROR, WARNING))


class StylesPart:
    """The styles part of one workbook; it is made where there is none."""

    def __init__(self, parts: Parts, workbook: str, relationships: str) -> None:
        found = related(parts, workbook, "styles")
        if found is None:
            self._part = f"{workbook.rpartition('/')[0]}/styles.xml".lstrip("/")  # Some readers look for it there only.
            space = namespace(parts.root(workbook))
            parts.add(self._part, document("styleSheet", space))
            declare(parts, self._part, _TYPE)
            relate(parts, workbook, f"{relationships}/styles", self._part)
        else:
            self._part = found.part
        self._parts = parts
        self._root = parts.root(self._part)
        if not is_spreadsheet(self._root, "styleSheet"):
            raise Unpatchable("broken")
        self._marked: dict[tuple[int, Look], int] = {}
        for name in _DEFAULTS if found is None else ():
            self._collection(name)

    def marked(self, index: int, look: Look) -> int:
        """Return the index of a copy of the format `index` in this look."""
        if (index, look) not in self._marked:
            made = self._format(index)
            self._lay(made, "fill", self.fill(look.ground))
            self._lay(made, "border", self.border(look.line, look.edge))
            self._marked[index, look] = self.add("cellXfs", made)
        return self._marked[index, look]

    def fill(self, colour: str) -> int:
        """Return the index of a plain ground."""
        collection = self._collection("fills")
        made = element(collection, "fill")
        pattern = append(made, "patternFill", {"patternType": "solid"})
        append(pattern, "fgColor", {"rgb": colour})
        append(pattern, "bgColor", {"indexed": "64"})
        return self.add("fills", made)

    def border(self, line: str, colour: str) -> int:
        """Return the index of a frame on four sides."""
        made = element(self._collection("borders"), "border")
        for side in _SIDES:
            append(append(made, side, {"style": line}), "color", {"rgb": colour})
        append(made, "diagonal")
        return self.add("borders", made)

    def font(self, size: float, colour: str, *, bold: bool = False, underlined: bool = False, name: str = "Calibri") -> int:
        """Return the index of a font."""
        made = element(self._collection("fonts"), "font")
        for wanted, tag in ((bold, "b"), (underlined, "u")):
            if wanted:
                append(made, tag)
        append(made, "sz", {"val": f"{size:g}"})
        append(made, "color", {"rgb": colour})
        append(made, "name", {"val": name})
        append(made, "family", {"val": "2"})
        return self.add("fonts", made)

    def format(self, alignment: Mapping[str, str], *, font: int = 0, fill: int = 0, border: int = 0, locked: bool = True) -> int:
        """Return the index of a format of these pieces, for text."""
        made = element(self._collection("cellXfs"), "xf", {"numFmtId": "49", "applyNumberFormat": "1"})
        for kind, piece in (("font", font), ("fill", fill), ("border", border)):
            self._lay(made, kind, piece)
        if child(self._root, "cellStyleXfs") is not None:
            made.set("xfId", "0")
        made.set("applyAlignment", "1")
        append(made, "alignment", alignment)
        if not locked:
            made.set("applyProtection", "1")
            append(made, "protection", {"locked": "0"})
        return self.add("cellXfs", made)

    def add(self, collection: str, made: etree._Element) -> int:
        """Return the place of `made` in a collection, where it is put unless one that says the same is there."""
        there = self._collection(collection)
        found = next((index for index, one in enumerate(there) if same(one, made)), None)
        if found is not None:
            return found
        self._parts.edit(self._part)
        there.append(made)
        there.set("count", str(len(there)))
        return len(there) - 1

    def marks(self) -> tuple[int, ...]:
        """Return the indexes of the formats that are highlighted by us."""
        if not any(self._parts.says(self._part, ground) or self._parts.says(self._part, ground.lower()) for ground in _GROUNDS):
            return ()
        grounds = {index for index, fill in enumerate(children(child(self._root, "fills"), "fill")) if _is_ours(fill)}
        return tuple(index for index, one in enumerate(self._formats()) if number(one.get("fillId")) in grounds)

    def originals(self, pairs: Mapping[int, int]) -> dict[int, int]:
        """Return for each highlighted format the one that stands for the cell's own; `pairs` are those that the notice remembers.

        A highlighted cell whose format was changed (a date typed into it gives it a number format) keeps that, but for ground and frame.
        """
        count = len(self._formats())
        known = {mark: original for mark, original in pairs.items() if max(mark, original) < count}
        return {mark: known[mark] if mark in known else self._unmarked(mark, known) for mark in self.marks()}

    def prune(self, ours: Iterable[int], used: frozenset[int]) -> None:
        """Take away the last formats as long as they are `ours` and not `used`, and the pieces that only they had.

        Those in between stay, since taking them away would number all others anew.
        """
        formats, ours = self._formats(), frozenset(ours)
        gone = []
        while len(formats) > 1 and len(formats) - 1 in ours - used:
            gone.append(formats.pop())
            remove(gone[-1])
        if gone:
            self._recount("cellXfs")
            for kind in ("font", "fill", "border"):
                self._prune_pieces(kind, frozenset(number(one.get(f"{kind}Id")) for one in gone))

    def _prune_pieces(self, kind: str, ours: frozenset[int]) -> None:
        used = {number(one.get(f"{kind}Id")) for name in ("cellXfs", "cellStyleXfs") for one in children(child(self._root, name), "xf")}
        pieces = [*self._collection(f"{kind}s")]
        first = 2 if kind == "fill" else 1  # Those that every file has.
        while len(pieces) > first and len(pieces) - 1 in ours - used:
            remove(pieces.pop())
        self._recount(f"{kind}s")

    def _recount(self, name: str) -> None:
        collection = child(self._parts.edit(self._part), name)
        if collection is not None and collection.get("count") is not None:
            collection.set("count", str(len(collection)))

    def _unmarked(self, mark: int, pairs: Mapping[int, int]) -> int:
        made = self._format(mark)
        formats = self._formats()
        likest = max(pairs, key=lambda pair: _likeness(formats[pair], made), default=None)
        for kind in ("fill", "border"):
            self._lay(made, kind, number(formats[pairs[likest]].get(f"{kind}Id")) if likest is not None else 0)
        return self.add("cellXfs", made)

    def _lay(self, made: etree._Element, kind: str, piece: int) -> None:
        made.set(f"{kind}Id", str(piece))
        made.set(f"apply{kind.capitalize()}", "1")

    def _format(self, index: int) -> etree._Element:
        formats = self._formats()
        # An index beyond the last is a fault that programs read as the default.
        return copied(formats[index if index < len(formats) else 0])

    def _formats(self) -> list[etree._Element]:
        return [*children(self._collection("cellXfs"), "xf")]

    def _collection(self, name: str) -> etree._Element:
        found = child(self._root, name)
        if found is None:
            found = element(self._root, name)
            for piece in etree.fromstring(f'<{name} xmlns="{namespace(self._root)}">{_DEFAULTS[name]}</{name}>'):
                found.append(piece)
            place_in_order(self._parts.edit(self._part), found, _ORDER)
        return found


def _is_ours(fill: etree._Element) -> bool:
    return any(colour.get("rgb", "")[-6:].upper() in _GROUNDS for colour in each(fill, "fgColor"))


def _likeness(one: etree._Element, other: etree._Element) -> int:
    return sum(other.get(str(key)) == value for key, value in one.attrib.items())
