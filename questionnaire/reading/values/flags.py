"""Signs that people write beside a number to say how good it is: `1234 p`, `1234 (e)`, `1234*`, `~1200`, `about 1200`; and bounds: `<5`.

Source: SDMX, code list CL_OBS_STATUS, and the flags of Eurostat, which stand behind the figure. A code counts where the form has it, behind
a blank or in brackets; without codes of the form's own, p, e and b do. Any other letter may be a unit, and says nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from languages import every
from questionnaire.definition import Choice
from questionnaire.reading.values.folding import fold, visible

USUAL = (Choice("p", {}), Choice("e", {}), Choice("b", {}))  # Provisional, estimated, break in the series.
ESTIMATED = "e"
_BIG = frozenset({"B", "E"})  # So billions and powers of ten are written, too.
FOOTNOTE = "*"  # That a remark belongs to the figure: what it says is the note.
_BRACKETED = re.compile(r"(?P<rest>.*\S)\s*[(\[]\s*(?P<mark>[^()\[\]]+?)\s*[)\]]")
# Of a visible text, whose words one blank parts. Up to its first digit a word has but one way to be read, so that no text takes long.
_BEHIND = re.compile(r"(?P<rest>[^\s\d]*\d\S*(?: [^\s\d]*\d\S*)*(?: [%٪])?) (?P<mark>[^\d].*)")
_STARRED = re.compile(r"(?P<rest>.*[^\s*])\s*\*{1,3}")
_ABOUT = re.compile(r"[~≈∼～]\s*(?P<rest>.*\d.*)")
_BOUND = re.compile(r"(?:[<>≤≥＜＞]|[<>]=)\s*[-+−]?[.,'’\s]*\d[\d.,'’\s]*[%٪]?")


class Flagged(NamedTuple):
    """A text without its sign, and the code that the sign stands for."""

    rest: str
    flag: str
    is_estimate: bool = False


def codes(flags: Sequence[Choice]) -> Sequence[Choice]:
    """Return the flags that may stand beside a figure: those of the form, or else the usual ones."""
    return flags or USUAL


def flag_of(text: str, flags: Sequence[Choice]) -> str:
    """Return the code that a text is, by itself or by its label in any language; "" where it is none."""
    wanted = "" if not flags and text.strip() in _BIG else fold(text)
    same = [one.name for one in codes(flags) if wanted and wanted in {fold(one.name), *map(fold, one.label.values())}]
    return same[0] if len(same) == 1 else ""


def without_flag(text: str, flags: Sequence[Choice]) -> Flagged | None:
    """Return a text without the sign beside it, or None where it has none that counts."""
    shown = visible(text)
    if found := _ABOUT.fullmatch(shown):
        return Flagged(found["rest"], ESTIMATED, is_estimate=True) if flag_of(ESTIMATED, flags) else None
    if found := _STARRED.fullmatch(shown):
        return Flagged(found["rest"], FOOTNOTE)
    for pattern in (_BRACKETED, _BEHIND):
        if (found := pattern.fullmatch(shown)) and (flag := flag_of(found["mark"], flags)):
            return Flagged(found["rest"], flag)
    return None


def without_about(text: str, flags: Sequence[Choice]) -> Flagged | None:
    """Return a text without the word before its number that says that this is an estimate, or None where there is none, or none counts."""
    found = _about().fullmatch(visible(text)) if flag_of(ESTIMATED, flags) else None
    return Flagged(found["rest"], ESTIMATED, is_estimate=True) if found else None


@cache
def _about() -> re.Pattern[str]:
    """Return what finds such a word of any language; only in a script that parts no words it stands right before its number."""
    words = [(re.escape(word.rstrip(".")), word.isascii()) for word in every(lambda said: said.about)]
    apart, joined = ("|".join(word for word, latin in words if latin is wanted) for wanted in (True, False))
    return re.compile(rf"(?:(?:{apart})(?:\.\s*|\s+)|(?:{joined})\.?\s*)(?P<rest>\d.*)", re.IGNORECASE)


def is_bound(text: str) -> bool:
    """Say whether a text is no number but a bound of one, as in `<5`."""
    return _BOUND.fullmatch(visible(text)) is not None
