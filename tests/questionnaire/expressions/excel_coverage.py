"""What the trials of the Excel reading covered: every operator with every type of operand, given and blank, or why that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import product

from tests.questionnaire.expressions.excel_pairs import (
    AGGREGATES,
    ANY_TYPES,
    BINARY,
    CALCULATIONS,
    CELLS,
    REPEAT,
    SERIES,
    UNARY,
    Trial,
    operands,
)

_READ_AS_NUMBERS = ("+", "-", "*", "div", "mod", "round", "int", "abs", "number", "sum", "min", "max")
_READ_AS_TEXTS = ("string-length", "string", "substr", "contains", "starts-with", "ends-with", "concat")
_NUMBERS = {"whole", "other", "decimal", "coded", "day", "total", "until", "copied", "formula", "maybe code"}
_TEXTS = {"text", "wording"}
OPERATORS = tuple(dict.fromkeys((*(name for name in BINARY if name != "if not"), *UNARY, *AGGREGATES)))

# What has no Excel reading, whatever stands beside it: a text that would be read as a number, a number as the country writes it, and what
# is sometimes a text and sometimes a number.
NO_READING = (
    {*product(_READ_AS_NUMBERS, {*_TEXTS, "acts"})}
    | {*product(_READ_AS_TEXTS, {*_NUMBERS, "acts"})}
    | {("selected", kind) for kind in {*_NUMBERS, *_TEXTS, "more", "condition"}}
    | {("date", kind) for kind in {*_TEXTS, "role", "grade", "marks", "acts", "coded", "copied", "maybe code"}}
    | {*product(("count-selected",), {*_TEXTS, "maybe code"})}
    | {*product(("if",), {"acts", "coded", "copied", "maybe code"})}
    | {*product(("count", "count-non-empty", "and", "or", "not"), {"maybe code"})}
    | {*product(("sum", "min", "max"), {"names", "ticks", REPEAT})}
    | {*product(("regex",), {*CELLS, *CALCULATIONS, "condition", "formula", "maybe code"})}
)


def possible(operator: str, kind: str, blank: bool) -> bool:
    """Say whether an operator with an operand of this type, blank or given, is accepted and has an Excel reading."""
    refused = kind in {*SERIES, REPEAT} and operator not in AGGREGATES
    return bool(operands(kind, blank)) and not refused and (operator, kind) not in NO_READING


def _counted(trials: Sequence[Trial], judged: AbstractSet[int]) -> Counter[tuple[str, str, bool]]:
    counted: Counter[tuple[str, str, bool]] = Counter()
    for operator, types, blanks, pair in trials:
        if id(pair) in judged:
            counted.update({(operator, kind, blank) for kind, blank in zip(types, blanks, strict=True)})
    return counted


def uncovered(trials: Sequence[Trial], judged: AbstractSet[int]) -> list[tuple[str, str, bool]]:
    """Return each (operator, type, blank) that could be judged and was not, or was judged and is said to be impossible."""
    counted = _counted(trials, judged)
    every = product(OPERATORS, ANY_TYPES, (False, True))
    return [each for each in every if possible(*each) != (counted[each] > 0)]


def table(trials: Sequence[Trial], judged: AbstractSet[int]) -> str:
    """Return how often each operator was judged with each type, as given/blank, with what stands for the cells that cannot be."""
    counted = _counted(trials, judged)
    rows = [["", *ANY_TYPES], *([operator, *(_cell(counted, operator, kind) for kind in ANY_TYPES)] for operator in OPERATORS)]
    told = "given/blank: times judged; a dot: never blank (or given); none: no Excel reading, checked on return; refused: at load."
    return "\n".join(["".join(f"{cell:>{16 if column == 0 else 11}}" for column, cell in enumerate(row)) for row in rows] + [told])


def _cell(counted: Counter[tuple[str, str, bool]], operator: str, kind: str) -> str:
    if kind in {*SERIES, REPEAT} and operator not in AGGREGATES:
        return "refused"
    if (operator, kind) in NO_READING:
        return "none"
    return "/".join(str(counted[operator, kind, blank]) if operands(kind, blank) else "·" for blank in (False, True))
