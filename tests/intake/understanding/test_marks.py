"""What a gateway puts before a subject changes nothing of what the message is: mostly it is our own, which marks all that comes in."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from domain.message import Kind
from intake.understanding.examine import Examined, examine
from intake.understanding.own_words.marks import as_sent
from intake.understanding.own_words.words import bare_subject, subjects_of
from intake.understanding.receiving import Receiving
from tests.intake.scene import BOX, reader

MARKS = (
    "[EXTERNAL] ", "[EXT] ", "[External Sender] - ", "[EXTERNAL EMAIL]: ", "EXTERNAL: ", "EXT: ", "{EXTERNAL} ", "<External> ",
    "(External) ", "*****SPAM***** ", "[SPAM?] ", "{Spam?} ", "[Suspected Spam] ", "{Disarmed} ", "[Non-DoD Source] ", "[EXTERNE] ",
    "[Correo externo] ", "[ВНЕШНЕЕ ПИСЬМО] ", "【外部邮件】", "[بريد خارجي] ", "[EXTERNAL] [SPAM] ",
)  # fmt: skip
LABELS = (" [SEC=UNOFFICIAL]", " [SEC=OFFICIAL:Sensitive, ACCESS=Legal-Privilege]")


def of(subject: str, text: str = "", *, sender: str = "Ann Lee <ann@org.example>", more: str = "") -> Examined:
    """Return what a mail to us with that subject is."""
    head = f"From: {sender}\nTo: {BOX}\nSubject: {subject}\nDate: Mon, 2 Mar 2026 09:00:00 +0000\nMIME-Version: 1.0\n"
    raw = f"{head}{more}Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    return examine(raw.encode(), reader(), Receiving(own=frozenset({BOX})))


@pytest.mark.parametrize("mark", MARKS)
def test_an_automatic_reply_is_one_behind_the_mark_of_a_gateway(mark: str) -> None:
    """By the words with which a program begins its subject alone; and the subject is kept as it came."""
    subject = f"{mark}Automatic reply: Survey of ports"
    examined = of(subject, "I will be back on 16 March.")
    assert examined.classification.kind is Kind.AUTO_REPLY
    assert examined.mail.subject == subject.strip()


@pytest.mark.parametrize("mark", [*MARKS, ""])
def test_a_wish_that_stands_in_the_subject_alone_is_heard_behind_a_mark(mark: str) -> None:
    """The subject is its author's still, and not that of a letter of ours."""
    wish = "Please grant us two more weeks for the questionnaire"
    assert [one.intent for one in of(f"{mark}{wish}", "Ann Lee").intents] == [IntentKind.EXTENSION]
    assert subjects_of(f"{mark}{wish}") == (wish, "")


@pytest.mark.parametrize("mark", [*MARKS, ""])
def test_the_subject_of_an_answer_stays_ours_behind_a_mark(mark: str) -> None:
    """Wherever the mark stands, and however often the letter was answered."""
    assert subjects_of(f"{mark}RE: Survey of ports") == ("", "Survey of ports")
    assert subjects_of(f"Re: {mark}AW: Survey of ports") == ("", "Survey of ports")


@pytest.mark.parametrize("label", LABELS)
def test_a_protective_marking_behind_a_subject_says_nothing(label: str) -> None:
    """That what is unofficial is no draft."""
    assert bare_subject(f"Survey of ports{label}") == "Survey of ports"
    text = "UNOFFICIAL\n\nGood morning\n\nThe questionnaire is attached.\n\nKind regards\nHelen Park\n\nUNOFFICIAL"
    assert not {one.intent for one in of(f"Questionnaire{label}", text).intents} - {IntentKind.THANKS}


def test_a_word_in_brackets_that_no_gateway_writes_is_the_authors() -> None:
    """As is one that only looks like a mark."""
    for subject in ("[URGENT] Two more weeks", "Extern: we moved", "External trade figures", "(2) Survey of ports", "ext 45 has changed"):
        assert subjects_of(subject) == (subject, "")


@pytest.mark.parametrize("marks", ["SPAM: [EXTERNAL] ", "EXT: [EXTERNAL] ", "EXTERNAL: EXTERNAL: ", "[SPAM] EXT: ", "EXT - "])
def test_marks_in_any_order_are_nobodys_words(marks: str) -> None:
    """Several gateways stand behind each other."""
    assert subjects_of(f"{marks}Please grant us two more weeks") == ("Please grant us two more weeks", "")


@pytest.mark.parametrize("subject", ["CONFIDENTIAL: do not publish section 3", "RESTRICTED: figures of one firm", "Ext: we moved"])
def test_what_people_say_in_capitals_is_theirs(subject: str) -> None:
    """A gateway says that a message is from outside, or spam."""
    assert subjects_of(subject) == (subject, "")


def test_only_the_subject_is_read_as_it_was_sent() -> None:
    """All other fields stay as they came."""
    examined = of("[EXTERNAL] Survey of ports", "Is it still open?")
    assert examined.mail.subject == "[EXTERNAL] Survey of ports"
    sent = as_sent(examined.mail)
    assert sent.subject == "Survey of ports"
    assert [one for one in sent.headers.fields if one.name != "subject"] == [
        one for one in examined.mail.headers.fields if one.name != "subject"
    ]
