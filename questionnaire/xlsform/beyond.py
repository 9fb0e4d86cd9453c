"""Expressions that other programs work out and this one cannot: what they say is told, and does not hold here.

A calculation that is beyond reach is blank and shown to nobody. A condition that is beyond reach, or that reads such a calculation, is
cleared, since a condition over a blank would hide or refuse what is right. What is only mistyped stays, to be refused. The same becomes of
what reads the answer to a question that is left out (`lenient`).

Source: the functions of the ODK XForms specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from questionnaire.expressions import ExpressionError, parse
from questionnaire.expressions.unsupported import known_elsewhere
from questionnaire.xlsform.filters import FILTER, readable
from questionnaire.xlsform.form_sheet import MENTION, FormRow
from questionnaire.xlsform.problems import ProblemReport

_CALCULATION = "calculation"
_CONDITIONS = ("relevant", "constraint", "required", FILTER, "repeat_count")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_FUNCTION = re.compile(r"([A-Za-z_][\w.:-]*)\s*\(")
_PATH = re.compile(r"\.\.|/\s*[A-Za-z_*.]|\[|\$\{\s*last-saved#")
_SAYS = {
    "relevant": "the question is asked of everybody",
    "constraint": "answers are not held to it",
    "required": "no answer is required",
    FILTER: "all choices are offered",
    "repeat_count": "people use as many rows as they need",
}


def within_reach(rows: Iterable[FormRow], report: ProblemReport, gone: AbstractSet[str] = frozenset()) -> tuple[FormRow, ...]:
    """Return the rows without the expressions that are beyond reach, each of which is told; `gone` are the questions that are left out."""
    made, unworked = list(rows), set(gone)
    while True:
        before = len(unworked)
        made = [_reached(row, unworked, gone, report) for row in made]
        if len(unworked) == before:
            return tuple(made)


def _reached(row: FormRow, unworked: set[str], gone: AbstractSet[str], report: ProblemReport) -> FormRow:
    if _is_beyond(row.text(_CALCULATION), _CALCULATION, unworked):
        unworked.add(row.text("name"))
        why, remedy = _why(row.text(_CALCULATION), _CALCULATION, gone)
        report.warning(row.place(_CALCULATION), f"{why}: it is blank, and conditions that read it do not hold.", remedy)
        row = replace(row, cells={("type", ""): "calculate", ("name", ""): row.text("name"), (_CALCULATION, ""): "''"})
    for column in _CONDITIONS:
        if _is_beyond(row.text(column), column, unworked):
            why, remedy = _why(row.text(column), column, gone)
            report.warning(row.place(column), f"{why}: {_SAYS[column]}.", remedy)
            row = replace(row, cells={key: text for key, text in row.cells.items() if key[0] != column})
    return row


def _why(written: str, column: str, gone: AbstractSet[str]) -> tuple[str, str]:
    """Return why an expression is beyond reach, and how to mend it."""
    read = sorted(gone & set(MENTION.findall(written)))
    if read:
        return f"The {column} reads {', '.join(f'${{{name}}}' for name in read)}, which is left out", "Correct the question that it reads."
    remedy = "Write it with the functions of the manual, or check it when the answers are in."
    if column == _CALCULATION:
        remedy = "Ask for the value, or write the calculation with the functions of the manual."
    return f"The {column} cannot be worked out here", remedy


def _is_beyond(written: str, column: str, unworked: set[str]) -> bool:
    if not written:
        return False
    if column == "repeat_count":
        return "${" in written or "(" in written
    bare = _QUOTED.sub("''", written)
    if unworked.intersection(MENTION.findall(written)) or _PATH.search(bare):
        return True
    return any(known_elsewhere(name) for name in _FUNCTION.findall(bare)) and not _parses(written, column)


def _parses(written: str, column: str) -> bool:
    try:
        parse(readable(written) if column == FILTER else written)
    except ExpressionError:
        return False
    return True
