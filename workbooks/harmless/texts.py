"""Texts, and texts of cells, in which what begins like a formula is one to a spreadsheet program: it may call another, or fetch something.

Nobody knows which program opens one, and with which separator: a cell begins wherever one of them could begin it. Time is linear.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache

from domain.mail.reference import holds_tag
from domain.texts.formula_signs import SIGNS
from workbooks.harmless.fitness import Fitness
from workbooks.recognition import encoding

_SEPARATORS = ",;|\t\r\n"
_NAMED = re.compile(r"[\s\"'\ufeff]{0,8}sep=(.)", re.IGNORECASE)
_MAY_SEPARATE = frozenset(",;|\t: ^~/\\]}_#&$*")
# What is passed over before a formula: white space, control characters, characters of no width, and quotation marks.
_BLANK = "\\s\0-\x1f\u200b-\u200f\u2060\ufeff\"'"
# A plain figure, or a dash for none: signs, digits, and what stands between and around these in amounts and numbers of telephones. In a
# formula they would reckon, and neither call nor name anything.
_AMOUNT = r"(?:[\d+\-＋－.()/%‰€$£¥°\x80\u2013\u2212]|[^\S\r\n\t\x0b\x0c\x1c-\x1f\x85\u2028\u2029]|(?<=\d)(?:['’](?=\d)|[eE](?=[+-]?\d)))"
# To a program with another separator the cell goes on: there no call may follow.
_CALL = r"""[,;\t]\s{0,8}["']?[\w.!]{1,64}[(|]"""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text(data: bytes) -> Fitness:
    """Look through a text, which is only shown."""
    return Fitness.SECRET if holds_tag(_decoded(data)) else Fitness.HARMLESS


def cells(data: bytes) -> Fitness:
    """Look through a text of cells; one with NUL bytes and no mark of its encoding is read by other programs in another way."""
    if b"\0" in data and not data.startswith(_MARKS):
        return Fitness.UNKNOWN
    return Fitness.ACTIVE if any(map(_has_formula, _readings(data))) else text(data)


def _has_formula(said: str) -> bool:
    named = _NAMED.match(said)
    if named and named[1] not in _MAY_SEPARATE:
        return True
    return bool(_formula(named[1] if named else "").search(said))


def _readings(data: bytes) -> Iterator[str]:
    """Yield the text as programs may read it, whose code page nobody knows: in all that Windows has, the signs that matter are these."""
    found = encoding.encoding_of(data)
    if found.startswith("utf"):
        yield (said := data.decode(found, "replace"))
        if "\ufffd" not in said:
            return
    yield (bytewise := data.decode("latin-1"))
    # One of which several bytes are a letter has the signs in full width, too.
    if not found.startswith("utf") and len(said := data.decode(found, "replace")) < len(bytewise):
        yield said


@cache
def _formula(named: str) -> re.Pattern[str]:
    """Return what finds the beginning of a cell that is a formula, where the first line names this separator."""
    separators = re.escape(_SEPARATORS + named)
    between, blank = f"{_BLANK}{separators}", _BLANK
    begins = rf"(?:\A[{between}]*+|(?<![{between}])(?:(?![{separators}])[{blank}])*+[{separators}][{between}]*+)(?=[{SIGNS}])"
    figure = rf"[+\-＋－]{_AMOUNT}{{0,100}}+[\"']*+(?=[{separators}]|\Z)(?!{_CALL})"
    return re.compile(rf"{begins}(?!{figure})")


def _decoded(data: bytes) -> str:
    return data.decode(encoding.encoding_of(data), "replace")
