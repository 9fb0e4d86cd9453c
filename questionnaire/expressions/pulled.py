"""Data from lists beside the form, as pulldata('towns', 'people', 'code', ${town}) reads it: where the calls of a tree get it from.

Source: the XLSForm reference, "How to pull data from CSV".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from questionnaire.expressions.tree import Binary, Call, Literal, Lookup, Negative, Node
from questionnaire.expressions.values import Number, number, text

PULLDATA = "pulldata"
_ARGUMENTS = 4


@dataclass(frozen=True)
class PulledTable:
    """A list beside the form: its columns by their titles, all equally long."""

    columns: Mapping[str, tuple[str, ...]]

    def pairs(self, column: str, key: str) -> Mapping[str, str | Number] | None:
        """Return what stands in a column, by what stands in the column of keys: of several the first; None where one is not there.

        They are numbers where all are written as numbers are.
        """
        if column not in self.columns or key not in self.columns:
            return None
        if (column, key) not in self._pairs:
            given = list(zip(self.columns[key], self.columns[column], strict=True))
            figures = [number(value) if text(number(value)) == value else None for _, value in given if value]
            plain = bool(figures) and None not in figures
            found: dict[str, str | Number] = {}
            for at, value in given:
                figure = number(value) if plain else None
                found.setdefault(at, value if figure is None else figure)
            self._pairs[column, key] = found
        return self._pairs[column, key]

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], Mapping[str, str | Number]]:
        return {}


def pulled(node: Node, tables: Mapping[str, PulledTable]) -> Node:
    """Return the tree with its data in the place of calls of pulldata; a call stays where its list is not among `tables`."""
    match node:
        case Negative(operand):
            return Negative(pulled(operand, tables))
        case Binary(_, left, right):
            return replace(node, left=pulled(left, tables), right=pulled(right, tables))
        case Call(function, arguments):
            made = replace(node, arguments=tuple(pulled(one, tables) for one in arguments))
            return (_looked_up(made, tables) or made) if function == PULLDATA else made
        case _:
            return node


def table_named(written: str) -> str:
    """Return the name of the file that pulldata means: its first argument, with or without its ending."""
    return written if written.lower().endswith(".csv") else f"{written}.csv"


def _looked_up(call: Call, tables: Mapping[str, PulledTable]) -> Lookup | None:
    if len(call.arguments) != _ARGUMENTS:
        return None
    file, column, by, key = call.arguments
    if not (isinstance(file, Literal) and isinstance(column, Literal) and isinstance(by, Literal)):
        return None
    table = tables.get(table_named(str(file.value)).casefold())
    pairs = table.pairs(str(column.value), str(by.value)) if table else None
    return None if pairs is None else Lookup(file=str(file.value), column=str(column.value), by=str(by.value), key=key, pairs=pairs)
