"""What the type cell of a survey row declares: a question, the beginning or end of a group, or something outside the subset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaire.definition import Choice, QuestionType
from questionnaire.xlsform_problems import Report, did_you_mean
from questionnaire.xlsform_table import Row

_PLAIN = {
    "text": QuestionType.TEXT,
    "string": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "int": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "note": QuestionType.NOTE,
}
_SELECT = re.compile(r"(?:add )?select[ _](?P<many>one|multiple|all that apply)(?: from)? (?P<list>\S+)(?P<more>.*)", re.IGNORECASE)
_BEGIN_END = re.compile(r"(?P<which>begin|end)[ _]?(?P<kind>group|repeat|loop)\b.*", re.IGNORECASE)
_FROM_FILE = re.compile(r"(select|rank).*(file|external)", re.IGNORECASE)
_METADATA = frozenset({"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial", "subscriberid"})
_OUTSIDE = {
    **dict.fromkeys(
        ("geopoint", "geotrace", "geoshape", "start-geopoint"), "Ask for the place as text, or for each coordinate as decimal."
    ),
    **dict.fromkeys(("image", "audio", "video", "file", "background-audio"), "Ask for files in the letter: a workbook carries none."),
    **dict.fromkeys(("time", "datetime"), "Use date, or text with a hint on how to write the time."),
    **dict.fromkeys(("calculate", "hidden"), "Remove the row: a calculation is not supported."),
    "rank": "Ask for each rank as integer with a constraint.",
    "range": "Use integer or decimal with a constraint.",
    "acknowledge": "Use select_one with one choice.",
    "trigger": "Use select_one with one choice.",
    "barcode": "Use text.",
}
_ALL = "The types are text, integer, decimal, date, select_one LIST, select_multiple LIST, note, begin_group and end_group."


@dataclass(frozen=True, slots=True)
class Declared:
    """A question's type and its choices."""

    type: QuestionType
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Begin:
    """The row begins a group (or a repeat, which is refused but must be closed)."""

    kind: str


@dataclass(frozen=True, slots=True)
class End:
    """The row ends a group."""

    kind: str


def declared(row: Row, lists: Mapping[str, tuple[Choice, ...]], report: Report) -> Declared | Begin | End | None:
    """Return what the row declares, or None after reporting why it cannot be used."""
    written = " ".join(row.text("type").split())
    plain = _PLAIN.get(written.lower())
    if plain:
        return Declared(plain)
    bracket = _BEGIN_END.fullmatch(written)
    if bracket:
        return _bracket(row, bracket["which"].lower(), bracket["kind"].lower(), report)
    select = _SELECT.fullmatch(written)
    if select and not _FROM_FILE.match(written):
        return _select(row, select, lists, report)
    report.error(row.place("type"), *_refusal(written))
    return None


def _bracket(row: Row, which: str, kind: str, report: Report) -> Begin | End:
    if which == "end":
        return End(kind)
    if kind != "group":
        report.error(
            row.place("type"), f"A {kind} is not supported.", "Write one question for each of the entries, or ask for them in one text."
        )
    return Begin(kind)


def _select(row: Row, select: re.Match[str], lists: Mapping[str, tuple[Choice, ...]], report: Report) -> Declared | None:
    kind = QuestionType.SELECT_ONE if select["many"].lower() == "one" else QuestionType.SELECT_MULTIPLE
    name, more = select["list"], select["more"].strip().lower()
    if more:
        what = "or_other" if more.replace(" ", "_") == "or_other" else repr(more)
        report.error(
            row.place("type"),
            f"{what} after the list is not supported.",
            "Add a choice for it, and a text question beneath that asks which.",
        )
    if name not in lists:
        remedy = did_you_mean(name, lists, "Add its choices to the sheet choices, with this list_name.")
        report.error(row.place("type"), f"The list {name!r} does not exist.", remedy)
        return None
    return Declared(kind, lists[name])


def _refusal(written: str) -> tuple[str, str]:
    """Return what is wrong with a type outside the subset, and the remedy."""
    folded = written.lower().replace(" ", "_")
    if not written:
        return "The row has no type.", _ALL
    if folded in _METADATA:
        return f"The type {written!r} is taken from a telephone, which a workbook is not.", "Remove the row."
    if folded in _OUTSIDE:
        return f"The type {written!r} is not supported.", _OUTSIDE[folded]
    if _FROM_FILE.match(written):
        return f"The type {written!r} is not supported.", "Put the choices on the sheet choices and use select_one or select_multiple."
    if folded in {"select_one", "select_multiple"}:
        return "The type names no list.", f"Write {folded} and the list_name, as in {folded} yes_no."
    first = written.split(maxsplit=1)[0]
    return f"The type {written!r} is unknown.", did_you_mean(
        first, [*_PLAIN, "select_one", "select_multiple", "begin_group", "end_group"], _ALL
    )
