"""Who answers the letter that passed a message on with a word that decides a case is told which case that is, and where it is decided."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest

from domain.journal import What
from tests.service.letters.test_questions import STAFF, answers, left, passed_on, reply, text_of
from tests.service.office import Office, person

WISH = "We need three more weeks to answer. Is that possible?"


def told(office: Office) -> list[EmailMessage]:
    """Send what is due, and return what the coordinator was told about cases by that; nobody else was sent a word."""
    letters = list(left(office))
    assert all(person(0) not in one["To"] for one in letters)
    return [one for one in letters if STAFF in one["To"] and "digest" not in one["Subject"]]


@pytest.mark.parametrize("words", ["grant", "ok grant please", "Accorder.", "wait until 2012-03-20", "reject: they had time enough"])
def test_a_decision_that_answers_what_was_passed_on_names_the_case_and_where_to_decide_it(office: Office, words: str) -> None:
    """A coordinator answers what was passed on with a decision: no case, sent to nobody, and they are told where to decide."""
    office.write(person(0), text=WISH, reply_to=0)
    asked = passed_on(office)
    (case,) = office.cases()
    reply(office, asked, words)
    assert ([one.id for one in office.cases()], answers(office)) == ([case.id], [])
    (letter,) = told(office)
    assert letter["Subject"] == f"Nothing was done: case {case.id}"
    assert "+k" in letter["Reply-To"]
    assert f"Nothing was done in case {case.id}, because you answered the letter that passed a message on" in " ".join(
        text_of(letter).split()
    )
    assert "grant –" in text_of(letter)
    office.check()


def test_the_answer_to_that_letter_decides(office: Office) -> None:
    """By the case's own secret, as any answer to a letter about a case; nobody vouches here, so that the coordinator confirms it."""
    office.write(person(0), text=WISH, reply_to=0)
    reply(office, passed_on(office), "grant")
    (letter,) = told(office)
    reply(office, letter, "grant")
    (question,) = told(office)
    reply(office, question, "yes")
    assert [one.value for one in office.entries() if one.what is What.DECIDE] == ["grant"]
    office.check()


def test_who_answers_it_once_the_case_was_decided_is_told_who_did(office: Office) -> None:
    """And how to undo it."""
    office.write(person(0), text=WISH, reply_to=0)
    asked = passed_on(office)
    office.decide(office.cases()[0].id, "reject")
    reply(office, asked, "grant")
    assert office.cases() == ()
    (letter,) = told(office)
    assert "decided it on" in " ".join(text_of(letter).split())
    assert "“undo”" in text_of(letter)
    office.check()


@pytest.mark.parametrize("more", [{"sender": "colleague@unodc.example"}, {"Auto_Submitted": "auto-replied"}])
def test_nobody_else_is_told_of_the_case(office: Office, more: dict[str, str]) -> None:
    """Whoever the letter was forwarded to is no coordinator, and a machine decides nothing."""
    office.write(person(0), text=WISH, reply_to=0)
    reply(office, passed_on(office), **{"text": "grant", **more})
    assert all("+k" not in str(one["Reply-To"]) for one in left(office))
    assert not [one for one in office.entries() if one.what is What.DECIDE]


def test_the_letter_that_passes_a_message_on_says_where_its_case_is_decided(office: Office) -> None:
    """And that an answer to it decides nothing."""
    office.write(person(0), text=WISH, reply_to=0)
    text = " ".join(text_of(passed_on(office)).split())
    assert "An answer to this letter decides nothing" in text
    assert "+k" not in text


def test_who_answers_a_message_with_two_cases_is_told_of_both(office: Office) -> None:
    """Nobody knows which is meant: each is told with an address of its own, and the letter itself goes to none of them."""
    text = "We need three more weeks to answer.\nPlease write to Dana Popescu, dana.popescu@member0.example, from now on."
    office.write(person(0), text=text, reply_to=0)
    asked = passed_on(office)
    first, second = (one.id for one in office.cases())
    reply(office, asked, "accept")
    (letter,) = told(office)
    assert letter["Subject"] == f"Nothing was done: cases {first}, {second}"
    assert "+k" not in str(letter["Reply-To"])
    assert len(set(re.findall(r"[\w.]+\+k\w+@", text_of(letter)))) == 2
    office.check()


@pytest.mark.parametrize(
    "words",
    ["grant\n\nNo wait, reject it.", "accept, but not the second sheet", "grant\n\nAnna Berg\n+41 22 730 5111\n\nSorry, I meant reject."],
)
def test_a_decision_that_is_taken_back_is_sent_to_nobody(office: Office, words: str) -> None:
    """It was meant for us all the same: what it says of whom is not for whoever wrote the message, and a person is told."""
    office.write(person(0), text=WISH, reply_to=0)
    reply(office, passed_on(office), words)
    assert answers(office) == []
    assert "and more that takes it back" in " ".join(office.cases()[-1].reasons)
    office.check()
