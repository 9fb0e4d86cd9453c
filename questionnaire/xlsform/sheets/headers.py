"""What a header names: a column of the XLSForm under any of the spellings in which it is known, and perhaps a language.

Source: the XLSForm reference, and the aliases that pyxform accepts.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from questionnaire.legal import INVISIBLE
from questionnaire.xlsform.problems import nearest

TRANSLATED = frozenset({"label", "hint", "constraint_message", "required_message", "unit", "sheet", "form_title", "excel::form_title"})
# Where answers stand in an adopted workbook: a header without a language is for the workbook of all others.
PLACED = frozenset({"excel::cell", "excel::rows", "excel::key", "excel::header", "excel::workbook", "excel::stamp"})
_ALIASES = {
    "caption": "label",
    "tag": "name",
    "value": "name",
    "command": "type",
    "relevance": "relevant",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "readonly": "read_only",
    "list": "list_name",
    "listname": "list_name",
    "id_string": "form_id",
    "set_form_id": "form_id",
    "title": "form_title",
    "set_form_title": "form_title",
}
# What may stand before a column's name: the parts of an XForm that the XLSForm of old named itself.
_PREFIXES = frozenset({"bind", "control", "body", "media"})
_NEVER_PREFIXED = frozenset({"type", "name", "label", "hint"})  # `bind::type` says how another program stores an answer.
_OWN_PREFIX = "excel"
_LIKENESS = 0.8


@dataclass(frozen=True, slots=True)
class Header:
    """A header: the column that it names, the language as it is written ("" where there is none), and the whole of it."""

    base: str
    language: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The columns of one sheet.

    `needed` must be there, but for those that only some rows need, `by_row`; `unused` are told where they are filled; `ignored` change
    nothing here.
    """

    used: frozenset[str]
    needed: tuple[str, ...] = ()
    by_row: frozenset[str] = frozenset()
    unused: dict[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Return every column that means something in an XLSForm."""
        return self.used | self.ignored | frozenset(self.unused)


def header(written: str) -> Header:
    """Return what a header names: `Label : French` is the label in French, `bind::relevant` is relevant."""
    plain = " ".join(written.translate(INVISIBLE).split())
    # A single colon is the older spelling of two, but for the one in a name such as jr:count.
    doubled = plain if "::" in plain else re.sub(r"(?<!jr)\s*:\s*", "::", plain, flags=re.IGNORECASE)
    first, *more = (part.strip() for part in doubled.split("::"))
    base = snake(first)
    if base in _PREFIXES and more and snake(more[0]) not in _NEVER_PREFIXED:
        base, more = snake(more[0]), more[1:]
    elif base == _OWN_PREFIX and more:
        base, more = f"{base}::{snake(more[0])}", more[1:]
    return Header(_ALIASES.get(base, base), "::".join(more), written)


def similar(base: str, columns: Collection[str]) -> str | None:
    """Return the one of `columns` that an unknown header may be a misspelling of, also of another name of it or in the plural."""
    spellings = {column: column for column in columns} | {other: column for other, column in _ALIASES.items() if column in columns}
    near = nearest(base, spellings, _LIKENESS) or nearest(base.removesuffix("s"), spellings, _LIKENESS)
    return spellings[near] if near else None


def snake(name: str) -> str:
    """Return a header as columns are named: small letters, with _ between its words."""
    return re.sub(r"[\s_-]+", "_", name.strip().lower())
