"""Of HTML, what a page shows is read: not what is made invisible; and what is struck out is seen to be."""

from __future__ import annotations

import pytest

from intake.parsing import texts
from intake.parsing.html import read, to_text
from intake.parsing.parse import parse
from intake.parsing.texts import PartText, joined, meant


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "color:red; display : none",
        "mso-hide:all",
        "visibility:hidden",
        "opacity:0",
        "opacity:0.0;color:red",
        "max-height:0px",
    ],
)
def test_what_a_page_does_not_show_is_not_read(style: str) -> None:
    """Whatever makes it invisible."""
    assert to_text(f'<div style="{style}">accept</div><p>Who?</p>') == "Who?"


@pytest.mark.parametrize(
    "style", ["opacity:0.8", "opacity:01", "max-height:0.5em", "max-height:100px", "font-size:0.8em", "visibility:visible"]
)
def test_what_only_looks_like_that_is_read(style: str) -> None:
    """A number that begins with nothing is not nothing."""
    assert to_text(f'<div style="{style}">Who?</div>') == "Who?"


@pytest.mark.parametrize(
    ("around", "within", "shown"),
    [
        ("font-size:0", "", "Who?"),
        ("font-size: 0px; line-height:0", "font-size:1em", "Who?"),
        ("color:red;FONT-SIZE:0.0pt", "font-size:120%", "Who?"),
        ("font-size:0", "font-size:larger", "Who?"),
        ("font-size:0", "color:red", "Who?"),
        ("font-size:0", "font-size:12px", "accept\n\nWho?"),
        ("font-size:0", "font-size:medium", "accept\n\nWho?"),
        ("font-size:0", "font:italic bold 14px/20px Arial", "accept\n\nWho?"),
        ("font:0/0 a", "color:red", "Who?"),
        ("font-size:12px", "font-size:0", "Who?"),
        ("font-size:..", "font-size:1..2px", "accept\n\nWho?"),
    ],
)
def test_letters_of_no_size_are_not_read_until_something_gives_them_one(around: str, within: str, shown: str) -> None:
    """Templates of newsletters set a size of nothing around what has a size of its own."""
    assert to_text(f'<div style="{around}"><b style="{within}">accept</b></div><p>Who?</p>') == shown


@pytest.mark.parametrize(
    "html",
    [
        "<s>accept</s> it",
        "<strike>accept</strike> it",
        "<del>accept</del> it",
        '<span style="text-decoration:line-through">accept</span> it',
        '<span style="color:red;text-decoration-line: underline line-through">accept</span> it',
    ],
)
def test_what_is_struck_out_stands_between_marks(html: str) -> None:
    """It is not left out, since who reads it is to know what was written."""
    assert to_text(f"<p>{html}</p>") == "~~accept~~ it"


def test_the_marks_stand_on_the_line_of_what_is_struck_out() -> None:
    """Also around a whole paragraph."""
    assert to_text('<p style="text-decoration:line-through">accept</p><p>reject</p>') == "~~accept~~\n\nreject"
    assert to_text('<p style="text-decoration:underline">accept</p>') == "accept"


@pytest.mark.parametrize("depth", [300, 2_000, 3_000, 20_000])
def test_quotations_within_quotations_hide_nothing_below_them(depth: int) -> None:
    """However long a thread is: the parser's own limit is 256."""
    assert read(f"{'<div>' * depth}Theirs{'</div>' * depth}<p>Mine</p>") == ("Theirs\n\nMine", True)


def test_a_page_that_is_not_read_to_its_end_says_so() -> None:
    """It is longer than a page may be."""
    assert not read("<p>Mine</p>" * 100_000)[1]


def test_a_picture_within_a_page_takes_no_room() -> None:
    """Some programs write it out where it is shown, and the words stand below."""
    assert read(f"<img src='data:image/png;base64,{'A' * 1_500_000}'><p>Mine</p>") == ("Mine", True)


def test_what_is_shown_where_no_script_runs_is_read() -> None:
    """No mail program runs scripts."""
    assert to_text("<noscript>Mine</noscript>") == "Mine"


@pytest.mark.parametrize(
    ("plain", "html", "text"),
    [
        ("This message is in HTML.", "<p>We decline.</p>", "We decline."),
        ("View it at https://x.example/we/decline/all/of/it", "<p>We decline.</p>", "We decline."),
        ("We *decline*.", "<p>We <b>decline</b>.</p>", "We *decline*."),
        ("Our answers\nfollow.", "<p>Our answers follow.</p><blockquote>A long letter of theirs.</blockquote>", "Our answers\nfollow."),
        ("See <https://x.example/our/answers/for/you>", "<p><a href='#'>See</a></p>", "See <https://x.example/our/answers/for/you>"),
        ("我们的答\n复如下", "<p>我们的答复如下</p>", "我们的答\n复如下"),
        ("Our answers follow. They came by post.", "<p>Our answers follow.</p>", "Our answers follow. They came by post."),
        (" ", "<p>Mine</p>", "Mine"),
        ("???? ?? ????.", "<p>لن نشارك في الدراسة.</p>", "لن نشارك في الدراسة."),
        ("https://x.example/we/decline/all/of/it", "<p>We decline.</p>", "We decline."),
        ("No.", "<p>No.</p><p>Sent with a program.</p>", "No."),
        ("👍", "<p>👍</p>", "👍"),
        ("Mine", "<img src='cid:1'>", "Mine"),
        ("x" * 500, "<p>Mine</p>", "x" * 500),
    ],
)
def test_of_two_forms_the_plain_one_is_read_unless_it_only_stands_for_the_other(plain: str, html: str, text: str) -> None:
    """Lines may be broken anywhere, and marks and addresses stand in one form alone."""
    assert joined(meant([[PartText(plain)], [PartText(html, is_html=True)], []]))[0] == text


def test_a_page_is_read_once_however_many_forms_it_stands_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms within forms: each is compared with the page within, and reading that takes longer than anything else does."""
    reads: list[str] = []

    def counted(html: str) -> tuple[str, bool]:
        reads.append(html)
        return read(html)

    monkeypatch.setattr(texts, "read", counted)
    found = [PartText("<p>Our answers follow.</p>", is_html=True)]
    for number in range(8):
        found = meant([[PartText(f"This message is in HTML: form {number}.")], found])
    assert joined(found)[0] == "Our answers follow."
    assert len(reads) == 1


def test_a_calendar_behind_a_page_hides_no_words() -> None:
    """What has no words is none of the forms of a text."""
    assert joined(meant([[PartText("<p>Mine</p>", is_html=True)], []]))[0] == "Mine"


@pytest.mark.parametrize("encoding", ["base64", "base64;", "BASE64 (of it)", '"base64"'])
def test_a_transfer_encoding_is_its_first_word(encoding: str) -> None:
    """Some programs write more."""
    raw = f"From: a@b.example\nContent-Type: application/pdf\nContent-Transfer-Encoding: {encoding}\n\nTWluZQ==\n"
    assert parse(raw.encode()).attachments[0].data == b"Mine"
