"""The blank workbook of a questionnaire, cut for stamping: one of our own, or the one that was adopted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from questionnaire.adopted.blank import make_adopted_blank
from questionnaire.definition import Questionnaire
from questionnaire.pages import lay_out, pages
from questionnaire.workbook.blank import Blank, Personal
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.placeholders import ORGANISATION, REFERENCE, STRINGS, TOKEN
from questionnaire.workbook.previous import last_rounds
from workbooks.containers.package import stampable

__all__ = ["Blank", "Personal", "make_blank"]

_KEPT = 12  # Blanks that are kept from one pass to the next: those of two studies in six languages.


class BlankKeeper(Protocol):
    """Keeps a built workbook from one process to the next."""

    def __call__(self, build: Callable[[], bytes], /) -> bytes:
        """Return what is kept, or what `build` returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What a blank is made from; where it is kept makes it no other."""

    questionnaire: Questionnaire
    language: str
    cover: Cover
    protect: bool
    keep: BlankKeeper = field(compare=False)

    def build(self) -> bytes:
        from questionnaire.workbook.build import build  # noqa: PLC0415 - It loads openpyxl, of which whoever takes returns in has no need.

        return build(self.questionnaire, self.language, self.cover, protect=self.protect)


def _built(build: Callable[[], bytes]) -> bytes:
    return build()


def make_blank(questionnaire: Questionnaire, language: str, cover: Cover, *, protect: bool = True, keep: BlankKeeper = _built) -> Blank:
    """Build the workbook of one language, or take the adopted one, and cut it for stamping; what was made last is kept.

    `keep` may return a workbook that was built of the same things before.
    """
    return _made(_Order(questionnaire=questionnaire, language=language, cover=cover, protect=protect, keep=keep))


@lru_cache(maxsize=_KEPT)
def _made(order: _Order) -> Blank:
    questionnaire, language, cover = order.questionnaire, order.language, order.cover
    if questionnaire.original:
        return make_adopted_blank(questionnaire, questionnaire.original, language, cover.study or questionnaire.id)
    built = order.keep(order.build)
    places = last_rounds(pages(questionnaire, language))
    return Blank(stampable=stampable(built, _changing(built)), layout=lay_out(questionnaire, language), last_rounds=places)


def _changing(xlsx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    placeholders = [placeholder.encode() for placeholder in (TOKEN, REFERENCE, ORGANISATION)]
    return [name for name, content in parts.items() if name == STRINGS or any(each in content for each in placeholders)]
