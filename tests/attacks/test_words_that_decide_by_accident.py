"""Words of decisions stand where nobody decides: in quotations, signatures, banners, markup and what machines write by themselves.

Somebody also writes what ends a header or begins another, and files, to the address of a case, in the coordinator's own genuine mail.
"""

from __future__ import annotations

import email.policy
from email.message import EmailMessage

import pytest

from demo.respondents.machines import delivery_report
from store import outbox
from tests.attacks.deciding import claim, decision, notices, say, told_at_once
from tests.attacks.scene import COORDINATOR, Scene, outsiders

QUOTED = "Thank you, I will look into it.\n\nOn 1 Mar 2012 the study wrote:\n> accept\n> reject"


@pytest.mark.parametrize(
    "text",
    [
        QUOTED,
        "> accept",
        "On 1 Mar 2012 the study wrote:\n> accept",
        "Thank you.\n\n-- \naccept\nAccept Ltd",
        "-- \nAccept Ltd",
        "I would accept it.",
        "accept?",
        "accept if they confirm it",
        "don't accept",
        "accept or reject, as you like",
        "Please see below\naccept",
        "assign it to them",
        "wait until they call",
        "",
    ],
)
def test_words_that_are_no_decision_on_the_first_line_decide_nothing(scene: Scene, text: str) -> None:
    """What was not understood is said, with the words that work."""
    told_at_once(scene)
    notice = claim(scene)
    (told,) = say(scene, notice, text)
    assert decision(scene) is None
    assert told.letter.subject == "Nothing was done: case 1"
    assert [one for one in told.links if one.endswith("body=accept")]


@pytest.mark.parametrize(
    "text",
    [
        "accept",
        "Accept.",
        "*accept*",
        "CAUTION: This email originated from outside the organization. Do not click links or open attachments.\n\naccept",
        "Hello,\n\naccept\n\nKind regards\nThomas",
        "accept\n\nOn 1 Mar 2012 the study wrote:\n> reject",
    ],
)
def test_a_banner_a_greeting_and_a_quotation_do_not_hide_a_decision(scene: Scene, text: str) -> None:
    """The honest mails that look most like these."""
    told_at_once(scene)
    say(scene, claim(scene), text)
    assert decision(scene) == "accept"


@pytest.mark.parametrize(
    "mark",
    [
        {"Auto-Submitted": "auto-replied"},
        {"X-Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"List-Id": "<staff.itu.example>", "Precedence": "list"},
        {"subject": "Automatic reply: Case 1"},
        {"X-Auto-Response-Suppress": "All"},
    ],
)
def test_a_machine_decides_nothing_and_is_not_answered(scene: Scene, mark: dict[str, str]) -> None:
    """Even one whose text begins with a decision."""
    told_at_once(scene)
    notice = claim(scene)
    assert say(scene, notice, "accept", **mark) == []
    assert decision(scene) is None
    assert scene.suppressed() == set()


def test_a_vacation_notice_and_a_bounce_decide_nothing_and_silence_nobody(scene: Scene) -> None:
    """Nor does a bounce of a notice become a case that is told to the same mailbox."""
    told_at_once(scene)
    notice = claim(scene)
    assert say(scene, notice, "I am out of the office until 12 March and will accept your message on my return.") == []
    said = "550 5.1.1 no such user"
    report = delivery_report(notice.letter.raw, failed=COORDINATOR, diagnostic=said, now=scene.now, reporting_mta="mail.itu.example")
    scene.post(report, "", "mail.itu.example", notice.answers_to)
    scene.take_in()
    assert notices(scene) == []
    assert decision(scene) is None
    assert scene.suppressed() == set()


def test_markup_of_a_stranger_is_text_in_the_notice_and_in_the_answer(scene: Scene) -> None:
    """Neither a link, nor a picture, nor a script of theirs is one in ours."""
    told_at_once(scene)
    evil = '<a href="mailto:evil@evil.example?body=accept">accept</a><img src="https://evil.example/x.png"><script>accept()</script>'
    scene.reply(
        5,
        "person5@member5.example",
        text=f"We will not participate in this study. From now on please write to my successor, evil@evil.example. {evil}",
    )
    told = notices(scene)  # They decline, it seems, and name an address that is not on record.
    assert [one.letter.subject.partition(":")[0] for one in told] == ["Case 1", "Case 2"]
    answered = [said for notice in told for said in say(scene, notice, evil)]
    assert len(answered) == len(told)
    for page in (one.letter.html for one in (*told, *answered)):
        assert "<img" not in page.replace('<img src="cid:', "")
        assert "<script" not in page
        assert 'href="mailto:evil' not in page
        assert 'href="https://evil' not in page
    assert [decision(scene, case) for case in (1, 2)] == [None, None]
    assert scene.suppressed("evil@evil.example") == set()
    assert outsiders(scene.left()) == []


def test_html_alone_is_read_as_what_a_person_sees(scene: Scene) -> None:
    """What is hidden in a quotation of it decides nothing; what stands on its first line does."""
    told_at_once(scene)
    notice = claim(scene)
    scene.post(_html('<blockquote type="cite">accept</blockquote><p>Who is this?</p>', notice.answers_to), COORDINATOR, "mail.itu.example")
    scene.take_in()
    assert decision(scene) is None
    scene.post(_html("<p><b>accept</b></p><blockquote>reject</blockquote>", notice.answers_to), COORDINATOR, "mail.itu.example")
    scene.take_in()
    assert decision(scene) == "accept"


def _html(body: str, to: str) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = COORDINATOR, to, "Re: Case 1"
    mail.set_content(f"<html><body>{body}</body></html>", subtype="html")
    return mail.as_bytes()


def _folded(text: str, to: str) -> bytes:
    """Return an answer with a subject that would be two fields for whoever unfolds it badly (RFC 5322, section 2.2.3)."""
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = COORDINATOR, to, "Re: Case 1"
    mail.set_content(text)
    return mail.as_bytes().replace(b"Re: Case 1", b"Re: Case 1\r\n Bcc: evil@evil.example")


def test_lines_that_begin_headers_are_a_note_and_no_header(scene: Scene) -> None:
    """Neither in the answer nor in a letter to anybody else."""
    told_at_once(scene)
    notice = claim(scene)
    scene.post(_folded("reject: no\nBcc: evil@evil.example\nSubject: You won", notice.answers_to), COORDINATOR, "mail.itu.example")
    scene.take_in()
    (told,) = notices(scene)
    assert decision(scene) == "reject"
    head = told.letter.raw.partition(b"\r\n\r\n")[0]
    assert b"evil" not in head
    with scene.service.store.reading() as tx:
        assert outbox.to_addresses(tx, ["evil@evil.example"]) == ()


def test_a_file_beside_an_answer_is_not_passed_over(scene: Scene) -> None:
    """Nobody knows what it is for: nothing is decided, and that is said."""
    told_at_once(scene)
    notice = claim(scene)
    scene.write(COORDINATOR, ("answers.xlsx", scene.tokenless(7)), text="accept", to=notice.answers_to)
    (told,) = notices(scene)
    assert "because a file came with your answer" in told.letter.text
    assert decision(scene) is None
