"""Signs that stand for a box to tick, and gaps to write on, within the text of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from languages import every
from workbooks.anatomy import CellFormat

_LANGUAGES = 3  # Words of such a heading at most.
LEVELS = " – "  # Parts the levels of a label, as that of a row and the heading of a column.
COLONS = (":", "：")  # What a label ends with that asks.
ASKS = ("?", "？", "؟", *COLONS)
TICK = "X"  # What a box that was ticked is read as.
_BOXES = "☐□◻◽⬜▢❏❐❑❒○◯⃞🗆🔲"
_BOX = re.compile(rf"(?:[{_BOXES}]|\[(?:\s+|_+)\]|\(\s+\))\s*")
_IN_SYMBOLS = frozenset("oq¨¡mpr")  # What is a box or a circle in Wingdings (o, ¨, ¡, q) and in its sequels.
_TICKED = re.compile(r"(?:[☒☑✓✔✗✘🗹🗷⊠√●◉■]|\[\s*[xX✓✔]\s*\]|\(\s*[xX✓✔]\s*\)|[xX](?=\s|$))\s*")
_CROSSED = re.compile(r"[-\u2010-\u2015\u2212x\u0445×*]{1,3}", re.IGNORECASE)
_CONTENTS = re.compile(r"[._…-]\s*\d+\s*$")  # A line of dots that ends with a number, as in a list of contents.
_FILLING = "_.…-‗﹍＿ "
_GAP = re.compile(r"_{3,}|\.{5,}|…{2,}|‗{3,}|-{6,}|﹍{2,}|＿{2,}")


def is_crossed(text: str) -> bool:
    """Say whether a text is but a cross or a dash, as where no answer is possible."""
    return bool(_CROSSED.fullmatch(text.strip()))


def is_sign(text: str, look: CellFormat) -> bool:
    """Say whether a cell shows a box to tick and nothing else."""
    said = text.strip()
    return bool(_BOX.fullmatch(said)) or (look.symbols and said in _IN_SYMBOLS)


def boxed(text: str) -> str:
    """Return the words behind the one box that begins a text, as in "☐ Yes"; "" where there is none, or several."""
    found = _BOX.match(text.strip())
    rest = text.strip()[found.end() :].strip() if found else ""
    return "" if _BOX.search(rest) else rest


def gapped(text: str) -> str:
    """Return a text without the gaps to write on that it has, as in "Name: ____", or without its boxes where it has several.

    It is "" where it has none, or is one of a list of contents.
    """
    if len(_BOX.findall(text)) > 1:
        return " / ".join(filter(None, (" ".join(part.split()) for part in _BOX.split(text))))
    said = " ".join(_GAP.sub(" … ", text).split())
    if not _GAP.search(text) or _CONTENTS.search(text):
        return ""
    return said.removesuffix("…").rstrip() or "…"


def is_for_ticks(heading: str, others: Iterable[str]) -> bool:
    """Say whether a column is ticked: its heading has but an X, or the words for yes or no, and so has another; "No" alone is a number."""
    return is_yes_or_no(heading) and (TICK in heading or sum(map(is_yes_or_no, others)) > 1)


def is_yes_or_no(heading: str) -> bool:
    """Say whether a text has but words for yes or no, or an X."""
    said = re.findall(r"\w+", heading.rpartition(LEVELS)[2].casefold())
    # In two scripts they are the words of two languages, of which that of one may not be known.
    every = [[word for word in said if word.isascii() is latin] for latin in (True, False)]
    return 0 < len(said) <= _LANGUAGES and any(words and all(word in yes_and_no() for word in words) for words in every)


def means(text: str) -> bool | None:
    """Return what the last level of a label says: True for yes and False for no, in any language; None where it is neither alone."""
    said = " ".join(re.findall(r"\w+", text.rpartition(LEVELS)[2].casefold()))
    is_yes, is_no = (said in words or all(word in words for word in said.split()) for words in (_yes(), _no())) if said else (False, False)
    return is_yes if is_yes != is_no else None


@cache
def yes_and_no() -> frozenset[str]:
    """Return the words for yes and no of all languages in small letters, and the X of a tick."""
    return _yes() | _no() | {TICK.casefold()}


@cache
def _yes() -> frozenset[str]:
    return _words(every(lambda words: words.yes))


@cache
def _no() -> frozenset[str]:
    return _words(every(lambda words: words.no))


def _words(words: Iterable[str]) -> frozenset[str]:
    # A letter alone may head anything, as that of a size does; an ideograph is a word.
    return frozenset(word.casefold() for word in words if len(word) > 1 or word >= "\u4e00")


def is_gap(text: str) -> bool:
    """Say whether a text is nothing but a gap, longer than a rule of dashes that parts what is above from what is beneath."""
    return bool(_GAP.fullmatch(text.strip())) and text.strip()[0] != "-"


def asks_in(text: str, look: CellFormat) -> bool:
    """Say whether what is printed in a cell is itself what is ticked or written into."""
    several = len(_BOX.findall(text)) > 1 and any(map(str.isalpha, text))
    return is_sign(text, look) or several or bool(boxed(text)) or any(map(str.isalpha, gapped(text)))


def without_print(value: str, printed: str) -> str:
    """Return what somebody wrote into a cell that had a gap or a box: without the words around it, and with X for a box that is ticked."""
    if (words := boxed(printed)) or _BOX.fullmatch(printed.strip()):
        ticked = _TICKED.match(value.strip())
        rest = value.strip()[ticked.end() :].strip() if ticked else ""
        return TICK if ticked and rest.casefold() == words.casefold() else value
    gap = _GAP.search(printed)
    if gap is None or len(_GAP.findall(printed)) > 1:
        return value
    before, behind = (" ".join(part.split()) for part in (printed[: gap.start()], printed[gap.end() :]))
    said = " ".join(value.split())
    if said.startswith(before) and said.endswith(behind) and len(said) >= len(before) + len(behind):
        said = said[len(before) : len(said) - len(behind)]
        return said.strip(_FILLING)
    return value
