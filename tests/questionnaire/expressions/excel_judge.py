"""Judges the Excel reading of expressions by LibreOffice: pairs of an expression and answers, made, calculated in one run, compared.

`python -m tests.questionnaire.expressions.excel_judge --pairs 20000` judges many and prints the table of what was covered.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from domain.answer import AnswerValue
from questionnaire.expressions import Expression, Series, evaluate
from questionnaire.expressions.excel import CellOf, calculated_cell, to_excel, to_excel_condition
from questionnaire.expressions.excel_pieces import Numeric, OneOf, Piece, Range, Several, Textual, Unread
from questionnaire.expressions.tree import Name, This, walk
from questionnaire.expressions.values import is_blank, number, truth
from questionnaire.expressions.write import write
from tests.office import save_as
from tests.questionnaire.expressions.excel_coverage import table, uncovered
from tests.questionnaire.expressions.excel_pairs import (
    ACTS,
    CALCULATIONS,
    CODES,
    GRADES,
    MARKS,
    REPEAT,
    ROLES,
    SERIES,
    Pair,
    at_random,
    rounding,
    systematic,
)

YES = "Yes"
COLUMNS = {"whole": "A", "other": "B", "decimal": "C", "day": "D", "text": "E", "role": "F", "grade": "G", "marks": "K", "coded": "N"}
TICKS = dict(zip(ACTS, "HIJ", strict=True))
SPANS = {"amounts": "OPQ", "days": "RST", "names": "UVW"}
SPANS_OF_TICKS = {"fraud": ("X", "Y", "Z"), "access": ("AA", "AB", "AC")}
CALCULATED = dict(zip(CALCULATIONS, ("AD", "AE", "AF", "AG", "AH"), strict=True))
LABELS = {"role": ROLES, "grade": GRADES, "marks": MARKS}
VALUE, HOLDS = 12, 13


@dataclass(frozen=True, slots=True, kw_only=True)
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
        read = {name: self.pair.answers[name] for name in _read(self.pair)}
        return f"{write(self.pair.tree)} of {read}: {self.ours!r}, but {self.formula} gives {self.theirs!r} and {self.holds}"


@cache
def cell_of(row: int) -> CellOf:
    """Return what says where the answers of this row stand."""
    made: dict[str, Piece] = {
        name: Numeric.cell(f"{COLUMNS[name]}{row}", whole=name != "decimal") for name in ("whole", "other", "decimal")
    }
    made |= {"day": Numeric.cell(f"D{row}", whole=True, day=True), "text": Textual.cell(f"E{row}"), "role": OneOf(f"F{row}", ROLES)}
    made |= {"grade": OneOf(f"G{row}", GRADES), "marks": OneOf(f"K{row}", MARKS), ".": Numeric.cell(f"A{row}", whole=True)}
    made |= {"coded": Numeric.cell(f"N{row}", missing=CODES), "acts": Several({code: f"{at}{row}" for code, at in TICKS.items()}, YES)}
    spans = {name: f"{columns[0]}{row}:{columns[-1]}{row}" for name, columns in (SPANS | SPANS_OF_TICKS).items()}
    ranges = {
        "amounts": Range.cells(spans["amounts"], numbers=True),
        "days": Range.cells(spans["days"], numbers=True, whole=True, day=True),
        "names": Range.cells(spans["names"]),
        "ticks": Range.choices([spans[code] for code in SPANS_OF_TICKS], YES),
    }
    made |= {**ranges, REPEAT: Range.instances(ranges.values())}

    def found(name: str) -> Piece | Unread | None:
        if name in CALCULATIONS:
            return calculated_cell(CALCULATIONS[name].tree, made.get, f"{CALCULATED[name]}{row}")
        return made.get(name)

    return found


def judge(pairs: Sequence[Pair], folder: Path) -> tuple[list[Judged], list[Pair]]:
    """Return what LibreOffice says of the pairs, and those that have no Excel reading."""
    book = openpyxl.Workbook()
    asked: list[tuple[int, Pair, str, AnswerValue]] = []
    sheet, unread = book.worksheets[0], []
    for pair in pairs:
        row = len(asked) + 1
        formula = to_excel(pair.tree, cell_of(row))
        if formula is None:
            unread.append(pair)
            continue
        ours = evaluate(Expression("", pair.tree), pair.answers, this=_this(pair), today=date.today())  # noqa: DTZ011
        asked.append((row, pair, formula, ours))
        _fill(sheet, row, pair)
        for column, text in ((VALUE, formula), (HOLDS, to_excel_condition(pair.tree, cell_of(row)))):
            sheet.cell(row, column).value = text and f"={text}"
        # Of a number that a program shows as a date, openpyxl would make a date.
        sheet.cell(row, VALUE).number_format = "General" if isinstance(ours, (bool, str)) else "0.000"
    sheet = _calculated(book, folder)
    judged = [
        Judged(pair=pair, formula=formula, ours=ours, theirs=sheet.cell(row, VALUE).value, holds=sheet.cell(row, HOLDS).value)
        for row, pair, formula, ours in asked
    ]
    return judged, unread


def _calculated(book: openpyxl.Workbook, folder: Path) -> Any:
    source, out = folder / "asked.xlsx", folder / "out"
    book.save(source)
    save_as("xlsx", [source], out, seconds=300, locale="C.UTF-8")
    return openpyxl.load_workbook(out / "asked.xlsx", data_only=True).worksheets[0]


def _this(pair: Pair) -> AnswerValue:
    value = pair.answers["whole"]
    return None if isinstance(value, Series) else value


def _read(pair: Pair) -> set[str]:
    """Return the names whose cells the expression reads, directly or through a calculation."""
    read = {node.name if isinstance(node, Name) else "whole" for node, _ in walk(pair.tree) if isinstance(node, (Name, This))}
    for name in read & set(CALCULATIONS):
        read |= CALCULATIONS[name].reads
    return read | set(SERIES) if REPEAT in read else read


def _fill(sheet: Any, row: int, pair: Pair) -> None:
    """Write the answers into their cells, as a person would who sees labels, and the calculations as the workbook has them."""
    for name in _read(pair):
        value = pair.answers[name]
        if name in COLUMNS:
            _put(sheet[f"{COLUMNS[name]}{row}"], LABELS[name].get(str(value)) if name in LABELS else value)
        elif name in SPANS and isinstance(value, Series):
            for column, each in zip(SPANS[name], value.values, strict=True):
                _put(sheet[f"{column}{row}"], each)
        elif name in CALCULATED:
            sheet[f"{CALCULATED[name]}{row}"].value = f"={to_excel(CALCULATIONS[name].tree, cell_of(row))}"
        elif name == "acts":
            _tick(sheet, row, TICKS, value)
        elif name == "ticks" and isinstance(value, Series):
            for instance, chosen in enumerate(value.values):
                _tick(sheet, row, {code: columns[instance] for code, columns in SPANS_OF_TICKS.items()}, chosen)


def _put(cell: Any, value: Any) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"


def _tick(sheet: Any, row: int, columns: dict[str, str], chosen: Any) -> None:
    for code, column in columns.items():
        sheet[f"{column}{row}"].value = YES if isinstance(chosen, tuple) and code in chosen else None


def with_reading(pairs: Iterator[Pair]) -> Iterator[Pair]:
    """Yield the pairs that have an Excel reading and read an answer: a constant is no trial."""
    for pair in pairs:
        if any(isinstance(node, (Name, This)) for node, _ in walk(pair.tree)) and to_excel(pair.tree, cell_of(1)) is not None:
            yield pair


def main() -> int:
    """Judge as many pairs as asked; exit 1 where any disagrees, or where a cell of the table is empty that need not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000, help="nested pairs that have an Excel reading, beside the systematic ones")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)  # noqa: S311 - a trial must repeat
    trials = list(systematic(chance))
    pairs = [trial.pair for trial in trials] + list(rounding(chance)) + list(islice(with_reading(at_random(chance)), chosen.pairs))
    with tempfile.TemporaryDirectory() as folder:
        judged, unread = judge(pairs, Path(folder))
    wrong, read = [each for each in judged if not each.agrees], {id(each.pair) for each in judged}
    lines = [
        table(trials, read),
        f"{len(judged)} judged, {len(wrong)} disagree, {len(unread)} have no Excel reading",
        *map(str, wrong[:40]),
    ]
    missing = uncovered(trials, read)
    lines += [f"not covered: {each}" for each in missing]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong or missing else 0


if __name__ == "__main__":
    sys.exit(main())
