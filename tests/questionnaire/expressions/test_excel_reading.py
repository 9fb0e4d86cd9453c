"""The Excel reading of expressions computes what `evaluate` computes: LibreOffice is the judge."""

from __future__ import annotations

import random
import re
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaire.expressions import parse
from questionnaire.expressions.excel import MAX_LENGTH, calculated_cell, to_excel, to_excel_condition
from questionnaire.expressions.excel_pieces import Constant, Logical, Numeric, Range, Textual, Unread
from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.tree import Call, Node
from tests.questionnaire.expressions.excel_coverage import OPERATORS, uncovered
from tests.questionnaire.expressions.excel_judge import cell_of, judge, with_reading
from tests.questionnaire.expressions.excel_pairs import at_random, rounding, systematic
from tests.questionnaire.expressions.test_expressions import NAMES, trees


def test_libreoffice_computes_what_evaluate_computes(tmp_path: Path) -> None:
    """Every operator and function with every type, blank and given, and nested ones at random: values and conditions agree."""
    chance = random.Random(9)  # noqa: S311 - a trial must repeat
    trials = list(systematic(chance, share=0.02))
    pairs = [trial.pair for trial in trials]
    judged, _ = judge(pairs + list(rounding(chance)) + list(islice(with_reading(at_random(chance)), 1000)), tmp_path)
    assert [str(each) for each in judged if not each.agrees] == []
    assert uncovered(trials, {id(each.pair) for each in judged}) == []
    assert {*OPERATORS, "today"} >= {name for name in FUNCTIONS if FUNCTIONS[name].most}


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
        ("${coded} = 'n/a'", 'N3="n/a"'),
        ("${coded} = 'x'", "FALSE"),
        ("contains(${text}, 'ab')", 'ISNUMBER(FIND("ab",E3&""))'),
        ("starts-with(${text}, 'ab')", 'EXACT(LEFT(E3&"",LEN("ab")),"ab")'),
        ("sum(${whole}, ${other})", "SUM(A3,B3)"),
        ("min(${days})", 'IFERROR(IF(COUNT(R3:T3)=0,NA(),MIN(R3:T3)),"")'),
        ("count(${days})", 'SUMPRODUCT(--(R3:T3<>""))'),
        ("count(${ticks})", 'SUMPRODUCT(--((X3:Z3="Yes")+(AA3:AC3="Yes")>0))'),
    ],
)
def test_formulas_are_short_and_speak_of_labels(text: str, formula: str) -> None:
    """A select_one cell holds a label, a blank cell is not 0, and a question without a cell is blank."""
    assert to_excel(parse(text).tree, cell_of(3)) == formula


@pytest.mark.parametrize(
    "text",
    [
        *("${text} + 1", "string-length(${whole})", "${decimal} mod 2", "if(${whole} > 1, 'a', 1)", "${text} = ${whole}"),
        *("regex(${text}, '[a-z]')", "coalesce(${coded}, 1)", "min(${day}, ${whole})", "sum(${names})", "${amounts} > 1"),
    ],
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


@settings(max_examples=100, deadline=None)
@given(trees, st.permutations(["whole", "coded", "amounts", "household", "acts", "until", "copied", "role"]))
def test_every_expression_has_an_excel_reading_or_none_whatever_its_names_are(tree: Node, names: list[str]) -> None:
    """Never an exception, and a formula is one that Excel takes: short enough, its quotation marks and brackets closed."""
    cells = dict(zip(NAMES, map(cell_of(1), names), strict=False))
    for formula in (to_excel(tree, cells.get), to_excel_condition(tree, cells.get)):
        outside = re.sub(r'"[^"]*"', "", formula or "")
        assert len(formula or "") < MAX_LENGTH
        assert '"' not in outside
        assert outside.count("(") == outside.count(")")


def test_a_calculated_cell_is_read_as_what_its_formula_gives() -> None:
    """And what reads one that has no formula has none either."""
    read = {text: calculated_cell(parse(text).tree, cell_of(1), "Z1") for text in ("${whole} + 1", "${day}", "${coded}", "${whole} > 1")}
    assert list(read.values()) == [
        Numeric.cell("Z1", whole=True),
        Numeric.cell("Z1", whole=True, day=True),
        Numeric.cell("Z1", missing=("n/a", "D")),
        Logical("Z1"),
    ]
    assert calculated_cell(parse("${role}").tree, cell_of(1), "Z1") == Textual.cell("Z1")
    assert calculated_cell(parse("1 + 2").tree, cell_of(1), "Z1") == Constant(3)
    unread = calculated_cell(parse("regex(${text}, 'a')").tree, cell_of(1), "Z1")
    assert isinstance(unread, Unread)
    assert to_excel(parse("${of} + 1").tree, {"of": unread}.get) is None


def test_a_code_that_looks_like_a_number_is_a_number() -> None:
    """Excel takes it for one."""
    assert Numeric.cell("A1", missing=("99", "n/a")).missing == ("n/a",)


def test_a_repeat_without_questions_has_no_instances() -> None:
    """Its count is a formula all the same."""
    assert Range.instances([]).count == "SUMPRODUCT(--(FALSE))"
