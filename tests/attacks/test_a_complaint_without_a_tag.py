"""Somebody wants the study to lose its contacts, one after another, and has their addresses.

A feedback report (RFC 5965) is a few lines; whoever is named in it as the recipient was never written to again.
"""

from __future__ import annotations

from tests.attacks.reports import complaint, head
from tests.attacks.scene import COORDINATOR, EVIL, STAFF, Scene, person


def test_a_complaint_that_names_only_an_address_suppresses_nobody(scene: Scene) -> None:
    """Neither a contact nor one of the staff."""
    for address in (*map(person, range(10)), STAFF, COORDINATOR):
        scene.post(complaint(address), "", EVIL)
    scene.take_in()
    assert set(scene.kinds()) == {"complaint"}
    scene.untouched()


def test_returned_headers_without_our_tag_prove_nothing(scene: Scene) -> None:
    """Anyone who knows one letter of ours can write what looks like another's."""
    theirs = head(scene.letter(39).raw, "return-path", "message-id", "reply-to", "delivered-to").replace(person(39), person(5))
    scene.post(complaint(person(5), returned=theirs), "", EVIL)
    scene.take_in()
    scene.untouched()


def test_a_genuine_complaint_with_the_letters_identifier_stops_the_mailings_to_its_recipient(scene: Scene) -> None:
    """Providers return the letter's headers."""
    returned = head(scene.letter(5).raw, "return-path", "delivered-to")
    scene.post(complaint(person(5), returned=returned), "complaints@provider.example", "mail.provider.example")
    scene.take_in()
    assert scene.suppressed() == {person(5)}
    assert 5 not in scene.remind()
