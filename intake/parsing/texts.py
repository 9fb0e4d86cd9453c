"""The words of a message's parts: what is seen of each, and which of several forms of one text is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.texts.visible import without_unseen
from intake.parsing.html import read
from intake.parsing.wrapping import unflowed

MAX_TEXT = 200_000
CUT = "The text of the message is too long. Not all of it was read."
_STUB = 400  # Characters: what only says that there is a page to be looked at is short.
_PIECE = 4  # Letters: pieces of words are compared, since lines may be broken anywhere and some scripts have no blanks.
_COMPARED = 20_000
_BETWEEN = re.compile(r"[\W_]+")
_ADDRESSES = re.compile(r"https?://\S+|<[^<>]*>|\[[^\[\]]*\]")  # Of links and pictures, which a page does not show.


@dataclass(frozen=True)
class PartText:
    """The words of a part: whether they are HTML, or else flowed, and whether the blanks that tell where they flow are deleted."""

    words: str
    is_html: bool = False
    flowed: bool = False
    deletes: bool = False

    @cached_property
    def seen(self) -> tuple[str, bool]:
        """What is seen of them, as somebody wrote it, and whether it is all; found once, since each form around a page asks for it."""
        shown, whole = read(self.words) if self.is_html else (self.words, True)
        seen = without_unseen(shown[:MAX_TEXT])
        lines = seen.replace("\r\n", "\n").replace("\r", "\n")
        return unflowed(lines, deletes=self.deletes) if self.flowed else lines, whole and len(shown) <= MAX_TEXT


def joined(texts: Iterable[PartText]) -> tuple[str, bool]:
    """Return what the parts of a message say, and whether it is all."""
    found: list[str] = []
    length, whole = 0, True
    for one in texts:
        words, complete = one.seen
        whole = whole and complete
        if words.strip():
            found.append(words.strip("\n"))
            length += len(found[-1])
        if length > MAX_TEXT:
            whole = False
            break
    return "\n".join(found)[:MAX_TEXT], whole


def meant(forms: Sequence[list[PartText]]) -> list[PartText]:
    """Return which of several forms of one text (multipart/alternative) is read: the plain one, unless it only stands for another.

    Some programs write "this message is in HTML" there: then what their author wrote stands in the last form alone, which all others show.
    """
    said = [texts for texts in forms if any(one.words.strip() for one in texts)]
    plain = next((texts for texts in said if any(not one.is_html and one.words.strip() for one in texts)), None)
    page = next((texts for texts in reversed(said) if any(one.is_html for one in texts)), None)
    if plain is None or page is None:
        return plain or page or (forms[-1] if forms else [])
    return page if _stands_for_another(joined(plain)[0], page) else plain


def _stands_for_another(plain: str, page: Iterable[PartText]) -> bool:
    """Say whether a short text and the page beside it say different things: a program would have made one of the other."""
    own = _letters(_ADDRESSES.sub(" ", plain))
    if len(plain) > _STUB or 0 < len(own) < _PIECE:
        return False
    shown = _letters(joined(page)[0][:_COMPARED])
    if not own:  # A question mark stands for each letter of a script that the plain form's charset does not know.
        return bool(shown)
    mine, theirs = _pieces(own), _pieces(shown)
    return 2 * len(mine & theirs) < min(len(mine), len(theirs))


def _letters(text: str) -> str:
    return _BETWEEN.sub("", text.casefold())


def _pieces(letters: str) -> set[str]:
    return {letters[at : at + _PIECE] for at in range(len(letters) - _PIECE + 1)}
