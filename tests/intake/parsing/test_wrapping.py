"""What a text says does not depend on where a program broke its lines (RFC 3676; RFC 5322 section 2.1.1)."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.parsing.parse import parse
from intake.parsing.wrapping import rejoined, unflowed

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäöüéКдежз", min_size=1, max_size=12)
PROSE = st.lists(WORDS, min_size=30, max_size=120).map(" ".join)


def mail_of(text: str, parameters: str = "") -> bytes:
    """Return a message of one plain text."""
    return f"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8{parameters}\r\n\r\n{text}".encode()


@given(PROSE, st.integers(60, 80))
def test_what_was_broken_at_a_width_is_one_line_again(prose: str, width: int) -> None:
    """The next word had no room in any of its lines."""
    assert rejoined("\n".join(textwrap.wrap(prose, width))) == prose


@pytest.mark.parametrize(
    "text",
    [
        "Kind regards,\nAnna Berg\nHead of Statistics\nMinistry of Water of the Republic, 12 Quay Street, Port Town\n+1 555 0100",
        "> we would like to ask you for the answers of your organisation of\n> last year and of this year",
        "Total of subscriptions to mobile telephones:            12 345\nTotal of subscriptions to lines that are fixed:      345",
        "We answer what was asked in the questionnaire in this letter\n1. The number of schools in each of the regions is twelve\n2. None",
        "The persons to whom you may write about the questionnaire from now on\nanna.berg@ministry.example",
        "This is the first sentence of a letter and ends where its line ends too.\nThis is the second one.",
        "Subscriptions of all operators in the whole country at the end of 2024: 17\n19 of them are fixed",
        "The form can be found at the following address, with all that belongs:\nhttps://office.example/form",
    ],
)
def test_what_people_put_on_lines_of_its_own_stays_there(text: str) -> None:
    """Signatures, quotations, columns, lists, addresses, and sentences that end with their line."""
    assert rejoined(text) == text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("We can send the questionnaire to you, filled and signed, on Friday the\n15 March at the latest.", "on Friday the 15 March at"),
        ("Leider ist Frau Sennewald erkrankt, sodass wir Sie um eine Frist bis zum 28.\nNovember bitten.", "bis zum 28. November bitten"),
        ("Dieses Schreiben wurde von einem Programm erzeugt und versendet; das\nPostfach wird nicht gelesen.", "das Postfach wird nicht"),
        ("We are not those whom you should ask about weapons, I am afraid to say;\nplease write to the police.", "say; please write"),
    ],
)
def test_a_day_a_noun_and_what_follows_a_pause_go_on(broken: str, whole: str) -> None:
    """A figure behind a word, a capital that is no beginning, and a sentence that goes on behind a semicolon."""
    assert whole in rejoined(broken)


def test_what_is_flowed_says_itself_where_it_was_broken() -> None:
    """However short its lines are; the line above a signature is none, and a stuffed blank goes (RFC 3676 sections 4.1 to 4.4)."""
    flowed = "Please take \nme off \nyour list.\n From here on.\n-- \nAnna"
    assert parse(mail_of(flowed, "; format=flowed")).text == "Please take me off your list.\nFrom here on.\n-- \nAnna"
    assert parse(mail_of(flowed)).text == flowed
    assert parse(mail_of("调查 \n问卷 \n收到", "; format=flowed; delsp=yes")).text == "调查问卷收到"


def test_a_signature_and_a_blank_line_end_what_flows() -> None:
    """Whoever leaves a blank behind their last word has not begun their signature (RFC 3676 sections 4.3 and 4.5)."""
    flowed = "Thank you. \n-- \nAnna \n\nUnsubscribe from our newsletter"
    assert unflowed(flowed, deletes=False) == "Thank you. \n-- \nAnna \n\nUnsubscribe from our newsletter"


def test_quotations_that_flow_stay_quotations() -> None:
    """Neither is a quotation joined to what somebody writes, nor their words to it."""
    assert unflowed("> a \n> b \nmine \nis this\n> c", deletes=False) == "> a \n> b \nmine is this\n> c"


def test_two_hundred_thousand_signs_are_read_in_no_time_worth_telling() -> None:
    """Whatever they are; a quadratic rule would keep the test for hours."""
    for sign in ("a ", "@", "- ", ". ", "1 ", "\t", "  a", "1.", "(a) ", "a@"):
        for text in (sign * 100_000, "\n".join([sign * 30] * 3_000), ("a" * 60 + "\n") * 3_000):
            assert len(rejoined(text)) == len(text)
