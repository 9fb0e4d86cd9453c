"""Judges the Excel reading of expressions by LibreOffice: pairs of an expression and answers, made, calculated in one run, compared.

`python -m tests.questionnaire.excel_judge --pairs 20000` judges many and prints the table of what was covered.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import Any

import openpyxl

from domain.submission import AnswerValue
from questionnaire.expressions import Expression, evaluate
from questionnaire.expressions.excel import to_excel, to_excel_condition
from questionnaire.expressions.excel_pieces import Numeric, OneOf, Piece, Several, Textual
from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Negative, Node, Operator, This, walk
from questionnaire.expressions.values import is_blank, number, truth
from questionnaire.expressions.write import write
from tests.programs import need

ROLES = {"isp": "Internet service provider", "other": "Autre, s’il y a lieu", "quoted": 'Says "no"', "none": "لا ينطبق"}
GRADES = {"0": "Not at all", "1": "A little", "2.5": "Fairly", "10": "Very much", "n/a": "Does not apply"}
MARKS = {"1": "Low", "2": "Middle", "3": "High"}
ACTS = {"fraud": "H", "access": "I", "7": "J"}
YES = "Yes"
# The types of operands: a cell each, and what stands in the expression itself.
CELLS: dict[str, list[AnswerValue]] = {
    "whole": [0, 1, -3, 7, 12, 250000, 999999999999999],
    "other": [0, 2, 3, -7, 12],
    "decimal": [0, 0.1, 0.2, 0.3, -2.5, 12, 33.33, 1e-6],
    "day": [date(2012, 2, 10), date(1999, 12, 31), date(2024, 2, 29)],
    "text": ["abc", "ABC", "isp", "fraud access", "2012-02-10", " ", "12", 'a "b"', "نعم"],
    "role": list(ROLES),
    "grade": list(GRADES),
    "marks": list(MARKS),
    "acts": [("fraud",), ("fraud", "access"), ("7",), tuple(ACTS)],
}
COLUMNS = {"whole": "A", "other": "B", "decimal": "C", "day": "D", "text": "E", "role": "F", "grade": "G", "marks": "K"}
LITERALS: dict[str, list[Node]] = {
    "literal number": [*map(Literal, (0, 1, 7, 10, 12, 0.1, 0.2, 0.3, 0.7, 2.5, 999999999999998)), Negative(Literal(3))],
    "literal text": [Literal(text) for text in ("isp", "abc", "2.5", "10", "7", "2012-02-10", "fraud access", "access fraud", "n/a")],
    "literal day": [Call("date", (Literal("2012-02-10"),)), Call("today", ())],
    "literal truth": [Call("true", ()), Call("false", ())],
    "condition": [Binary(Operator.GREATER, Name("whole"), Literal(1))],
    "number formula": [Binary(Operator.MINUS, Name("decimal"), Name("other")), Binary(Operator.DIVIDE, Name("whole"), Name("other"))],
}
TYPES = (*CELLS, *LITERALS, "nothing")
VALUE, HOLDS = 12, 13
UNARY = ("-", "not", "count-selected", "string-length", "round", "int", "date")


@dataclass(frozen=True, slots=True)
class Pair:
    """An expression and the answers for it."""

    tree: Node
    answers: dict[str, AnswerValue]


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with its formula, and what Python and LibreOffice make of it: its value, and whether it counts as true."""

    pair: Pair
    formula: str
    ours: AnswerValue
    theirs: Any
    holds: Any

    @property
    def agrees(self) -> bool:
        """Say whether both are the same: numbers to 44 binary digits, because the last are lost on the way through the file."""
        if self.holds is not truth(self.ours):
            return False
        if is_blank(self.ours):
            return self.theirs in (None, "")
        if isinstance(self.ours, (bool, str)):
            return type(self.ours) is type(self.theirs) and self.ours == self.theirs
        expected = number(self.ours)
        return isinstance(self.theirs, (int, float)) and expected is not None and math.isclose(self.theirs, expected, rel_tol=2**-44)

    def __str__(self) -> str:
        return f"{write(self.pair.tree)} of {self.pair.answers}: {self.ours!r}, but {self.formula} gives {self.theirs!r} and {self.holds}"


def cell_of(row: int) -> Any:
    """Return what says where the answers of this row stand."""
    made: dict[str, Piece] = {
        name: Numeric.cell(f"{COLUMNS[name]}{row}", whole=name != "decimal") for name in ("whole", "other", "decimal")
    }
    made |= {"day": Numeric.cell(f"D{row}", whole=True, day=True), "text": Textual.cell(f"E{row}"), "role": OneOf(f"F{row}", ROLES)}
    made |= {"grade": OneOf(f"G{row}", GRADES), "marks": OneOf(f"K{row}", MARKS), ".": Numeric.cell(f"A{row}", whole=True)}
    made["acts"] = Several({code: f"{column}{row}" for code, column in ACTS.items()}, YES)
    return made.get


def judge(pairs: Sequence[Pair], folder: Path) -> tuple[list[Judged], list[Pair]]:
    """Return what LibreOffice says of the pairs, and those that have no Excel reading."""
    book = openpyxl.Workbook()
    sheet, asked = book.worksheets[0], []
    for row, pair in enumerate(pairs, 1):
        formula, condition = to_excel(pair.tree, cell_of(row)), to_excel_condition(pair.tree, cell_of(row))
        ours = evaluate(Expression("", pair.tree), pair.answers, this=pair.answers["whole"], today=date.today())  # noqa: DTZ011
        asked.append((row, pair, formula, ours))
        _fill(sheet, row, pair.answers)
        for column, text in ((VALUE, formula), (HOLDS, condition)):
            sheet.cell(row, column).value = text and f"={text}"
        # Of a number that a program shows as a date, openpyxl would make a date.
        sheet.cell(row, VALUE).number_format = "General" if isinstance(ours, (bool, str)) else "0.000"
    sheet = _calculated(book, folder)
    judged = [
        Judged(pair, formula, ours, sheet.cell(row, VALUE).value, sheet.cell(row, HOLDS).value)
        for row, pair, formula, ours in asked
        if formula
    ]
    return judged, [pair for _, pair, formula, _ in asked if not formula]


def _calculated(book: openpyxl.Workbook, folder: Path) -> Any:
    source, out = folder / "asked.xlsx", folder / "out"
    book.save(source)
    command = [need("soffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    # A new profile may make it exit with 81 once.
    for _ in range(2):
        done = subprocess.run(
            [*command, "--outdir", str(out), str(source)],
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            timeout=300,
            check=False,
        )
        if done.returncode != 81:
            break
    return openpyxl.load_workbook(out / "asked.xlsx", data_only=True).worksheets[0]


def _fill(sheet: Any, row: int, answers: dict[str, AnswerValue]) -> None:
    labels = {"role": ROLES, "grade": GRADES, "marks": MARKS}
    for name, column in COLUMNS.items():
        value = answers[name]
        cell = sheet[f"{column}{row}"]
        cell.value = labels[name].get(str(value)) if name in labels else value
        if isinstance(cell.value, str):
            cell.data_type, cell.number_format = "s", "@"
    chosen = answers["acts"]
    for code, column in ACTS.items():
        sheet[f"{column}{row}"].value = YES if isinstance(chosen, tuple) and code in chosen else None


def operands(name: str, blank: bool) -> list[tuple[Node, AnswerValue]]:
    """Return operands of a type with the value of their cell: blank, or each of its values."""
    if name == "nothing":
        return [(Literal(""), None)] if blank else []
    if name in CELLS:
        return [(Name(name), value) for value in ([None] if blank else CELLS[name])]
    return [] if blank else [(node, None) for node in LITERALS[name]]


def systematic(chance: random.Random) -> Iterator[tuple[str, tuple[str, ...], tuple[bool, ...], Pair]]:
    """Yield a pair for every operator and function, all types of its operands, blank and not: with operator, types and blanks."""
    for (left, left_blank), (right, right_blank) in product(product(TYPES, (False, True)), repeat=2):
        first, second = operands(left, left_blank), operands(right, right_blank)
        for name in [*Operator, "selected", "coalesce", "if", "if not"] if first and second else []:
            pair = _of(name, chance.choice(first), chance.choice(second), left == right, chance)
            yield str(name).split()[0], (left, right), (left_blank, right_blank), pair
    for function, kind, blank in product(UNARY, TYPES, (False, True)):
        for operand in operands(kind, blank):
            node = Negative(operand[0]) if function == "-" else Call(function, (operand[0],))
            yield function, (kind,), (blank,), Pair(node, _answers(chance, _given([operand])))
    for kind, places in product(TYPES, (0, 1, 2)):
        for operand in operands(kind, blank=False):
            yield "round", (kind,), (False,), Pair(Call("round", (operand[0], Literal(places))), _answers(chance, _given([operand])))


def _of(name: str, first: tuple[Node, AnswerValue], second: tuple[Node, AnswerValue], same: bool, chance: random.Random) -> Pair:
    answers = _answers(chance, _given([second, first]))
    if same and first[0] == second[0] == Name("whole"):
        second = (This(), None)
    if name in set(Operator):
        return Pair(Binary(Operator(name), first[0], second[0]), answers)
    if name.startswith("if"):
        return Pair(Call("if", (Call("true" if name == "if" else "false", ()), first[0], second[0])), answers)
    return Pair(Call(name, (first[0], second[0])), answers)


def _given(chosen: list[tuple[Node, AnswerValue]]) -> dict[str, AnswerValue]:
    return {node.name: value for node, value in chosen if isinstance(node, Name)}


def _answers(chance: random.Random, given: dict[str, AnswerValue]) -> dict[str, AnswerValue]:
    return {name: chance.choice([None, *values]) for name, values in CELLS.items()} | given


def at_random(chance: random.Random) -> Iterator[Pair]:
    """Yield pairs of nested expressions and random answers without end."""
    while True:
        yield Pair(_tree(chance, chance.choice((2, 2, 3, 3, 4))), _answers(chance, {}))


def rounding(chance: random.Random) -> Iterator[Pair]:
    """Yield pairs whose numbers are equal, whole or zero but for the last digits of a double."""
    steps, targets = [Literal(n / 10) for n in (1, 2, 3, 6, 7)], [Literal(0), Literal(0.3), Literal(1), Literal(7)]
    for first, second, target, sign in product(steps, steps, targets, (Operator.PLUS, Operator.MINUS, Operator.TIMES, Operator.DIVIDE)):
        sum_ = Binary(sign, Binary(chance.choice((Operator.PLUS, Operator.MINUS)), Name("decimal"), first), second)
        answers = _answers(chance, {"decimal": chance.choice([0.1, 0.2, 0.3, 0.8, 0.9, 1.1])})
        for operator in (Operator.EQUAL, Operator.LESS, Operator.AT_LEAST):
            yield Pair(Binary(operator, sum_, target), answers)
        yield from (Pair(Call(function, (Binary(Operator.TIMES, sum_, Literal(10)),)), answers) for function in ("int", "round", "not"))


def _tree(chance: random.Random, depth: int) -> Node:
    if depth == 0 or chance.random() < 0.1:
        kind = chance.choice(TYPES)
        return chance.choice(operands(kind, blank=kind == "nothing"))[0]
    kind = chance.choice((*Operator, *Operator, *FUNCTIONS, "-"))
    inner = [_tree(chance, depth - 1) for _ in range(3)]
    if kind in set(Operator):
        return Binary(Operator(kind), inner[0], inner[1])
    if kind == "-":
        return Negative(inner[0])
    if kind == "round":
        return Call(kind, (inner[0], chance.choice((Literal(0), Literal(1), Literal(2), Negative(Literal(2))))))
    return Call(kind, tuple(inner[: FUNCTIONS[kind].least]))


def main() -> int:
    """Judge as many pairs as asked; exit 1 where any disagrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000, help="pairs that have an Excel reading, at least")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)  # noqa: S311 - a trial must repeat
    covered = list(systematic(chance))
    pairs = [entry[-1] for entry in covered] + list(rounding(chance)) + list(islice(with_reading(at_random(chance)), chosen.pairs))
    with tempfile.TemporaryDirectory() as folder:
        judged, unread = judge(pairs, Path(folder))
    wrong = [each for each in judged if not each.agrees]
    lines = [table(covered, {id(each.pair) for each in judged})]
    lines += [f"{len(judged)} judged, {len(wrong)} disagree, {len(unread)} have no Excel reading", *map(str, wrong[:40])]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


def with_reading(pairs: Iterator[Pair]) -> Iterator[Pair]:
    """Yield the pairs that have an Excel reading and read an answer: a constant is no trial."""
    for pair in pairs:
        if any(isinstance(node, (Name, This)) for node, _ in walk(pair.tree)) and to_excel(pair.tree, cell_of(1)) is not None:
            yield pair


def table(covered: list[tuple[str, tuple[str, ...], tuple[bool, ...], Pair]], judged: set[int]) -> str:
    """Return how often each operator was judged with each type, as given/blank; a dash where it has no Excel reading."""
    counted: Counter[tuple[str, str, bool]] = Counter()
    for operator, types, blanks, pair in covered:
        if id(pair) in judged:
            counted.update({(operator, kind, blank) for kind, blank in zip(types, blanks, strict=True)})
    rows = [["", *TYPES]]
    for operator in dict.fromkeys(entry[0] for entry in covered):
        cells = [f"{counted[operator, kind, False] or '-'}/{counted[operator, kind, True] or '-'}" for kind in TYPES]
        rows.append([operator, *cells])
    return "\n".join("".join(f"{cell:>16}" for cell in row) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
