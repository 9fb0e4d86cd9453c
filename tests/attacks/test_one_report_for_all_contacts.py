"""A stranger has a list of the members' addresses, which is public, and knows how mail servers report that an address does not exist.

One report that names them all, and all addresses were suppressed: the study could write to nobody any more.
"""

from __future__ import annotations

import pytest

from demo import respondents
from tests.attacks.reports import dsn
from tests.attacks.scene import EVIL, ORGANISATIONS, STAFF, Scene, person
from tests.cli.program import counterfoil

EVERYBODY = [person(number) for number in range(ORGANISATIONS)]


@pytest.mark.parametrize("each", [False, True])
def test_a_report_that_names_only_addresses_has_no_effect(scene: Scene, each: bool) -> None:
    """Whether it names all of them at once, or one in each of forty reports; what it says is shown with the organisation."""
    for addresses in [[one] for one in EVERYBODY] if each else [[*EVERYBODY, STAFF]]:
        scene.post(dsn(addresses), "", EVIL)
    scene.take_in()
    assert set(scene.kinds()) == {"bounce"}
    assert person(5) in counterfoil("show", "ORG005", "--home", scene.home).out.partition("bounce")[2]
    scene.untouched()


def test_a_report_in_words_has_none_either(scene: Scene) -> None:
    """As qmail and others write it."""
    text = "Hi. This is the qmail-send program.\nI'm afraid I wasn't able to deliver your message.\n\n" + "".join(
        f"<{address}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n" for address in EVERYBODY
    )
    scene.post(scene.compose("MAILER-DAEMON@evil.example", subject="failure notice", text=text), "", EVIL)
    scene.take_in()
    scene.untouched()


def test_a_genuine_bounce_that_comes_to_the_letters_own_address_counts(scene: Scene) -> None:
    """Its tag shows that the server had the letter."""
    letter = scene.letter(5)
    report = respondents.delivery_report(
        letter.raw, failed=person(5), diagnostic="550 5.1.1 User unknown", reporting_mta="mx.member5.example", now=scene.now
    )
    scene.post(report, "", "mail.member5.example", letter.return_path)
    scene.take_in()
    assert scene.suppressed() == {person(5)}
    assert scene.standing(5) == "undeliverable"
    assert 5 not in scene.remind()


def test_a_genuine_bounce_that_only_returns_the_letters_headers_counts(scene: Scene) -> None:
    """Some servers send it to the address in From."""
    letter = scene.letter(5)
    headers = letter.raw.partition(b"\r\n\r\n")[0].decode().partition("Delivered-To")[2].partition("\r\n")[2]
    scene.post(dsn([person(5)], returned=headers), "", "mail.member5.example")
    scene.take_in()
    assert scene.suppressed() == {person(5)}
