"""Which rows are grey while a workbook is filled in: those that answers exclude, and none before anything was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from questionnaire.definition import Choice, Question, Questionnaire, QuestionType
from questionnaire.expressions import parse
from questionnaire.expressions.tree import Node
from questionnaire.workbook.decided import DEEP, DecidedAnswers
from tests.questionnaire.workbook.test_repeats import all_by_libreoffice, calculated_book
from tests.questionnaire.workbook_samples import built, find, opened, question, sample, saved

T = QuestionType
YES_NO = (Choice("yes", {"en": "Yes"}), Choice("no", {"en": "No"}))
KINDS = (Choice("road", {"en": "Road"}), Choice("rail", {"en": "Rail"}))


def _asked(name: str, kind: QuestionType, relevant: str = "", **more: Any) -> Question:
    made = question(name, kind, f"Label of {name}", "", "", "who", **more)
    return replace(made, relevant=parse(relevant) if relevant else None)


FORM = sample(
    _asked("gate", T.SELECT_ONE, choices=YES_NO),
    _asked("number", T.INTEGER),
    _asked("kinds", T.SELECT_MULTIPLE, choices=KINDS),
    _asked("behind", T.SELECT_ONE, "${gate} = 'yes'", choices=YES_NO),
    _asked("further", T.TEXT, "${behind} = 'yes'"),
    _asked("both", T.TEXT, "${gate} = 'yes' and ${number} > 5"),
    _asked("either", T.TEXT, "${gate} = 'yes' or ${number} > 5"),
    _asked("without", T.TEXT, "not(${gate} = 'yes')"),
    _asked("rail", T.TEXT, "selected(${kinds}, 'rail')"),
    _asked("blank", T.TEXT, "${gate} = ''"),
    _asked("total", T.CALCULATE, calculation=parse("coalesce(${number}, 0) + 1")),
    _asked("worked_out", T.TEXT, "${total} > 5"),
)
HANGING = [one.name for one in FORM.questions if one.relevant]


def _grey(answers: list[Mapping[str, str | int]], folder: Path) -> list[list[str]]:
    """Return which questions LibreOffice would show in grey for each of several sets of answers, which are by question or choice."""
    return [
        [name for name in HANGING if calculated_book(data).worksheets[1][f"Z{HANGING.index(name) + 1}"].value]
        for data in all_by_libreoffice([_with_conditions(each) for each in answers], folder)
    ]


def _wide(width: int) -> Questionnaire:
    """Return a form of five layers of questions, each of which hangs on every question of the layer before."""
    layers = [[f"q{layer}_{number}" for number in range(width)] for layer in range(5)]
    conditions = {"": layers[0]} | {" or ".join(f"${{{name}}} = 1" for name in before): names for before, names in pairwise(layers)}
    return sample(*(_asked(name, T.INTEGER, relevant) for relevant, names in conditions.items() for name in names))


@pytest.mark.parametrize(("width", "depth", "made"), [(2, DEEP, True), (40, DEEP, False), (40, 1, False), (40, 0, True)])
def test_a_condition_reads_no_more_answers_than_a_formula_can(width: int, depth: int, made: bool) -> None:
    """Of questions that hang on many that hang on many there are as many as the number to the power of the depth: they end at a bound."""
    form = _wide(width)
    relevant = form.questions[-1].relevant
    assert relevant
    assert (DecidedAnswers(form, "").unasked(relevant.tree, depth) is not None) is made


def test_the_workbook_of_a_wide_form_is_made_and_greys_by_the_nearest_answers() -> None:
    """Where the whole of it would be too wide, a row still turns grey by the answers that its own condition reads."""
    book = opened(built("en", _wide(12)))
    sheet = book.worksheets[1]
    row = find(book, "Label of q4_11").row
    formula = next(each.rules[0].formula[0] for each in sheet.conditional_formatting if f"A{row}" in each.cells)
    assert formula.count("<>") + formula.count("=") >= 12


class _Counting(DecidedAnswers):
    """Counts how often the condition of a question is looked at."""

    looks = 0

    def _unasked(self, condition: Node, depth: int) -> Node:
        self.looks += 1
        return super()._unasked(condition, depth)


def test_a_condition_that_many_questions_hang_on_is_worked_out_once_for_each_depth() -> None:
    """Else a form of 1,000 questions, each of which hangs on the ten before, would take half a minute."""
    names = [f"q{number}" for number in range(40)]
    before = [" or ".join(f"${{{name}}} = 1" for name in names[max(0, at - 4) : at]) for at in range(40)]
    form = sample(*(_asked(name, T.INTEGER, relevant) for name, relevant in zip(names, before, strict=True)))
    decided = _Counting(form, "")
    for depth in range(DEEP + 1):
        for one in form.questions:
            if one.relevant:
                decided.unasked(one.relevant.tree, depth)
    # Of each question, seven parts of its condition: by itself, and beneath others, at each depth.
    assert decided.looks <= 2 * 7 * len(names) * (DEEP + 1)


def _with_conditions(answers: Mapping[str, str | int]) -> bytes:
    book = opened(built("en", FORM))
    sheet = book.worksheets[1]
    labels = {"kinds.road": ("Label of kinds", "Road"), "kinds.rail": ("Label of kinds", "Rail")}
    for name, value in answers.items():
        cell = find(book, labels.get(name, f"Label of {name}"))
        sheet.cell(cell.row, cell.column + 1).value = value
    for number, name in enumerate(HANGING, 1):
        row = find(book, f"Label of {name}").row
        formula = next(each.rules[0].formula[0] for each in sheet.conditional_formatting if f"A{row}" in each.cells)
        sheet[f"Z{number}"].value = f"={formula}"
    return saved(book)


def test_nothing_is_grey_before_anything_was_answered_and_then_what_answers_exclude(tmp_path: Path) -> None:
    """A person who opens a workbook sees no sheet that says it is not for them, and one who has said no sees which rows are left."""
    wanted: list[tuple[Mapping[str, str | int], list[str]]] = [
        ({}, []),
        ({"gate": "No"}, ["behind", "further", "both", "blank"]),
        ({"gate": "Yes"}, ["without", "blank"]),
        ({"number": 2}, ["both", "worked_out"]),
        ({"gate": "No", "number": 2}, ["behind", "further", "both", "either", "blank", "worked_out"]),
        ({"gate": "Yes", "behind": "No"}, ["further", "without", "blank"]),
        ({"gate": "Yes", "number": 6}, ["without", "blank"]),
        ({"kinds.road": "Yes"}, ["rail"]),
        ({"kinds.rail": "Yes"}, []),
    ]
    assert _grey([answers for answers, _ in wanted], tmp_path) == [grey for _, grey in wanted]


def _condition_of(name: str, *questions: Question) -> str:
    """Return the condition under which the row of a question is grey."""
    sheet = (book := opened(built("en", sample(*questions)))).worksheets[1]
    row = find(book, f"Label of {name}").row
    return str(next(each.rules[0].formula[0] for each in sheet.conditional_formatting if f"A{row}" in each.cells))


def test_a_condition_too_long_for_excel_asks_fewer_questions_whether_they_were_answered() -> None:
    """Its opposite alone would be true before anything was answered."""
    hangs = {f"q{number}": " or ".join(f"${{q{number - 1}}} = '{letter}'" for letter in "abcde") for number in range(1, 6)}
    chain = [_asked("q0", T.TEXT), *(_asked(name, T.TEXT, relevant) for name, relevant in hangs.items())]
    assert 'NOT(q_q4&""="")' in _condition_of("q5", *chain)


def test_a_long_chain_of_values_that_are_worked_out_greys_nothing() -> None:
    """Nobody knows whether anything was answered of which they are made."""
    chain = [_asked("v0", T.CALCULATE, calculation=parse("coalesce(${number}, 0) + 1"))]
    chain += [_asked(f"v{number}", T.CALCULATE, calculation=parse(f"${{v{number - 1}}} + 1")) for number in range(1, 6)]
    assert _condition_of("last", _asked("number", T.INTEGER), *chain, _asked("last", T.TEXT, "${v5} > 9")) == "FALSE"
