"""How many different people approved something, and for whom."""

from __future__ import annotations

import pytest

from domain.rules.approved import allowed, is_same_person, people


@pytest.mark.parametrize("other", ["Anna Roth", "anna roth", " Anna  Roth ", "ANNA ROTH", "Ａnna Roth"])
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
