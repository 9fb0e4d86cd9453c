"""A blank workbook made personal: reference, token and organisation put into the few parts that hold them; all else is shared."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.sax.saxutils import escape

from languages import catalogue
from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.pages import lay_out, pages
from questionnaire.workbook.build import build
from questionnaire.workbook.cover import Cover
from questionnaire.workbook.placeholders import ORGANISATION, REFERENCE, TOKEN
from questionnaire.workbook.previous import LastRound, last_rounds, values
from questionnaire.workbook.settle import STRINGS
from workbooks.package import Stampable, stampable

# What XML 1.0 cannot hold (section 2.2).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Personal:
    """What makes a workbook one organisation's: the printed reference, the secret token, and the organisation's name.

    `previous` are its values of the last round by the key of the item (see `questionnaire.items`): each a number as text, with a point,
    which is shown as it stands.
    """

    reference: str
    token: str
    organisation: str
    previous: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Blank:
    """A built workbook, ready to be stamped: `prefix + stamp(personal)` is a whole file; every organisation has the same `prefix`."""

    stampable: Stampable
    layout: Layout
    last_rounds: tuple[LastRound, ...] = ()

    @property
    def prefix(self) -> bytes:
        """Return the bytes that all copies share."""
        return self.stampable.prefix

    def stamp(self, personal: Personal) -> bytes:
        """Return the tail of one organisation's workbook."""
        stamped = {TOKEN: personal.token, REFERENCE: personal.reference, ORGANISATION: _ILLEGAL.sub("", personal.organisation).strip()}
        if self.last_rounds:
            stamped |= values(self.last_rounds, catalogue(self.layout.language), personal.previous)
        return self.stampable.stamp({placeholder.encode(): _xml(value) for placeholder, value in stamped.items()})

    @cached_property
    def unaddressed(self) -> bytes:
        """Return a whole workbook without reference, token and organisation, to look at."""
        return self.prefix + self.stamp(Personal("", "", ""))


def make_blank(questionnaire: Questionnaire, language: str, cover: Cover, *, protect: bool = True) -> Blank:
    """Build the workbook of one language and cut it for stamping."""
    built = build(questionnaire, language, cover, protect=protect)
    places = last_rounds(pages(questionnaire, language))
    return Blank(stampable(built, _changing(built)), lay_out(questionnaire, language), places)


def _changing(xlsx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    placeholders = [placeholder.encode() for placeholder in (TOKEN, REFERENCE, ORGANISATION)]
    return [name for name, content in parts.items() if name == STRINGS or any(each in content for each in placeholders)]


def _xml(text: str) -> bytes:
    return escape(_ILLEGAL.sub("", text)).encode()
