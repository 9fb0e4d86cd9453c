"""A rival writes what providers and mailboxes send without any letter of ours: abuse desks, lists of who opted out, full mailboxes.

Each of them is understood, and each names contacts and staff whom the rival wants silenced.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import EVIL, ORGANISATIONS, STAFF, Scene, person

NAMED = [*map(person, range(ORGANISATIONS)), STAFF]
ROBOT = {"Auto-Submitted": "auto-generated"}
REPORTS = {
    "an abuse desk": ("abuse@evil.example", "[Abuse #7] Spam report concerning 192.0.2.25", "Reporter: {}\n"),
    "opted out": (
        "no-reply@evil.example",
        "Unsubscribe report: 41 recipients opted out",
        "  {}   2012-03-01   via list-unsubscribe-post\n",
    ),
    "a daemon": ("mailer-daemon@evil.example", "Undelivered Mail Returned to Sender", "<{}>: 550 5.1.1 user unknown\n"),
}


@pytest.mark.parametrize("kind", REPORTS)
def test_a_list_of_addresses_silences_nobody(scene: Scene, kind: str) -> None:
    """It is recorded, and everybody is reminded."""
    sender, subject, line = REPORTS[kind]
    text = "The following recipients could not be reached, complained, or have opted out:\n\n" + "".join(map(line.format, NAMED))
    scene.post(scene.compose(sender, subject=subject, text=text, **ROBOT), "", EVIL)
    scene.take_in()
    assert scene.kinds()[-1] in {"bounce", "complaint"}
    scene.untouched()


def test_a_full_mailbox_in_a_contacts_name_silences_nobody(scene: Scene) -> None:
    """A responder speaks for its own mailbox, and this is not it; not even on three days."""
    for _ in range(4):
        text = f"The mailbox {person(5)} is full and is not accepting mail. Your message has not been stored."
        raw = scene.compose(person(5), subject="Mailbox full - message not received", text=text, **ROBOT)
        scene.post(raw, "x@evil.example", EVIL)
        scene.take_in(days=1)
    scene.untouched()


def test_a_mailbox_that_nobody_reads_gets_no_victim_a_letter(scene: Scene) -> None:
    """Its words are a person's, and answers would go to somebody else; nothing is answered."""
    for number in range(5):
        fields = {"From": "no-reply@evil.example", "Reply-To": "victim@elsewhere.example"}
        raw = scene.compose("no-reply@evil.example", subject=f"Question {number}", text="How many employees do you mean? We have 14.")
        raw = raw.replace(b"From: no-reply@evil.example\r\n", "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode())
        scene.post(raw, "no-reply@evil.example", EVIL)
    scene.take_in()
    assert not {one.to for one in scene.left()} & {"victim@elsewhere.example", "no-reply@evil.example"}


def test_a_report_that_a_person_passes_on_is_a_question(scene: Scene) -> None:
    """A contact forwards the parts of a bounce that they got, and asks: nobody is silenced, and a person reads it."""
    status = f"Reporting-MTA: dns; mx.unodc.example\n\nFinal-Recipient: rfc822; {person(8)}\nAction: failed\nStatus: 5.1.1\n"
    raw = scene.compose(person(5), ("details.txt", status.encode()), text="I got this when I answered. Is the address wrong?")
    raw = raw.replace(b"Content-Type: application/octet-stream", b"Content-Type: message/delivery-status")
    raw = raw.replace(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: 8bit")
    head, _, rest = raw.rpartition(b"\r\n\r\n")
    ending = rest[rest.find(b"--") :]
    scene.post(head + b"\r\n\r\n" + status.replace("\n", "\r\n").encode() + b"\r\n" + ending, person(5), "mail.member5.example")
    scene.take_in()
    assert scene.kinds()[-1] == "question"
    assert [one.to for one in scene.passed_on()] == [STAFF]
    assert scene.suppressed() == set()
