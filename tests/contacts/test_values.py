"""Cells: countries, languages, codes, encodings and folding."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from email_validator import EmailNotValidError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contacts.addresses import _plain, _validated, normalised
from contacts.clean import Fault, NamedAddress, derived_code, named_addresses
from contacts.columns import ContactField, as_given
from contacts.encoding import decode
from contacts.fold import fold, squeeze
from contacts.places import country_code, language_code
from contacts.typed_contact import fields
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
        ("castellano", "es"),
        ("español castellano", "es"),
        ("español (castellano)", "es"),
        ("Spanish (Castilian)", "es"),
        ("castillan", "es"),
        ("castelhano", "es"),
        ("inglés", "en"),
        ("Englisch", "en"),
        ("english language", "en"),
        ("langue anglaise", "en"),
        ("lengua inglesa", "en"),
        ("inglesa", "en"),
        ("British English", "en"),
        ("mandarin", "zh"),
        ("chino mandarín", "zh"),
        ("普通话", "zh"),
        ("简体中文", "zh"),
        ("西班牙文", "es"),
        ("俄文", "ru"),
        ("arabe", "ar"),
        ("Modern Standard Arabic", "ar"),
        ("اللغة الإنجليزية", "en"),
        ("روسي", "ru"),
        ("португальский язык", "pt"),
        ("portugués brasileiro", "pt"),
        ("português do Brasil", "pt"),
        ("Brazilian Portuguese", "pt"),
        ("Português (Brasil)", "pt"),
        ("englische Sprache", "en"),
        ("valencià", None),
        ("français/anglais", None),
    ],
)
def test_languages_are_known_by_code_and_by_name(text: str, code: str | None) -> None:
    """In the languages of contact lists, and as people say it; two languages at once are none."""
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
    (found,) = named_addresses(squeeze(text))
    assert isinstance(found, NamedAddress)
    assert found.address.lower() == "ana@telco.example"
    assert found.address.endswith("@telco.example")


_LOCAL = st.one_of(
    st.sampled_from(["Postmaster", "INFO", "a.b", "a..b", ".a", "a" * 70]), st.text("aZ09._+-'é\u017f\u212a @\"", max_size=9)
)
_LABEL = st.one_of(
    st.sampled_from(["xn--bcher-kva", "xn--a", "ab--c", "a--b", "example", "test", "local", "onion", "arpa", "7", "a" * 63, "a" * 64]),
    st.text("aZ0-é\u017f_", max_size=5),
)
_ADDRESS = st.builds(lambda local, labels: f"{local}@{'.'.join(labels)}", _LOCAL, st.lists(_LABEL, min_size=1, max_size=6))


def _verdict(check: Callable[[str], str], address: str) -> tuple[bool, str]:
    try:
        return True, check(address)
    except EmailNotValidError as error:
        return False, str(error)


@settings(max_examples=600, deadline=None)
@given(st.one_of(_ADDRESS, _ADDRESS.map(lambda address: address.encode("ascii", "ignore").decode()), st.text("ab@.-", max_size=12)))
@example("Postmaster@telco.example")
@example("a@b.local")
@example("a" * 64 + "@" + "b." * 94 + "cd")
@example("a" * 64 + "@" + "b." * 95 + "cd")
@example("a@" + "b" * 63 + ".example")
@example("a@" + "b" * 64 + ".example")
def test_a_plain_address_has_the_verdict_that_email_validator_gives(address: str) -> None:
    """The same address, or the same sentence."""
    assert _verdict(normalised, address) == _verdict(_validated, address)


def test_a_local_part_keeps_its_case_in_ascii_alone() -> None:
    """Databases differ in what they take for the small letter of another one, and an address is suppressed whatever its case."""
    assert normalised("Élodie.Roux@École.example") == "élodie.Roux@xn--cole-9oa.example"


def test_most_addresses_are_plain() -> None:
    """Ten thousand of them are read in the time of a few hundred others."""
    plain = ["ines.carvalho@atlantida.example", "Ana_Rossi+study@mail-2.TELCO.example", "box1@org1.example"]
    assert [_plain(address) for address in plain] == [_validated(address) for address in plain]


@given(st.text())
def test_squeezing_leaves_what_can_be_seen(text: str) -> None:
    """Cells that hold nothing odd are not looked at letter by letter, and come to the same."""
    seen = unicodedata.normalize("NFC", text)
    kept = [one for one in seen if one.isspace() or one in "\u200c\u200d" or unicodedata.category(one) not in {"Cc", "Cf"}]
    assert squeeze(text) == " ".join("".join(kept).split())


@given(
    st.lists(st.sampled_from(["a@x.example", "b@y.test", "c.d@z.example"]), min_size=1, max_size=4),
    st.sampled_from([";", ", ", " ; ", "  "]),
)
def test_addresses_come_apart_as_they_were_joined(addresses: list[str], separator: str) -> None:
    """By semicolon, comma or white space."""
    assert named_addresses(separator.join(addresses)) == [NamedAddress(address) for address in addresses]


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
    with pytest.raises(ContactFileError, match="starts as utf-8, but byte 19"):
        decode("Société;Müller;".encode() + b"\xe9;a@b.example", "a.csv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Rossi: a@x.example", [("Ana Rossi", "a@x.example")]),
        ("Ana Rossi (a@x.example)", [("Ana Rossi", "a@x.example")]),
        ("a@x.example (Ana Rossi)", [("Ana Rossi", "a@x.example")]),
        ("Rossi - a@x.example", [("Rossi", "a@x.example")]),
        ("Ana Rossi a@x.example", [("Ana Rossi", "a@x.example")]),
        ("a@x.example und b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
        ("a@x.example / b@x.example|c@x.example", [("", "a@x.example"), ("", "b@x.example"), ("", "c@x.example")]),
        ("mailto:a@x.example", [("", "a@x.example")]),
    ],
)
def test_a_name_may_stand_beside_an_address_in_many_ways(text: str, expected: list[tuple[str, str]]) -> None:
    """Before it or behind it, with or without brackets; and addresses may be joined by a word."""
    assert named_addresses(text) == [NamedAddress(address, name) for name, address in expected]


@pytest.mark.parametrize("text", ["ana rossi@x.example", "a@x.co uk", "a@x. example", "a @x.example", "a@x.example b", "a@@x.example"])
def test_an_address_that_was_cut_in_two_is_none(text: str) -> None:
    """No part of it is written to, since it may be another's."""
    assert [type(one).__name__ for one in named_addresses(text)] == ["Fault"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sales/eu@x.example", ["sales/eu@x.example"]),
        ("r&d@x.example", ["r&d@x.example"]),
        ("<sales/eu@x.example>", ["sales/eu@x.example"]),
        ("a@x.example/b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example /b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example/ b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example / sales/eu@x.example", ["a@x.example", "sales/eu@x.example"]),
        ("a@x.example; sales/eu@x.example", ["a@x.example", "sales/eu@x.example"]),
    ],
)
def test_a_stroke_before_the_at_sign_is_a_part_of_the_address(text: str, expected: list[str]) -> None:
    """It parts addresses only where each part has an @ of its own (RFC 5322, section 3.2.3)."""
    assert named_addresses(text) == [NamedAddress(address) for address in expected]


@pytest.mark.parametrize(
    "text",
    [
        "|/bin/sh@x.example",
        "-oQ/tmp@x.example",
        "/box@x.example",
        "Ana Maria Rossi/ana@x.example",
        "sales/ eu@x.example",
        "a@x.example/sales/eu@x.example",
        "claire.bénard@agency.example",
    ],
)
def test_no_part_of_an_address_is_taken_for_another(text: str) -> None:
    """What looks like a command of a mail program, may be cut in two or can stand in no letter's header is told with what to do."""
    (one,) = named_addresses(text)
    assert isinstance(one, Fault)
    assert "load the file again" in one.remedy


def test_a_field_is_named_as_people_are_told_of_it() -> None:
    """With a blank or an underscore, in capitals or not; another word is none of ours."""
    for ours in ("organisation code", "organisation_code", "Organisation Code"):
        assert as_given({"Reg. no.": ours}, "list.xlsx") == {"Reg. no.": ContactField.CODE}
    with pytest.raises(ContactFileError):
        as_given({"Reg. no.": "registration"}, "list.xlsx")


def test_what_is_typed_of_a_contact_is_kept_as_a_file_says_it() -> None:
    """On one line, as letters need it, and without marks that nobody sees."""
    assert fields(name=" Ana\r\nMaria\u200b\tBerg ", salutation="Dear\n Ana,", language="en\n") == {
        "name": "Ana Maria Berg",
        "salutation": "Dear Ana,",
        "language": "en",
    }
