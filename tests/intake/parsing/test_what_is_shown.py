"""Of HTML, what a page shows is read: not what is made invisible; and what is struck out is seen to be."""

from __future__ import annotations

import pytest

from intake.parsing.html import to_text


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
    "style", ["opacity:0.8", "opacity:01", "max-height:0.5em", "max-height:100px", "font-size:0", "visibility:visible"]
)
def test_what_only_looks_like_that_is_read(style: str) -> None:
    """Templates of newsletters set a size of nothing around what has a size of its own."""
    assert to_text(f'<div style="{style}">Who?</div>') == "Who?"


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
