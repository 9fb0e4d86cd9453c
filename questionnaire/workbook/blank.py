"""A blank workbook as it is made personal: what each copy says of itself is put into the few parts that hold it; all else is shared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from xml.sax.saxutils import escape

from languages import catalogue
from questionnaire.adopted.signs import spread
from questionnaire.definition import ORGANISATION as ORGANISED
from questionnaire.layout import Layout
from questionnaire.workbook.placeholders import ORGANISATION, REFERENCE, TOKEN
from questionnaire.workbook.previous import LastRound, values
from workbooks.cells import Cell
from workbooks.containers.package import Stampable, partly_stamped

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A cell of an adopted workbook that each copy fills: with the reference, the organisation's name, or a value of the last round.

    The cell was cut out, and `placeholder` stands behind its attributes; `prefix` is that of the sheet's XML. `item` is the key of the
    value, which is a number where `is_number` says so, and `mark` the placeholder of that value among the hidden marks, by which the reader
    tells it from an answer. Where the answer has a cell for each of its `signs`, `sign` is the one that stands in this cell.
    """

    placeholder: str
    cell: Cell
    what: str
    item: str = ""
    is_number: bool = False
    prefix: str = ""
    mark: str = ""
    sign: int = 0
    signs: int = 0

    def filled(self, personal: Personal) -> bytes:
        """Return the end of the cell."""
        value = self._value(personal)
        at = self.prefix
        if not value:
            return b"/>"
        if self.is_number and _is_number(value):
            return f"><{at}v>{value}</{at}v></{at}c>".encode()
        return f' t="inlineStr"><{at}is><{at}t xml:space="preserve">'.encode() + _xml(value) + f"</{at}t></{at}is></{at}c>".encode()

    def _value(self, personal: Personal) -> str:
        whole = self._whole(personal)
        return spread(whole, self.signs)[self.sign - 1] if self.sign else whole

    def _whole(self, personal: Personal) -> str:
        if self.what == REFERENCE:
            return personal.reference
        return personal.organisation.strip() if self.what == ORGANISED else personal.previous.get(self.item, "")


def _is_number(value: str) -> bool:
    try:
        return isfinite(float(value))
    except ValueError:
        return False


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A built workbook, ready to be stamped: `prefix + stamp(personal)` is a whole file; every organisation has the same `prefix`.

    One that is not ours was adopted: it has cells to be filled instead of a cover, and perhaps macros.
    """

    stampable: Stampable
    layout: Layout
    last_rounds: tuple[LastRound, ...] = ()
    fills: tuple[Fill, ...] = ()
    is_ours: bool = True
    macros: bool = False

    @property
    def ending(self) -> str:
        """Return how the name of a copy ends."""
        return ".xlsm" if self.macros else ".xlsx"

    @property
    def prefix(self) -> bytes:
        """Return the bytes that all copies share."""
        return self.stampable.prefix

    def stamp(self, personal: Personal) -> bytes:
        """Return the tail of one organisation's workbook."""
        stamped = {TOKEN: personal.token, REFERENCE: personal.reference}
        if self.is_ours:
            stamped[ORGANISATION] = _ILLEGAL.sub("", personal.organisation).strip()
        template = self.stampable if personal.previous else self._first_round
        if personal.previous:
            stamped |= self._last_round(personal.previous)
        given = {placeholder.encode(): _xml(value) for placeholder, value in stamped.items()}
        given.update((at, fill.filled(personal)) for at, _, fill in self._fills)
        if personal.previous:
            # Most of thousands of figures are blank, of which nothing is to be written.
            previous = personal.previous
            given.update((mark, _xml(previous[fill.item]) if fill.item in previous else b"") for _, mark, fill in self._fills if mark)
        return template.stamp(given)

    def _last_round(self, previous: Mapping[str, str]) -> dict[str, str]:
        """Return what is put for each placeholder of the last round's values beside the cells of a workbook of our own."""
        return values(self.last_rounds, catalogue(self.layout.language), previous) if self.last_rounds else {}

    @cached_property
    def _fills(self) -> tuple[tuple[bytes, bytes, Fill], ...]:
        """Return what each copy fills, with the placeholders of the cell and of the mark."""
        return tuple((fill.placeholder.encode(), fill.mark.encode(), fill) for fill in self.fills)

    @cached_property
    def _first_round(self) -> Stampable:
        """Return the template of copies that have no value of a last round."""
        blank = {placeholder.encode(): _xml(value) for placeholder, value in self._last_round({}).items()}
        return partly_stamped(self.stampable, blank | {mark: b"" for _, mark, _ in self._fills if mark})

    @cached_property
    def unaddressed(self) -> bytes:
        """Return a whole workbook without reference, token and organisation, to look at."""
        return self.prefix + self.stamp(Personal("", "", ""))


def _xml(text: str) -> bytes:
    return escape(_ILLEGAL.sub("", text)).encode()
