"""A forger puts the address of somebody who is believed where a mail program shows it, and their own where the network looks.

They hold the secret of a case as well: a coordinator forwarded its notice.
"""

from __future__ import annotations

from tests.attacks.books import guessed
from tests.attacks.deciding import claim, decision, say, told_at_once
from tests.attacks.scene import COORDINATOR, EVIL, PLAIN, Scene, person

FORMS = (
    '"{}" <x@evil.example>',
    "{} <x@evil.example>",
    "=?utf-8?q?{}?= <x@evil.example>",
    "x@evil.example ({})",
    "<x@evil.example> {}",
    '"{}"@evil.example',
    "{}@evil.example",
    '"{} " <x@evil.example>',
    '"Thomas Aubert <{}>" <x@evil.example>',
)


def test_a_decision_in_a_displayed_name_decides_nothing(scene: Scene) -> None:
    """The coordinator's name and address stand in every place but that of the author's address."""
    told_at_once(scene)
    notice = claim(scene)
    for form in FORMS:
        raw = scene.compose("x@evil.example", text="accept", to=notice.answers_to, subject=f"Re: {notice.letter.subject}")
        written = f"From: {form.format(COORDINATOR)}\r\nSender: {COORDINATOR}\r\nReply-To: {COORDINATOR}\r\n".encode()
        scene.post(raw.replace(b"From: x@evil.example\r\n", written), "x@evil.example", EVIL, notice.answers_to)
        scene.take_in(hours=1)
    assert decision(scene) is None
    assert scene.answers() == {}


def test_a_workbook_in_a_displayed_name_is_held(scene: Scene) -> None:
    """The same with the contact of an organisation."""
    tried = dict(zip(PLAIN, FORMS, strict=False))
    for number, form in tried.items():
        raw = scene.compose("x@evil.example", (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)))
        written = f"From: {form.format(person(number))}\r\n".encode()
        scene.post(raw.replace(b"From: x@evil.example\r\n", written), "x@evil.example", EVIL)
        scene.take_in(hours=2)
    assert scene.answers() == {}
    assert scene.remind() >= set(tried)


def test_a_coordinator_whose_name_is_an_address_decides(scene: Scene) -> None:
    """Mail programs show the address as the name of who has none."""
    told_at_once(scene)
    notice = claim(scene)
    say(scene, notice, "accept: they called", f'"{COORDINATOR}" <{COORDINATOR}>', host="mail.itu.example")
    assert decision(scene) == "accept"
