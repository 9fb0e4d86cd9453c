"""Data from a list beside the form in Excel: two columns on the hidden sheet of lists, and the row in which the key stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from questionnaire.expressions.excel_pieces import Constant, NoReadingError, Numeric, OneOf, Piece, Textual
from questionnaire.expressions.excel_values import textual
from questionnaire.expressions.values import Number


@runtime_checkable
class HoldsLists(Protocol):
    """What has room for two columns, and says where they stand."""

    def columns(self, keys: tuple[str, ...], values: tuple[str | Number, ...]) -> tuple[str, str]:
        """Return the references of the two columns."""


def looked_up(key: Piece, pairs: Mapping[str, str | Number], holds: object) -> Piece:
    """Return what stands beside a key; a number where all are numbers."""
    if not isinstance(holds, HoldsLists):
        raise NoReadingError
    # A choice stands in its cell as its label.
    by_label = {label: pairs[code] for code, label in key.labels.items() if code in pairs} if isinstance(key, OneOf) else pairs
    given = {at: value for at, value in by_label.items() if value != ""}
    if not given:
        return Constant(None)
    keys, values = holds.columns(tuple(given), tuple(given.values()))
    # MATCH knows no capitals, and takes * for any text.
    found = f"LOOKUP(2,1/EXACT({keys},{_said(key)}),{values})"
    if all(not isinstance(value, str) for value in given.values()):
        return Numeric(formula=found, fails=True, whole=all(float(value).is_integer() for value in given.values()))
    return Textual(f'IFERROR({found},"")')


def _said(key: Piece) -> str:
    match key:
        case OneOf(address):
            return f'{address}&""'
        case Numeric(formula, whole=True, day=False, missing=()):
            return f'TEXT({formula},"0")'
        case _:
            return textual(key)
