"""What it costs to read a form grows with its rows, and not with their square: the steps of the interpreter are counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from questionnaire.xlsform import inspect
from tests.questionnaire.forms import ONE_SETTING, Rows, loaded, xlsx
from tests.questionnaire.versions.test_effort import steps

_HEAD = ("type", "name", "label", "calculation", "relevant", "default")
_FILTERED = ("type", "name", "label", "choice_filter")
_CHOICES = ("list_name", "name", "label", "region")


def _rings(count: int) -> Rows:
    """Return pairs of calculations that need each other."""
    return [("calculate", f"{one}{at}", "", f"${{{other}{at}}} + 1") for at in range(count) for one, other in ("ab", "ba")]


def _defaults(count: int) -> Rows:
    """Return pairs of questions that begin with each other's answer."""
    return [("integer", f"{one}{at}", "How many?", "", "", f"${{{other}{at}}} + 1") for at in range(count) for one, other in ("ab", "ba")]


def _beyond(count: int) -> Rows:
    """Return calculations that each read the next, the last of which cannot be worked out."""
    return [("calculate", f"a{at}", "", f"${{a{at + 1}}} + 1" if at < count - 1 else "../x") for at in range(count)]


def _repeats(count: int) -> Rows:
    """Return tables of one question, all within one repeat."""
    each = [(("begin_repeat", f"g{at}", "Table"), ("integer", f"a{at}", "How many?"), ("end_repeat",)) for at in range(count)]
    return [("begin_repeat", "outer", "Outer"), *(row for rows in each for row in rows), ("end_repeat",)]


def _mentions(count: int) -> Rows:
    """Return questions that each mention the one before."""
    return [("integer", f"a{at}", f"How many, beside ${{a{at - 1}}}?" if at else "How many?") for at in range(count)]


@pytest.mark.parametrize("rows", [_rings, _defaults, _beyond, _repeats, _mentions])
def test_twice_the_rows_take_little_more_than_twice_the_steps(rows: Callable[[int], Rows]) -> None:
    """Each of them may be told, as an error or with what becomes of it."""
    few, many = (xlsx((_HEAD, ("integer", "first", "How many?"), *rows(count)), (), ONE_SETTING) for count in (100, 200))
    inspect(few, "warm.xlsx")
    assert steps(lambda: inspect(many, "form.xlsx")) < 2.4 * steps(lambda: inspect(few, "form.xlsx"))


def test_choices_with_the_same_words_in_the_columns_of_a_filter_are_offered_by_one_condition() -> None:
    """A country has thousands of municipalities and a few regions; one that stands in two rows is offered by either."""
    towns = [("town", f"t{at}", f"Town {at}", f"r{at % 3}") for at in range(60)]
    settings = (("form_id", "version", "form_title", "allow_choice_duplicates"), ("form", "1", "Form", "yes"))
    survey = (_FILTERED, ("text", "where", "Where?"), ("select_one town", "town", "Which?", "region = ${where}"))
    form = loaded(survey, (_CHOICES, *towns, ("town", "t0", "Town 0", "r1")), settings)
    conditions = [one.offered for one in form.by_name["town"].choices]
    assert len({id(one) for one in conditions}) == 4
    assert [one.text for one in conditions[:4] if one] == [
        "'r0' = ${where} or 'r1' = ${where}",
        "'r1' = ${where}",
        "'r2' = ${where}",
        "'r0' = ${where}",
    ]


def test_every_ring_is_told_once_by_names_that_need_each_other() -> None:
    """Also rings that share a question with others, or hang on what stands above them."""
    rows = [
        ("calculate", "above", "", "${a} + ${c}"),
        ("calculate", "a", "", "${b} + 1"),
        ("calculate", "b", "", "${a} + ${d}"),
        ("calculate", "c", "", "${d} + ${above}"),
        ("calculate", "d", "", "${e} + 1"),
        ("calculate", "e", "", "${e} + 1"),
    ]
    found = inspect(xlsx((_HEAD, ("integer", "first", "How many?"), *rows), (), ONE_SETTING), "form.xlsx")
    told = [one.message for one in found.problems if "depends on itself" in one.message]
    assert sorted(told) == [
        "It depends on itself: ${above} needs ${c} needs ${above}.",
        "It depends on itself: ${a} needs ${b} needs ${a}.",
        "It depends on itself: ${e} needs ${e}.",
    ]
