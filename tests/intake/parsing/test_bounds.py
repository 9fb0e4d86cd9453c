"""What is bounded in a message, and what is gone through once: hostile text is read like any other, and what was left out is told."""

from __future__ import annotations

import pytest

from intake.parsing.addresses import addresses
from intake.parsing.headers import decode_words
from intake.parsing.parse import MAX_PARTS, MAX_REPORTS, parse
from intake.parsing.unpack.smime import UNPACK as SMIME
from intake.parsing.unpack.uuencode import MAX_FILES, extract

HEAD = b"From: a@a.example\r\nSubject: a\r\n"
BLOCK = b"begin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n"


def test_a_uuencoded_file_is_taken_out_of_its_text() -> None:
    """What stands before and behind it stays."""
    assert extract(b"before\r\n" + BLOCK + b"after\r\n") == (b"before\r\n\r\nafter\r\n", (("a.txt", b"abc"),))


def test_a_beginning_without_an_end_is_text_and_hides_no_file() -> None:
    """However many there are: the next one may have an end."""
    body, files = extract(b"begin 644 b.txt\r\n" * 20_000 + BLOCK)
    assert files == (("a.txt", b"abc"),)
    assert body.count(b"begin 644 b.txt") == 20_000


def test_only_so_many_uuencoded_files_are_taken() -> None:
    """What is more stays text."""
    body, files = extract(BLOCK * (MAX_FILES + 1))
    assert len(files) == MAX_FILES
    assert b"begin 644 a.txt" in body


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ('"A \\"B\\" <no@no.example>" <a@a.example>', ("a@a.example",)),
        ('"Anna <a@a.example>', ("a@a.example",)),  # A quote that nothing closes.
        ('"' + '\\"' * 30_000 + " a@a.example", ("a@a.example",)),
        ("<" + " " * 60_000 + " a@a.example", ("a@a.example",)),
        ("a" * 60_000, ()),
        ("a" * 60_000 + " b@b.example", ("b@b.example",)),
        ("< mailto:a@a.example >", ("a@a.example",)),
        ("=?a?q?" * 10_000 + " a@a.example", ("a@a.example",)),
    ],
)
def test_the_address_of_a_hostile_field_is_found_or_there_is_none(raw: str, found: tuple[str, ...]) -> None:
    """No text of it is gone through twice."""
    assert addresses(raw) == found


def test_an_encoded_word_may_end_with_the_padding_of_base64() -> None:
    """Its own `=` before the end is no beginning of another word, and a word that never ends hides none behind it."""
    assert decode_words("=?utf-8?b?w6k=?=") == "é"
    assert decode_words("=?utf-8?q?a =?utf-8?q?b?=") == "=?utf-8?q?a b"


def test_parts_beyond_the_bound_are_not_read_and_that_is_told_once() -> None:
    """Their files are not there."""
    parts = b'--b\r\nContent-Type: application/pdf; name="a.pdf"\r\n\r\n%PDF\r\n' * (MAX_PARTS + 50)
    mail = parse(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts)
    assert len(mail.attachments) == MAX_PARTS - 1
    assert mail.defects == ("The message has too many parts, or parts nested too deeply. Some were not read.",)


def test_a_report_of_more_recipients_than_any_letter_has_is_read_in_part() -> None:
    """The rest is told."""
    groups = b"".join(b"Final-Recipient: rfc822; a%d@a.example\r\n\r\n" % number for number in range(MAX_REPORTS + 10))
    mail = parse(HEAD + b"Content-Type: message/delivery-status\r\n\r\n" + groups)
    assert len(mail.statuses) == MAX_REPORTS
    assert mail.defects == (f"A report says more than {MAX_REPORTS} things. The rest of it was not read.",)


@pytest.mark.parametrize(
    "data", [b"-----BEGIN A-----" * 50_000, b"\x30\x80" * 50_000, b"\x30\x04\x06\x00\xa0\x00", b"\x24\x82\xff\xff" * 20_000]
)
def test_a_broken_signature_wraps_nothing(data: bytes) -> None:
    """It stays closed."""
    assert SMIME.open(data).encrypted


@pytest.mark.parametrize("encoding", ["7bit", "base64"])
def test_of_a_file_that_was_cut_no_more_is_kept_than_tells_its_kind(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    """The rest of it is missing; the words before it, and files that came whole, are read."""
    monkeypatch.setattr("intake.parsing.parse.MAX_BYTES", 4_000_000)
    part = b"\r\n--p\r\nContent-Type: application/octet-stream; name=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s"
    words = HEAD + b"Content-Type: multipart/mixed; boundary=p\r\n\r\n--p\r\n\r\nHere they are."
    whole, cut = part % (b"whole", b"7bit", b"a" * 1_500_000), part % (b"cut", encoding.encode(), b"UEsD" * 1_000_000)
    found = parse(words + whole + cut + b"\r\n--p--\r\n")
    assert found.text == "Here they are."
    assert [(one.name, len(one.data)) for one in found.attachments] == [
        ("whole", 1_500_000),
        ("cut", 1_048_576 * 3 // 4 if encoding == "base64" else 1_048_576),
    ]
    assert any("The rest of it was not read" in one for one in found.defects)
