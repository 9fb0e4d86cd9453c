"""A person's own words in whole messages: a hundred replies of ten mail programs, a hundred cover mails, and what must never be cut.

The messages are in `tests/intake/data/replies/`, `covers/`, `kept.toml` and `hard.toml`.
"""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.parsing.html import to_text
from intake.understanding.own_words.words import bare_subject, own_words

DATA = Path(__file__).parents[1] / "data"
QUOTED = "The quoted question?"
WORDS = st.text("abcdefgh \n", min_size=1, max_size=200).filter(str.strip)


def messages(folder: str, table: str) -> list[Any]:
    """Return the messages of a folder as parameters, named after the file and the language."""
    files = sorted((DATA / folder).glob("*.toml"))
    read = ((file.stem, tomllib.loads(file.read_text(encoding="utf-8"))[table]) for file in files)
    return [pytest.param(one, id=f"{name}-{one.get('language', number)}") for name, several in read for number, one in enumerate(several)]


def text_of(message: dict[str, str]) -> str:
    """Return the text of a message as it is parsed."""
    return message["text"] if "text" in message else to_text(message["html"])


def flat(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())


@pytest.mark.parametrize("reply", messages("replies", "reply"))
def test_of_a_reply_the_senders_own_words_are_left(reply: dict[str, str]) -> None:
    """All of them, above the quotation, below it and between its lines."""
    assert flat(own_words(text_of(reply), reply["from"])) == flat(reply["own"])


@pytest.mark.parametrize("cover", messages("covers", "cover"))
def test_of_a_cover_mail_only_the_cover_sentences_are_left(cover: dict[str, str]) -> None:
    """No notice, banner, signature or footer, and no mark in the subject."""
    assert flat(own_words(text_of(cover), cover["from"])) == flat(cover["cover"])
    assert "[" not in bare_subject(cover["subject"])


def test_there_are_a_hundred_of_each() -> None:
    """In eight languages or more."""
    for folder, table in (("replies", "reply"), ("covers", "cover")):
        assert len(messages(folder, table)) >= 100


@pytest.mark.parametrize(
    "case",
    [case for name in ("kept", "hard") for case in tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))["case"]],
    ids=lambda case: case["text"][:40],
)
def test_what_a_person_may_have_written_is_kept(case: dict[str, Any]) -> None:
    """Also where it looks like what programs write."""
    own = own_words(case["text"], case.get("from", ""))
    assert [kept for kept in case.get("kept", ()) if kept not in own] == []
    assert [cut for cut in case.get("cut", ()) if cut in own] == []


@given(WORDS)
def test_plain_words_are_kept_above_and_below_a_quotation(words: str) -> None:
    """Whatever they are."""
    attribution = "On Mon, 1 Mar 2027 at 10:00, The Study <study@agency.example> wrote:"
    assert flat(own_words(words)) == flat(words)
    assert flat(own_words(f"{words}\n\n{attribution}\n> {QUOTED}\n")) == flat(words)
    assert flat(own_words(f"{attribution}\n> {QUOTED}\n\n{words}")) == flat(words)


@given(WORDS)
def test_plain_words_are_kept_above_and_below_a_quotation_in_html(words: str) -> None:
    """Whatever they are."""
    own, quoted = f"<div>{escape(words)}</div>", f"<blockquote type='cite'>{QUOTED}</blockquote>"
    assert flat(own_words(to_text(own + quoted))) == flat(words)
    assert flat(own_words(to_text(quoted + own))) == flat(words)


@given(st.text(max_size=300))
def test_nothing_stands_in_own_words_that_was_not_written(text: str) -> None:
    """No text breaks it."""
    assert len(flat(own_words(text))) <= len(text)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Mine</p><div id='appendonsend'></div><hr><div>theirs</div>",
        "<p>Mine</p><div id='x_divRplyFwdMsg'>theirs</div><p>theirs</p>",
        "<p>Mine</p><div class='moz-cite-prefix'>theirs</div><blockquote>theirs</blockquote>",
        "<p>Mine</p><div class='ydp3f2ayahoo_quoted'>theirs</div>",
        "<p>Mine</p><div style='border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt'><p>theirs</p></div>",
        "<p>Mine</p><div class='gmail_signature'>theirs</div>",
        "<p>Mine</p><div style='border-top-style:solid'><b>From:</b> a<br><b>Sent:</b> b</div><p>theirs</p>",
        "<p>Mine</p><div class='protonmail_quote'>theirs</div>",
    ],
)
def test_what_programs_put_around_a_quotation_in_html_is_known(html: str) -> None:
    """Outlook, Thunderbird, Yahoo, Gmail and Proton, also where another program quotes them."""
    assert own_words(to_text(html)) == "Mine"
