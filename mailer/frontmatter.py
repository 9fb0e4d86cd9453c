"""The front matter of a letter: TOML between two lines `+++`, above the Markdown."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import LetterError
from languages.telling import phrased

MatterValue = str | list[Any] | dict[str, Any]
_TEXTS = ("subject", "greeting", "reference", "place_date", "addressee", "subject_line", "salutation")
_BLOCKS = ("contacts", "signatures")
REQUIRED = {
    "circular": ("subject", "greeting", "reference", "place_date", "addressee", "subject_line", "salutation", "contacts", "signatures"),
    "plain": ("subject", "greeting"),
}


@dataclass(frozen=True, slots=True)
class LetterSource:
    """A letter's file in its parts. `lines` gives the line of each key of `matter`; `body_line` is where the body begins (from 1)."""

    matter: Mapping[str, MatterValue]
    lines: Mapping[str, int]
    body: str
    body_line: int

    @property
    def layout(self) -> str:
        """Return the name of the layout."""
        return str(self.matter["layout"])


def read(source: str, name: str) -> LetterSource:
    """Read a letter's file; LetterError says the line of what is wrong, or the key that is missing."""
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == "+++"][:2]
    if len(fences) < 2 or fences[0] != 0:
        raise LetterError(phrased("letters.no_front"), where=f"{name}, line 1", remedy=phrased("letters.no_front_do"))
    head = "\n".join(["", *lines[1 : fences[1]], ""])
    try:
        matter = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        where = f"{name}, line {found[1] if found else fences[1] + 1}"
        raise LetterError(phrased("letters.front_toml", said=str(error)), where=where, remedy=phrased("letters.see_toml")) from error
    places = {key: _line_of(key, lines[: fences[1]]) for key in matter}
    letter = LetterSource(matter, places, "\n".join(lines[fences[1] + 1 :]), fences[1] + 2)
    _check(letter, name)
    return letter


def _line_of(key: str, lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if re.match(rf"""\s*\[*\s*["']?{re.escape(key)}\b""", line)), 1)


def _check(letter: LetterSource, name: str) -> None:
    """Refuse a front matter that lacks what its layout needs, or holds what no letter has."""
    layout = letter.matter.get("layout", "plain")
    missing = [key for key in ("layout", *REQUIRED.get(str(layout), ("subject",))) if key not in letter.matter]
    if missing:
        near = difflib.get_close_matches(missing[0], letter.matter, 1)
        what = phrased("letters.lacks_key_but" if near else "letters.lacks_key", field=missing[0], near=near[0] if near else "")
        keys = tuple(REQUIRED.get(str(layout), ("subject",)))
        raise LetterError(
            what,
            where=f"{name}, line {letter.lines[near[0]] if near else letter.body_line - 1}",
            remedy=phrased("letters.lacks_key_do", layout=repr(layout), keys=keys),
        )
    for key, value in letter.matter.items():
        if not _fits(key, value):
            raise LetterError(
                phrased("letters.wrong_form", field=key),
                where=f"{name}, line {letter.lines[key]}",
                remedy=phrased("letters.wrong_form_do"),
            )


def _fits(key: str, value: object) -> bool:
    if key in _BLOCKS:
        return isinstance(value, list) and all(isinstance(block, dict) and _lines(block.get("lines")) and _texts(block) for block in value)
    if key == "letterhead":
        return _lines(value)
    return isinstance(value, str) or key not in (*_TEXTS, "layout")


def _lines(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(line, str) for line in value)


def _texts(block: Mapping[str, object]) -> bool:
    return all(isinstance(block.get(key, ""), str) for key in ("heading", "note"))
