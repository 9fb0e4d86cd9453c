"""The expressions of a form as they are read, kept until all names are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaire.expressions import Expression, both
from questionnaire.xlsform.problems import ProblemReport, Where
from questionnaire.xlsform.questions.within import Within
from questionnaire.xlsform.sheets import cells
from questionnaire.xlsform.sheets.form_sheet import FormRow

_COLUMNS = ("constraint", "calculation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An expression, where it was written, in which column, of which question and within which repeat ("" outside of all)."""

    expression: Expression
    place: Where
    column: str
    of: str
    repeat: str


class WrittenExpressions:
    """All expressions so far, each as its author wrote it: what is joined of groups and question is not among them."""

    def __init__(self, report: ProblemReport) -> None:
        self._report = report
        self._all: list[Written] = []

    def __iter__(self) -> Iterator[Written]:
        """Iterate over them in the order of the sheet."""
        return iter(self._all)

    def read(self, row: FormRow, name: str, within: Within) -> Mapping[str, Expression | None]:
        """Return the expressions of a question's row by column, `relevant` joined with that of the groups around it."""
        given = {column: self.keep(cells.expression(row, column, self._report), row, column, name, within) for column in _COLUMNS}
        required = self.keep(cells.required(row, self._report), row, "required", name, within)
        return given | {"required": required, "relevant": self.relevant(row, name, within)}

    def relevant(self, row: FormRow, name: str, within: Within) -> Expression | None:
        """Return the row's own condition joined with that of the groups around it."""
        own = self.keep(cells.expression(row, "relevant", self._report), row, "relevant", name, within)
        return both(within.relevant, own) if within.relevant and own else within.relevant or own

    def keep(self, expression: Expression | None, row: FormRow, column: str, name: str, within: Within) -> Expression | None:
        """Keep an expression of a row to be checked, and return it."""
        if expression:
            self._all.append(
                Written(
                    expression=expression,
                    place=row.place(column),
                    column=column,
                    of=name,
                    repeat=within.repeat.name if within.repeat else "",
                )
            )
        return expression
