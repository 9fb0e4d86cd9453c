"""The code of List-Unsubscribe is read back, and proves one letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.leaving import leaving_address, leaving_code, letter_of, proves
from domain.mail.reference import holds_tag, new_tag, read_tagged, without_tags

BOX = "cybercrime.study@unodc.example"
TAG = "abcdefghij234567"


@given(st.integers(0, 2**31 - 2), st.sampled_from("+-="))
def test_the_code_of_a_letter_is_read_back_and_proves_it(letter_id: int, separator: str) -> None:
    """In any case of letters, and behind any separator."""
    code = leaving_code((leaving_address(BOX, letter_id, TAG, separator) or "").upper())
    assert code is not None
    assert letter_of(code) == letter_id
    assert proves(code, letter_id, TAG)
    assert not proves(code, letter_id + 1, TAG)
    assert not proves(code, letter_id, new_tag())


def test_a_code_shows_nothing_of_the_tag_of_its_letter() -> None:
    """So whoever sees it in a log can neither answer nor report in the name of the letter."""
    address = leaving_address(BOX, 7, TAG) or ""
    assert TAG not in address
    assert read_tagged(address) is None


def test_a_code_is_kept_back_like_any_tag() -> None:
    """Whoever gets a message passed on could stop what its sender gets."""
    address = leaving_address(BOX, 7, TAG) or ""
    assert holds_tag(f"To: {address}")
    assert not re.search(r"[a-z2-7]{12}", without_tags(address))


@pytest.mark.parametrize(("letters", "fits"), [(38, True), (39, False)])
def test_an_address_that_would_be_too_long_is_not_made(letters: int, fits: bool) -> None:
    """The part before the @ has 64 characters at most (RFC 5321 section 4.5.3.1.1)."""
    assert (leaving_address(f"{'a' * letters}@agency.example", 1, TAG) is not None) is fits


@pytest.mark.parametrize(
    "address", [BOX, f"box+b{TAG}@unodc.example", f"box+u{TAG}@unodc.example", f"box+uq{TAG}abcdefg@unodc.example", "menu@x.example"]
)
def test_any_other_address_has_no_code(address: str) -> None:
    """Tags of other kinds and ordinary words are no code."""
    assert leaving_code(address) is None
