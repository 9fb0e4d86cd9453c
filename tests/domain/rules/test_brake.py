"""When what one source does to organisations is more than an ordinary day, and whom a message counts for."""

from __future__ import annotations

import pytest

from domain.evidence import Authentication, Author
from domain.rules.brake import allowed, source


@pytest.mark.parametrize(("organisations", "found"), [(0, 5), (3, 5), (139, 5), (299, 5), (300, 6), (349, 6), (1_000, 20), (10_000, 200)])
def test_five_organisations_or_two_of_a_hundred_are_an_ordinary_hour(organisations: int, found: int) -> None:
    """Whichever is more."""
    assert allowed(organisations) == found


def test_a_message_counts_for_the_domain_that_was_authenticated() -> None:
    """Whoever may write in its name may make up as many addresses as they like."""
    assert source(Author(address="anna@agency.example", authentication=Authentication.PASSED), on_record=False) == "agency.example"


def test_a_message_of_somebody_on_record_counts_for_their_address() -> None:
    """Nobody makes up an address that is on record, and many organisations have theirs at one provider or in one network."""
    assert source(Author(address="anna@agency.example", authentication=Authentication.PASSED), on_record=True) == "anna@agency.example"


@pytest.mark.parametrize("on_record", [True, False])
@pytest.mark.parametrize("authentication", sorted(set(Authentication) - {Authentication.PASSED}))
def test_any_other_message_counts_for_its_author(authentication: Authentication, on_record: bool) -> None:
    """Else a forger would stop what others of the domain write."""
    assert source(Author(address="anna@agency.example", authentication=authentication), on_record=on_record) == "anna@agency.example"
