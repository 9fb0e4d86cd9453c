"""What the type cell of a survey row declares: a question, the beginning or end of a group, or something outside the subset.

Source: the XLSForm reference, "Question types", and the other spellings that pyxform knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.definition import Choice, QuestionType
from questionnaire.xlsform.form_sheet import FormRow
from questionnaire.xlsform.problems import ProblemReport, did_you_mean

_PLAIN = {
    "text": QuestionType.TEXT,
    "string": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "int": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "note": QuestionType.NOTE,
    "calculate": QuestionType.CALCULATE,
}
_OLD_PLAIN = re.compile(r"(?:q |add )?(?P<type>\w+?)(?: prompt)?")
_SELECT = re.compile(
    r"(?:add )?select(?P<many>1|[ _]one|[ _]multiple|[ _]all that apply)(?: prompt)?(?: from| using)? (?P<list>\S+)(?P<more>.*)",
    re.IGNORECASE,
)
_BEGIN_END = re.compile(r"(?P<which>begin|end)[ _-]*(?P<kind>l?group|looped group|repeat|loop)\b.*", re.IGNORECASE)
_FROM_FILE = re.compile(r"(select|rank).*(file|external)", re.IGNORECASE)
_METADATA = frozenset({"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial", "subscriberid"}) | {
    *("imei", "start_time", "end_time", "device_id", "phone_number", "sim_id", "subscriber_id", "start-geopoint", "background-geopoint"),
    "background-audio",
}
_FILES = "Ask for files in the letter: a workbook cannot carry them."
_PLACE = "Ask for the place as text, or for each coordinate as decimal."
_MATRIX = "Write begin_repeat, and put the name of the list in the column excel::columns."
_EXTERNAL = "Put the choices on the sheet choices and use select_one or select_multiple."
_OUTSIDE = {
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "gps", "location", "osm"), _PLACE),
    **dict.fromkeys(("image", "photo", "audio", "video", "file"), _FILES),
    **dict.fromkeys(("time", "datetime", "date_time"), "Use date, or text with a hint on how to write the time."),
    **dict.fromkeys(("csv-external", "xml-external"), _EXTERNAL),
    **dict.fromkeys(("acknowledge", "trigger"), "Use select_one with one choice."),
    **dict.fromkeys(("range", "percentage"), "Use integer or decimal with a constraint."),
    **dict.fromkeys(("form_title", "form_id", "set_form_title", "set_form_id", "title", "id_string"), "Put it on the sheet settings."),
    **dict.fromkeys(("begin_kobomatrix", "end_kobomatrix"), _MATRIX),
    "hidden": "Remove the row: a workbook has no hidden values except calculations.",
    "rank": "Ask for each rank as integer with a constraint.",
    "barcode": "Use text.",
    "cascading_select": "Ask for each level with its own select_one.",
}
_NAMES = ["text", "integer", "decimal", "date", "select_one", "select_multiple", "note", "calculate"]
_NAMES += ["begin_group", "end_group", "begin_repeat", "end_repeat"]
_ALL = f"The types are {', '.join(_NAMES)}."


@dataclass(frozen=True, slots=True)
class Declared:
    """A question's type and its choices."""

    type: QuestionType
    choices: tuple[Choice, ...] = ()


class RowKind(StrEnum):
    """What a row of the survey sheet is about."""

    QUESTION = "question"
    GROUP = "group"
    REPEAT = "repeat"
    LOOP = "loop"  # Of XLSForm's forerunner; it is refused.


@dataclass(frozen=True, slots=True)
class Begin:
    """The row begins a group or a repeat."""

    kind: RowKind


@dataclass(frozen=True, slots=True)
class End:
    """The row ends a group or a repeat."""

    kind: RowKind


@dataclass(frozen=True, slots=True)
class Metadata:
    """The row takes something from the device that fills a form, which a workbook does without."""


Kind = Declared | Begin | End | Metadata


def declared(row: FormRow, lists: Mapping[str, tuple[Choice, ...]], report: ProblemReport) -> Kind | None:
    """Return what the row declares, or None after reporting why it cannot be used."""
    written = " ".join(row.text("type").split())
    old = _OLD_PLAIN.fullmatch(written.lower())
    if old and old["type"] in _PLAIN:
        return Declared(_PLAIN[old["type"]])
    bracket = _BEGIN_END.fullmatch(written)
    if bracket:
        return _bracket(row, bracket["which"].lower(), bracket["kind"].lower(), report)
    select = _SELECT.fullmatch(written)
    if select and not _FROM_FILE.match(written):
        return _select(row, select, lists, report)
    if written.lower().replace(" ", "_").removeprefix("uri:").removeprefix("get_") in _METADATA:
        report.warning(row.place("type"), f"{written!r} is data from a telephone, which a workbook does not have.", "Remove the row.")
        return Metadata()
    report.error(row.place("type"), *_refusal(written))
    return None


def _bracket(row: FormRow, which: str, written: str, report: ProblemReport) -> Begin | End:
    kind = RowKind.REPEAT if written in {"lgroup", "looped group"} else RowKind(written)
    if which == "end":
        return End(kind)
    if kind is RowKind.LOOP:
        report.error(row.place("type"), "A loop is not supported.", _MATRIX)
    return Begin(kind)


def _select(row: FormRow, select: re.Match[str], lists: Mapping[str, tuple[Choice, ...]], report: ProblemReport) -> Declared | None:
    kind = QuestionType.SELECT_ONE if select["many"].lower().strip(" _") in {"one", "1"} else QuestionType.SELECT_MULTIPLE
    name, more = select["list"], select["more"].strip()
    if more:
        folded = "_".join(more.lower().split())
        what = "or_other" if folded in {"or_other", "or_specify_other"} else repr(more)
        remedy = "Add a choice for it, followed by a text question that asks which."
        report.error(row.place("type"), f"{what} after the list is not supported.", remedy)
    if "${" in name:
        message = "Choices taken from the answers to another question are not supported."
        report.error(row.place("type"), message, "Put the choices on the sheet choices, or ask in a text.")
        return None
    if name not in lists:
        remedy = did_you_mean(name, lists, "Add its choices to the sheet choices, with this list_name.")
        report.error(row.place("type"), f"The list {name!r} does not exist.", remedy)
        return None
    return Declared(kind, lists[name])


def _refusal(written: str) -> tuple[str, str]:
    """Return what is wrong with a type outside the subset, and the remedy."""
    folded = written.lower().replace(" ", "_")
    first = folded.removeprefix("q_").removeprefix("add_").removesuffix("_prompt")
    outside = next((remedy for name, remedy in _OUTSIDE.items() if first == name or first.startswith(f"{name}_")), None)
    if _FROM_FILE.match(written):
        return f"The type {written!r} is not supported.", _EXTERNAL
    if outside:
        return f"The type {written!r} is not supported.", outside
    if folded in {"select_one", "select_multiple"}:
        return "The type does not name a list.", f"Write {folded} and the list_name, as in {folded} yes_no."
    if not written:
        return "The row has no type.", _ALL
    return f"The type {written!r} is unknown.", did_you_mean(written.split(maxsplit=1)[0], _NAMES, _ALL)
