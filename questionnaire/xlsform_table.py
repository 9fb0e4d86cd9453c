"""The sheets of a form as rows of named texts: headers folded to the XLSForm's names, and languages to their codes.

Source: the XLSForm reference (multiple language support; `label::English (en)`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from questionnaire.definition import Text
from questionnaire.xlsform_problems import Report, did_you_mean

Key = tuple[str, str]  # A column's XLSForm name, and its language code ("" where the column has none).

TRANSLATED = frozenset({"label", "hint", "constraint_message", "required_message", "form_title", "excel::form_title"})
# Names under which the same column is known in forms and in pyxform.
_ALIASES = {
    "caption": "label",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::required": "required",
    "bind::jr:constraintmsg": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "constraining_message": "constraint_message",
    "list": "list_name",
    "listname": "list_name",
    "value": "name",
    "id_string": "form_id",
    "title": "form_title",
    "calculate": "calculation",
}
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_NAMED_LANGUAGE = re.compile(r"(.*)\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)")


@dataclass(frozen=True, slots=True)
class Header:
    """A column's key and the header as it is written in the sheet."""

    key: Key
    written: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet that is not blank: its texts by column."""

    sheet: str
    number: int
    cells: Mapping[Key, str]
    headers: Mapping[Key, str]

    def text(self, column: str) -> str:
        """Return the text of a column without languages, or ""."""
        return self.cells.get((column, ""), "")

    def texts(self, column: str) -> Text:
        """Return the texts of a column by language."""
        return {language: text for (name, language), text in self.cells.items() if name == column and text}

    def place(self, column: str = "", language: str = "") -> tuple[str, int, str]:
        """Return where the cell of `column` stands, for a problem."""
        return (self.sheet, self.number, self.headers.get((column, language), column))


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it was found, read by its headers."""

    sheet: str
    headers: Mapping[Key, str]
    rows: tuple[Row, ...]

    def languages(self, column: str) -> tuple[str, ...]:
        """Return the languages in which the sheet has `column`, in the order of its columns."""
        return tuple(language for name, language in self.headers if name == column)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The columns of one sheet: those that are used, those that matter but are not supported, and those that change nothing here."""

    used: frozenset[str]
    unsupported: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()


def read_table(sheet: str, grid: Sequence[Sequence[str]], vocabulary: Vocabulary, default: str, report: Report) -> Table:
    """Return the rows beneath the first row that is not blank; `default` is the language of columns that name none."""
    start = next((index for index, cells in enumerate(grid) if any(cells)), 0)
    headers: dict[int, Header] = {}
    for index, written in enumerate(grid[start] if grid else ()):
        key = _key(written, sheet, start + 1, default, report) if written else None
        if key and _wanted(key, written, (sheet, start + 1, written), vocabulary, report):
            if any(header.key == key for header in headers.values()):
                report.error((sheet, start + 1, written), "The column stands twice.", "Remove one of the two.")
            headers[index] = Header(key, written)
    by_key = {header.key: header.written for header in headers.values()}
    rows = (
        Row(sheet, number, {header.key: cells[index] for index, header in headers.items() if index < len(cells)}, by_key)
        for number, cells in enumerate(grid[start + 1 :], start + 2)
    )
    return Table(sheet, by_key, tuple(row for row in rows if any(row.cells.values())))


def language_code(text: str) -> str | None:
    """Return the code of a language given as `English (en)`, `en` or `English`, or None."""
    named = _NAMED_LANGUAGE.fullmatch(text.strip())
    if named:
        return named[2].lower()
    known = _language_names().get(text.strip().casefold())
    if known:
        return known
    return text.strip().lower() if _is_language(text.strip()) else None


def _is_language(code: str) -> bool:
    try:
        return bool(_LANGUAGE_CODE.fullmatch(code)) and bool(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


@cache
def _language_names() -> Mapping[str, str]:
    """Return the codes of languages by their English name and, for the six of the United Nations, by their own."""
    english = {str(name).casefold(): code for code, name in Locale("en").languages.items() if "_" not in code}
    own = {str(Locale(code).get_language_name()).casefold(): code for code in ("ar", "en", "es", "fr", "ru", "zh")}
    return english | own


def _key(written: str, sheet: str, row: int, default: str, report: Report) -> Key | None:
    parts = [part.strip() for part in written.split("::")]
    if len(parts) == 1 and ":" in written:
        parts = [part.strip() for part in written.split(":")]  # The older spelling, `label:English`.
    base = re.sub(r"[\s_-]+", "_", parts[0].lower())
    if base in {"bind", "excel", "body", "instance", "media"} and len(parts) > 1:
        base = f"{base}::{re.sub(r'[ _]+', '_', parts[1].lower())}"
        parts = parts[1:]
    base = _ALIASES.get(base, base)
    if base not in TRANSLATED:
        return (base, "")
    language = language_code(parts[1]) if len(parts) > 1 else default
    if language is None:
        report.error((sheet, row, written), f"{parts[1]!r} is no language.", f"Write it as in {base}::English (en).")
        return None
    return (base, language)


def _wanted(key: Key, written: str, place: tuple[str, int, str], vocabulary: Vocabulary, report: Report) -> bool:
    """Say whether the column is read; tell of one that is not, since a misspelt header must not lose what stands beneath it."""
    base = key[0]
    if base in vocabulary.used or base in vocabulary.unsupported:
        return True
    if base in vocabulary.ignored or base.split("::")[0] in {"body", "instance", "media", "bind"}:
        return False
    nearest = did_you_mean(base, vocabulary.used, "")
    if nearest:
        report.error(place, f"The column {written!r} is unknown.", nearest)
    else:
        report.warning(place, f"The column {written!r} is not used.", "Remove it if it was meant to do something.")
    return False
