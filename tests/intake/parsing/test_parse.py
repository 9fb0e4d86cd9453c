"""Reading messages: broken ones too, and never an exception."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.texts.visible import without_unseen
from intake.parsing.addresses import addresses
from intake.parsing.charsets import decode
from intake.parsing.headers import decode_words, parse_date, parse_parameters
from intake.parsing.html import to_text
from intake.parsing.mail import Mail
from intake.parsing.parse import parse, unpackers
from intake.parsing.unpack.smime import UNPACK as SMIME
from intake.parsing.unpack.tnef import UNPACK as TNEF


@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(raw: bytes) -> None:
    """Arbitrary bytes never raise."""
    assert isinstance(parse(raw), Mail)
    TNEF.open(b"\x78\x9f\x3e\x22" + raw)
    SMIME.open(b"\x30\x80" + raw)
    to_text(raw.decode("latin-1"))


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
    st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    st.binary(),
)
@settings(deadline=None)
def test_what_the_standard_library_writes_is_read_back(subject: str, text: str, data: bytes) -> None:
    """What the standard library writes is read back, but what nobody sees of it."""
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", subject
    message.set_content(text)
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename="réponse.bin")
    mail = parse(message.as_bytes())
    assert mail.subject == " ".join(without_unseen(subject).split())
    assert mail.text.strip() == without_unseen(text).strip()
    assert [(file.name, file.data) for file in mail.attachments] == [("réponse.bin", data)]
    assert not mail.defects


def test_many_boundaries_and_nested_parts_stay_within_bounds() -> None:
    """Many boundaries and nested parts stay within bounds."""
    nested = b"From: a@b.example\r\n"
    for level in range(60):
        nested += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    wide = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\ntext\r\n" * 5000
    for raw in (nested, wide):
        assert any("too many parts" in defect for defect in parse(raw).defects)


def test_a_header_full_of_broken_encoded_words_is_read_in_time() -> None:
    """What took the square of its length would take longer than any test may."""
    assert parse(b"From: a@b.example\r\nSubject: " + b"=?a?q?" * 200_000 + b"\r\n\r\n").sender == "a@b.example"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?B?w6k=?=", "é"),
        ("=?utf-8?Q?a_b?= =?utf-8?Q?c?=", "a bc"),
        ("=?utf-8?B?w6?= =?utf-8?B?k=?=", "\ufffd"),
        ("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"),
        ("=?iso-8859-1*fr?Q?=E9t=E9?=", "été"),
        ("=?utf-8?Q?How are you??=", "How are you?"),
        ("=?windows-1256?Q?=E3=D1=CD=C8=C7?=", "مرحبا"),
        ("=?no-such-charset?Q?=C3=A9?=", "é"),
        ("plain =?utf-8?Q?x", "plain =?utf-8?Q?x"),
    ],
)
def test_encoded_words_are_decoded_even_when_they_are_broken(raw: str, text: str) -> None:
    """Encoded words are decoded even when they are broken."""
    if text == "\ufffd":
        assert decode_words(raw)
    else:
        assert decode_words(raw) == text


def test_a_long_field_has_all_its_addresses() -> None:
    """However many stand in it."""
    everyone = tuple(f"a{number}@b.example" for number in range(400))
    assert addresses(", ".join(everyone)) == everyone
    assert addresses(", ".join(everyone[:20])) == everyone[:20]


@pytest.mark.parametrize("local", ["a" * 65, "\u0430" * 33, "a" * 60_000])
def test_what_is_longer_than_a_mailbox_is_called_is_no_address(local: str) -> None:
    """Nobody can be written to there; two authors stay two, whatever one of them is called."""
    assert addresses(f"{local}@b.example, c@d.example") == ("c@d.example",)
    assert addresses(f"a@{'b' * 253}.example") == ()
    assert parse(f"From: {local}@b.example, c@d.example\r\n\r\nHello".encode()).author == ""
    assert addresses(f"{'a' * 64}@b.example") == (f"{'a' * 64}@b.example",)


def test_no_display_name_passes_for_an_address() -> None:
    """No display name passes for an address."""
    assert addresses('"boss@bank.example" <thief@evil.example>') == ("thief@evil.example",)
    assert addresses("=?utf-8?Q?=3Cboss=40bank.example=3E?= <thief@evil.example>") == ("thief@evil.example",)
    assert addresses("Rossi, Carla <Rossi@Atlstel.Example>; b@c.example, <>") == ("rossi@atlstel.example", "b@c.example")


def test_a_domain_is_read_in_ascii_as_contacts_are_kept() -> None:
    """A domain is read in ASCII, as contacts are kept, and what is no domain as it stands."""
    assert addresses("Eva <Eva@M\u00dcNCHEN.example>") == ("eva@xn--mnchen-3ya.example",)
    assert addresses("eva@\u2603\u2603.\u2603") == ("eva@\u2603\u2603.\u2603",)


def test_dates_are_instants_or_nothing() -> None:
    """Dates are instants or nothing."""
    assert parse_date("Thu, 1 Mar 2012 16:30:00 +0100") == datetime(2012, 3, 1, 15, 30, tzinfo=UTC)
    assert parse_date("Thu, 1 Mar 2012 16:30:00 -0000") == datetime(2012, 3, 1, 16, 30, tzinfo=UTC)
    for wrong in ("", "yesterday", "Thu, 99 Mar 2012 16:30:00 +0100", "Thu, 1 Mar 9999999 16:30:00 +0100", "31 Dec 9999 23:59 -2300"):
        assert parse_date(wrong) is None, wrong


def test_file_names_are_read_as_clients_write_them() -> None:
    """File names are read as clients write them."""
    assert parse_parameters("attachment; filename=My answers.xlsx")[1]["filename"] == "My answers.xlsx"
    assert parse_parameters('a/b; name="=?utf-8?Q?=C3=A9.xlsx?="')[1]["name"] == "é.xlsx"
    assert parse_parameters("a/b; name*=iso-8859-1'fr'%E9.xlsx; name=e.xlsx")[1]["name"] == "é.xlsx"
    assert parse_parameters('a/b; name*1="b.xlsx"; name*0="a"')[1]["name"] == "ab.xlsx"


def test_text_is_read_whatever_the_label_says() -> None:
    """Text is read whatever the label says."""
    assert decode("été".encode(), "us-ascii") == "été"
    assert decode("été".encode("latin-1"), "utf-8", hint="iso-8859-1") == "été"
    assert decode("“x”".encode("cp1252"), "iso-8859-1") == "“x”"
    assert decode("日本".encode("iso2022_jp"), "iso-2022-jp") == "日本"
    assert decode(b"abc", "hex") == "abc"


def test_html_becomes_the_text_that_a_person_reads() -> None:
    """Html becomes the text that a person reads."""
    page = "<head><title>x</title><style>p{}</style></head><p>One&nbsp;<b>two</b><br>three</p>"
    page += "<blockquote><p>old</p>\n<p>older</p></blockquote>four"
    assert [line for line in to_text(page).split("\n") if line.strip("> ")] == ["One two", "three", "> old", "> older", "four"]


def test_a_message_with_lone_carriage_returns_or_an_mbox_line_is_read() -> None:
    """A message with lone carriage returns or an mbox line is read."""
    assert parse(b"From: a@b.example\rSubject: x\r\rhello\r").text == "hello"
    assert parse(b"\r\nFrom a@b.example Thu Mar  1 16:30:00 2012\r\nSubject: x\r\n\r\nhello\r\n").subject == "x"


def test_wrappings_are_known_by_type_and_by_name() -> None:
    """Wrappings are known by type and by name."""
    assert {"application/ms-tnef", "winmail.dat", "application/pkcs7-mime"} <= unpackers().keys()


def test_what_nobody_sees_is_not_read() -> None:
    """A soft hyphen within an address is none of it, and a space of no width parts no word; joiners that scripts need stay."""
    text = "Write to s.alma\u00adbrouk@water.example, and un\u200bsubscribe me. می\u200cخواهم"
    head = "From: a@b.example\r\nSubject: =?utf-8?q?un=C2=ADsubscribe?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    mail = parse((head + text).encode())
    assert mail.text == "Write to s.almabrouk@water.example, and unsubscribe me. می\u200cخواهم"
    assert mail.subject == "unsubscribe"


def test_half_of_a_letter_is_read_as_a_sign_that_can_be_kept() -> None:
    """UTF-7 may hold a surrogate alone, which no database takes and no page shows; whole letters beyond the first 65,536 stay."""
    head = "From: a@b.example\r\nSubject: =?utf-7?q?he+2AA-re?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    part = "--b\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nwho+2AA-? +2D3eAA-\r\n"
    file = "--b\r\nContent-Type: a/b; name*=utf-7''a%2B2AA-.pdf\r\n\r\nx\r\n--b--\r\n"
    mail = parse((head + part + file).encode())
    assert (mail.subject, mail.text, mail.attachments[0].name) == ("he\ufffdre", "who\ufffd? \U0001f600", "a\ufffd.pdf")
