"""The blank workbook of a questionnaire, cut for stamping: one of our own, or the one that was adopted."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

from questionnaire.adopted.blank import make_adopted_blank
from questionnaire.definition import Questionnaire
from questionnaire.pages import lay_out, pages
from questionnaire.workbook.blank import Blank, Personal
from questionnaire.workbook.build import build
from questionnaire.workbook.cover import Cover
from questionnaire.workbook.placeholders import ORGANISATION, REFERENCE, TOKEN
from questionnaire.workbook.previous import last_rounds
from questionnaire.workbook.settle import STRINGS
from workbooks.package import stampable

__all__ = ["Blank", "Personal", "make_blank"]

_KEPT = 12  # Blanks that are kept from one pass to the next: those of two studies in six languages.


def make_blank(questionnaire: Questionnaire, language: str, cover: Cover, *, protect: bool = True) -> Blank:
    """Build the workbook of one language, or take the adopted one, and cut it for stamping; what was made last is kept."""
    return _made(questionnaire, language, cover, protect)


@lru_cache(maxsize=_KEPT)
def _made(questionnaire: Questionnaire, language: str, cover: Cover, protect: bool) -> Blank:
    if questionnaire.original:
        return make_adopted_blank(questionnaire, questionnaire.original, language, cover.study or questionnaire.id)
    built = build(questionnaire, language, cover, protect=protect)
    places = last_rounds(pages(questionnaire, language))
    return Blank(stampable=stampable(built, _changing(built)), layout=lay_out(questionnaire, language), last_rounds=places)


def _changing(xlsx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    placeholders = [placeholder.encode() for placeholder in (TOKEN, REFERENCE, ORGANISATION)]
    return [name for name, content in parts.items() if name == STRINGS or any(each in content for each in placeholders)]
