"""A blank workbook made personal: reference, token and organisation put into the few parts that hold them; all else is shared."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout, lay_out
from questionnaire.workbook.build import TOKEN, build
from questionnaire.workbook.cover import ORGANISATION, REFERENCE, Cover
from workbooks.package import Stampable, stampable

# What XML 1.0 cannot hold (section 2.2).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLACEHOLDERS = (TOKEN.encode(), REFERENCE.encode(), ORGANISATION.encode())


@dataclass(frozen=True, slots=True)
class Personal:
    """What makes a workbook one organisation's: the printed reference, the secret token, and the organisation's name."""

    reference: str
    token: str
    organisation: str


@dataclass(frozen=True)
class Blank:
    """A built workbook, ready to be stamped: `prefix + stamp(personal)` is a whole file; every organisation has the same `prefix`."""

    stampable: Stampable
    layout: Layout

    @property
    def prefix(self) -> bytes:
        """Return the bytes that all copies share."""
        return self.stampable.prefix

    def stamp(self, personal: Personal) -> bytes:
        """Return the tail of one organisation's workbook."""
        values = (personal.token, personal.reference, personal.organisation)
        return self.stampable.stamp(dict(zip(_PLACEHOLDERS, map(_xml, values), strict=True)))

    @cached_property
    def unaddressed(self) -> bytes:
        """Return a whole workbook without reference, token and organisation, to look at."""
        return self.prefix + self.stamp(Personal("", "", ""))


def make_blank(questionnaire: Questionnaire, language: str, cover: Cover, *, protect: bool = True) -> Blank:
    """Build the workbook of one language and cut it for stamping."""
    built = build(questionnaire, language, cover, protect=protect)
    return Blank(stampable(built, _changing(built)), lay_out(questionnaire, language))


def _changing(xlsx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return [name for name, content in parts.items() if any(placeholder in content for placeholder in _PLACEHOLDERS)]


def _xml(text: str) -> bytes:
    return escape(_ILLEGAL.sub("", text).strip()).encode()
