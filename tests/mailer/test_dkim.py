"""A letter is signed with every key of its author's domain, so that any verifier finds one that it knows (RFC 6376, RFC 8463)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.letter import Piece, Shared
from mailer.dkim import SigningKey, keys_for, signed
from mailer.mime import LetterHeader, attach_shared, compose
from tests.mailer.signing import DOMAIN, both, dns, opendkim, rsa

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
KEYS = both()


SUBJECT = "Étude approfondie sur le phénomène de la cybercriminalité et les mesures prises pour y faire face"


def message(subject: str = SUBJECT) -> tuple[Piece, ...]:
    """Return a letter with a file that many share."""
    header = LetterHeader(
        sender_name="Étude",
        sender=f"study@{DOMAIN}",
        to=(("Anna Rossi", "anna@member.example"),),
        subject=subject,
        date=AT,
        message_id=f"<abc@{DOMAIN}>",
        list_unsubscribe=(f"https://{DOMAIN}/leave/x", f"mailto:study@{DOMAIN}"),
    )
    file = attach_shared("a.pdf", "application/pdf", b"%PDF" * 99)
    return compose(header, "Dear Sir, we ask for your answers.", "<p>Dear Sir</p>", (), [file])


def whole(pieces: tuple[Piece, ...]) -> bytes:
    """Return the message in one."""
    return b"".join(piece.data if isinstance(piece, Shared) else piece for piece in pieces)


def verified(data: bytes, keys: tuple[SigningKey, ...] = KEYS) -> list[bool]:
    """Return what dkimpy says of each signature, from the top."""
    return [_verifies(data, number, keys) for number in range(data.lower().count(b"dkim-signature:"))]


def _verifies(data: bytes, number: int, keys: tuple[SigningKey, ...]) -> bool:
    try:
        return bool(dkim.DKIM(data).verify(idx=number, dnsfunc=dns(keys)))
    except dkim.ValidationError:  # The body is another.
        return False


def test_rsa_and_ed25519_stand_side_by_side_and_both_verify() -> None:
    """RSA and Ed25519 stand side by side, and both verify."""
    data = whole(signed(message(), KEYS, AT))
    assert verified(data) == [True, True]
    assert data.count(b"a=rsa-sha256") == data.count(b"a=ed25519-sha256") == 1
    assert max(map(len, data.split(b"\r\n"))) < 100


def test_the_letter_itself_stays_as_it_was_and_what_is_shared_stays_shared() -> None:
    """Only fields are put above it, so that what many letters carry is kept once."""
    pieces = signed(message(), KEYS, AT)
    assert whole(pieces).endswith(whole(message()))
    assert [one for one in pieces if isinstance(one, Shared)] == [one for one in message() if isinstance(one, Shared)]
    assert signed(message(), (), AT) == message()


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        (b"Dear Sir", b"Dear Son"),
        (b"From: ", b"From: evil@evil.example\r\nFrom: "),
        (b"Subject: ", b"Subject: Pay here\r\nSubject: "),
        (b"List-Unsubscribe: <https://agency.", b"List-Unsubscribe: <https://evil."),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""),
        (b"Content-Type: multipart/mixed", b"Content-Type: text/plain"),
    ],
)
def test_a_letter_that_was_changed_on_the_way_does_not_verify(was: bytes, is_now: bytes) -> None:
    """Words, author, subject and the way to unsubscribe are covered, and no second field can be added above them."""
    data = whole(signed(message(), KEYS, AT))
    assert was in data
    assert verified(data.replace(was, is_now, 1)) == [False, False]


def test_a_letter_verifies_after_a_relay_folded_its_header_anew_and_wrote_its_own_message_id() -> None:
    """Relays do both, and neither says anything else."""
    data = whole(signed(message(), KEYS, AT))
    head, _, body = data.partition(b"\r\n\r\n")
    changed = head.replace(b"Subject: ", b"Subject:\r\n\t").replace(b"<abc@", b"<of-the-relay@")
    assert changed != head
    assert verified(changed + b"\r\n\r\n" + body) == [True, True]


@given(
    subject=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=120),
    body=st.lists(st.sampled_from([b"", b" ", b"\t ", b".", b"a  b", b"--x"]), max_size=6).map(b"\r\n".join),
    ends=st.sampled_from([b"", b"\r\n", b"\r\n\r\n\r\n"]),
)
def test_whatever_a_letter_says_its_signatures_verify(subject: str, body: bytes, ends: bytes) -> None:
    """Whatever a letter says, its signatures verify: long and foreign subjects, empty lines at its end."""
    head = whole(message(subject=subject)).partition(b"\r\n\r\n")[0]
    assert verified(whole(signed((head + b"\r\n\r\n" + body + ends,), KEYS, AT))) == [True, True]


@pytest.mark.parametrize(
    "pieces",
    [
        (b"Last words", b".\r\n", b"\r\n", b"\r\n\r\n"),
        (b"\r\n", b"\r\n"),
        (Shared.of(b"Shared words\r\n\r\n"), b""),
        (b"", Shared.of(b"Words.\r\n\r\nMore, and no end")),
    ],
)
def test_wherever_a_letter_is_cut_into_pieces_its_signatures_verify(pieces: tuple[Piece, ...]) -> None:
    """Where its lines end, and where it ends in empty ones, is seen across the pieces; also where its header is cut in two."""
    head = whole(message()).partition(b"\r\n\r\n")[0] + b"\r\n"
    for made in ((head + b"\r\n", *pieces), (head, b"\r\n", *pieces), (Shared.of(head), b"\r\n", *pieces)):
        data = whole(signed(made, KEYS, AT))
        assert data.endswith(whole(pieces))
        assert verified(data) == [True, True]


@pytest.mark.parametrize(
    ("address", "domains"),
    [
        ("study@agency.example", ["agency.example"]),
        ("study@AGENCY.example", ["agency.example"]),
        ("study@stat.agency.example", ["stat.agency.example"]),
        ("study@new.agency.example", ["agency.example"]),
        ("study@other-agency.example", []),
        ("study@example", []),
    ],
)
def test_only_keys_that_are_aligned_with_the_author_sign(address: str, domains: list[str]) -> None:
    """The keys of the author's domain sign, or those of the nearest above it (RFC 7489 section 3.1.1); any other vouches for nobody."""
    keys = [SigningKey(domain, "s", rsa()) for domain in ("agency.example", "stat.agency.example")]
    assert [key.domain for key in keys_for(address, keys)] == domains


@pytest.mark.outside
def test_opendkim_verifies_what_we_sign_and_refuses_what_was_changed(tmp_path: Path) -> None:
    """OpenDKIM verifies what we sign, and refuses what was changed."""
    data = whole(signed(message(), KEYS, AT))
    assert opendkim(data, KEYS, tmp_path) == ["pass", "pass"]
    assert opendkim(data.replace(b"Dear Sir", b"Dear Son"), KEYS, tmp_path) == ["fail", "fail"]
