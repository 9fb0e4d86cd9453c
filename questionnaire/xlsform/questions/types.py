"""What the type cell of a survey row declares: a question, the beginning or end of a group, or something outside the subset.

Source: the XLSForm reference, "Question types", and the other spellings that pyxform knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.definition import Choice, QuestionType
from questionnaire.xlsform.problems import ProblemReport, did_you_mean
from questionnaire.xlsform.questions.adapted import METADATA, folded
from questionnaire.xlsform.sheets.form_sheet import FormRow

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
_MATRIX = "Write begin_repeat, and put the name of the list in the column excel::columns."
_EXTERNAL = "Put the choices on the sheet choices and use select_one or select_multiple."
_OUTSIDE = {
    **dict.fromkeys(("form_title", "form_id", "set_form_title", "set_form_id", "title", "id_string"), "Put it on the sheet settings."),
    **dict.fromkeys(("begin_kobomatrix", "end_kobomatrix"), _MATRIX),
    **dict.fromkeys(("rank", "begin_rank", "end_rank"), "Write rank and the list_name, as in rank priorities."),
    **dict.fromkeys(("begin_score", "end_score", "score__row"), "Ask for each row with its own select_one."),
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
    if folded(written) in METADATA:
        report.warning(row.place("type"), f"{written!r} is data from a telephone, which a workbook does not have.", "Remove the row.")
        return Metadata()
    report.error(row.place("type"), *_refusal(written))
    return None


def bracket_of(row: FormRow) -> str:
    """Return "begin" or "end" where the row begins or ends a group or repeat, else ""."""
    found = _BEGIN_END.fullmatch(" ".join(row.text("type").replace("_", " ").split()))
    return found["which"].lower() if found else ""


def begins_repeat(row: FormRow) -> bool:
    """Say whether the row begins a repeat, under any of its names."""
    found = _BEGIN_END.fullmatch(" ".join(row.text("type").replace("_", " ").split()))
    return found is not None and found["which"].lower() == "begin" and found["kind"].lower() != "group"


def _bracket(row: FormRow, which: str, written: str, report: ProblemReport) -> Begin | End:
    kind = RowKind.REPEAT if written in {"lgroup", "looped group"} else RowKind(written)
    if which == "end":
        return End(RowKind.REPEAT if kind is RowKind.LOOP else kind)
    if kind is RowKind.LOOP:
        report.error(row.place("type"), "The loop does not name a list.", "Write begin loop over, and the list_name.")
    return Begin(RowKind.REPEAT if kind is RowKind.LOOP else kind)


def _select(row: FormRow, select: re.Match[str], lists: Mapping[str, tuple[Choice, ...]], report: ProblemReport) -> Declared | None:
    kind = QuestionType.SELECT_ONE if select["many"].lower().strip(" _") in {"one", "1"} else QuestionType.SELECT_MULTIPLE
    name, more = select["list"], select["more"].strip()
    if more:
        report.error(row.place("type"), f"{more!r} after the list is not supported.", "Write or_other, or nothing.")
    if name not in lists:
        remedy = did_you_mean(name, lists, "Add its choices to the sheet choices, with this list_name.")
        report.error(row.place("type"), f"The list {name!r} does not exist.", remedy)
        return None
    several = kind is QuestionType.SELECT_MULTIPLE
    if several and (spaced := next((one.name for one in lists[name] if len(one.name.split()) > 1), "")):
        remedy = f"Write {'_'.join(spaced.split())}: when several are chosen, their names are stored with spaces between them."
        report.error(row.place("type"), f"The choice {spaced!r} has a space in its name, which is not supported.", remedy)
    return Declared(kind, lists[name])


def _refusal(written: str) -> tuple[str, str]:
    """Return what is wrong with a type outside the subset, and the remedy."""
    first = folded(written)
    outside = next((remedy for name, remedy in _OUTSIDE.items() if first == name or first.startswith(f"{name}_")), None)
    if _FROM_FILE.match(written):
        return f"The type {written!r} is not supported.", _EXTERNAL
    if outside:
        return f"The type {written!r} is not supported.", outside
    if first in {"select_one", "select_multiple"}:
        return "The type does not name a list.", f"Write {first} and the list_name, as in {first} yes_no."
    if not written:
        return "The row has no type.", _ALL
    return f"The type {written!r} is unknown.", did_you_mean(written.split(maxsplit=1)[0], _NAMES, _ALL)
