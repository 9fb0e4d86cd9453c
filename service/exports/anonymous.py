"""An export without names, addresses and words of people: organisations are pseudonyms, in an order that tells nothing.

Who knows an organisation may still know it by its figures: docs/data.md says what this does, and what it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from exports.dataset import Cell, ColumnKind, DataColumn, Dataset, DataTable, Gap
from exports.missing import BOUND, GENERAL, NO_RESULT, WITHHELD
from exports.questions import USUAL_FLAGS
from questionnaire.definition import Aside, Question, Questionnaire, QuestionType
from service.process.spool import Spool

ENDING = "anonymous"
_CODE, _FLAG = "organisation_code", f"@{Aside.FLAG}"
# Columns that are no answers, and that many organisations have in common.
_COMMON = frozenset({"region", "standing", "completeness", "form_version", "instance", "disposition", "event", "answered_share", "final"})


def anonymous(made: Dataset, form: Questionnaire, pseudonym: Callable[[str], str], spools: ExitStack) -> Dataset:
    """Return a dataset of answers and cases alone, each with the columns that name nobody; what is left out is told."""
    kept = [table for table in made.tables if table.name == "cases" or any(column.missing for column in table.columns)]
    gone = [f"{table.name}: {', '.join(left)}" for table in kept if (left := _left_out(table, form))]
    others = ", ".join(table.name for table in made.tables if table not in kept)
    told = (
        f"Columns that may name somebody are left out ({'; '.join(gone)}), and so are the tables {others}.",
        "Organisations have pseudonyms, which are the same in each export of this installation. Figures may still tell whose they are.",
    )
    tables = tuple(_table(table, form, pseudonym, spools) for table in kept)
    return replace(made, study_id=f"{made.study_id}-{ENDING}", tables=tables, warnings=(*made.warnings, *told))


def _question(column: DataColumn, form: Questionnaire) -> Question | None:
    """Return the question that a column holds an answer to, or tells of."""
    return form.by_name.get(column.key.partition("/")[0].removesuffix(" partial").removesuffix(_FLAG))


def _is_kept(column: DataColumn, form: Questionnaire) -> bool:
    question = _question(column, form)
    if question is None or not (column.missing or column.key.endswith((" partial", _FLAG))):
        return column.name in _COMMON or column.name == _CODE
    if question.type is QuestionType.SELECT_MULTIPLE:
        # What was answered and is none of its choices are words of a person.
        return column.key.partition("/")[2] in {one.name for one in question.choices}
    return column.kind is not ColumnKind.TEXT


def _left_out(table: DataTable, form: Questionnaire) -> list[str]:
    return [column.name for column in table.columns if not _is_kept(column, form)]


@dataclass(frozen=True, slots=True)
class _Known:
    """A column whose codes and gaps are those that the form knows: whatever else was written there is withheld (of a flag, left out)."""

    column: DataColumn
    codes: frozenset[str]

    def cell(self, cell: Cell) -> Cell:
        if type(cell) is Gap:
            return cell if cell in self.column.missing else WITHHELD
        if self.column.kind is not ColumnKind.CODE or cell is None or cell in self.codes:
            return cell
        return WITHHELD if self.column.missing else None


def _known(column: DataColumn, form: Questionnaire) -> _Known:
    question = _question(column, form)
    if question and column.key.endswith(_FLAG):
        signs = frozenset([*(one.name for one in question.flags), *USUAL_FLAGS])
        return _Known(replace(column, codes=tuple(code for code in column.codes if code.name in signs)), signs)
    if question is None or not column.missing:
        return _Known(column, frozenset(code.name for code in column.codes))
    choices = frozenset(one.name for one in question.choices)
    said = _reasons(question, form)
    missing = {gap: number for gap, number in column.missing.items() if gap in GENERAL or gap.name in said}
    codes = tuple(code for code in column.codes if code.name in choices)
    return _Known(replace(column, codes=codes, missing=missing), choices)


def _reasons(question: Question, form: Questionnaire) -> frozenset[str]:
    """Return the reasons for a missing value that are no words of a person. A calculation has those of the figures that it reads."""
    if question.calculation is None:
        return frozenset({BOUND, *question.missing})
    return frozenset({BOUND, NO_RESULT, *(code for one in form.questions for code in one.missing)})


def _table(table: DataTable, form: Questionnaire, pseudonym: Callable[[str], str], spools: ExitStack) -> DataTable:
    kept = [(place, _known(column, form)) for place, column in enumerate(table.columns) if _is_kept(column, form)]
    codes: list[str] = []

    def renamed() -> Iterator[Sequence[Cell]]:
        for row in table.rows():
            cells = [pseudonym(str(row[place])) if one.column.name == _CODE else one.cell(row[place]) for place, one in kept]
            codes.append(str(cells[0]))
            yield cells

    spool = spools.enter_context(Spool(renamed()))
    # The order of the invitations is often that of a list that others have too.
    order = sorted(range(spool.count), key=lambda number: (codes[number], number))
    width = max((len(code) for code in codes), default=0)
    columns = tuple(replace(one.column, width=width) if one.column.name == _CODE else one.column for _, one in kept)
    return replace(table, columns=columns, rows=lambda: spool.rows(order))
