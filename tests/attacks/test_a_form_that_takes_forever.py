"""Staff load a form that another office passed on, or that lies on the web; whoever wrote it wants their machine, or the service, to end.

Each of its rows is one that an author may write. What grows is what comes of them together, when it is checked or when an answer comes.
Or the form is an honest one with a long list, and a respondent writes into a thousand cells what is no choice of it.
"""

from __future__ import annotations

import tracemalloc
from datetime import date

import pytest

from domain.finding import Severity
from languages import catalogue
from questionnaire.calculated import calculated
from questionnaire.checks import CheckSubject, run
from questionnaire.expressions import evaluate
from questionnaire.expressions.values import truth
from questionnaire.items import items
from questionnaire.workbook.build import build
from tests.questionnaire.forms import Cell, found, loaded, survey_of
from tests.questionnaire.workbook_samples import COVER

_HEAD = ("type", "name", "label", "calculation", "relevant")
_LONG = 6_000  # Choices, as of the municipalities of a country; a form may have so many.


def _group(number: int, relevant: str = "") -> tuple[Cell, ...]:
    return ("begin_group", f"g{number}", "Group", "", relevant)


def _within(depth: int, relevant: str = "") -> list[tuple[Cell, ...]]:
    """Return a question within so many groups, each of which has this condition."""
    begins = [_group(number, relevant) for number in range(depth)]
    return [_HEAD, ("integer", "q", "How many?"), *begins, ("text", "inmost", "Why?"), *[("end_group",)] * depth]


def test_calculations_that_each_double_the_one_before_fill_no_memory() -> None:
    """What no cell holds is blank, and so is what comes of it; a text that is put together as authors do it is as it was."""
    doubling = [("calculate", f"c{number}", "", f"concat(${{c{number - 1}}}, ${{c{number - 1}}})") for number in range(1, 23)]
    form = loaded((_HEAD, ("text", "q", "Where?"), ("calculate", "c0", "", "concat(${q}, ', ', ${q})"), *doubling))
    tracemalloc.start()
    try:
        values = calculated(form, {"q": "Vienna!"}, (), date(2012, 3, 1)).values
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert (values["c0"], values["c1"]) == ("Vienna!, Vienna!", "Vienna!, Vienna!Vienna!, Vienna!")
    assert not values["c22"]


@pytest.mark.parametrize("depth", [51, 9_900])
def test_groups_within_groups_without_end_are_refused_where_they_are_too_many(depth: int) -> None:
    """By the row of the first of those; a dozen within each other, each with its condition, are read."""
    seen = found(_within(depth))
    assert [(one.row, one.severity, "within each other" in one.message) for one in seen.problems] == [(53, Severity.ERROR, True)]
    assert found(_within(12, "${q} > 1")).questionnaire


def test_the_deepest_conditions_of_the_deepest_groups_are_read_and_their_workbook_is_made() -> None:
    """What is joined of all is walked as often as a workbook is made, and as an answer comes."""
    form = loaded(_within(50, f"{'not(' * 198}${{q}} > 1{')' * 198}"))
    assert build(form, "en", COVER)
    inmost = form.by_name["inmost"].relevant
    assert inmost
    assert [truth(evaluate(inmost, {"q": given})) for given in (1, 2)] == [False, True]


def test_thousands_of_names_that_nobody_has_are_all_told_and_guesses_are_made_of_the_first() -> None:
    """Each guess compares a name with all that there are."""
    many = 2_000
    rows = [("text", f"question_number_{one}", "Why?", f"${{questoin_number_{one}}} = 'a'") for one in range(many)]
    problems = found(survey_of(*rows)).problems
    assert [one.message for one in problems] == [f"There is no question ${{questoin_number_{one}}}." for one in range(many)]
    assert problems[0].remedy.startswith("Did you mean question_number_")
    assert problems[-1].remedy == "Name a question of the sheet survey."


def test_a_thousand_answers_that_are_no_choice_of_a_long_list_are_all_told_and_guesses_are_made_of_the_first() -> None:
    """Typed nearly as choices are, each is compared with all. Whoever slips in two cells is told what was meant in both."""
    choices = (("list_name", "name", "label"), *(("town", f"t{one}", f"Municipality {one}") for one in range(_LONG)))
    head = ("type", "name", "label", "repeat_count")
    form = loaded((head, ("begin_repeat", "g", "Towns", "1000"), ("select_one town", "town", "Which?"), ("end_repeat",)), choices)
    every = [one.key for one in items(form, dict.fromkeys(f"g[{number}].town" for number in range(1, 1_001)))]

    def remedies(keys: list[str]) -> list[str]:
        subject = CheckSubject(
            questionnaire=form,
            answers=dict.fromkeys(keys),
            untyped={key: f"Municipalty {number}" for number, key in enumerate(keys)},
            located={},
            language="en",
            catalogue=catalogue("en"),
            today=date(2012, 3, 1),
        )
        return [one.remedy for one in run(subject) if one.code == "type"]

    two, all_of_them = remedies(every[:2]), remedies(every)
    assert [one.startswith("Did you mean") for one in two] == [True, True]
    assert len(all_of_them) == len(every) == 1_000
    assert (all_of_them[0], all_of_them[-1].startswith("Did you mean")) == (two[0], False)
