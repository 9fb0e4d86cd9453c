"""Numbers of codes that last: whatever a later version of a form calls a code or its question, who means the same has the same number."""

from __future__ import annotations

from domain.changes import Changes
from exports.answers import tables
from exports.columns import RESERVED
from exports.dataset import DataColumn
from exports.naming import ColumnNames
from exports.seen import SeenAnswers
from questionnaire.definition import Questionnaire
from questionnaire.versions.lasting import Lasting, lasting
from questionnaire.versions.union import Union
from tests.questionnaire.versions.forms import choice, form, question, unite

NOBODY: Lasting = {}


def columns(asked: Questionnaire, names: ColumnNames, meant: Lasting = NOBODY) -> dict[str, DataColumn]:
    """Return the columns of the answers to a form, by their keys."""
    made = tables(asked, names, SeenAnswers(long=frozenset()), lambda: (), count=0, widths={}, lasting=meant)
    return {one.key: one for table in made for one in table.columns}


def exported(union: Union, frozen: dict[str, str]) -> dict[str, DataColumn]:
    """Return the columns of an export of all versions; what is new in it is frozen."""
    names = ColumnNames(frozen, RESERVED)
    made = columns(union.questionnaire, names, lasting(union))
    frozen.update(names.new)
    return made


def gaps(column: DataColumn) -> dict[str, int]:
    """Return the numbers of the form's own missing codes."""
    return {gap.name: number for gap, number in column.missing.items() if gap.place > 4}


def test_a_missing_code_that_is_called_otherwise_keeps_its_number() -> None:
    """Whoever compares two exports of one study finds the same number for the same reason."""
    frozen: dict[str, str] = {}
    first = form(question("staff", missing=("n/a", "conf")))
    second = form(question("staff", missing=("conf", "unknown")))
    assert gaps(exported(unite(first), frozen)["staff"]) == {"n/a": -94, "conf": -93}
    after = exported(unite(first, (second, Changes(recoded={"staff": {"n/a": "unknown"}}))), frozen)
    assert gaps(after["staff"]) == {"conf": -93, "unknown": -94}


def test_a_missing_code_that_one_question_alone_calls_otherwise_keeps_its_number_there() -> None:
    """In the other question the old one stands for what it stood for."""
    frozen: dict[str, str] = {}
    first = form(question("a", missing=("n/a", "-")), question("b", missing=("n/a",)))
    second = form(question("a", missing=("n/a", "-")), question("b", missing=("-",)))
    exported(unite(first), frozen)
    after = exported(unite(first, (second, Changes(recoded={"b": {"n/a": "-"}}))), frozen)
    assert (gaps(after["a"]), gaps(after["b"])) == ({"n/a": -94, "-": -93}, {"-": -94})


def test_choices_keep_their_numbers_through_new_codes_and_a_new_name_of_their_question() -> None:
    """Also where a new choice stands before them, and two of them change places; one that is called by a number has that number."""
    frozen: dict[str, str] = {}
    first = form(choice("victim", {"yes": "Yes", "no": "No", "x": "Perhaps"}))
    second = form(choice("hurt", {"never": "Never", "no": "Yes", "yes": "No", "7": "Perhaps"}))
    changes = Changes(renamed={"victim": "hurt"}, recoded={"hurt": {"yes": "no", "no": "yes", "x": "7"}})
    exported(unite(first), frozen)
    after = exported(unite(first, (second, changes)), frozen)
    assert {code.name: code.number for code in after["hurt"].codes} == {"no": 1, "yes": 2, "never": 4, "7": 7}


def test_a_code_that_comes_to_mean_something_else_has_another_number() -> None:
    """Its old number is that of what goes on under another name."""
    frozen: dict[str, str] = {}
    first, second = form(question("a", missing=("x",))), form(question("a", missing=("y", "x")))
    exported(unite(first), frozen)
    after = exported(unite(first, (second, Changes(recoded={"a": {"x": "y"}}))), frozen)
    assert gaps(after["a"])["y"] == -94
    assert gaps(after["a"])["x"] == -93


def test_numbers_are_the_same_whenever_a_study_is_exported_first() -> None:
    """What was exported before the change and what is exported after it for the first time agree."""
    first = form(question("a", missing=("n/a", "conf")))
    second = form(question("a", missing=("-", "conf")))
    both = unite(first, (second, Changes(recoded={"a": {"n/a": "-"}})))
    assert gaps(exported(both, {})["a"]) == {"-": -94, "conf": -93}


def test_two_codes_that_become_one_have_the_number_of_the_one() -> None:
    """Of one that was there before, its own."""
    frozen: dict[str, str] = {}
    first, second = form(question("a", missing=("x", "y"))), form(question("a", missing=("y",)))
    exported(unite(first), frozen)
    after = exported(unite(first, (second, Changes(recoded={"a": {"x": "y"}}))), frozen)
    assert gaps(after["a"]) == {"y": -93}
