"""Whose address stands in a field: exactly the mailbox that is written there, and never one that is part of another's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.parsing.headers import MAX_VALUE, parse_headers

ATOM = st.text("abcxyz0189!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=12)


def author(written: str) -> str:
    """Return the one author of a message with this field."""
    return parse_headers(f"From: {written}\r\n".encode()).only_address("from")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("o'brien@member6.example", "o'brien@member6.example"),
        ("O'Brien <o'brien@b.example>", "o'brien@b.example"),
        ("'a@b.example'", "a@b.example"),
        ("<'a@b.example'>", "a@b.example"),
        ("'a@b.example' <a@b.example>", "a@b.example"),
        ("'a@b.example", "'a@b.example"),
        ("x'a@b.example", "x'a@b.example"),
        (".a@b.example", ".a@b.example"),
        ("a@b.example.", "a@b.example"),
        ("(a@b.example) c@b.example", "c@b.example"),
        ("c@b.example (a@b.example (Jr.))", "c@b.example"),
        ("a@b.example <c@b.example>", "c@b.example"),
        ('"Doe, J" <j@b.example>', "j@b.example"),
        ("Doe, J <j@b.example>", "j@b.example"),
        ("<mailto:j@b.example> (work)", "j@b.example"),
        ("j@DÖMAIN.example", "j@xn--dmain-jua.example"),
        ("\u212aaspar@b.example", ""),
        ("\u212blesund@b.example", ""),
        ("\uff41@b.example", ""),
        ("e\u0301milie@b.example", "e\u0301milie@b.example"),
        ("Émilie@b.example", "émilie@b.example"),
        ('"x".a@b.example', ""),
        ('<"x".a@b.example>', ""),
        ('x."y"a@b.example', ""),
        ("x(y)a@b.example", ""),
        ("x.(y)a@b.example", ""),
        ("x((y))a@b.example", ""),
        ("x(y(z))a@b.example", ""),
        ("x(y)(z)a@b.example", ""),
        ("a@evil(x(y))b.example", ""),
        (r"(\)a@b.example) c@b.example", "c@b.example"),
        ("x . a@b.example", ""),
        ("<x . a@b.example>", ""),
        ("x\\a@b.example", ""),
        ('x"a@b.example', ""),
        ("=?utf-8?q?x?=.a@b.example", ""),
        ("a@b.example, c@b.example", ""),
        ("John Doe john@b.example", ""),
        ("<a@c@b.example>", ""),
        ("J <a@b.example", ""),
    ],
)
def test_an_author_is_exactly_who_is_written_there(written: str, address: str) -> None:
    """What may be read in two ways names nobody."""
    assert author(written) == address


@pytest.mark.parametrize(
    "written",
    [
        '"x".a@b.example',
        "x(y)a@b.example",
        "x((y))a@b.example",
        "x . a@b.example",
        "x .  a@b.example",
        "<x . a@b.example>",
        "x\\a@b.example",
        'x"a@b.example',
    ],
)
def test_no_answer_goes_to_who_is_part_of_another_mailbox(written: str) -> None:
    """Where many may stand, too, as in To and Reply-To: what cannot be read is nobody."""
    assert parse_headers(f"Reply-To: {written}, c@b.example\r\n".encode()).addresses("reply-to") == ("c@b.example",)


@given(st.lists(ATOM, min_size=1, max_size=4).map(".".join), st.sampled_from(["{}", "<{}>", "Somebody <{}>", "{} (Somebody)"]))
def test_every_mailbox_without_quotations_is_read_letter_for_letter(local: str, form: str) -> None:
    """Whatever letters RFC 5322 allows it; but an encoded word is a name, and nothing of an address."""
    found = author(form.format(f"{local}@b.example"))
    assert found == f"{local}@b.example" or ("=?" in local and not found)


@given(st.text("x.'\"()\\ ,;<>=?", max_size=8).filter(lambda text: not text.rstrip("'").endswith((",", ";", "<", ">"))))
def test_nothing_before_an_address_is_passed_over(before: str) -> None:
    """Whoever is read is `a@b.example` only where no letter stands before it; in brackets, and quotations that are closed, are names."""
    found = author(f"{before}a@b.example")
    assert found != "a@b.example" or not before.replace(" ", "").strip("'") or before.rstrip()[-1:] in {")", '"'}


@pytest.mark.parametrize("sign", ["(", ")", "()", "(a", '"', '"a" ', "a@b.example (", "<", "'", "a.", "a@", " . "])
@pytest.mark.timeout(60)
def test_a_long_field_is_read_whatever_is_in_it(sign: str) -> None:
    """Each takes milliseconds; where every sign were looked at for every other, it would be minutes."""
    long = sign * (MAX_VALUE // len(sign))
    assert author(long) == ""
    assert author(f"{long} <a@b.example>") in {"", "a@b.example"}
