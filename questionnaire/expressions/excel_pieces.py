"""What a part of an expression is in Excel: a constant, a formula for a number, a text or a condition, or the cells of a choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.submission import AnswerValue
from questionnaire.expressions.values import is_blank, number, truth

TRUE, FALSE = "TRUE", "FALSE"
_TEXT_LENGTH = 255  # Of a text within a formula (Excel's specifications and limits).
_EXACT = 2**53


class NoReadingError(Exception):
    """There is no Excel reading of this part."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that no answer changes."""

    value: AnswerValue


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number, or a date as its serial number (`day`).

    It is blank where one of `cells` holds no number, and where the formula gives an error (`fails`: it can). `whole`: it has no fraction.
    """

    formula: str
    cells: tuple[str, ...] = ()
    fails: bool = False
    whole: bool = False
    day: bool = False

    @classmethod
    def cell(cls, address: str, *, whole: bool = False, day: bool = False) -> Numeric:
        """Return the number or date that a person types into the cell at `address`."""
        return cls(address, (address,), whole=whole, day=day)


@dataclass(frozen=True, slots=True)
class Textual:
    """A text; "" is blank."""

    formula: str

    @classmethod
    def cell(cls, address: str) -> Textual:
        """Return the text that a person types into the cell at `address`."""
        return cls(f'{address}&""')


@dataclass(frozen=True, slots=True)
class Logical:
    """A condition, which is never blank."""

    formula: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The cell of a select_one, which holds the label of a choice: `labels` are the labels of the workbook by code."""

    address: str
    labels: Mapping[str, str]

    def holds(self, code: str) -> str:
        """Return the condition that the choice `code` stands in the cell."""
        label = self.labels[code]
        # A person who types the label may write it small, unless that is another choice.
        if sum(label.casefold() == each.casefold() for each in self.labels.values()) > 1:
            return f"EXACT({self.address},{quoted(label)})"
        return f"{self.address}={quoted(label)}"


@dataclass(frozen=True, slots=True)
class Several:
    """The cells of a select_multiple: `addresses` by the code of the choice, and the word `yes` that chooses it."""

    addresses: Mapping[str, str]
    yes: str

    def ticked(self, code: str) -> str:
        """Return the condition that `code` is chosen."""
        return f"{self.addresses[code]}={quoted(self.yes)}"


Formula = Numeric | Textual | Logical
Piece = Constant | Numeric | Textual | Logical | OneOf | Several


def quoted(text: str) -> str:
    """Return `text` as it stands in a formula."""
    if len(text.encode("utf-16-le")) > 2 * _TEXT_LENGTH:
        raise NoReadingError
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def negated(condition: str) -> str:
    """Return the opposite of a condition."""
    return {TRUE: FALSE, FALSE: TRUE}.get(condition) or f"NOT({condition})"


def any_of(cell: OneOf | Several, codes: Iterable[str]) -> str:
    """Return the condition that one of `codes` is chosen."""
    asked = [cell.holds(code) if isinstance(cell, OneOf) else cell.ticked(code) for code in codes]
    return joined("OR", asked) if asked else FALSE


def joined(function: str, conditions: list[str]) -> str:
    """Return the conditions as one, which AND or OR joins."""
    return conditions[0] if len(conditions) == 1 else f"{function}({','.join(conditions)})"


def filled(made: Numeric) -> list[str]:
    """Return the condition that all cells hold a number, where there are cells."""
    return [f"COUNT({','.join(made.cells)})={len(made.cells)}"] if made.cells else []


def numeric(made: Piece) -> Numeric | Constant:
    """Return the number that a piece counts as; a constant is blank."""
    match made:
        case Constant(value):
            counted = number(value)
            return Constant(None) if counted is None else Numeric(_number(counted), whole=_is_whole(counted))
        case Numeric():
            return made
        case Logical(formula):
            return Numeric(f"N({formula})", whole=True)
        case OneOf(_, labels):
            return _number_of_choice(made, {code: counted for code in labels if (counted := number(code)) is not None})
        case _:
            raise NoReadingError


def _number_of_choice(cell: OneOf, numbers: Mapping[str, float]) -> Numeric | Constant:
    if not numbers:
        return Constant(None)
    cases = "".join(f"IF({cell.holds(code)},{_number(counted)}," for code, counted in numbers.items())
    return Numeric(f"{cases}NA(){')' * len(numbers)}", fails=True, whole=all(map(_is_whole, numbers.values())))


def textual(made: Piece) -> str:
    """Return the formula of a text; "" is blank."""
    match made:
        case Constant(value) if value is None or isinstance(value, str):
            return quoted(value or "")
        case Textual(formula):
            return formula
        case Logical(formula):
            return f'IF({formula},"true","false")'
        case OneOf(_, labels):
            return f'{"".join(f"IF({made.holds(code)},{quoted(code)}," for code in labels)}""{")" * len(labels)}'
        case _:
            raise NoReadingError  # Excel writes numbers and dates as the country does.


def blank(made: Piece) -> str:  # noqa: PLR0911 - one a kind of piece
    """Return the condition that there is no value."""
    match made:
        case Constant(value):
            return TRUE if is_blank(value) else FALSE
        case Numeric(formula, (address,)) if formula == address:
            return f'{address}=""'
        case Numeric(formula, cells, fails):
            unfilled = f"COUNT({','.join(cells)})<{len(cells)}"
            if not fails:
                return unfilled if cells else FALSE
            return f"IF({unfilled},TRUE,ISERROR({formula}))" if cells else f"ISERROR({formula})"
        case Textual(formula):
            return f'{formula}=""'
        case Logical():
            return FALSE
        case OneOf(address):
            return f'{address}=""'
        case Several(addresses):
            return negated(any_of(made, addresses))


def true(made: Piece) -> str:
    """Return the condition that a piece counts as true."""
    match made:
        case Constant(value):
            return TRUE if truth(value) else FALSE
        case Numeric():
            return holds(made, f"{made.formula}<>0")
        case Logical(formula):
            return formula
        case Several(addresses):
            return any_of(made, addresses)
        case OneOf(address):
            return f'{address}<>""'
        case Textual(formula):
            return f'{formula}<>""'


def holds(made: Numeric, condition: str) -> str:
    """Return `condition`, which is false where the number `made` that it speaks of is blank."""
    asked = joined("AND", [*filled(made), condition])
    return f"IFERROR({asked},FALSE)" if made.fails else asked


def inline(made: Piece) -> str:
    """Return the formula of a number that fails wherever it is blank."""
    counted = numeric(made)
    if isinstance(counted, Constant):
        return "NA()"
    return f"IF({filled(counted)[0]},{counted.formula},NA())" if counted.cells else counted.formula


def whole_value(made: Piece) -> str:
    """Return the formula that gives the value, and "" where it is blank."""
    match made:
        case Numeric(formula, (address,)) if formula == address:
            return f'IF({address}="","",{address})'
        case Numeric(formula, cells, fails):
            safe = f'IFERROR({formula},"")' if fails else formula
            return f'IF({filled(made)[0]},{safe},"")' if cells else safe
        case Logical(formula):
            return formula
        case Constant(value) if isinstance(value, bool):
            return TRUE if value else FALSE
        case Constant(int() | float() | date() as value):
            return inline(Constant(value)) if not is_blank(value) else '""'
        case _:
            return textual(made)


def _number(value: float) -> str:
    written = repr(int(value) if _is_whole(value) else value).upper()
    return f"({written})" if value < 0 else written


def _is_whole(value: float) -> bool:
    return float(value).is_integer() and abs(value) < _EXACT
