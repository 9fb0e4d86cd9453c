"""choice_filter: which choices of a list are offered, going by what other columns of the sheet choices say of them.

A bare word in a choice_filter is such a column. With the words of one choice in their place it is a condition like any other, so that what
checks, shows and writes conditions needs to know nothing of lists.

Source: the XLSForm reference, "Cascading selects".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from questionnaire.definition import Choice
from questionnaire.expressions import Expression, either, names, with_names
from questionnaire.expressions.tree import Literal, Name, Node
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets import cells
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.headers import snake

FILTER = "choice_filter"
_COLUMN = "column:"  # No question has a colon in its name.
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_TOKEN = re.compile(r"""("[^"]*"|'[^']*'|\$\{[^}]*\}|[A-Za-z_][\w.:-]*(?=\s*\())|([A-Za-z_][\w.-]*)""")


def columns(rows: Iterable[FormRow]) -> frozenset[str]:
    """Return the columns of the sheet choices that the filters of these rows name."""
    return frozenset(snake(word) for row in rows for _, word in _TOKEN.findall(row.text(FILTER)) if word and word not in _OPERATORS)


def readable(written: str) -> str:
    """Return a filter with its columns as names that no question can have."""
    return _TOKEN.sub(_marked, written)


def read_filter(row: FormRow, report: ProblemReport) -> Expression | None:
    """Return the filter of a row, in which each column is a name that no question can have."""
    marked = readable(row.text(FILTER))
    return cells.expression(replace(row, cells={**row.cells, (FILTER, ""): marked}), FILTER, report)


def _marked(found: re.Match[str]) -> str:
    word = found[2]
    return found[0] if not word or word in _OPERATORS else f"${{{_COLUMN}{snake(word)}}}"


def of_answers(expression: Expression) -> Expression:
    """Return a filter with its columns blank: what is left are the answers that it reads."""
    return _for(expression, {})


def offered(choices: Iterable[Choice], expression: Expression) -> tuple[Choice, ...]:
    """Return the choices, each with the condition under which it is offered; one that stands in several rows is by any of them.

    Thousands of choices have the same few words in the columns that a filter reads: what comes of those is made once.
    """
    columns = sorted(name.removeprefix(_COLUMN) for name in names(expression) if name.startswith(_COLUMN))

    @cache
    def condition(rows: tuple[tuple[str, ...], ...]) -> Expression | None:
        return either(_for(expression, dict(zip(columns, row, strict=True))) for row in rows)

    def said_of(one: Choice) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(row.get(column, "") for column in columns) for row in one.attributes)

    return tuple(Choice(one.name, one.label, condition(said_of(one)), one.attributes) for one in choices)


def _for(expression: Expression, row: Mapping[str, str]) -> Expression:
    def put(name: Name) -> Node:
        # A text with both kinds of quotation mark has no spelling in XPath.
        return Literal(row.get(name.name.removeprefix(_COLUMN), "").replace('"', "")) if name.name.startswith(_COLUMN) else name

    return with_names(expression, put)
