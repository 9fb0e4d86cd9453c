"""A letter to the group -> PDF on letterhead, set by typst. The data goes in as JSON, never as markup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import typst

import templates
from domain.errors import LetterError
from languages.locales import right_to_left
from languages.telling import phrased
from mailer.blocks import Block
from mailer.fonts import families, in_order, refuse_missing_glyphs
from mailer.merge import GroupLetter, LineBlock

# The same letter gives the same bytes whenever it is made.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
# Typst keeps what it worked out for a page, some 4 MiB, until it has set so many others (typst-py, `comemo::evict`).
_REMEMBERED = 10
_layouts_set: set[str] = set()


def render_pdf(group: GroupLetter, *, language: str) -> bytes:
    """Return the letter as PDF (A4): PDF/UA-1 (ISO 14289-1), tagged, so that a screen reader can read it.

    LetterError if a character has no font, or the page cannot be set.
    """
    fonts = in_order(language, families())
    refuse_missing_glyphs("".join(_texts(group)), fonts, where=group.name)
    data = {
        **asdict(group),
        "language": language,
        "direction": "rtl" if right_to_left(language) else "ltr",
        "fonts": [family.name for family in fonts],
    }
    return typeset("letterhead.typ", data, where=group.name)


def typeset(layout: str, letter: Mapping[str, Any], *, where: str, made: datetime = _MADE) -> bytes:
    """Set a page by a layout that finds what it says in `letter`; LetterError, with `where`, if that cannot be done."""
    try:
        # A compiler reads a source given as bytes once only, so each letter has its own; what costs time, the fonts, is shared.
        inputs = {"letter": json.dumps(letter)}
        _layouts_set.add(layout)
        compiler = typst.Compiler(input=_layout(layout), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs)
        return cast("bytes", compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=made))
    except typst.TypstError as error:
        raise LetterError(phrased("letters.no_pdf", said=str(error)), where=where, remedy=phrased("letters.no_pdf_do")) from error


def forget_pages() -> None:
    """Let typst forget what it keeps of the pages that were set, if any were: by setting empty ones, in some 11 ms.

    It knows no other way.
    """
    if _layouts_set:
        _layouts_set.clear()
        for _ in range(_REMEMBERED + 1):
            typst.Compiler(input=b" ", font_paths=_fonts(), ignore_system_fonts=True).compile(format="pdf")


@cache
def _layout(name: str) -> bytes:
    return (templates.folder("layouts") / name).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    folders = [str(family.folder) for family in families()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _texts(value: object) -> Iterator[str]:
    """Yield every text of a letter."""
    match value:
        case str():
            yield value
        case tuple():
            for inner in value:
                yield from _texts(inner)
        case GroupLetter() | LineBlock() | Block():
            for name in value.__slots__:
                yield from _texts(getattr(value, name))
        case _ if hasattr(value, "text"):
            yield value.text
