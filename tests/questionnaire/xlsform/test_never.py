"""What a form asks for and no answer ever is, told to its author before anybody is asked."""

from __future__ import annotations

import pytest

from domain.finding import Severity
from tests.questionnaire.forms import Rows, found
from tests.questionnaire.forms import loaded as load

HEAD = ("type", "name", "label", "relevant", "constraint", "calculation", "missing", "excel::flags")
CHOICES: Rows = (("list_name", "name", "label"), ("l", "1", "One"), ("l", "02", "Two"))


def form(**cells: str) -> Rows:
    """Return a form with a question of each type, and one more with these cells."""
    own = {"type": "integer", "name": "z", "label": "Z", **cells}
    return (
        HEAD,
        ("integer", "a", "A", "", "", "", "na conf"),
        ("decimal", "x", "X"),
        ("text", "t", "T"),
        ("date", "d", "D"),
        ("select_one l", "b", "B"),
        tuple(own.get(name.removeprefix("excel::"), "") for name in HEAD),
    )


def told(**cells: str) -> list[str]:
    """Return what the check of a form warns of; it has no error."""
    problems = found(form(**cells), CHOICES).problems
    assert {one.severity for one in problems} <= {Severity.WARNING}
    return [f"{one.message} {one.remedy}" for one in problems]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"constraint": ". = 'abc'"}, "z takes a number, and never 'abc'."),
        ({"constraint": ". > 'abc'"}, "z takes a number, and never 'abc'."),
        ({"relevant": "'n/a' = ${a}"}, "a takes a number, and never 'n/a'. Did you mean na?"),
        ({"relevant": "${a} != 'none'"}, "a takes a number, and never 'none'."),
        ({"relevant": "${d} = 'soon'"}, "d takes a date, and never 'soon'."),
        ({"constraint": ". > 10 and . < 5"}, ". > 10 and . < 5 are never true together."),
        ({"constraint": ". > 4 and . < 5"}, ". > 4 and . < 5 are never true together."),
        ({"relevant": "${x} >= 3 and ${a} > 1 and 3 > ${x}"}, "${x} >= 3 and 3 > ${x} are never true together."),
        ({"relevant": "${x} = 3 and ${x} < -3"}, "${x} = 3 and ${x} < -3 are never true together."),
        ({"relevant": "${d} > date('2026-12-31') and ${d} < '2026-01-01'"}, "are never true together."),
        ({"relevant": "${b} = '1' and ${b} = '02'"}, "${b} = '1' and ${b} = '02' are never true together. Write or"),
        ({"type": "calculate", "calculation": "${t} * 2"}, "t is a text: where it is no number, there is no result."),
        ({"missing": "p=Pending", "flags": "P=Provisional"}, "The code 'P' stands for a missing answer, and marks a figure as well."),
    ],
)
def test_what_is_never_true_is_told_with_what_to_do(cells: dict[str, str], says: str) -> None:
    """Once, and the form can be used all the same."""
    (only,) = told(**cells)
    assert says in only


@pytest.mark.parametrize(
    "cells",
    [
        {"constraint": ". > 5 and . < 10"},
        {"constraint": ". >= 5 and . <= 5"},
        {"constraint": ". > 10 or . < 5"},
        {"constraint": ". = '5' or . = ''"},
        {"constraint": ". != 2 and . != 3"},
        {"type": "decimal", "constraint": ". > 4 and . < 5"},
        {"relevant": "${a} = 'na' or ${a} = 'conf' or ${a} > 3"},
        {"relevant": "${a} > 10 and ${x} < 5"},
        {"relevant": "${d} <= '2026-12-31' and ${d} >= date('2026-01-01')"},
        {"relevant": "${t} = 'abc' and ${b} = '1'"},
        {"relevant": "(${a} > 10 or ${x} > 1) and ${a} < 5"},
        {"type": "calculate", "calculation": "number(${t}) * 2 + ${a}"},
        {"missing": "p=Pending", "flags": "e=Estimated"},
    ],
)
def test_what_an_answer_may_be_is_not_told(cells: dict[str, str]) -> None:
    """A warning that is wrong would hide the others."""
    assert told(**cells) == []


def test_codes_that_the_whole_form_has_are_looked_at_too() -> None:
    """Those of the sheet settings, beside the codes of one question."""
    settings: Rows = (("form_id", "form_title", "version", "excel::flags"), ("f", "F", "1", "na=Not final; e=Estimated"))
    problems = found(form(), CHOICES, settings=settings).problems
    assert [one.message for one in problems] == ["The code 'na' stands for a missing answer, and marks a figure as well."]
    assert load(form(), CHOICES, settings).by_name["a"].missing == ("na", "conf")


@pytest.mark.parametrize(
    ("compared", "says"),
    [("1 02", False), ("02 1", False), ("1 03", True), ("02 02 x", True)],
)
def test_all_choices_that_are_chosen_together_are_no_unknown_choice(compared: str, says: bool) -> None:
    """They are compared as other programs write them, with spaces between; one that the list has not is told."""
    rows = ("select_multiple l", "m", "M"), ("text", "n", "N", f"${{m}} = '{compared}'")
    problems = found((HEAD, *rows), CHOICES).problems
    assert [one.message for one in problems] == [f"m has no choice {compared!r}."] * says
