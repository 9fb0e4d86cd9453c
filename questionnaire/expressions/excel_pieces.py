"""What a part of an expression is in Excel: a constant, a formula for a number, a text or a condition, or cells of a choice or repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.answer import AnswerValue
from questionnaire.expressions.values import is_blank, number, truth
from workbooks.harmless.formulas import reaches_out

TRUE, FALSE = "TRUE", "FALSE"
_TEXT_LENGTH = 255  # Of a text within a formula (Excel's specifications and limits).
# How a text is parted that looks like what reaches out of a workbook, such as "Image (scan)": the bar is one wherever it stands.
_PARTED = str.maketrans({"|": '"&CHAR(124)&"'} | {sign: f'"&"{sign}' for sign in "(!#:/\\"})


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
    `missing` are the texts that may stand in its cell instead of a number: they are no blank, and no number either.
    """

    formula: str
    cells: tuple[str, ...] = ()
    fails: bool = False
    whole: bool = False
    day: bool = False
    missing: tuple[str, ...] = ()

    @classmethod
    def cell(cls, address: str, *, whole: bool = False, day: bool = False, missing: Iterable[str] = ()) -> Numeric:
        """Return the number or date that a person types into the cell at `address`, or one of the codes of `missing`."""
        codes = tuple(code for code in missing if number(code) is None)  # What looks like a number is one, in Excel too.
        return cls(formula=address, cells=(address,), whole=whole, day=day, missing=codes)

    @property
    def is_cell(self) -> bool:
        """Say whether it is a cell as it stands."""
        return self.cells == (self.formula,)


@dataclass(frozen=True, slots=True)
class NumberOrCode:
    """A number, or the text of a missing code, of which Excel can only say the number: blank where it is the code."""

    number: Numeric


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
        return stands_in(self.address, self.labels[code], self.labels.values())


@dataclass(frozen=True, slots=True)
class Several:
    """The cells of a select_multiple: `addresses` by the code of the choice, and the word `yes` that chooses it."""

    addresses: Mapping[str, str]
    yes: str

    def ticked(self, code: str) -> str:
        """Return the condition that `code` is chosen."""
        return f"{self.addresses[code]}={quoted(self.yes)}"


@dataclass(frozen=True, slots=True)
class Range:
    """The answers to a question in a repeat, or to all of them: cells of a sheet, one an instance.

    `given` are array conditions of which one holds where the instance has an answer; `numbers` is the range of the numbers or dates, ""
    where the answers are none.
    """

    given: tuple[str, ...]
    numbers: str = ""
    whole: bool = False
    day: bool = False

    @classmethod
    def cells(cls, reference: str, *, numbers: bool = False, whole: bool = False, day: bool = False, only: str = "") -> Range:
        """Return the range `reference`, which may be a defined name. With `numbers` it holds numbers, dates or missing codes.

        `only` is an array condition of those of its cells that are meant, where others stand between them: these hold no numbers.
        """
        given = f'{reference}<>""'
        return cls((f"({given})*({only})" if only else given,), reference if numbers else "", whole, day)

    @classmethod
    def choices(cls, references: Iterable[str], yes: str) -> Range:
        """Return the ranges of a select_multiple, one a choice, in which the word `yes` chooses it."""
        return cls(tuple(f"{reference}={quoted(yes)}" for reference in references))

    @classmethod
    def instances(cls, questions: Iterable[Range]) -> Range:
        """Return what the name of the repeat stands for, made of the ranges of its `questions`, which have the same shape."""
        return cls(tuple(dict.fromkeys(condition for question in questions for condition in question.given)))

    @property
    def count(self) -> str:
        """Return the formula of how many instances have an answer."""
        if len(self.given) < 2:
            return f"SUMPRODUCT(--({''.join(self.given) or FALSE}))"
        return f"SUMPRODUCT(--({'+'.join(f'({condition})' for condition in self.given)}>0))"


class Unread:
    """The cell of a calculation that has no Excel reading: what reads it has none either."""


Formula = Numeric | Textual | Logical
Piece = Constant | Numeric | NumberOrCode | Textual | Logical | OneOf | Several | Range


def stands_in(address: str, label: str, others: Iterable[str]) -> str:
    """Return the condition that `label`, which is one of `others`, stands in the cell at `address`."""
    # A person who types it may write it small, unless that is another one.
    if sum(label.casefold() == each.casefold() for each in others) > 1:
        return f"EXACT({address},{quoted(label)})"
    return f"{address}={quoted(label)}"


def quoted(text: str) -> str:
    """Return `text` as it stands in a formula: so that no workbook of ours is taken for one that acts, whatever is printed in it."""
    if len(text.encode("utf-16-le")) > 2 * _TEXT_LENGTH:
        raise NoReadingError
    doubled = text.replace('"', '""')
    whole = f'"{doubled}"'
    return f'"{doubled.translate(_PARTED)}"' if reaches_out(whole) else whole


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


def blank(made: Piece) -> str:  # noqa: PLR0911 - one a kind of piece
    """Return the condition that there is no value."""
    match made:
        case Constant(value):
            return TRUE if is_blank(value) else FALSE
        case Numeric(formula) if made.is_cell:
            return f'{formula}=""'
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
        case NumberOrCode() | Range():
            raise NoReadingError


def true(made: Piece) -> str:  # noqa: PLR0911 - one a kind of piece
    """Return the condition that a piece counts as true."""
    match made:
        case Constant(value):
            return TRUE if truth(value) else FALSE
        case Numeric(formula) if made.missing:
            return f'AND({formula}<>"",{formula}<>0)'  # A text is true as it is, and not equal to 0.
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
        case NumberOrCode() | Range():
            raise NoReadingError


def holds(made: Numeric, condition: str) -> str:
    """Return `condition`, which is false where the number `made` that it speaks of is blank."""
    asked = joined("AND", [*filled(made), condition])
    return f"IFERROR({asked},FALSE)" if made.fails else asked
