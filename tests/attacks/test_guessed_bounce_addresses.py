"""A spammer knows that bounces come to an address with a tag, and how it is made: `box+b` and sixteen letters.

They try tags, take the identifier of some newsletter for one, and return headers that look like ours.
"""

from __future__ import annotations

import itertools

from demo import respondents
from tests.attacks.reports import dsn, head
from tests.attacks.scene import EVIL, ORGANISATIONS, Scene, person

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def test_a_tag_that_was_never_given_out_has_no_effect(scene: Scene) -> None:
    """Forty guesses, each about another contact."""
    for number, tag in zip(range(ORGANISATIONS), itertools.product(LETTERS, repeat=2), strict=False):
        to = f"cybercrime.study+b{'abcdefghij2345'}{''.join(tag)}@unodc.example"
        scene.post(dsn([person(number)], to=to), "", EVIL, to)
    scene.take_in()
    scene.untouched()


def test_the_identifier_of_a_newsletter_is_none_of_ours(scene: Scene) -> None:
    """A report about somebody else's letter to a contact is about somebody else's letter."""
    returned = f"From: news@shop.example\nTo: {person(5)}\nMessage-ID: <abcdefghij234567@shop.example>\nSubject: Offers\n"
    scene.post(dsn([person(5)], returned=returned), "", EVIL)
    scene.take_in()
    scene.untouched()


def test_a_letter_that_is_quoted_without_its_identifiers_proves_nothing(scene: Scene) -> None:
    """Somebody to whom the letter was forwarded knows its text, its reference, and its answer address, which is for answers."""
    returned = head(scene.letter(5).raw, "return-path", "message-id", "delivered-to")
    assert scene.token(5) in returned
    scene.post(dsn([person(5)], returned=returned), "someone@evil.example", EVIL)
    scene.take_in()
    scene.untouched()


def test_a_tag_at_another_domain_is_none_of_ours(scene: Scene) -> None:
    """Nor is one in a text."""
    returned = f"Message-ID: <{scene.tag(5)}@evil.example>\nTo: {person(5)}\nSubject: box+b{scene.tag(5)}@evil.example\n"
    scene.post(dsn([person(5)], returned=returned), "", EVIL)
    scene.take_in()
    assert scene.suppressed() == set()


def test_a_genuine_bounce_of_a_forwarded_letter_counts_for_the_letter(scene: Scene) -> None:
    """The report names the address to which it was forwarded; the tag names the letter, and nobody else is touched."""
    letter = scene.letter(5)
    report = respondents.delivery_report(
        letter.raw, failed="elsewhere@forward.example", diagnostic="550 5.1.1 unknown", reporting_mta="mx.forward.example", now=scene.now
    )
    scene.post(report, "", "mail.forward.example", letter.return_path)
    scene.take_in()
    assert scene.suppressed("elsewhere@forward.example") <= {person(5)}
    assert scene.standing(5) in {"silent", "undeliverable"}
