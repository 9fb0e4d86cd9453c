"""Cell formats in which nobody sees what is written: in the colour of its ground, or in letters as large as a dot.

Grey on white is seen. Which pattern lies behind, which theme a file brings and what a condition changes is not looked at: white on a ground
that is not known is no matter. Source: ECMA-376 part 1, sections 18.8.3 (colours), 18.8.20 (fills), 18.8.22 (fonts), 18.8.27 (the palette).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml import etree

from workbooks.appearance.pixels import counted
from workbooks.appearance.tints import THEME
from workbooks.xml import own

Colour = tuple[int, int, int]

LEAST_SIZE: Final = 3.0  # Points: smaller letters nobody can read.
_ALIKE = 16  # Of 255: colours that differ by no more are one.
BLACK: Final[Colour] = (0, 0, 0)
WHITE: Final[Colour] = (255, 255, 255)
_PALETTE = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF800000008000000080808000800080008080C0C0C0808080"
    "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF000080FF00FFFFFF0000FFFF8000808000000080800000FF"
    "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC993366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
    "003366339966003300333300993300993366333399333333"
)
# Those of the theme that Office has used since 2013, in the order in which cells name them.
_SYSTEM_INK, _SYSTEM_GROUND = 64, 65


def is_unseen(ink: Colour | None, ground: Colour | None, points: float | None) -> bool:
    """Say whether nobody sees what is written so; a colour that is not known is like no other."""
    alike = ink is not None and ground is not None and max(abs(one - other) for one, other in zip(ink, ground, strict=True)) <= _ALIKE
    return alike or (points is not None and points < LEAST_SIZE)


def colour_of(said: str) -> Colour | None:
    """Return the colour of six hexadecimal digits."""
    try:
        return int(said[0:2], 16), int(said[2:4], 16), int(said[4:6], 16)
    except ValueError:
        return None


def indexed(number: int) -> Colour | None:
    """Return a colour of the old palette, which repeats its first eight ones."""
    if number in {_SYSTEM_INK, _SYSTEM_GROUND}:
        return BLACK if number == _SYSTEM_INK else WHITE
    at = number if number < 8 else number - 8
    return colour_of(_PALETTE[6 * at : 6 * at + 6]) if 0 <= at < len(_PALETTE) // 6 else None


def of_theme(number: int, tint: float) -> Colour | None:
    """Return a colour of the usual theme, made lighter or darker."""
    found = colour_of(THEME[number]) if 0 <= number < len(THEME) else None
    if found is None or not -1 <= tint <= 1:
        return None
    red, green, blue = (round(one * (1 + tint) if tint < 0 else one + (255 - one) * tint) for one in found)
    return red, green, blue


def unseen_formats(fonts: Iterable[etree._Element], fills: Iterable[etree._Element], formats: Sequence[etree._Element]) -> frozenset[str]:
    """Return the cell formats of an OOXML workbook in which nobody sees anything, by their index; a cell that names none has the first."""
    inks = [(_first(font, "color", BLACK), _size(font)) for font in fonts]
    grounds = [_ground(fill) for fill in fills]
    found = set(_unseen(inks, grounds, formats))
    return frozenset(found | {""} if "0" in found else found)


def _unseen(
    inks: Sequence[tuple[Colour | None, float | None]], grounds: Sequence[Colour | None], formats: Sequence[etree._Element]
) -> Iterator[str]:
    for index, one in enumerate(formats):
        font, fill = counted(one.get("fontId", "0")), counted(one.get("fillId", "0"))
        if font is not None and fill is not None and font < len(inks):
            ink, points = inks[font]
            if is_unseen(ink, grounds[fill] if fill < len(grounds) else WHITE, points):
                yield str(index)


def _size(font: etree._Element) -> float | None:
    try:
        return next((float(one.get("val", "")) for one in own(font, "sz")), None)
    except ValueError:
        return None


def _ground(fill: etree._Element) -> Colour | None:
    for pattern in own(fill):
        kind = pattern.get("patternType", "none")
        if kind == "solid":
            return _first(pattern, "fgColor", None)
        return WHITE if kind == "none" and pattern.tag.endswith("}patternFill") else None
    return WHITE


def _first(element: etree._Element, name: str, otherwise: Colour | None) -> Colour | None:
    return next((_colour(one, otherwise) for one in own(element, name)), otherwise)


def _colour(said: etree._Element, otherwise: Colour | None) -> Colour | None:
    try:
        if said.get("rgb"):
            return colour_of(said.get("rgb", "")[-6:])
        if said.get("theme"):
            return of_theme(int(said.get("theme", "")), float(said.get("tint", "0")))
        return indexed(int(said.get("indexed", ""))) if said.get("indexed") else otherwise
    except ValueError:
        return None
