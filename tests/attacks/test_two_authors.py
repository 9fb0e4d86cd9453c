"""A forger writes From so that one program sees the contact, and another the forger: twice, as a group, in the name, in a comment.

Their own domain passes every check. They also try the fields beside From: Sender, Reply-To, those of resent mail.
"""

from __future__ import annotations

from tests.attacks.books import guessed
from tests.attacks.scene import PLAIN, Scene, person

FORGER = "forger@evil.example"
AUTHORS = (
    f"From: {FORGER}\r\nFrom: {person(5)}",
    f"From: {person(5)}\r\nFrom: {FORGER}",
    f"From: {person(5)}, {FORGER}",
    f"From: {FORGER}, {person(5)}",
    f"From: {person(5)}: {FORGER};",
    f'From: "{person(5)}" <{FORGER}>',
    f"From: {person(5)} <{FORGER}>",
    f"From: <{person(5)}> <{FORGER}>",
    f"From: {FORGER} ({person(5)})",
    f"From: =?utf-8?q?{person(5).replace('@', '=40')}?= <{FORGER}>",
    f"From: =?utf-8?q?=3C{person(5).replace('@', '=40')}=3E?= <{FORGER}>",
    f"From: {FORGER}\r\nSender: {person(5)}",
    f"From: {FORGER}\r\nReply-To: {person(5)}",
    f"From: {FORGER}\r\nResent-From: {person(5)}\r\nResent-Sender: {person(5)}",
    f"From: {FORGER}\r\nX-Original-From: {person(5)}\r\nX-Sender: {person(5)}",
    f"from: {FORGER}\r\nFROM : {person(5)}",
    f"Subject: x\r\n From: {person(5)}\r\nFrom: {FORGER}",
)


def test_whoever_is_not_the_one_author_is_not_believed(scene: Scene) -> None:
    """The workbooks wait, though the forger's own domain passes; and the address on record declines nothing."""
    tried = dict(zip(PLAIN, AUTHORS, strict=False))
    for number, fields in tried.items():
        file = (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1))
        declined = scene.compose(FORGER, text="We will not participate in this study.")
        for raw in (scene.compose(FORGER, file), declined):
            written = fields.replace(person(5), person(number)).replace("person5=40member5", f"person{number}=40member{number}")
            scene.post(raw.replace(f"From: {FORGER}".encode(), written.encode()), FORGER, "mail.evil.example")
        scene.take_in(hours=2)
    assert scene.answers() == {}
    assert [case.organisation for case in scene.cases() if case.kind == "decline"] == []
    assert scene.remind() >= set(tried)


def test_a_secretary_who_sends_for_the_contact_is_believed(scene: Scene) -> None:
    """From is the contact, and their own server sends it; Sender is somebody else of the same house."""
    more = {"Sender": "secretary@member5.example"}
    scene.write(person(5), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=505)), **more)
    assert scene.answers() == {5: 505}


def test_a_contact_with_a_name_full_of_signs_is_believed(scene: Scene) -> None:
    """Commas, brackets and letters of every language are names."""
    raw = scene.compose(person(5), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=505)))
    named = f'From: "Müller, P. (Unit 5) <5>" <{person(5)}>'
    scene.post(raw.replace(f"From: {person(5)}".encode(), named.encode()), person(5), "mail.member5.example")
    scene.take_in()
    assert scene.answers() == {5: 505}
