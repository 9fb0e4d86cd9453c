"""When what one source does to organisations is more than an ordinary day, and whom a message counts for."""

from __future__ import annotations

import pytest

from domain.evidence import Authentication, Author
from domain.rules.brake import source, too_many


@pytest.mark.parametrize(
    ("touched", "organisations", "found"),
    [(5, 3, False), (6, 3, True), (6, 139, True), (6, 299, True), (6, 300, False), (7, 300, True), (20, 1_000, False), (21, 1_000, True)],
)
def test_more_than_five_organisations_or_two_of_a_hundred_are_too_many(touched: int, organisations: int, found: bool) -> None:
    """Whichever is more."""
    assert too_many(touched, organisations) is found


def test_a_message_counts_for_the_domain_that_was_authenticated() -> None:
    """Whoever may write in its name may make up as many addresses as they like."""
    assert source(Author(address="anna@agency.example", authentication=Authentication.PASSED)) == "agency.example"


@pytest.mark.parametrize("authentication", sorted(set(Authentication) - {Authentication.PASSED}))
def test_any_other_message_counts_for_its_author(authentication: Authentication) -> None:
    """Else a forger would stop what others of the domain write."""
    assert source(Author(address="anna@agency.example", authentication=authentication)) == "anna@agency.example"
