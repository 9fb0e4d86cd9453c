"""The printed reference, the token and the tagged addresses."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from domain.mail.reference import (
    DELIVERY,
    INVITATION,
    check_character,
    find_references,
    is_tag,
    new_tag,
    prefix_problem,
    printed,
    read_tagged,
    tagged,
)

PREFIXES = st.from_regex(r"\A[A-Z][A-Z0-9]{1,7}\Z")
SERIALS = st.integers(1, 99_999)
ANY_PREFIX = st.text(max_size=14) | st.text(string.ascii_letters + string.digits + "-_ ßéı٣", max_size=14)
CHARACTERS = string.digits + string.ascii_uppercase


def test_the_check_character_is_that_of_the_standard() -> None:
    """ISO/IEC 7064 gives this one for MOD 37,36."""
    assert check_character("A12425GABC1234002") == "M"


@given(ANY_PREFIX, st.integers(0, 9_999_999))
@example("ab", 0)
@example("A12345678901", 9_999_999)
@example("CYB12", 1_000_000)
def test_what_is_printed_with_an_accepted_prefix_is_found_as_it_is(prefix: str, serial: int) -> None:
    """A prefix is either refused, or each of its references stands for itself, from the first to the last."""
    reference = printed(prefix, serial)
    assert prefix_problem(prefix) or find_references(reference) == (reference,)


@pytest.mark.parametrize(
    "prefix",
    ["", "A", "ITU-CYB", "ITU CYB", "12CYB", "CYB12-", " CYB", "CYB\n", "ÉTUDE", "STRAßE", "ABCDEFGHIJKLM", "ABCDEFGHIJKLMNO", "CY٣"],
)
def test_a_prefix_that_could_not_be_found_again_is_refused(prefix: str) -> None:
    """Too short, too long, another character, or a digit in front."""
    assert "begins with a letter" in prefix_problem(prefix)


@pytest.mark.parametrize("prefix", ["CYB12", "cyb12", "AB", "A1", "ABCDEFGHIJKL"])
def test_letters_and_digits_are_accepted(prefix: str) -> None:
    """Lower case is, too: it is printed in upper case."""
    assert prefix_problem(prefix) == ""


@given(PREFIXES, SERIALS)
def test_a_printed_reference_is_found_again(prefix: str, serial: int) -> None:
    """It is found in a sentence, once, however often it stands there."""
    reference = printed(prefix, serial)
    assert find_references(f"Re: your letter ({reference}), {reference}.") == (reference,)


@given(PREFIXES, SERIALS, st.sampled_from(["-", " ", "\u2013", "\u2011", "_", " - "]))
def test_a_reference_that_a_person_retyped_is_found(prefix: str, serial: int, dash: str) -> None:
    """Lower case, other dashes and spaces do not matter."""
    reference = printed(prefix, serial)
    assert find_references(f"ref {reference.lower().replace('-', dash)} please") == (reference,)


@given(PREFIXES, SERIALS, st.data())
def test_one_wrong_character_is_noticed(prefix: str, serial: int, data: st.DataObject) -> None:
    """No single substitution gives another valid reference."""
    reference = printed(prefix, serial)
    place = data.draw(st.sampled_from([index for index, character in enumerate(reference) if character != "-"]))
    other = data.draw(st.sampled_from(CHARACTERS))
    assume(other != reference[place])
    assert reference[:place] + other + reference[place + 1 :] not in find_references(reference[:place] + other + reference[place + 1 :])


def test_ordinary_text_holds_no_reference() -> None:
    """Telephone numbers, resolutions and file names are not taken for one."""
    assert find_references("Tel. + 41 22 730 6760, A/RES/65/230, UNODC_CCPCJ_EG4_2011_2_E.pdf, 2012-02-10") == ()


@given(st.sampled_from(["Tel", "Fax", "ext", "No"]), st.integers(1_000_000, 9_999_999), st.sampled_from(CHARACTERS), st.sampled_from(" -"))
def test_seven_digits_without_dashes_are_a_telephone_number(word: str, number: int, after: str, between: str) -> None:
    """Whatever the check character would be."""
    assert find_references(f"{word} {number}{between}{after}") == ()
    assert find_references(f"{word}-{number} {after}") == ()


@given(st.sampled_from([INVITATION, DELIVERY]), st.sampled_from("+-="))
def test_a_tagged_address_is_read_back(kind: str, separator: str) -> None:
    """The tag and the address that it was put on come back, in any case of letters."""
    tag = new_tag()
    address = tagged("cybercrime.study@unodc.example", kind, tag, separator)
    assert is_tag(tag)
    assert len(address.rpartition("@")[0]) <= 64
    found = read_tagged(address.upper(), separator)
    assert found is not None
    assert (found.kind, found.tag, found.base) == (kind, tag, "cybercrime.study@unodc.example")


@given(st.text(max_size=60))
def test_any_other_text_carries_no_tag(text: str) -> None:
    """Whatever is no tagged address is told so, without an error."""
    assert read_tagged(f"{text}@unodc.example") is None or "+" in text


def test_tags_do_not_repeat() -> None:
    """Eighty random bits do not collide in practice."""
    assert len({new_tag() for _ in range(2_000)}) == 2_000
