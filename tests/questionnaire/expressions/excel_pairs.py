"""What the Excel reading is tried with: cells of every type, and pairs of an expression and answers, systematic and at random."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from domain.answer import AnswerValue
from questionnaire.expressions import Series, Value, evaluate, parse
from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Negative, Node, Operator, This

ROLES = {"isp": "Internet service provider", "other": "Autre, s’il y a lieu", "quoted": 'Says "no"', "none": "لا ينطبق"}
GRADES = {"0": "Not at all", "1": "A little", "2.5": "Fairly", "10": "Very much", "n/a": "Does not apply"}
MARKS = {"1": "Low", "2": "Middle", "3": "High"}
ACTS = ("fraud", "access", "7")
CODES = ("n/a", "D")
# The types of operands: a cell each ...
CELLS: dict[str, list[AnswerValue]] = {
    "whole": [0, 1, -3, 7, 12, 250000, 999999999999999],
    "other": [0, 2, 3, -7, 12],
    "decimal": [0, 0.1, 0.2, 0.3, -2.5, 12, 33.33, 1e-6],
    "coded": [0, 3, -2.5, 1e9, *CODES],
    "day": [date(2012, 2, 10), date(1999, 12, 31), date(2024, 2, 29)],
    "text": ["abc", "ABC", "isp", "fraud access", "2012-02-10", " ", "12", 'a "b"', "نعم", "n/a", "d", "a*c"],
    "role": list(ROLES),
    "grade": list(GRADES),
    "marks": list(MARKS),
    "acts": [("fraud",), ("fraud", "access"), ("7",), ACTS],
}
# ... the cells of a repeat of three instances ...
SERIES: dict[str, list[Series]] = {
    "amounts": [Series(values) for values in ((1, None, 2.5), ("n/a", 3, None), (0.1, 0.2, -0.3), ("D", None, "n/a"), (-7, -7, 1e15))],
    "days": [Series((None, date(2012, 2, 10), date(1999, 12, 31))), Series((date(2024, 2, 29), None, None))],
    "names": [Series(("abc", "12", None)), Series((None, "n/a", None))],
    "ticks": [Series((("fraud",), (), ("fraud", "access"))), Series(((), (), ("access",)))],
}
REPEAT = "household"
# ... cells that the workbook calculates, with answers that make them blank ...
CALCULATIONS = {
    "total": parse("${whole} + ${decimal}"),
    "until": parse("if(${other} > 0, ${day}, '')"),
    "wording": parse("if(${whole} > 1, ${role}, ${text})"),
    "more": parse("${whole} > 1"),
    "copied": parse("${coded}"),
}
BLANK_CALCULATIONS: dict[str, dict[str, AnswerValue]] = {
    "total": {"decimal": None},
    "until": {"other": 0},
    "wording": {"whole": 0, "text": None},
    "copied": {"coded": None},
}
# ... and what stands in the expression itself.
LITERALS: dict[str, list[Node]] = {
    "a number": [*map(Literal, (0, 1, 7, 10, 12, 0.1, 0.2, 0.3, 0.7, 2.5, 999999999999998)), Negative(Literal(3))],
    "a text": [
        Literal(text) for text in ("isp", "abc", "2.5", "10", "7", "2012-02-10", "fraud access", "access fraud", "n/a", "D", "d", "*")
    ],
    "a day": [Call("date", (Literal("2012-02-10"),)), Call("today", ())],
    "a truth": [Call("true", ()), Call("false", ())],
    "condition": [Binary(Operator.GREATER, Name("whole"), Literal(1))],
    "formula": [Binary(Operator.MINUS, Name("decimal"), Name("other")), Binary(Operator.DIVIDE, Name("decimal"), Name("other"))],
    "maybe code": [Call("coalesce", (Name("coded"), Name("other"))), Call("if", (Name("role"), Name("coded"), Name("other")))],
}
TYPES = (*CELLS, *CALCULATIONS, *LITERALS, "nothing")
ANY_TYPES = (*TYPES, *SERIES, REPEAT)
UNARY = ("-", "not", "count-selected", "string-length", "round", "int", "date", "number", "abs", "string", "concat", "substr", "regex")
BINARY = (*map(str, Operator), "selected", "coalesce", "if", "if not", "contains", "starts-with", "ends-with", "concat")
AGGREGATES = ("sum", "min", "max", "count", "count-non-empty")


@dataclass(frozen=True, slots=True)
class Pair:
    """An expression and the answers for it."""

    tree: Node
    answers: dict[str, Value]


class Operand(NamedTuple):
    """A node, and the answers that it needs to be blank or given."""

    node: Node
    answers: dict[str, Value]


class Trial(NamedTuple):
    """A pair that tries an operator with operands of these types, blank or given."""

    operator: str
    types: tuple[str, ...]
    blanks: tuple[bool, ...]
    pair: Pair


def operands(name: str, blank: bool) -> list[Operand]:
    """Return the operands of a type: blank, or with each of its values."""
    if name == "nothing":
        return [Operand(Literal(""), {})] if blank else []
    if name in CELLS:
        return [Operand(Name(name), {name: value}) for value in ([None] if blank else CELLS[name])]
    if name in SERIES:
        return [Operand(Name(name), {name: value}) for value in ([Series((None,) * 3)] if blank else SERIES[name])]
    if name == REPEAT:
        nothing: dict[str, Value] = {each: Series((None,) * 3) for each in SERIES}
        return [Operand(Name(name), nothing)] if blank else [Operand(Name(name), {"days": SERIES["days"][0]})]
    if name in CALCULATIONS:
        given: dict[str, Value] = {"whole": 7, "other": 3, "decimal": 0.1, "day": date(2012, 2, 10), "role": "other", "coded": "n/a"}
        made = [Operand(Name(name), {**BLANK_CALCULATIONS[name]})] if name in BLANK_CALCULATIONS else []
        return made if blank else [Operand(Name(name), given), Operand(Name(name), given | {"whole": 12, "coded": 3})]
    return _literals(name, blank)


def _literals(name: str, blank: bool) -> list[Operand]:
    given: dict[str, Value] = {"decimal": -2.5, "other": 3, "coded": 3} if name in ("formula", "maybe code") else {}
    if name == "maybe code" and not blank:
        return [
            Operand(node, given | {"role": role, "coded": coded}) for node in LITERALS[name] for role in ("isp", None) for coded in (3, "D")
        ]
    if blank:
        return [Operand(node, {"other": None, "coded": None}) for node in LITERALS[name]] if given else []
    return [Operand(node, given) for node in LITERALS[name]]


def systematic(chance: random.Random, share: float = 1) -> Iterator[Trial]:
    """Yield trials of every operator and function with all types of its operands, blank and given.

    Of the pairs of two types, only a share of those is tried in which neither is a constant number, text or nothing.
    """
    for (left, left_blank), (right, right_blank) in product(product(ANY_TYPES, (False, True)), repeat=2):
        both = [pair for pair in product(operands(left, left_blank), operands(right, right_blank)) if _fit(*pair)]
        names = (*BINARY, *AGGREGATES) if {left, right} <= set(TYPES) else AGGREGATES
        for name in names if both else ():
            if chance.random() < share or left == right or {left, right} & {"a number", "a text", "nothing"}:
                yield Trial(name.split()[0], (left, right), (left_blank, right_blank), _of(name, *chance.choice(both), chance))
    for function, kind, blank in product((*UNARY, *AGGREGATES), ANY_TYPES, (False, True)):
        for operand in operands(kind, blank) if function in AGGREGATES or kind in TYPES else ():
            yield Trial(function, (kind,), (blank,), Pair(_unary(function, operand.node, chance), _answers(chance, operand.answers)))


def _unary(function: str, node: Node, chance: random.Random) -> Node:
    if function == "-":
        return Negative(node)
    more: dict[str, Sequence[tuple[Node, ...]]] = {
        "round": [(), *((Literal(places),) for places in (0, 1, 2))],
        "substr": [(Literal(1),), (Literal(0), Literal(2)), (Literal(2), Literal(1)), (Literal("x"),)],
        "regex": [(Literal("[a-z]+"),)],
    }
    return Call(function, (node, *chance.choice(more.get(function, [()]))))


def _fit(first: Operand, second: Operand) -> bool:
    """Say whether one set of answers can be what both need."""
    return all(second.answers.get(name, value) == value for name, value in first.answers.items())


def _of(name: str, first: Operand, second: Operand, chance: random.Random) -> Pair:
    answers = _answers(chance, first.answers | second.answers)
    right = This() if first.node == second.node == Name("whole") else second.node
    if name in set(Operator):
        return Pair(Binary(Operator(name), first.node, right), answers)
    if name.startswith("if"):
        return Pair(Call("if", (Call("true" if name == "if" else "false", ()), first.node, right)), answers)
    return Pair(Call(name, (first.node, right)), answers)


def _answers(chance: random.Random, given: dict[str, Value]) -> dict[str, Value]:
    """Return answers at random, but those that are given, with what is calculated of them."""
    made: dict[str, Value] = {name: chance.choice([None, *values]) for name, values in CELLS.items()}
    made |= {name: chance.choice(values) for name, values in SERIES.items()}
    made |= given
    instances = zip(*(series.values for name in SERIES if isinstance(series := made[name], Series)), strict=True)
    made[REPEAT] = Series.of_instances(instances)
    return made | {name: evaluate(calculation, made) for name, calculation in CALCULATIONS.items()}


def at_random(chance: random.Random) -> Iterator[Pair]:
    """Yield pairs of nested expressions and random answers without end."""
    while True:
        yield Pair(_tree(chance, chance.choice((2, 2, 3, 3, 4))), _answers(chance, {}))


def _tree(chance: random.Random, depth: int) -> Node:
    if depth == 0 or chance.random() < 0.1:
        kind = chance.choice(TYPES)
        return chance.choice(operands(kind, blank=kind == "nothing")).node
    kind = chance.choice((*Operator, *Operator, *FUNCTIONS, "-"))
    inner = [_tree(chance, depth - 1) for _ in range(3)]
    if kind in set(Operator):
        return Binary(Operator(kind), inner[0], inner[1])
    if kind in AGGREGATES:
        series = [Name(chance.choice(("amounts", "amounts", "days", "names", "ticks", REPEAT))) for _ in range(2)]
        return Call(kind, tuple(chance.sample([*inner, *series], chance.choice((1, 2, 3)))))
    if kind in UNARY:
        return _unary(kind, inner[0], chance)
    return Call(kind, tuple(inner[: FUNCTIONS[kind].least]))


def rounding(chance: random.Random) -> Iterator[Pair]:
    """Yield pairs whose numbers are equal, whole or zero but for the last digits of a double."""
    steps, targets = [Literal(n / 10) for n in (1, 2, 3, 6, 7)], [Literal(0), Literal(0.3), Literal(1), Literal(7)]
    for first, second, target, sign in product(steps, steps, targets, (Operator.PLUS, Operator.MINUS, Operator.TIMES, Operator.DIVIDE)):
        result = Binary(sign, Binary(chance.choice((Operator.PLUS, Operator.MINUS)), Name("decimal"), first), second)
        answers = _answers(chance, {"decimal": chance.choice([0.1, 0.2, 0.3, 0.8, 0.9, 1.1])})
        for operator in (Operator.EQUAL, Operator.LESS, Operator.AT_LEAST):
            yield Pair(Binary(operator, result, target), answers)
        added = Call("sum", (Name("decimal"), first, Negative(second)))
        yield from (Pair(Call(name, (Binary(Operator.TIMES, result, Literal(10)),)), answers) for name in ("int", "round", "not"))
        yield from (Pair(made, answers) for made in (added, Binary(Operator.EQUAL, added, target)))
