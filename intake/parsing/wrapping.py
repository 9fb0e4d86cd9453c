"""Lines that a program broke are put together again, so that what a text says does not depend on where it was broken.

A program breaks a line only where the next word has no room in its width (RFC 5322 section 2.1.1 has 78 characters); a person ends one
anywhere. What is flowed says of itself where it was broken (RFC 3676 section 4.1).
"""

from __future__ import annotations

import re

_WIDEST, _NARROWEST, _LEAST = 80, 50, 35  # Characters: of a width, and of a line that was broken in it since the next word is a long one.
_FEWEST = 4  # Words of a line of prose; a name and a heading have fewer.
_SIGNATURE = "-- "  # RFC 3676 section 4.3: no line that was broken, though a blank ends it.
# "The 28." is a day in many languages, and no end.
_ENDS = re.compile(r"(?:(?<!\b\d)(?<!\b\d\d)\.|[!?\u061f\u2026\u3002\uff01\uff1f>|_*=])[\"')\u201d\u00bb]?$")
_PAUSES = (":", ";", "\uff1a")
# What no sentence goes on with: a mark, the number of a list or a row, a field, the address of a page, and a figure that stands alone.
_BEGINS = re.compile(
    r"[^\w(\"'\u00ab\u201c\u201e]|\(?[a-zA-Z0-9]{1,3}[.)]\s|\d{1,3}(?:\.\d{1,3}){1,4}\s|[A-Z]{1,2}\d{1,3}\b|[\w-]{2,30}(?: \d{1,3})?\s?:"
    r"|https?:|www\.|\d[\d.,]{0,30}$"
)
_COLUMNS = re.compile(r"\S[ \t\u00a0]{2,}\S|\t")
_NUMBER = re.compile(r"[\d%)]$")


def rejoined(text: str) -> str:
    """Return a text without the line breaks that a program put into its sentences; quotations, lists and columns stay as they are."""
    lines = text.split("\n")
    width = max((len(one) for one in lines if _NARROWEST <= len(one) <= _WIDEST), default=0)
    whole: list[list[str]] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if whole and _goes_on(before.rstrip(), line.rstrip(), width):
            whole[-1].append(line)
        else:
            whole.append([line])
    return "\n".join(map(" ".join, whole))


def unflowed(text: str, *, deletes: bool) -> str:
    """Return a text with `format=flowed` as it was written; `deletes` says that the blank at the end of a line is none of it (`DelSp`)."""
    whole: list[list[str]] = []
    broken = False
    for line in text.split("\n"):
        ends = not line.strip() or line == _SIGNATURE or line.startswith(">")  # RFC 3676 sections 4.3 and 4.5.
        if ends or not broken:
            whole.append([])
        broken = line.endswith(" ") and not ends
        whole[-1].append(line.removeprefix(" ")[: -1 if broken and deletes else None])
    return "\n".join(map("".join, whole))


def _goes_on(before: str, line: str, width: int) -> bool:
    """Say whether a program broke a sentence between two lines: the next word had no room there, and it may be one of that sentence."""
    if not _LEAST <= len(before) <= width or not line or len(before) + 1 + len(line.split(maxsplit=1)[0]) <= width:
        return False
    stands_alone = before[0] in " \t>" or len(before.split()) < _FEWEST or ("@" in line and len(line.split()) == 1)
    in_columns = _COLUMNS.search(before) or _COLUMNS.search(line) or (line[0].isdigit() and _NUMBER.search(before))
    ended = _ENDS.search(before) or (before.endswith(_PAUSES) and not line[0].islower())
    return not (stands_alone or in_columns or ended or _BEGINS.match(line))
