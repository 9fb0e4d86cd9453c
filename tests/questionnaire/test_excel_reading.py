"""The Excel reading of expressions computes what `evaluate` computes: LibreOffice is the judge."""

from __future__ import annotations

import random
import re
from itertools import islice
from pathlib import Path

import pytest

from questionnaire.expressions import parse
from questionnaire.expressions.excel import to_excel, to_excel_condition
from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.tree import Call, Node, Operator
from tests.questionnaire.excel_judge import CELLS, UNARY, at_random, cell_of, judge, rounding, systematic, with_reading

# What has no Excel reading, whatever stands beside it: a text that would be read as a number, and a number as the country writes it.
NUMBERS = {"whole", "other", "decimal", "day"}
NO_READING = (
    {(operator, kind) for operator in ("+", "-", "*", "div", "mod") for kind in ("text", "acts")}
    | {(function, kind) for function in ("round", "int") for kind in ("text", "acts")}
    | {("selected", kind) for kind in (*NUMBERS, "text")}
    | {("string-length", kind) for kind in (*NUMBERS, "acts")}
    | {("date", kind) for kind in ("text", "role", "grade", "marks", "acts")}
    | {("count-selected", "text"), ("if", "acts")}
)


def test_libreoffice_computes_what_evaluate_computes(tmp_path: Path) -> None:
    """Every operator and function with every type, blank and given, and nested ones at random: values and conditions agree."""
    chance = random.Random(9)  # noqa: S311 - a trial must repeat
    covered = list(systematic(chance))
    pairs = [pair for *_, pair in covered]
    judged, _ = judge(pairs + list(rounding(chance)) + list(islice(with_reading(at_random(chance)), 2000)), tmp_path)
    assert [str(each) for each in judged if not each.agrees] == []
    read = {id(each.pair) for each in judged}
    trials = [
        (operator, *trial) for operator, kinds, blanks, pair in covered if id(pair) in read for trial in zip(kinds, blanks, strict=True)
    ]
    functions = {*UNARY, "selected", "coalesce", "if"}
    assert functions >= {name for name in FUNCTIONS if FUNCTIONS[name].most}
    expected = {
        (operator, kind, blank)
        for operator in (*map(str, Operator), *functions)
        for kind in CELLS
        for blank in (False, True)
        if (operator, kind) not in NO_READING
    }
    assert {trial for trial in trials if trial[1] in CELLS} == expected


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("${role} = 'other'", 'F3="Autre, s’il y a lieu"'),
        ("${role} = 'unheard'", "FALSE"),
        ("${role} = 'quoted'", 'F3="Says ""no"""'),
        ("${marks} >= 2", 'OR(K3="Middle",K3="High")'),
        ("selected(${acts}, 'access')", 'I3="Yes"'),
        ("${text} = ''", 'E3&""=""'),
        ("${whole} = 0", "AND(COUNT(A3)=1,A3=0)"),
        ("${day} <= today()", "AND(COUNT(D3)=1,D3<=TODAY())"),
        ("${nowhere} = ''", "TRUE"),
    ],
)
def test_formulas_are_short_and_speak_of_labels(text: str, formula: str) -> None:
    """A select_one cell holds a label, a blank cell is not 0, and a question without a cell is blank."""
    assert to_excel(parse(text).tree, cell_of(3)) == formula


@pytest.mark.parametrize(
    "text", ["${text} + 1", "string-length(${whole})", "${decimal} mod 2", "if(${whole} > 1, 'a', 1)", "${text} = ${whole}"]
)
def test_what_excel_reads_otherwise_has_no_reading(text: str) -> None:
    """Better no formula than a wrong one."""
    assert to_excel(parse(text).tree, cell_of(1)) is None


def test_what_is_too_long_or_too_deep_for_excel_has_no_reading() -> None:
    """8,192 characters and 64 levels; a tree whose formula would double at every level ends soon."""
    deep: Node = parse("${text}").tree
    for _ in range(150):
        deep = Call("coalesce", (deep, parse("${role}").tree))
    assert to_excel(deep, cell_of(1)) is None
    nested = parse("not(" * 70 + "${whole} > 1" + ")" * 70)
    assert to_excel_condition(nested.tree, cell_of(1)) is None
    long = parse(" and ".join(["${whole} > 1"] * 60)).tree
    assert re.match("AND", str(to_excel_condition(long, cell_of(1))))
