"""ColumnNames of columns and numbers of codes: any program takes them, and no later version of a form changes them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from exports.columns import INSTANCE, ORGANISATION
from exports.fixed import RESERVED, GapPlace
from exports.missing import GENERAL
from exports.naming import ColumnNames

_KEYS = st.lists(
    st.text(max_size=50) | st.sampled_from(["all", "ALL", "str12", "_x", "x_", "x", "X", "x_m", "q1", "1"]), max_size=12, unique=True
)


@given(_KEYS)
def test_every_name_is_one_that_all_programs_take_and_no_other_has(keys: list[str]) -> None:
    """Whatever the questions are called; there is room for a companion too."""
    names = ColumnNames({}, reserved=("organisation",))
    made = [names.name(key) for key in keys]
    assert all(re.fullmatch("[a-z][a-z0-9_]{0,29}", name) and not name.endswith("_") for name in made)
    with_companions = [*made, *(f"{name}_m" for name in made), "organisation"]
    assert len(set(with_companions)) == len(with_companions)
    assert not {"all", "str12"} & set(made)


@given(_KEYS, _KEYS)
def test_a_name_once_given_stays_whatever_questions_come(before: list[str], after: list[str]) -> None:
    """Also where a new question stands first, and would have had the name."""
    first = ColumnNames({})
    given_ = {key: first.name(key) for key in before}
    later = ColumnNames(first.new)
    for key in after:
        later.name(key)
    assert {key: later.name(key) for key in before} == given_


def test_a_code_once_numbered_keeps_its_number() -> None:
    """New ones are counted on; one that is called by a number has that, where no other code has it."""
    first = ColumnNames({})
    assert [first.number("code victim", one, 1) for one in ("yes", "no")] == [1, 2]
    later = ColumnNames(first.new)
    assert [later.number("code victim", one, 1) for one in ("perhaps", "yes", "no")] == [3, 1, 2]
    assert [later.number("code victim", "7", 1, 7), later.number("code victim", "other", 1), later.number("code victim", "3", 1, 3)] == [
        7,
        8,
        9,
    ]


def test_no_question_is_called_as_a_column_that_every_export_has() -> None:
    """The reserved names are written down without what the columns are called in each language: one that is added there is one here."""
    assert {one for one in RESERVED if not one.startswith("table_")} == {one.name for one in (*ORGANISATION, INSTANCE)}


def test_the_reasons_of_every_study_have_their_numbers_for_ever() -> None:
    """Whoever reads an export of earlier years back knows them by their places."""
    assert [(one.place, one.name) for one in GENERAL] == [
        (0, "unanswered"),
        (1, "withheld"),
        (2, "not_applicable"),
        (3, "not_asked"),
        (4, "unreadable"),
    ]
    assert [one.place for one in GENERAL] == list(GapPlace)
