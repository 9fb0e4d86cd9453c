"""How many different people approved something, and for whom."""

from __future__ import annotations

import pytest

from domain.rules.approved import LONGEST, allowed, is_same_person, lacking, mixed_word, people, who_saw_all, wrong_with


@pytest.mark.parametrize("other", ["Anna Roth", "anna roth", " Anna  Roth ", "ANNA ROTH", "Ａnna Roth", "Anna-Roth", "Anna Roth."])
def test_a_name_that_is_written_otherwise_is_the_same_person(other: str) -> None:
    """Nobody is two people by pressing another key."""
    assert is_same_person("Anna Roth", other)
    assert people(["Anna Roth", other]) == ("Anna Roth",)


def test_two_names_are_two_people() -> None:
    """In the order in which they said it."""
    assert not is_same_person("Anna Roth", "Anna Rot")
    assert people(["bert", "anna", "Bert"]) == ("bert", "anna")


@pytest.mark.parametrize(
    ("said", "needed", "expected"),
    [
        ([("anna", "ab")], 1, "ab"),
        ([("anna", "ab")], 2, ""),
        ([("anna", "ab"), ("Anna", "ab")], 2, ""),
        ([("anna", "ab"), ("bert", "ab")], 2, "ab"),
        ([("anna", "ab"), ("bert", "bc")], 2, "b"),
        ([("anna", "ab"), ("bert", "bc"), ("anna", "c")], 2, "bc"),
        ([("anna", "ab"), ("bert", "bc")], 1, "abc"),
        ([], 1, ""),
    ],
)
def test_each_addressee_was_seen_by_so_many_people(said: list[tuple[str, str]], needed: int, expected: str) -> None:
    """Whoever was added between two approvals was approved by one of them."""
    assert allowed(said, needed) == frozenset(expected)


def test_who_was_seen_by_too_few_lacks_the_rest_of_them() -> None:
    """Names that are one person's count once, and whoever nobody saw lacks them all."""
    said = [("anna", "ab"), ("Anna", "ab"), ("bert", "bc")]
    assert lacking(said, "abcd", 2) == {"a": 1, "c": 1, "d": 2}
    assert lacking(said, "abc", 1) == {}


def test_who_saw_everybody_may_have_seen_them_in_several_lists() -> None:
    """Whoever approved before somebody was added did not approve the whole."""
    said = [("anna", "ab"), ("bert", "bc"), ("Anna", "c")]
    assert who_saw_all(said, "abc") == ("anna",)
    assert who_saw_all(said, "b") == ("anna", "bert")
    assert who_saw_all(said, "abcd") == ()


@pytest.mark.parametrize(
    "name",
    [
        "Anna\nRoth",
        "Anna\N{ZERO WIDTH SPACE}Roth",
        "Anna\N{RIGHT-TO-LEFT OVERRIDE}",
        "rule:intake",
        "Person : 3",
        "ｒule：x",
        "a" * (LONGEST + 1),
    ],
)
def test_nobody_decides_under_a_name_that_hides_something(name: str) -> None:
    """Nor under one by which the program signs."""
    assert wrong_with(name)


@pytest.mark.parametrize("name", ["Anna Roth", "a" * LONGEST, "Ruler: Anna", "Анна Рот", "شيماء", "O'Neil-Müller"])
def test_a_name_is_taken_as_it_is(name: str) -> None:
    """Of any script."""
    assert (wrong_with(name), mixed_word(name)) == ("", "")


@pytest.mark.parametrize(("name", "word"), [("\u0410nna Roth", "\u0410nna"), ("Anna R\u03bfth", "R\u03bfth"), ("Анна Roth", "")])
def test_a_word_of_a_name_is_of_one_script(name: str, word: str) -> None:
    """Two words may be of two."""
    assert mixed_word(name) == word
