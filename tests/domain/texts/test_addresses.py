"""Addresses that others chose, as they are shown."""

from __future__ import annotations

import pytest

from domain.texts.addresses import shown_address


@pytest.mark.parametrize(
    "address", ["carla@atlstel.example", "person15@xn--member15-9fg.example", "first.last+study@sub.ministry.example", ""]
)
def test_an_ordinary_address_is_shown_as_it_is(address: str) -> None:
    """Also one whose domain is written in ASCII already."""
    assert shown_address(address) == address


def test_a_letter_that_only_looks_like_a_latin_one_is_shown_as_its_number() -> None:
    """Its reader sees that it is not theirs."""
    assert shown_address("\u0440erson15@member15.example") == r"\u0440erson15@member15.example"


def test_of_a_long_address_both_ends_are_shown() -> None:
    """What stands at the end of the domain says whose it is."""
    shown = shown_address(f"{'person15.member15.example' * 2}@{'member15.example.' * 8}evil.example")
    assert (len(shown) <= 101, shown.startswith("person15.member15"), shown.endswith(".evil.example")) == (True, True, True)
    assert shown.count("…") == 2
