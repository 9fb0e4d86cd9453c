"""A forger has domains and mailboxes that look like those of the contact: another letter, one more label, a plus, another alphabet.

All of them pass DMARC, since they are the forger's own.
"""

from __future__ import annotations

import pytest

from service.authoring.drafts import apply
from service.installation.install import SAMPLE
from tests.attacks.books import guessed
from tests.attacks.deciding import STRANGER, decision, notices, told_at_once
from tests.attacks.scene import COORDINATOR, PLAIN, Scene

LOOK_ALIKES = (
    "person5@member5.exаmple",  # The a is Cyrillic.
    "person5@xn--member5.example",
    "person5@member5.example.evil.example",
    "person5@evil-member5.example",
    "person5@mail.member5.example",
    "person5+x@member5.example",
    "person5x@member5.example",
    "perſon5@member5.example",  # A long s, which is an s in capitals.
    "рerson5@member5.example",  # The p is Cyrillic.
    "person５@member5.example",  # The digit is full-width.
    "person5.@member5.example",
)


def test_an_address_that_only_looks_like_the_contacts_is_nobody_on_record(scene: Scene) -> None:
    """Its workbook waits, and what it says of the organisation stops nothing."""
    tried = dict(zip(PLAIN, LOOK_ALIKES, strict=False))
    for number, pattern in tried.items():
        sender = pattern.replace("5", str(number)).replace("５", chr(0xFF10 + number % 10))
        scene.write(sender, (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)))
        scene.write(sender, text=f"{guessed(number)}: we will not participate in this study.")
        scene.take_in(hours=2)
    assert scene.answers() == {}
    assert [case.organisation for case in scene.cases() if case.kind == "decline"] == []
    assert scene.remind() >= set(tried)


@pytest.mark.parametrize("sender", ["Person5@Member5.Example", "PERSON5@MEMBER5.EXAMPLE"])
def test_the_contact_in_capitals_is_the_contact(scene: Scene, sender: str) -> None:
    """Mail programs write addresses as their owners do."""
    scene.write(sender, (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=505)))
    assert scene.answers() == {5: 505}


def test_a_mailbox_with_a_plus_answers_with_the_token(scene: Scene) -> None:
    """A person who sorts their mail so has the workbook."""
    scene.reply(5, "person5+study@member5.example", ("answers.xlsx", scene.workbook(5, employees=505)))
    assert scene.answers() == {5: 505}


@pytest.mark.parametrize("written", ["thomas@b\u00fcro.example", "thomas@xn--bro-hoa.example", "Thomas@B\u00dcRO.example"])
def test_a_coordinator_whose_domain_has_other_letters_decides_and_who_looks_like_them_does_not(scene: Scene, written: str) -> None:
    """Mail servers and mail programs write such a domain in ASCII, or as it is; the settings may do either."""
    told_at_once(scene)
    file = scene.home / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(COORDINATOR, written), encoding="utf-8")
    apply(scene.service, SAMPLE, scene.now, by="staff")
    scene.left()
    for number, sender, decided in (
        (6, "thomas@buro.example", None),
        (8, "thomas@b\u00fcr\u043e.example", None),
        (9, "thomas@xn--bro-hoa.example", "accept"),
        (13, "thomas@b\u00fcro.example", "accept"),
    ):
        scene.write(STRANGER, (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)))
        case = int(scene.cases()[-1].id)
        (notice,) = notices(scene, f"{written.partition('@')[0]}@xn--bro-hoa.example")
        scene.write(sender, text="accept", to=notice.answers_to, **{"In-Reply-To": notice.letter.message_id})
        assert decision(scene, case) == decided, sender
        scene.left()
