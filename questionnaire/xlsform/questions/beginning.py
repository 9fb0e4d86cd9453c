"""The columns default and read_only of a question: what stands in its cell before anybody answers, and whether it may be changed.

Source: the XLSForm reference, "Default", "Dynamic defaults" and "Read only".
"""

from __future__ import annotations

from dataclasses import replace

from questionnaire.definition import LAST_ROUND, Question, QuestionType
from questionnaire.expressions import Expression, ExpressionError, evaluate, parse
from questionnaire.expressions.tree import Literal
from questionnaire.expressions.unsupported import known_elsewhere
from questionnaire.expressions.values import text
from questionnaire.initial import constant, hangs_on_day
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.questions.defaults import FUNCTION, PATH, QUOTED
from questionnaire.xlsform.sheets.cells import NO, YES
from questionnaire.xlsform.sheets.form_sheet import MENTION, FormRow

DEFAULT, READ_ONLY = "default", "read_only"
_SELECTS = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE})


def is_dynamic(default: str) -> bool:
    """Say whether a default is worked out: it reads an answer or calls a function; a date, a span such as 10-12 or other words do not."""
    called = FUNCTION.findall(QUOTED.sub("''", default))
    if MENTION.search(default):
        return True
    return bool(called) and (_parsed(default) is not None or any(map(known_elsewhere, called)) or PATH.search(default) is not None)


def with_beginning(row: FormRow, question: Question, report: ProblemReport, *, adopted: bool, table: bool = False) -> Question:
    """Return a question with its default, and locked where it is for reading alone; what cannot be is told.

    The cells of an `adopted` workbook are locked or not as its author made them; a default that is a value is put into its cell, but not in
    a `table`, whose rows would all be entries. A cell that shows last round's figure is asked of nobody, where it is read_only.
    """
    written, locked = row.text(DEFAULT), _is_read_only(row, question, report)
    if written and not question.asked:
        kind = "note" if question.type is QuestionType.NOTE else "calculation"
        report.warning(row.place(DEFAULT), f"default is not used on a {kind}.", "Clear the cell.")
        return question
    if adopted:
        shown = locked and question.fill == LAST_ROUND
        if locked and not shown:
            report.warning(row.place(READ_ONLY), "read_only is not used: the cell is as the workbook has it.", "Lock the cell there.")
        default = _put(row, question, written, report, table=table) if written else None
        return replace(question, default=default, read_only=shown, required=None if shown else question.required)
    made = replace(question, default=_default(row, question, written, report) if written else None, read_only=locked)
    return replace(made, required=None) if locked and made.default is None else made


def _put(row: FormRow, question: Question, written: str, report: ProblemReport, *, table: bool) -> Expression | None:
    """Return the default that is put into the cell of an adopted workbook, None where none can be, which is told."""
    made = _default(row, question, written, report)
    if made is None:
        return None
    why = "in a table, where each row would be an entry" if table else ""
    why = why or (f"where excel::fill puts {question.fill!r} there" if question.fill else "")
    why = why or ("that is worked out: it would take a formula of its author" if constant(replace(question, default=made)) is None else "")
    if why:
        report.warning(
            row.place(DEFAULT), f"A default is not used {why}: the cell is as the workbook has it.", "Write it into the cell there."
        )
    return None if why else made


def _is_read_only(row: FormRow, question: Question, report: ProblemReport) -> bool:
    written = row.text(READ_ONLY).casefold()
    if not question.asked or written in NO:
        return False
    if written not in YES:
        remedy = "Write yes or no, or make the row a calculation."
        report.warning(row.place(READ_ONLY), "read_only that hangs on answers is not used: the cell takes an answer.", remedy)
    return written in YES


def _default(row: FormRow, question: Question, written: str, report: ProblemReport) -> Expression | None:
    made = _parsed(written, row) if is_dynamic(written) else None
    hangs = made is not None and (bool(made.reads) or hangs_on_day(replace(question, default=made)))
    if made and not hangs:
        written = text(evaluate(made, {}))
    if hangs and question.type in _SELECTS:
        message = f"A default that is worked out is not used on a {question.type}: the cell starts blank."
        report.warning(row.place(DEFAULT), message, "Write the name of a choice.")
        return None
    if hangs:
        return made
    made = Expression(written, Literal(written))
    if constant(replace(question, default=made)) is None:
        message = f"The default {written!r} is no {question.type}: the cell starts blank."
        names = ", ".join(one.name for one in question.choices[:20])
        report.warning(row.place(DEFAULT), message, f"The choices are {names}." if names else "Correct it, or clear the cell.")
        return None
    return made


def _parsed(written: str, row: FormRow | None = None) -> Expression | None:
    try:
        return parse(written, row.tables) if row else parse(written)
    except ExpressionError:
        return None
