"""Expressions that stand in the column `default` of a calculate: other programs work them out once, and here they are calculations.

What such an expression may read is narrower here than there. What cannot be meant is beyond reach and never refused, since it is no
mistake of its author, and the form may be one that a study runs by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from questionnaire.expressions import ExpressionError, parse, series_misused
from questionnaire.expressions.unsupported import known_elsewhere
from questionnaire.xlsform.questions.types import begins_repeat, bracket_of
from questionnaire.xlsform.sheets.form_sheet import MENTION, FormRow

QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
FUNCTION = re.compile(r"([A-Za-z_][\w.:-]*)\s*\(")
PATH = re.compile(r"\.\.|/\s*[A-Za-z_*.]|\[|\$\{\s*last-saved#")
_SET_ELSEWHERE = "/set/elsewhere"  # A path, which is beyond reach.
NO_ANSWER = "/set/elsewhere()"


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a form: by the repeat in which each stands ("" outside of all), those of repeats, and those that have no one answer."""

    within: Mapping[str, str]
    repeats: AbstractSet[str]
    unanswered: AbstractSet[str]

    def answer(self, row: FormRow, default: str) -> bool:
        """Say whether each name in a default of the row stands for an answer there, or for the series that a function takes."""
        try:
            tree = parse(default, row.tables).tree
        except ExpressionError:
            return True
        mine, own = self.within.get(row.text("name"), ""), row.text("name")
        read = set(MENTION.findall(default))
        elsewhere = {name for name in read if self.within.get(name, "") not in {"", mine}}
        return not (own in read or read & self.unanswered or series_misused(tree, elsewhere, self.repeats))


def worked_out(rows: Sequence[FormRow]) -> list[FormRow]:
    """Return the rows, with the calculation of each where it belongs."""
    names = _names(rows)
    return [_worked_out(row, names) for row in rows]


def _worked_out(row: FormRow, names: _Names) -> FormRow:
    if row.fills("calculation") or bracket_of(row):
        return row
    if row.text("type").casefold() == "calculate" and row.fills("default"):
        default = row.text("default")
        if not _is_expression(default, names.within.keys()):
            return row
        rest = {key: text for key, text in row.cells.items() if key != ("default", "")}
        return replace(row, cells={**rest, ("calculation", ""): default if names.answer(row, default) else _SET_ELSEWHERE})
    if row.fills("trigger") and not (row.fills("label") or row.fills("hint")):
        # Another program sets it, and nobody sees it.
        return replace(row, cells={**row.cells, ("calculation", ""): _SET_ELSEWHERE})
    if MENTION.search(row.text("default")) and not names.answer(row, row.text("default")):
        return replace(row, cells={**row.cells, ("default", ""): NO_ANSWER})
    return row


def _is_expression(default: str, known: AbstractSet[str]) -> bool:
    """Say whether a default reads an answer or calls a function; a date, a span such as 10-12, or any other words are a text."""
    functions = FUNCTION.findall(QUOTED.sub("''", default))
    if not set(MENTION.findall(default)) <= known or not (functions or MENTION.search(default)):
        return False
    return _parses(default) or any(map(known_elsewhere, functions)) or PATH.search(default) is not None


def _parses(written: str) -> bool:
    try:
        parse(written)
    except ExpressionError:
        return False
    return True


def _names(rows: Sequence[FormRow]) -> _Names:
    opened, within = list[FormRow](), dict[str, str]()
    repeats, unanswered, counted = set[str](), set[str](), Counter[str]()
    for row in rows:
        which, name = bracket_of(row), row.text("name")
        if which == "end":
            del opened[-1:]
            continue
        within.setdefault(name, next((one.text("name") for one in reversed(opened) if begins_repeat(one)), ""))
        counted[name] += 1
        if which == "begin":
            opened.append(row)
        if begins_repeat(row):
            repeats.add(name)
        elif which or row.text("type").casefold() == "note":
            unanswered.add(name)
    return _Names(within, repeats, unanswered | {name for name, count in counted.items() if count > 1})
