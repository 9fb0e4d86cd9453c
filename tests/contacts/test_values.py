"""Cells: countries, languages, codes, encodings and folding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.clean import Mailbox, derived_code, mailboxes
from contacts.encoding import decode
from contacts.fold import fold, squeeze
from contacts.places import country_code, language_code
from domain.errors import ContactFileError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("France", "FR"),
        ("fra", "FR"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Republic of Korea", "KR"),
        ("République de Corée", "KR"),
        ("Royaume-Uni", "GB"),
        ("المملكة العربية السعودية", "SA"),
        ("الأردن", "JO"),
        ("U.S.A.", "US"),
        ("Narnia", None),
        ("", None),
    ],
)
def test_countries_are_known_by_code_and_by_name(text: str, code: str | None) -> None:
    """In English, French and Arabic."""
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EN", "en"),
        ("français", "fr"),
        ("fr-CA", "fr"),
        ("fre", "fr"),
        ("العربية", "ar"),
        ("anglais", "en"),
        ("fr ou en ?", None),
        ("English?", "en"),
    ],
)
def test_languages_are_known_by_code_and_by_name(text: str, code: str | None) -> None:
    """In the same three languages."""
    assert language_code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Ana@telco.example",
        " mailto:ana@telco.example. ",
        "<ana@telco.example>",
        "'ana@telco.example'",
        "ana@TELCO.example;",
        "\N{ZERO WIDTH SPACE}ana@telco.example\N{NO-BREAK SPACE}",
    ],
)
def test_what_people_leave_around_an_address_is_taken_away(text: str) -> None:
    """The local part keeps its case, since RFC 5321 gives it a meaning; the domain has none."""
    (found,) = mailboxes(squeeze(text))
    assert isinstance(found, Mailbox)
    assert found.address.lower() == "ana@telco.example"
    assert found.address.endswith("@telco.example")


@given(
    st.lists(st.sampled_from(["a@x.example", "b@y.test", "c.d@z.example"]), min_size=1, max_size=4),
    st.sampled_from([";", ", ", " ; ", "  "]),
)
def test_addresses_come_apart_as_they_were_joined(addresses: list[str], separator: str) -> None:
    """By semicolon, comma or white space."""
    assert mailboxes(separator.join(addresses)) == [Mailbox(address) for address in addresses]


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """So folded words can be compared with folded words."""
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1))
def test_a_derived_code_is_short_plain_and_depends_on_the_name_alone(name: str) -> None:
    """It is printed and typed, so it holds capitals, digits and hyphens only."""
    code = derived_code(name)
    assert 0 < len(code) <= 28
    assert all(character.isascii() and (character.isupper() or character.isdigit() or character == "-") for character in code)
    assert code == derived_code(f"  {name}.")


def test_names_that_share_their_ascii_letters_have_different_codes() -> None:
    """Letters that are left out still tell organisations apart."""
    assert derived_code("Nile شركة") != derived_code("Nile مؤسسة")


def test_a_file_that_breaks_off_in_its_own_encoding_is_refused() -> None:
    """A byte order mark is a promise."""
    with pytest.raises(ContactFileError, match="byte"):
        decode(b"\xef\xbb\xbfcode;email\n\xff\xfe", "a.csv")


def test_a_stray_zero_byte_does_not_make_a_file_utf_16() -> None:
    """It is passed over; the rest of the file is good."""
    assert decode(b"code;email\nA;a\0@alpha.example" + b"\nB;b@beta.example" * 20, "a.csv")[1] == "utf-8"


def test_a_few_wrong_bytes_in_utf_8_are_told_and_not_read_as_another_encoding() -> None:
    """Read as cp1252 it would be a list of misspelt names, without a word."""
    with pytest.raises(ContactFileError, match="begins like utf-8, but byte 19"):
        decode("Société;Müller;".encode() + b"\xe9;a@b.example", "a.csv")
