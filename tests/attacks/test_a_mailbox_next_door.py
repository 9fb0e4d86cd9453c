"""Somebody at an organisation's own provider has a mailbox whose name holds that of the contact, and is vouched for as who they are.

They registered x'person5, or write their own address in a form of old mail that a careless reader takes apart: a quotation, a comment or
blanks within it. The provider signs what they send, so that DMARC passes. They have no token, and guess the reference.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.scene import PLAIN, Scene, person

FORMS = (
    "x'{}",
    "<x'{}>",
    "'{}",
    "<'{}>",
    ".{}",
    '"x".{}',
    '<"x".{}>',
    'x."y"{}',
    "x(y){}",
    "x.(y){}",
    "x . {}",
    "<x . {}>",
    "x\\{}",
    'x"{}',
    "=?utf-8?q?x?=.{}",
    "({}) next.door@{domain}",
    "(({})) next.door@{domain}",
    "next.door@{domain} ({})",
)
TRIED = dict(zip(PLAIN, FORMS, strict=False))


def written(number: int, form: str) -> str:
    """Return a field From in which the address of a contact is part of another mailbox of the same domain."""
    address = person(number)
    return form.format(address, domain=address.partition("@")[2])


def post(scene: Scene, number: int, author: str, *files: tuple[str, bytes], text: str = "Our answers.", to: str = "") -> None:
    """Post a message whose field From is written so, from the provider's own server."""
    host = f"mail.{person(number).partition('@')[2]}"
    raw = scene.compose("placeholder@evil.example", *files, text=text, **({"to": to} if to else {}))
    line = f"From: {author}\r\n".encode()
    scene.post(
        raw.replace(b"From: placeholder@evil.example\r\n", line), f"x@{person(number).partition('@')[2]}", host, *([to] if to else [])
    )


def test_a_workbook_from_next_door_is_not_the_contacts(scene: Scene) -> None:
    """Whether an answer counts already or not: nothing is filed, and the contact is reminded."""
    for number, form in TRIED.items():
        post(scene, number, written(number, form), (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=666)))
        scene.take_in(hours=1)
    assert scene.answers() == {}
    assert scene.remind() >= set(TRIED)


def test_an_answer_that_counts_stays(scene: Scene) -> None:
    """And nobody is told what it says."""
    scene.reply(5, person(5), ("a.xlsx", scene.workbook(5, employees=505)))
    scene.left()
    for form in FORMS:
        post(scene, 5, written(5, form), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=666)))
        scene.take_in(hours=1)
    assert scene.answers() == {5: 505}
    assert not [letter for letter in scene.left() if letter.to != person(5) and letter.says("505")]


def test_nobody_next_door_ends_the_contacts_mail(scene: Scene) -> None:
    """A wish for no more mail is that of the mailbox that wrote it."""
    for number, form in TRIED.items():
        post(scene, number, written(number, form), text="unsubscribe")
        scene.take_in(hours=1)
    assert not {person(number) for number in TRIED} & scene.suppressed()
    assert scene.remind() >= set(TRIED)


@pytest.mark.parametrize("author", ["o'brien@member5.example", "Síle O'Brien <o'brien@member5.example>", "<o'brien@member5.example>"])
def test_a_colleague_with_an_apostrophe_has_their_own_receipt(scene: Scene, author: str) -> None:
    """The letter was given to them: their answer counts, and nothing of it goes to who is called so without the first letter."""
    post(scene, 5, author, ("a.xlsx", scene.workbook(5, employees=505)), to=scene.letter(5).reply_to)
    scene.take_in()
    assert scene.answers() == {5: 505}
    assert {letter.to for letter in scene.left()} == {"o'brien@member5.example", person(5)}


@pytest.mark.parametrize("form", ["{}", "<{}>", "Person (the contact) <{}>", "{} (Person Five)", "\"'{}'\" <{}>", "Ministry, Person <{}>"])
def test_the_contact_in_the_forms_of_mail_programs_is_known(scene: Scene, form: str) -> None:
    """Names, comments and apostrophes around an address change nothing."""
    post(scene, 5, form.format(person(5), person(5)), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=505)))
    scene.take_in()
    assert scene.answers() == {5: 505}
