"""How light and how colourful a colour is, as the anatomy of a workbook names it."""

from __future__ import annotations

import re
from functools import cache

# The colours of the theme that Office has used since 2013, in the order in which cells name them (ECMA-376 part 1, section 18.8.3).
THEME = ("FFFFFF", "000000", "E7E6E6", "44546A", "5B9BD5", "ED7D31", "A5A5A5", "FFC000", "4472C4", "70AD47")
# The first of the old palette (18.8.27); what is not among them says nothing.
_INDEXED = {8: "000000", 10: "FF0000", 11: "00FF00", 12: "0000FF", 13: "FFFF00", 22: "C0C0C0", 23: "808080", 26: "FFFFCC", 27: "CCFFFF"}
_INDEXED |= {41: "CCFFFF", 42: "CCFFCC", 43: "FFFF99", 44: "99CCFF", 45: "FF99CC", 47: "FFCC99", 55: "969696"}
_SAID = re.compile(r"theme (\d{1,3})(?: (-?\d\.\d+))?|index (\d{1,3})|(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_WHOLE = 255


@cache
def light_and_colour(said: str) -> tuple[float, float]:
    """Return how light a colour is and how far from grey, each from 0 to 1; white for none and for one that is not known."""
    found = _SAID.fullmatch(said)
    if found is None:
        return 1.0, 0.0
    theme, tint, indexed, rgb = found.groups()
    if theme:
        rgb = THEME[int(theme)] if int(theme) < len(THEME) else ""
    rgb = rgb or (_INDEXED.get(int(indexed), "") if indexed else "") or "FFFFFF"
    parts = [int(rgb[at : at + 2], 16) / _WHOLE for at in (0, 2, 4)]
    if tint:
        by = float(tint)
        parts = [part * (1 + by) if by < 0 else part + (1 - part) * by for part in parts]
    return sum(parts) / len(parts), max(parts) - min(parts)
