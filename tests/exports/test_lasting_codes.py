"""Numbers of codes that last: whatever a later version of a form calls a code or its question, who means the same has the same number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.changes import Changes
from exports.answers import tables
from exports.dataset import DataColumn
from exports.fixed import RESERVED
from exports.naming import ColumnNames
from exports.seen_answers import SeenAnswers
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.versions.lasting import Lasting, lasting
from questionnaire.versions.union import Union
from tests.questionnaire.versions.forms import choice, form, question, unite

NOBODY: Lasting = {}
NO_STRAYS: Mapping[str, str] = {}


def columns(
    asked: Questionnaire, names: ColumnNames, meant: Lasting = NOBODY, strays: Mapping[str, str] = NO_STRAYS
) -> dict[str, DataColumn]:
    """Return the columns of the answers to a form, by their keys; `strays` are answers that no form knows, by their questions."""
    seen = SeenAnswers(long=frozenset())
    seen.add(strays)
    made = tables(asked, names, seen, lambda: (), count=0, widths={}, lasting=meant)
    return {one.key: one for table in made for one in table.columns}


def exported(union: Union, frozen: dict[str, str], **strays: str) -> dict[str, DataColumn]:
    """Return the columns of an export of all versions; what is new in it is frozen."""
    names = ColumnNames(frozen, RESERVED)
    made = columns(union.questionnaire, names, lasting(union), strays)
    frozen.update(names.new)
    return made


def gaps(column: DataColumn) -> dict[str, int]:
    """Return the numbers of the form's own missing codes."""
    return {gap.name: number for gap, number in column.missing.items() if gap.place > 4}


def codes(column: DataColumn) -> dict[str, int]:
    """Return the numbers of the codes of a column."""
    return {code.name: code.number for code in column.codes}


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
    """Also where a new choice stands before them, and two of them change places, and one comes to be called by a number."""
    frozen: dict[str, str] = {}
    first = form(choice("victim", {"yes": "Yes", "no": "No", "x": "Perhaps"}))
    second = form(choice("hurt", {"never": "Never", "no": "Yes", "yes": "No", "7": "Perhaps"}))
    changes = Changes(renamed={"victim": "hurt"}, recoded={"hurt": {"yes": "no", "no": "yes", "x": "7"}})
    exported(unite(first), frozen)
    after = exported(unite(first, (second, changes)), frozen)
    assert {code.name: code.number for code in after["hurt"].codes} == {"no": 1, "yes": 2, "7": 3, "never": 4}


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


def test_of_several_choices_that_become_a_new_one_the_first_that_began_gives_its_number() -> None:
    """However later versions ordered them."""
    frozen: dict[str, str] = {}
    first, second = form(choice("a", {"x": "X", "y": "Y", "z": "Z"})), form(choice("a", {"z": "Z", "x": "X", "y": "Y"}))
    third = (form(choice("a", {"y": "X", "x": "Y", "z": "Z"})), Changes(recoded={"a": {"x": "y", "y": "x"}}))
    fourth = (form(choice("a", {"w": "Y", "y": "X"})), Changes(recoded={"a": {"z": "w", "x": "w"}}))
    exported(unite(first), frozen)
    assert codes(exported(unite(first, second, third, fourth), frozen)["a"]) == {"w": 2, "y": 1}


def test_no_number_is_given_to_two_choices_where_one_is_called_by_the_number_of_another() -> None:
    """Also where a new choice has the number that another one was called by, and whenever the study is exported first."""
    first = form(choice("a", {"1": "Yes", "2": "No"}))
    moved = unite(first, (form(choice("a", {"yes": "Yes", "1": "No"})), Changes(recoded={"a": {"1": "yes", "2": "1"}})))
    new = unite(first, (form(choice("a", {"1": "Perhaps", "yes": "Yes", "2": "No"})), Changes(recoded={"a": {"1": "yes"}})))
    frozen: dict[str, str] = {}
    exported(unite(first), frozen)
    for known in (frozen, {}):
        assert codes(exported(moved, dict(known))["a"]) == {"yes": 1, "1": 2}
        assert codes(exported(new, dict(known))["a"]) == {"yes": 1, "2": 2, "1": 3}


def test_a_choice_that_comes_to_be_called_by_a_number_keeps_its_own() -> None:
    """What was exported as 1 stays 1; a study that is exported for the first time takes the number that it is called by."""
    first, second = form(choice("a", {"yes": "Yes", "no": "No"})), form(choice("a", {"2": "Yes", "1": "No"}))
    both = unite(first, (second, Changes(recoded={"a": {"yes": "2", "no": "1"}})))
    frozen: dict[str, str] = {}
    exported(unite(first), frozen)
    assert codes(exported(both, frozen)["a"]) == {"2": 1, "1": 2}
    assert codes(exported(both, {})["a"]) == {"2": 2, "1": 1}


def test_a_choice_into_which_another_goes_later_keeps_its_number() -> None:
    """Also where the other is the older one."""
    first, second, third = (form(choice("a", some)) for some in ({"x": "X"}, {"x": "X", "y": "Y"}, {"y": "Y"}))
    frozen: dict[str, str] = {}
    assert codes(exported(unite(first, second), frozen)["a"]) == {"x": 1, "y": 2}
    assert codes(exported(unite(first, second, (third, Changes(recoded={"a": {"x": "y"}}))), frozen)["a"]) == {"y": 2}


def test_a_missing_code_into_which_another_goes_later_keeps_its_number() -> None:
    """Also where the other is the older one."""
    first, second, third = (form(question("a", missing=some)) for some in (("x",), ("x", "y"), ("y",)))
    frozen: dict[str, str] = {}
    assert gaps(exported(unite(first, second), frozen)["a"]) == {"x": -94, "y": -93}
    assert gaps(exported(unite(first, second, (third, Changes(recoded={"a": {"x": "y"}}))), frozen)["a"]) == {"y": -93}


def test_numbers_that_the_older_program_gave_under_later_names_stay() -> None:
    """It knew of no first names: what it published last is what a reader has; later names change nothing any more."""
    forms = [form(choice(name, {code: "Yes"}), question("n", missing=(gap,))) for name, code, gap in zip("abc", "xyz", "-.:", strict=True)]
    then = {"code a=no": "1", "code a=x": "2", "code b=no": "3", "code b=x": "4", "code b=y": "5", "missing=-": "5", "missing=.": "6"}
    second = (forms[1], Changes(renamed={"a": "b"}, recoded={"b": {"x": "y"}, "n": {"-": "."}}))
    third = (forms[2], Changes(renamed={"b": "c"}, recoded={"c": {"y": "z"}, "n": {".": ":"}}))
    for name, code, gap, made in (("b", "y", ".", unite(forms[0], second)), ("c", "z", ":", unite(forms[0], second, third))):
        found = exported(made, then)
        assert codes(found[name]) == {code: 5}
        assert gaps(found["n"]) == {gap: -93}


def test_a_stray_old_code_beside_its_renamed_self_has_a_number_of_its_own() -> None:
    """Nobody knows that it means the same: no form has it any more."""
    first = form(choice("a", {"x": "X"}), question("n", missing=("n/a",)))
    second = form(choice("a", {"y": "X"}), question("n", missing=("-",)))
    both = unite(first, (second, Changes(recoded={"a": {"x": "y"}, "n": {"n/a": "-"}})))
    found = exported(both, {}, a="x", n="n/a")
    assert codes(found["a"]) == {"y": 1, "x": 2}
    assert gaps(found["n"]) == {"-": -94, "n/a": -93}


def test_a_new_question_with_the_name_of_another_has_numbers_of_its_own() -> None:
    """Whether the other one was dropped or goes on under a new name."""
    first, after = form(choice("a", {"x": "X", "y": "Y"})), question("a", QuestionType.SELECT_ONE, "Other", choices={"y": "Why", "x": "Ex"})
    old = choice("a", {"x": "X", "y": "Y"})
    renamed = form(replace(old, name="b"), after)
    for second, changes, name in ((form(after), Changes(dropped=("a",)), "a_v1"), (renamed, Changes(renamed={"a": "b"}), "b")):
        frozen: dict[str, str] = {}
        exported(unite(first), frozen)
        found = exported(unite(first, (second, changes)), frozen)
        assert (codes(found[name]), codes(found["a"])) == ({"x": 1, "y": 2}, {"y": 1, "x": 2})


_CALLED = ("1", "2", "3", "x", "y")


@st.composite
def _histories(draw: st.DrawFn) -> list[tuple[Questionnaire, Changes]]:
    """Draw versions of one question: choices are dropped, merged and called otherwise, new ones come under any free name."""
    said, made = {code: code for code in draw(st.lists(st.sampled_from(_CALLED), min_size=1, unique=True))}, 0
    versions = [(form(choice("a", said)), Changes())]
    ages, ever = {text: age for age, text in enumerate(said.values())}, set(said)
    for _ in range(draw(st.integers(1, 4))):
        # What is dropped is not there under another meaning in the same version: such a mapping is refused.
        dropped = draw(st.sets(st.sampled_from([*said, ""]))) - {""}
        free = sorted({*_CALLED} - dropped)
        recoded = {code: draw(st.sampled_from(free)) for code in said if free and code not in dropped and draw(st.booleans())}
        after = {code: said[code] for code in said if code not in dropped and code not in recoded}
        for code, to in sorted(recoded.items(), key=lambda one: ages[said[one[0]]]):
            # Of several that become one it is that which is called so already, or else the oldest.
            after.setdefault(to, said.get(to, said[code]) if recoded.get(to, to) == to else said[code])
        for code in draw(st.lists(st.sampled_from(free), max_size=2)) if free else ():
            made += 1
            after.setdefault(code, f"New {made}")
        begun = {code for code in after if after[code] not in ages}
        said = dict(draw(st.permutations(list(after.items()))))
        if begun & (ever - {*recoded}):
            # What took the code of something else that is gone makes it another question, whose codes all begin with it.
            ages, ever = {}, set()
        ever |= {*said}
        ages |= {text: age for age, text in enumerate(said.values(), len(ages)) if text not in ages}
        recoded = {code: to for code, to in recoded.items() if code != to}
        changes = Changes(recoded={"a": recoded} if recoded else {}, dropped=tuple(f"a/{code}" for code in sorted(dropped)))
        versions.append((form(choice("a", said)), changes))
    return versions


@settings(max_examples=300)
@given(_histories(), st.data())
def test_whatever_versions_there_are_numbers_of_a_column_are_distinct_and_never_move(
    versions: list[tuple[Questionnaire, Changes]], data: st.DataObject
) -> None:
    """What a choice says tells who means the same; what is a question of its own has a column of its own."""
    frozen: dict[str, str] = {}
    before: dict[tuple[int, str], int] = {}
    for count in range(1, len(versions) + 1):
        if not data.draw(st.booleans()):
            continue
        made = unite(*versions[:count])
        found = exported(made, frozen)
        for place, track in enumerate(made.history.questions):
            column = found[made.translations[track.newest].names[track.last.name]]
            assert len({code.number for code in column.codes}) == len(column.codes)
            now = {(place, code.label["en"]): code.number for code in column.codes}
            assert {one: number for one, number in now.items() if one in before and before[one] != number} == {}
            before |= now
