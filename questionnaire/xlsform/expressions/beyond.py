"""Expressions that other programs work out and this one cannot: what they say is told, and does not hold here.

A calculation that is beyond reach is blank and shown to nobody. A condition that is beyond reach, or that reads such a calculation, is
cleared, since a condition over a blank would hide or refuse what is right. What is only mistyped stays, to be refused. The same becomes of
what reads the answer to a question that is left out (`lenient`).

Source: the functions of the ODK XForms specification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from questionnaire.expressions import ExpressionError, parse
from questionnaire.expressions.pulled import PULLDATA
from questionnaire.expressions.unsupported import instead, known_elsewhere
from questionnaire.xlsform.choices.filters import FILTER, readable
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.questions.beginning import DEFAULT, is_dynamic
from questionnaire.xlsform.questions.defaults import FUNCTION, PATH, QUOTED, worked_out
from questionnaire.xlsform.questions.types import begins_repeat, bracket_of
from questionnaire.xlsform.sheets.form_sheet import MENTION, FormRow
from questionnaire.xlsform.survey.elsewhere import check_known

_CALCULATION = "calculation"
_CONDITIONS = ("relevant", "constraint", "required", FILTER, "repeat_count", DEFAULT)
_UNSEEN = frozenset({"calculate", "hidden"})  # Their default is their value, whatever it is (`adapted`).
_SAYS = {
    "relevant": "the question is asked of everybody",
    "constraint": "answers are not held to it",
    "required": "no answer is required",
    FILTER: "all choices are offered",
    "repeat_count": "people use as many rows as they need",
    DEFAULT: "the cell starts blank",
}


_Chain = tuple[int, ...]  # The rows that begin the repeats around a row, from the outermost on.


@dataclass(frozen=True, slots=True)
class _Reach:
    """What expressions cannot read: answers that are `gone`, and those of other tables within the same outermost repeat.

    Each of these is a table of its own here, where other programs take the rows that belong to the one of the expression. `chains` are the
    repeats around a row by its number, where there are any, and `places` those around what has a name. `known` are all names of the form.
    """

    known: AbstractSet[str]
    gone: AbstractSet[str]
    chains: Mapping[int, _Chain]
    places: Mapping[str, AbstractSet[_Chain]]

    def lacks(self, row: FormRow, written: str) -> list[str]:
        """Return the names in an expression of the row that stand for nothing there."""
        return sorted(name for name in set(MENTION.findall(written)) if name in self.gone or self._elsewhere(row, name))

    def _elsewhere(self, row: FormRow, name: str) -> list[_Chain]:
        """Return the other tables of the same outermost repeat in which a name stands."""
        mine = self.chains.get(row.number)
        return [one for one in self.places.get(name, ()) if one[:1] == mine[:1] and one != mine] if mine else []

    def _is_around(self, row: FormRow, name: str) -> bool:
        """Say whether a name stands in a repeat around that of the row."""
        mine = self.chains.get(row.number, ())
        return any(one == mine[: len(one)] for one in self._elsewhere(row, name))

    def why(self, row: FormRow, column: str) -> tuple[str, str]:
        """Return why an expression of the row is beyond reach, and how to mend it."""
        lacking = self.lacks(row, row.text(column))
        if lacking:
            reads = f"The {column} reads {', '.join(f'${{{name}}}' for name in lacking)}"
            if self.gone & set(lacking):
                return f"{reads}, which is left out", "Correct the question that it reads."
            if any(self._is_around(row, name) for name in lacking):
                return f"{reads}, of the repeat around this one, whose rows nobody sees here", "Ask for it in this repeat, too."
            return f"{reads}, of a table in which nobody sees what belongs to a row of this one", "Ask for it in this repeat, too."
        if PULLDATA in row.text(column):
            return (
                f"The {column} cannot be worked out here",
                "Put the list that it reads beside the form as CSV, with the columns that it names.",
            )
        remedy = "Write it with the functions of the manual, or check it when the answers are in."
        if column == _CALCULATION:
            remedy = "Ask for the value, or write the calculation with the functions of the manual."
        called = [name for name in FUNCTION.findall(QUOTED.sub("''", row.text(column))) if known_elsewhere(name)]
        since = f", since it calls {', '.join(f'{name}()' for name in dict.fromkeys(called))}" if called else ""
        return f"The {column} cannot be worked out here{since}", instead(called) or remedy


def within_reach(
    rows: Iterable[FormRow], report: ProblemReport, elsewhere: ProblemReport, gone: AbstractSet[str] = frozenset()
) -> tuple[FormRow, ...]:
    """Return the rows without the expressions that are beyond reach, each of which is told; `gone` are the questions that are left out.

    `elsewhere` is told of what only other programs refuse: names that nobody has, in what is not worked out here.
    """
    given = tuple(rows)
    known = frozenset(row.text("name") for row in given) | gone
    made = worked_out(given)
    reach, unworked = _Reach(known, gone, *_tables(made)), set(gone)
    readers, waiting = _readers(made), [*range(len(made))]
    while waiting:
        fresh = set[str]()
        for at in waiting:
            count = len(unworked)
            made[at] = _reached(made[at], unworked, reach, report, elsewhere)
            if len(unworked) > count:
                fresh.add(made[at].text("name"))
        waiting = sorted({at for name in fresh for at in readers.get(name, ())})
    return tuple(made)


def _readers(rows: Iterable[FormRow]) -> dict[str, list[int]]:
    """Return the places of the rows that read a name: where it cannot be worked out, these alone are looked at once more."""
    found: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        for name in {name for column in (_CALCULATION, *_CONDITIONS) for name in MENTION.findall(row.text(column))}:
            found.setdefault(name, []).append(at)
    return found


def _tables(rows: Iterable[FormRow]) -> tuple[dict[int, _Chain], dict[str, set[_Chain]]]:
    """Return the repeats around each row by its number, where there are any, and around what has each name."""
    places, opened, chains = dict[str, set[_Chain]](), list[FormRow](), dict[int, _Chain]()
    for row in rows:
        which = bracket_of(row)
        if which == "end" and opened:
            opened.pop()
        if not which or begins_repeat(row):
            # Within the repeat around it, a repeat that is counted by its name is a part of a table, to the rows of that part, too.
            around = _chain(opened)
            places.setdefault(row.text("name"), set()).add((*around, 0) if which and around else around)
        if which == "begin":
            opened.append(row)
        if chain := _chain(opened):
            chains[row.number] = chain
    return chains, places


def _chain(opened: Iterable[FormRow]) -> _Chain:
    return tuple(one.number for one in opened if begins_repeat(one))


def _reached(row: FormRow, unworked: set[str], reach: _Reach, report: ProblemReport, elsewhere: ProblemReport) -> FormRow:
    if _is_beyond(row, _CALCULATION, unworked, reach):
        unworked.add(row.text("name"))
        check_known(row, _CALCULATION, reach.known, elsewhere)
        why, remedy = reach.why(row, _CALCULATION)
        report.warning(row.place(_CALCULATION), f"{why}: it is blank, and conditions that read it do not hold.", remedy)
        row = replace(row, cells={("type", ""): "calculate", ("name", ""): row.text("name"), (_CALCULATION, ""): "''"})
    for column in _CONDITIONS:
        if _is_beyond(row, column, unworked, reach):
            check_known(row, column, reach.known, elsewhere)
            why, remedy = reach.why(row, column)
            report.warning(row.place(column), f"{why}: {_SAYS[column]}.", remedy)
            row = replace(row, cells={key: text for key, text in row.cells.items() if key[0] != column})
    return row


def _is_beyond(row: FormRow, column: str, unworked: set[str], reach: _Reach) -> bool:
    written = row.text(column)
    if not written:
        return False
    if column == "repeat_count":
        return "${" in written or "(" in written
    if column == DEFAULT:
        return row.text("type").casefold() not in _UNSEEN and is_dynamic(written) and not _begins(row, written, unworked, reach)
    bare = QUOTED.sub("''", written)
    if unworked.intersection(MENTION.findall(written)) or reach.lacks(row, written) or PATH.search(bare):
        return True
    return any(known_elsewhere(name) for name in FUNCTION.findall(bare)) and not _parses(written, column, row)


def _begins(row: FormRow, default: str, unworked: set[str], reach: _Reach) -> bool:
    """Say whether a default that is an expression can be worked out."""
    read = set(MENTION.findall(default))
    if PATH.search(QUOTED.sub("''", default)) or reach.lacks(row, default):
        return False
    return read <= reach.known and read.isdisjoint(unworked) and _parses(default, DEFAULT, row)


def _parses(written: str, column: str, row: FormRow) -> bool:
    try:
        parse(readable(written) if column == FILTER else written, row.tables)
    except ExpressionError:
        return False
    return True
