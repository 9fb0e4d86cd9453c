"""One row of the survey sheet as a question, a note or a calculation."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.definition import Choice, Place, Question, QuestionType, Repeat
from questionnaire.expressions import Expression
from questionnaire.expressions.tree import Call, walk
from questionnaire.kinds import FIGURES, NUMBERS
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.questions import extras
from questionnaire.xlsform.questions.adapted import ATTACHED
from questionnaire.xlsform.questions.types import Declared
from questionnaire.xlsform.questions.within import Within
from questionnaire.xlsform.sheets import cells
from questionnaire.xlsform.sheets.form_sheet import FormRow

# Types that may be worked out by a calculation instead of being asked.
_CALCULABLE = frozenset({QuestionType.TEXT, QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE, QuestionType.CALCULATE})
_NEVER_ASKED = ("required", "required_message", "missing", "previous", extras.FLAGS, extras.NOTES, extras.REVISE)


def read_question(
    row: FormRow,
    kind: Declared,
    name: str,
    within: Within,
    expressions: Mapping[str, Expression | None],
    languages: tuple[str, ...],
    report: ProblemReport,
    codes: tuple[Choice, ...] = (),
) -> Question:
    """Return the question of a row; `expressions` are those of its columns, its `relevant` joined with that of the groups around it.

    `codes` are those that may stand instead of its figure.
    """
    calculation = _calculation(row, kind, expressions["calculation"], report)
    extras.check_allowed(row, kind.type, report)
    _check_repeat(row, kind, name, within.repeat, report)
    _check_pattern(row, expressions["constraint"], report)
    previous, variance = extras.previous(row, report) if kind.type in NUMBERS and not calculation else (False, None)
    # A calculation without a label works unseen.
    placed = row.exact(extras.CELL)
    hidden = kind.type in _CALCULABLE and row.fills("calculation") and not row.texts("label")
    return Question(
        name=name,
        type=kind.type,
        label={} if hidden else cells.label(row, languages, report),
        section=within.section,
        place=Place(row.sheet, row.number),
        hint=cells.translated(row, "hint", languages, report),
        choices=kind.choices,
        required=None if calculation else expressions["required"],
        relevant=expressions["relevant"],
        constraint=expressions["constraint"],
        constraint_message=cells.translated(row, "constraint_message", languages, report),
        required_message=cells.translated(row, "required_message", languages, report),
        reference=row.text("excel::ref"),
        repeat=within.repeat.name if within.repeat else "",
        calculation=calculation,
        severity=extras.severity(row, report),
        unit=extras.everywhere(row, "unit", languages, report),
        missing=tuple(one.name for one in codes),
        missing_labels={one.name: one.label for one in codes if one.label},
        refusals=extras.refusals(row, [one.name for one in codes], report) if kind.type in FIGURES else (),
        previous=previous,
        variance=variance,
        cell=placed.get("", ""),
        cells={language: cell for language, cell in placed.items() if language},
        attached=row.fills(ATTACHED),
        fill=extras.fill(row, kind.type, report, in_repeat=within.repeat, previous=previous),
    )


def _calculation(row: FormRow, kind: Declared, given: Expression | None, report: ProblemReport) -> Expression | None:
    """Return the calculation, if the type can have one; tell of the columns that mean nothing beside it."""
    filled = row.fills("calculation")
    if kind.type is QuestionType.CALCULATE and not filled:
        report.error(
            row.place("calculation"), "A calculate without a calculation is not supported.", "Write it into the column calculation."
        )
    if filled and kind.type not in _CALCULABLE:
        message = f"A calculation on a {kind.type} is not supported."
        report.error(row.place("calculation"), message, "Clear the cell, or make the row a calculate.")
        return None
    for column in _NEVER_ASKED if filled else ():
        if any(text.casefold() not in cells.NO for text in row.texts(column).values()):
            report.warning(row.place(column), f"{column} is not used: a calculation is never asked.", "Clear the cell.")
    return given


def _check_pattern(row: FormRow, constraint: Expression | None, report: ProblemReport) -> None:
    """Warn of a pattern that nothing says in words: who answers does not read regular expressions."""
    patterned = constraint is not None and any(isinstance(node, Call) and node.function == "regex" for node, _ in walk(constraint.tree))
    if patterned and not row.texts("constraint_message"):
        message = "Respondents are shown the pattern of regex as it is written, since there is no constraint_message."
        report.warning(row.place("constraint"), message, "Say in the column constraint_message how the answer is written.")


def _check_repeat(row: FormRow, kind: Declared, name: str, repeat: Repeat | None, report: ProblemReport) -> None:
    """Report what a repeat has no room for."""
    if repeat is None:
        return
    if repeat.instances and kind.type is QuestionType.SELECT_MULTIPLE:
        remedy = "Use a select_one, or ask for each choice in its own row."
        report.error(row.place("type"), "A select_multiple in a matrix is not supported.", remedy)
    if repeat.list_name and name == repeat.list_name:
        message = f"The name {name!r} is also the name of the list of the matrix's columns, which is not supported."
        report.error(row.place("name"), message, "Rename the question or the list: answers carry both names.")
    if not repeat.instances and row.text("previous").casefold() not in cells.NO:
        message = "previous in a repeat is not supported: its rows are different in each round."
        report.error(row.place("previous"), message, "Clear the cell.")
