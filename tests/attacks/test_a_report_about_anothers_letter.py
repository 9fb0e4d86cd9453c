"""A contact of one organisation has the tag of their own letter, and got a colleague's forwarded letter with another's.

They write reports that name the tag that they have, and the address of somebody else whom they want silenced: in the recipient fields, in
the letter that the report returns, in the text of a bounce that is written for people only, in a complaint.
"""

from __future__ import annotations

import pytest

from tests.attacks.reports import complaint, dsn, head
from tests.attacks.scene import COORDINATOR, EVIL, FOCAL, ORGANISATIONS, STAFF, Scene, person

VICTIM, OWN = 5, 6


def test_the_tag_in_what_is_returned_is_of_its_own_letter(scene: Scene) -> None:
    """Whatever recipient stands beside it, in whichever field, only whom that letter went to can be concerned."""
    returned = head(scene.letter(OWN).raw)
    for address in (person(VICTIM), FOCAL, STAFF, COORDINATOR):
        forged = returned.replace(person(OWN), address)
        scene.post(dsn([address], returned=returned), "", EVIL)
        scene.post(dsn([address], returned=forged), "", EVIL)
    scene.take_in()
    assert scene.suppressed() <= {person(OWN)}
    assert scene.remind() >= set(range(ORGANISATIONS)) - {OWN}


def test_a_field_of_the_original_recipient_leads_to_nobody_else(scene: Scene) -> None:
    """The field says what the reporter likes."""
    raw = dsn([person(OWN)], to=scene.letter(OWN).return_path)
    other = f"Original-Recipient: rfc822; {person(VICTIM)}\r\nFinal-Recipient:".encode()
    scene.post(raw.replace(b"Final-Recipient:", other), "", EVIL, scene.letter(OWN).return_path)
    scene.take_in()
    assert person(VICTIM) not in scene.suppressed()
    assert VICTIM in scene.remind()


def test_two_tags_in_one_report_concern_two_letters_at_most(scene: Scene) -> None:
    """The reporter has both, and names everybody."""
    returned = head(scene.letter(OWN).raw) + f"References: {scene.letter(VICTIM + 2).message_id}\n"
    scene.post(dsn(map(person, range(ORGANISATIONS)), returned=returned, to=scene.letter(OWN).return_path), "", EVIL)
    scene.take_in()
    assert scene.suppressed() <= {person(OWN), person(VICTIM + 2)}


@pytest.mark.parametrize("address", [person(VICTIM), STAFF])
def test_a_complaint_with_a_tag_is_of_whom_the_letter_went_to(scene: Scene, address: str) -> None:
    """A report in fields, and one in plain text."""
    returned = head(scene.letter(OWN).raw)
    scene.post(complaint(address, returned=returned), "fbl@evil.example", EVIL)
    text = f"Our user {address} marked this message as spam.\n\n{returned}"
    scene.post(
        scene.compose("abuse@evil.example", subject="Spam report", text=text, **{"Auto-Submitted": "auto-generated"}),
        "abuse@evil.example",
        EVIL,
    )
    scene.take_in()
    assert scene.suppressed() <= {person(OWN)}
    assert VICTIM in scene.remind()


def test_a_bounce_in_words_with_a_tag_is_of_whom_the_letter_went_to(scene: Scene) -> None:
    """It names the victim as the mailbox that does not exist."""
    text = f"This is the mail system at host mx.evil.example.\n\n<{person(VICTIM)}>: 550 5.1.1 user unknown\n"
    to = scene.letter(OWN).return_path
    scene.post(scene.compose("MAILER-DAEMON@evil.example", subject="Undelivered Mail", text=text, to=to), "", EVIL, to)
    scene.take_in()
    assert person(VICTIM) not in scene.suppressed()
    assert VICTIM in scene.remind()


def test_the_genuine_report_of_that_letter_takes_effect(scene: Scene) -> None:
    """The address does not exist, as its own server says of the letter that went there."""
    scene.post(dsn([person(OWN)], returned=head(scene.letter(OWN).raw)), "", f"mail.member{OWN}.example")
    scene.take_in()
    assert scene.suppressed() == {person(OWN)}
