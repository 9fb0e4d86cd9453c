"""Somebody forwards what they got, or made: a message within a message, with another author, other results, another's token.

What stands inside was believed as if it were the message itself.
"""

from __future__ import annotations

from demo import respondents
from tests.attacks.books import guessed
from tests.attacks.border import NAME
from tests.attacks.scene import EVIL, Scene, person

STRANGER = "stranger@evil.example"


def enclosing(scene: Scene, sender: str, inner: bytes, text: str, *files: tuple[str, bytes]) -> bytes:
    """Return a message of `sender` with `inner` as an attachment (message/rfc822)."""
    outer = scene.compose(sender, *files, text=text).replace(b"MIME-Version: 1.0\r\n", b"")
    head, _, body = outer.partition(b"\r\n\r\n")
    kinds = (b"content-", b"\t", b" boundary")
    fields = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(kinds))
    own = b"\r\n".join(line for line in head.split(b"\r\n") if line.lower().startswith(kinds))
    parts = (own + b"\r\n\r\n" + body, b"Content-Type: message/rfc822\r\n\r\n" + inner)
    return (
        fields
        + b'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="outermost"\r\n\r\n'
        + b"".join(b"--outermost\r\n" + part + b"\r\n" for part in parts)
        + b"--outermost--\r\n"
    )


def test_the_author_of_what_is_enclosed_proves_nothing(scene: Scene) -> None:
    """Nor do the results of our own mail server in it, which anybody can write there."""
    inner = scene.compose(person(5), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=1)))
    results = f"Authentication-Results: {NAME}; dmarc=pass header.from=member5.example\r\n".encode()
    scene.post(enclosing(scene, STRANGER, results + inner, "Forwarded."), STRANGER, EVIL)
    scene.take_in()
    assert scene.answers() == {}
    assert 5 in scene.remind()


def test_a_letter_of_another_organisation_that_is_enclosed_gives_no_right_over_it(scene: Scene) -> None:
    """A contact got the neighbour's letter by mistake, with its token, and declines: for whom, a person must find out."""
    said = enclosing(scene, person(6), scene.letter(5).raw, "We will not participate in this study.")
    scene.post(said, person(6), "mail.member6.example")
    scene.take_in()
    assert 5 in scene.remind()


def test_a_token_that_is_enclosed_is_no_token_of_another_workbook(scene: Scene) -> None:
    """The workbook of one, beside the letter of another, waits."""
    said = enclosing(scene, STRANGER, scene.letter(5).raw, "Here you are.", ("answers.xlsx", scene.tokenless(6, employees=1)))
    scene.post(said, STRANGER, EVIL)
    scene.take_in()
    assert scene.answers() == {}
    assert 6 in scene.remind()


def test_a_focal_point_forwards_the_answer_of_a_colleague(scene: Scene) -> None:
    """As an attachment, with the workbook that has the token; the contact is told."""
    inner = respondents.answer(
        scene.letter(5),
        sender="bureau@member5.example",
        sender_name="Bureau",
        text="Voici.",
        files=[("answers.xlsx", scene.workbook(5, employees=505))],
        now=scene.now,
    )
    scene.post(enclosing(scene, "head@member5.example", inner, "For you."), "head@member5.example", "mail.member5.example")
    scene.take_in()
    assert scene.answers() == {5: 505}
    assert person(5) in {one.to for one in scene.left()}


def test_a_forwarded_letter_with_the_filled_workbook_counts(scene: Scene) -> None:
    """Within the text, as most mail programs forward."""
    name, _ = scene.letter(5).workbook or ("", b"")
    raw = respondents.forward(
        scene.letter(5),
        sender="head@member5.example",
        sender_name="Head",
        to="cybercrime.study@unodc.example",
        text="Completed.",
        now=scene.now,
        files=[(name, scene.workbook(5, employees=505))],
    )
    scene.post(raw, "head@member5.example", "mail.member5.example")
    scene.take_in()
    assert scene.answers() == {5: 505}
