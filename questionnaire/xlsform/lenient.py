"""A form of which the questions that cannot be are left out, each of them told, and whatever depends on one is told with it.

An error stands in a row of the survey, in a list of choices, or in the form as a whole. That of a row takes out its question, that of a row
which begins a group all that the group holds, that of a list the questions which offer it. One of the form as a whole, such as an unknown
header or a group that is never closed, still refuses the form: nobody could say what it takes out.

A condition that reads the answer to a question which is left out does not hold, and a calculation that reads it is blank (`beyond`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from domain.finding import Severity
from questionnaire.xlsform.choices.choices import CHOICES
from questionnaire.xlsform.choices.offered import named_files
from questionnaire.xlsform.expressions.mentions import mentioned
from questionnaire.xlsform.problems import Problem, ProblemReport
from questionnaire.xlsform.questions.extras import FLAGS
from questionnaire.xlsform.questions.repeats import COLUMNS
from questionnaire.xlsform.questions.types import RowKind, bracket_of
from questionnaire.xlsform.sheets.file import Grid
from questionnaire.xlsform.sheets.form_sheet import FormRow, read_sheet
from questionnaire.xlsform.survey.columns import SURVEY, is_read

_PASSES = 20  # Each finds all errors that are left, so that more than a few passes tell of a form that no reading mends.
_LISTS = ("choices", "external_choices")
_OF_LISTS = (COLUMNS, "missing", FLAGS)  # Columns of the survey, or of the settings, that may name a list.
Grids = Mapping[str, Grid]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is left out so far: the rows by sheet and number, the names that nothing can read any more, and what is told of it."""

    rows: frozenset[tuple[str, int]] = frozenset()
    names: frozenset[str] = frozenset()
    told: tuple[Problem, ...] = ()

    def covers(self, problem: Problem) -> bool:
        """Say whether the row of a problem is left out."""
        return (_sheet(problem), problem.row) in self.rows

    def without(self, grids: Grids) -> Grids:
        """Return the sheets of the form without what is left out."""
        return {name: {number: cells for number, cells in grid.items() if (name, number) not in self.rows} for name, grid in grids.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """The rows of a form by number, as far as they can be read; `ends` says with which row each group ends."""

    survey: Mapping[int, FormRow]
    lists: Mapping[str, Mapping[int, FormRow]]
    settings: frozenset[str]
    ends: Mapping[int, int] = field(default_factory=dict)


def leniently(grids: Grids, problems: Iterable[Problem], read: Callable[[LeftOut], Iterable[Problem]], default: str) -> LeftOut | None:
    """Return what must be left out for the form to have no error; None where an error is one of the form as a whole.

    `problems` are those of the whole form, `read` returns those of the form without what is left out, and `default` is the language of
    columns that name none.
    """
    form, left, found = _form(grids, default), LeftOut(), tuple(problems)
    for _ in range(_PASSES):
        errors = [one for one in found if one.severity is Severity.ERROR]
        if not errors:
            return left
        more = _more(errors, form, left)
        if more is None:
            return None
        left = more
        found = tuple(read(left))
    return None


def concerned(grids: Grids, problems: Iterable[Problem], default: str) -> tuple[Problem, ...]:
    """Return the problems, each with the name of the question or group in whose row it stands."""
    survey = _form(grids, default).survey
    return tuple(
        replace(one, question=survey[one.row].text("name")) if _sheet(one) == "survey" and one.row in survey and not one.question else one
        for one in problems
    )


def _sheet(problem: Problem) -> str:
    return " ".join(problem.sheet.split()).casefold()


def _form(grids: Grids, default: str) -> _Form:
    def rows(sheet: str) -> dict[int, FormRow]:
        vocabulary = SURVEY if sheet == "survey" else CHOICES
        return {row.number: row for row in read_sheet(sheet, grids.get(sheet, {}), vocabulary, default, ProblemReport()).rows}

    survey = {number: row for number, row in rows("survey").items() if is_read(row, ProblemReport())}
    settings = frozenset(text for cells in grids.get("settings", {}).values() for text in cells.values())
    return _Form(survey=survey, lists={sheet: rows(sheet) for sheet in _LISTS}, settings=settings, ends=_ends(survey))


def _ends(survey: Mapping[int, FormRow]) -> dict[int, int]:
    """Return the row that ends each group or repeat, by the row that begins it."""
    opened, ends = list[int](), dict[int, int]()
    for number, row in survey.items():
        which = bracket_of(row)
        if which == "begin":
            opened.append(number)
        elif which == "end" and opened:
            ends[opened.pop()] = number
    return ends


def _more(errors: Iterable[Problem], form: _Form, left: LeftOut) -> LeftOut | None:
    """Return what is left out with what these errors take out; None where one of them takes out nothing that could be named."""
    rows, told = dict[tuple[str, int], None](), list[Problem]()
    for error in errors:
        taken = _of_survey(error, form) if _sheet(error) == "survey" else _of_list(error, form)
        if taken is None:
            return None
        rows |= dict.fromkeys(taken[0])
        told += taken[1]
    numbers = {number for sheet, number in (*rows, *left.rows) if sheet == "survey"}
    return LeftOut(left.rows | rows.keys(), _names(form, numbers), _each_once((*left.told, *told)))


def _each_once(told: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return what is told of each row, without that it is left out with its group where an error of its own is told."""
    own = {one.row for one in told if one.left_out and not one.with_group}
    return tuple(dict.fromkeys(one for one in told if not (one.with_group and one.row in own)))


Taken = tuple[list[tuple[str, int]], list[Problem]]


def _of_survey(error: Problem, form: _Form) -> Taken | None:
    row = form.survey.get(error.row)
    which = bracket_of(row) if row else "end"
    if row is None or which == "end" or (which == "begin" and error.row not in form.ends):
        return None
    name, kind = row.text("name") or str(row.number), RowKind.GROUP if which else RowKind.QUESTION
    message = f"The {kind} {name!r} is left out. {error.message}"
    told = [replace(error, severity=Severity.WARNING, message=message, question=name, left_out=True)]
    inside = [number for number in form.survey if error.row < number < form.ends.get(error.row, 0)]
    told += [_with_group(form.survey[number], name) for number in inside if bracket_of(form.survey[number]) != "end"]
    end = [form.ends[error.row]] if which else []
    return [("survey", number) for number in (error.row, *inside, *end)], told


def _with_group(row: FormRow, group: str) -> Problem:
    name = row.text("name") or str(row.number)
    kind = RowKind.GROUP if bracket_of(row) else RowKind.QUESTION
    message = f"The {kind} {name!r} is left out with the group {group!r}."
    return _told(row, message, "Correct the row that begins the group.", name, with_group=True)


def _told(row: FormRow, message: str, remedy: str, name: str, *, with_group: bool = False) -> Problem:
    sheet, number, column = row.place("type")
    return Problem(
        sheet=sheet, row=number, column=column, message=message, remedy=remedy, severity=Severity.WARNING, question=name, left_out=True,
        with_group=with_group,
    )  # fmt: skip


def _of_list(error: Problem, form: _Form) -> Taken | None:
    """Return the rows of the list in which the error stands, and the questions that offer its choices."""
    sheet = _sheet(error)
    if PurePath(sheet).suffix == ".csv":
        users = [row for row in form.survey.values() if sheet in map(str.casefold, named_files(row.text("type")))]
        return _without_list([], users, error, sheet, form) if users else None
    row = form.lists.get(sheet, {}).get(error.row)
    name = row.text("list_name") if row else ""
    if not name or name in form.settings:
        return None
    rows = [(sheet, number) for number, one in form.lists[sheet].items() if one.text("list_name") == name]
    return _without_list(rows, [one for one in form.survey.values() if _offers(one, name)], error, name, form)


def _without_list(rows: list[tuple[str, int]], users: Iterable[FormRow], error: Problem, name: str, form: _Form) -> Taken | None:
    told = [replace(error, severity=Severity.WARNING, message=f"The list {name!r} is left out. {error.message}")]
    for user in users:
        problem = _told(user, f"Its list {name!r} has an error: {error.where}.", error.remedy, user.text("name"))
        taken = _of_survey(replace(problem, severity=Severity.ERROR), form)
        if taken is None:
            return None
        rows, told = rows + taken[0], told + taken[1]
    return rows, told


def _offers(row: FormRow, name: str) -> bool:
    words = [word.removeprefix("${").removesuffix("}") for word in row.text("type").split()]
    return name in words[1:] or name in map(row.text, _OF_LISTS)


def _names(form: _Form, numbers: AbstractSet[int]) -> frozenset[str]:
    """Return the names that nothing can read any more: those of the rows, and those that are made of them, such as that of an other."""
    gone = {form.survey[number].text("name") for number in numbers} - {""}
    there = {row.text("name") for number, row in form.survey.items() if number not in numbers}
    return frozenset(gone | {name for name in mentioned(form.survey.values()) - there if gone & set(_beginnings(name))})


def _beginnings(name: str) -> Iterator[str]:
    """Yield what stands before each _ of a name."""
    return (name[:at] for at, sign in enumerate(name) if sign == "_")
