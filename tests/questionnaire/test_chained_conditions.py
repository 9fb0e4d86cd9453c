"""A condition on an answer that does not apply itself: that answer is blank to it, and what is sure is so with it and without."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from domain.answer import AnswerValue
from languages import ENGLISH, catalogue
from questionnaire.checks import CheckSubject, run
from questionnaire.conditions import Conditions
from questionnaire.items import item_of
from tests.questionnaire.forms import YES_NO, loaded

TODAY = date(2012, 3, 1)
FORM = loaded(
    (
        ("type", "name", "label", "relevant", "required", "constraint"),
        ("select_one yes_no", "law", "Is there a law?", "", "", ""),
        ("select_one yes_no", "used", "Was it used?", "${law} = 'yes'", "yes", ""),
        ("integer", "cases", "Cases", "${used} = 'yes'", "yes", ""),
        ("integer", "solved", "Cases solved", "${cases} > 5", "yes", ""),
        ("text", "why", "Why not?", "${used} != 'yes'", "yes", ""),
        ("integer", "either", "Either way", "${used} = 'yes' or ${cases} = ''", "", ""),
        ("integer", "all", "In all", "", "${used} = 'yes'", ". >= ${cases}"),
        ("begin repeat", "sites", "Sites", "", "", ""),
        ("integer", "staff", "Staff", "${cases} > 5", "", ""),
        ("integer", "women", "Women", "${staff} > 1", "", ""),
        ("end repeat", "", "", "", "", ""),
    ),
    YES_NO,
)
BLANK = dict.fromkeys(("law", "used", "cases", "solved", "why", "either", "all"))


def conditions(answers: Mapping[str, AnswerValue], *unread: str) -> Conditions:
    """Return what the form's conditions come to."""
    return Conditions(FORM, {**BLANK, **answers}, unread, TODAY)


def found(answers: Mapping[str, AnswerValue]) -> set[tuple[str, str | None]]:
    """Return the codes and questions of what the checks find."""
    subject = CheckSubject(
        questionnaire=FORM,
        answers={**BLANK, **answers},
        untyped={},
        located={},
        language=ENGLISH,
        catalogue=catalogue(ENGLISH),
        today=TODAY,
    )
    return {(one.code, one.question) for one in run(subject)}


@pytest.mark.parametrize(
    ("name", "applies"),
    [("law", True), ("used", False), ("cases", False), ("solved", False), ("why", False), ("either", True), ("all", True)],
)
def test_a_question_that_hangs_on_a_skipped_answer_does_not_apply_either(name: str, applies: bool) -> None:
    """However long the chain is; but one that applies once the answers before it are left out does."""
    assert conditions({"law": "no", "used": "yes", "cases": 9, "solved": 3, "either": 3}).applies(item_of(FORM, name)) is applies


def test_an_answer_that_applies_leaves_everything_to_the_conditions() -> None:
    """Nothing is left out then."""
    made = conditions({"law": "yes", "used": "yes", "cases": 9})
    assert [name for name in BLANK if not made.applies(item_of(FORM, name))] == ["why"]


def test_what_the_workbook_greyed_is_not_asked_though_it_would_apply_without_the_skipped_answer() -> None:
    """The respondent read the form with it."""
    assert not conditions({"law": "no", "used": "yes"}).asks(item_of(FORM, "why"))
    assert conditions({"law": "no"}).asks(item_of(FORM, "why"))


def test_in_a_table_what_hangs_on_a_skipped_answer_outside_of_it_is_skipped_in_each_row() -> None:
    """And so is what hangs on that in the same row."""
    rows: dict[str, AnswerValue] = {"sites[1].staff": 4, "sites[1].women": 2, "sites[2].staff": 4, "sites[2].women": None}
    made = conditions({"law": "no", "used": "yes", "cases": 9, **rows})
    assert [made.applies(item_of(FORM, key)) for key in rows] == [False] * 4
    assert all(conditions({"law": "yes", "used": "yes", "cases": 9, **rows}).applies(item_of(FORM, key)) for key in rows)


def test_what_could_not_be_read_leaves_out_nothing() -> None:
    """Nobody knows whether the questions behind it apply."""
    made = conditions({"used": "yes", "cases": 9}, "law")
    assert made.applies(item_of(FORM, "used"))
    assert made.applies(item_of(FORM, "solved"))


def test_a_blank_behind_a_skipped_answer_is_no_fault() -> None:
    """Nor is one that is required by a skipped answer; each answer on the skipped path is told of."""
    assert found({"law": "no", "used": "yes", "cases": 9}) == {("relevant", "used"), ("relevant", "cases")}
    assert found({"law": "yes", "used": "yes", "cases": 9}) == {("required", "solved"), ("required", "all")}


def test_no_answer_is_measured_by_a_skipped_one() -> None:
    """A limit that nobody gave is none."""
    assert ("constraint", "all") not in found({"law": "no", "cases": 9, "all": 4})
    assert ("constraint", "all") in found({"law": "yes", "used": "yes", "cases": 9, "all": 4})
