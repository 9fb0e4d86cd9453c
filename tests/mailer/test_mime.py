"""The bytes of a message: what goes in comes out of Python's own parser, and nothing on the way has a reason to change it."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.errors import LetterError
from domain.letter import Piece, Shared
from mailer.mime import AutoSubmitted, BodyPart, Inline, LetterHeader, attach_shared, attach_stamped, base64_lines, compose

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=100).map(str.strip)
# The parser of Python 3.11 shows one more space between two encoded words of a name, so a name here has no word longer than one.
NAMES = st.lists(WORDS.filter(lambda word: len(word.encode()) <= 40), max_size=6).map(" ".join)


def headers(**changes: object) -> LetterHeader:
    """Return ordinary headers, with what a test changes."""
    values: dict[str, object] = {
        "sender_name": "International Telecommunication Union",
        "sender": "cybersecurity@itu.example",
        "to": (("Rossi, Anna", "anna.rossi@tele.test"),),
        "subject": "Study on cybercrime",
        "date": datetime(2012, 2, 10, 9, 0, tzinfo=UTC),
        "message_id": "<abcdefghijklmnop@unodc.example>",
        **changes,
    }
    return LetterHeader(**values)  # type: ignore[arg-type]  # a test names what it changes


def whole(pieces: tuple[Piece, ...]) -> bytes:
    """Join the pieces of a message."""
    return b"".join(piece.data if isinstance(piece, Shared) else piece for piece in pieces)


def parsed(pieces: tuple[Piece, ...]) -> EmailMessage:
    """Parse a message and make sure that it is clean."""
    data = whole(pieces)
    assert data.isascii()
    assert b"\0" not in data
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data), "every line ends with CRLF"
    assert max(map(len, data.split(b"\r\n"))) <= 998
    message = message_from_bytes(data, policy=policy.default)
    for part in message.walk():
        assert not part.defects
        assert not [header.defects for header in part.values() if header.defects]
    return message


def body(message: EmailMessage, kind: str) -> str:
    """Return the text or the page of a message."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@settings(max_examples=60)  # A message with long encoded names takes Python's parser some 20 ms.
@given(subject=WORDS, sender_name=NAMES, name=NAMES)
def test_any_subject_and_any_name_come_back_exactly(subject: str, sender_name: str, name: str) -> None:
    """Unicode, commas, quotes, encoded words in the text, long words: the reader sees what was written (in a name, up to spaces)."""
    message = parsed(compose(headers(subject=subject, sender_name=sender_name, to=((name, "a@b.test"),)), "t\n", "<p>h</p>\n"))
    assert message["Subject"] == subject
    assert " ".join(message["From"].addresses[0].display_name.split()) == " ".join(sender_name.split())
    assert " ".join(message["To"].addresses[0].display_name.split()) == " ".join(name.split())
    assert message["To"].addresses[0].addr_spec == "a@b.test"


@given(
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])),
    page=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])),
)
def test_any_text_comes_back_exactly(text: str, page: str) -> None:
    """Trailing spaces, lines of dots, lines without end and every script survive; line ends are CRLF."""
    message = parsed(compose(headers(), text, page))

    def lines(value: str) -> list[str]:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        return (value if value.endswith("\n") else f"{value}\n").split("\n")

    assert lines(body(message, "plain")) == lines(text)
    assert lines(body(message, "html")) == lines(page)


@given(name=WORDS.filter(lambda word: not set(word) & set('/\\"') and 0 < len(word.encode()) <= 240), data=st.binary(max_size=400))
@example(name="<>", data=b"")
def test_any_file_comes_back_exactly_under_its_name(name: str, data: bytes) -> None:
    """The file name is RFC 2231 where it must be, and the bytes are the same."""
    message = parsed(compose(headers(), "t", "h", attachments=[attach_shared(name, XLSX, data)]))
    (part,) = message.iter_attachments()
    # What the field says; `get_filename` would take angle brackets around a name away.
    assert part["Content-Disposition"].params["filename"] == name
    assert part.get_payload(decode=True) == data
    assert part.get_content_type() == XLSX


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 114, 57 * 256 - 1, 57 * 256, 57 * 256 + 1, 57 * 600 + 5])
def test_base64_has_lines_of_76_signs_however_long_it_is(size: int) -> None:
    """As the library for mail writes it, with CRLF; nothing comes of nothing."""
    data = bytes(number * 7 % 251 for number in range(size))
    assert base64_lines(data) == base64.encodebytes(data).replace(b"\n", b"\r\n")


@given(prefix=st.binary(max_size=300), tail=st.binary(max_size=200), other=st.binary(max_size=200))
def test_a_stamped_file_is_its_prefix_and_its_own_tail_and_shares_its_beginning(prefix: bytes, tail: bytes, other: bytes) -> None:
    """Base64 cut at a multiple of 57 bytes joins into the base64 of the whole."""
    stamped = attach_stamped("answers.xlsx", XLSX, prefix)
    one, two = stamped.personal(tail), stamped.personal(other, name="CYB12-0007-K.xlsx")
    assert whole(one.pieces).endswith(base64_lines(prefix + tail))
    assert [piece for piece in one.pieces if isinstance(piece, Shared)] == [piece for piece in two.pieces if isinstance(piece, Shared)]
    (part,) = parsed(compose(headers(), "t", "h", attachments=[two])).iter_attachments()
    assert (part.get_filename(), part.get_payload(decode=True)) == ("CYB12-0007-K.xlsx", prefix + other)


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@y.test", "a\nBcc: x@y.test", "a\rBcc: x@y.test", "a\0b", "a\u2028Bcc: x", "a\x85Bcc: x"])
def test_no_value_begins_a_header_of_its_own(evil: str) -> None:
    """A line end in a name or subject becomes a space; in an address, identifier or link it is refused."""
    attached = attach_shared(evil, XLSX, b"x")
    message = parsed(compose(headers(subject=evil, sender_name=evil, to=((evil, "a@b.test"),)), "t", "h", attachments=[attached]))
    assert message["Bcc"] is None
    assert "a" in message["Subject"]
    for field in ("sender", "reply_to", "message_id"):
        with pytest.raises(LetterError):
            compose(headers(**{field: f"{evil}@b.test"}), "t", "h")
    with pytest.raises(LetterError):
        compose(headers(list_unsubscribe=("https://b.test/leave/x", f"mailto:{evil}@b.test")), "t", "h")


def test_a_malformed_identifier_of_somebody_else_is_left_out() -> None:
    """An answer is sent without its thread rather than not at all."""
    message = parsed(compose(headers(in_reply_to="<no identifier\r\n>", references=("<a b@c>", "<good@y.test>")), "t", "h"))
    assert message["In-Reply-To"] is None
    assert message["References"] == "<good@y.test>"


def test_a_whole_letter_has_the_structure_that_mail_programs_expect() -> None:
    """mixed(alternative(text, related(html, picture)), attachments), and every header field stands once."""
    message = parsed(
        compose(
            headers(
                cc=(("", "copy@tele.test"),),
                reply_to="cybercrime.study+rabcdefghijklmnop@unodc.example",
                auto_submitted=AutoSubmitted.REPLIED,
                in_reply_to="<x@y.test>",
                references=tuple(f"<{'r' * 60}{n}@y.test>" for n in range(20)),
                list_unsubscribe=("mailto:cybercrime.study@unodc.example?subject=stop",),
                list_id="cybercrime-2012@unodc.example",
            ),
            "text",
            '<img src="cid:curve">',
            [Inline("curve", "image/png", b"\x89PNG")],
            [attach_shared("a.pdf", "application/pdf", b"%PDF"), attach_shared("الاستبيان.xlsx", XLSX, b"PK")],
        )
    )
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related"),
        *("text/html", "image/png", "application/pdf", XLSX),
    ]
    assert len(message["References"].split()) == 20
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["List-Unsubscribe"] == "<mailto:cybercrime.study@unodc.example?subject=stop>"
    assert message["List-Unsubscribe-Post"] is None
    assert message["List-Id"] == "<cybercrime-2012.unodc.example>"
    assert message["Date"].datetime == datetime(2012, 2, 10, 9, 0, tzinfo=UTC)
    assert len(set(message.keys())) == len(message.keys())


def test_the_same_letter_gives_the_same_bytes() -> None:
    """Nothing is random: the boundary comes from the Message-ID, and another Message-ID gives another."""
    attached: list[BodyPart] = [attach_shared("a.pdf", "application/pdf", b"%PDF")]
    assert compose(headers(), "t", "h", (), attached) == compose(headers(), "t", "h", (), attached)
    assert compose(headers(), "t", "h") != compose(headers(message_id="<other@unodc.example>"), "t", "h")


def test_a_boundary_written_in_the_text_divides_nothing() -> None:
    """A text that holds the boundary itself still comes back whole."""
    boundary = parsed(compose(headers(), "t", "h")).get_boundary()
    text = f"before\n--{boundary}\n--{boundary}--\nafter\n"
    assert body(parsed(compose(headers(), text, "h")), "plain").replace("\r\n", "\n") == text


def test_an_international_domain_is_written_in_ascii() -> None:
    """IDNA 2008 with the mapping that people expect."""
    message = parsed(compose(headers(to=(("", "info@Bücher.example"),)), "t", "h"))
    assert message["To"].addresses[0].addr_spec == "info@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "address", ["", "a", "@b.test", "a@", "a b@c.test", "a@b..test", "a@-b.test", "é@b.test", "a@b.test, c@d.test", f"{'a' * 65}@b.test"]
)
def test_what_is_no_address_is_refused_with_a_remedy(address: str) -> None:
    """It is told before anything is sent."""
    with pytest.raises(LetterError) as caught:
        compose(headers(to=(("", address),)), "t", "h")
    assert caught.value.remedy


@given(text=st.text(st.characters(codec="utf-8"), max_size=3000), subject=WORDS, name=NAMES)
def test_a_letter_is_seven_bit_clean_with_short_lines_and_says_its_language(text: str, subject: str, name: str) -> None:
    """No server needs 8BITMIME for it, no line is longer than RFC 5322 allows, and each text part says in what language it is."""
    header = LetterHeader(
        sender_name=name,
        sender="study@unodc.example",
        to=((name, "a@b.example"),),
        subject=subject,
        date=datetime(2012, 2, 10, tzinfo=UTC),
        message_id="<a@unodc.example>",
        language="fr",
    )
    data = compose(header, text, f"<p>{text}</p>")
    whole = b"".join(one.data if isinstance(one, Shared) else one for one in data)
    assert whole.isascii()
    assert max(map(len, whole.split(b"\r\n"))) <= 998
    assert [part["Content-Language"] for part in message_from_bytes(whole).walk() if not part.is_multipart()] == ["fr", "fr"]
