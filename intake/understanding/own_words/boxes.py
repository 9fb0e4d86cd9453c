"""Boxes that are ticked in a text, as on slips that go with a file: "[ ] For approval   [X] For record"."""

from __future__ import annotations

import re

_TICKED = re.compile("[\\[(][ \u00a0]?[xX\u2713\u2714\u00d7][ \u00a0]?[\\])]|[\u2611\u2612\U0001f5f9]")
_EMPTY = r"(?:[\[(][ \u00a0_]{1,3}[\])]|\[\]|[\u2610\u25a1\u25a2\u2750\u2751])"
_BOX = rf"(?:{_EMPTY}|{_TICKED.pattern})"
# What stands behind an empty box ends where the next box, another column or the line does.
_UNTICKED = re.compile(rf"{_EMPTY}(?:(?!{_BOX})[^\n\t\u00a0 ]|[ \u00a0]{{1,2}}(?![\t\u00a0 ]|{_BOX})){{0,120}}")


def without_unticked(text: str) -> str:
    """Return a text without what stands behind empty boxes, where another one is ticked: it is what its writer did not choose."""
    return _UNTICKED.sub(" ", text) if _TICKED.search(text) else text
