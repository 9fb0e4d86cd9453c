"""A spammer wants our letters to carry their headers: another recipient, another sender, a body of their own.

They put line breaks into what we repeat: the subject, the name in From, the identifier, the name of a file, by encoded words (RFC 2047),
which can carry any character.
"""

from __future__ import annotations

import email
import email.policy

import pytest

from tests.attacks.scene import STAFF, Left, Scene, person

BREAK = "\r\nBcc: everybody@evil.example\r\nX-Injected: yes\r\n\r\n<b>Buy now</b>"


def word(text: str) -> str:
    """Return a text as an encoded word."""
    return f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in text.encode())}?="


def clean(left: list[Left]) -> None:
    """Assert that letters left, and none has a header but ours."""
    assert left
    for one in left:
        letter = email.message_from_bytes(one.letter.raw, policy=email.policy.default)
        assert {"bcc", "x-injected"}.isdisjoint(name.lower() for name in letter.keys())  # noqa: SIM118 - a message is no mapping
        assert all(len(letter.get_all(name, [])) <= 1 for name in ("From", "To", "Subject", "Reply-To", "Message-ID"))
        assert "everybody@evil.example" not in str(letter["To"]) + str(letter["Cc"]) + one.to


@pytest.mark.parametrize("field", ["Subject", "From", "Message-ID", "References"])
def test_a_line_break_in_a_header_begins_no_header_of_ours(scene: Scene, field: str) -> None:
    """A question is passed on with what it says, in one line."""
    raw = scene.compose(person(5), text="Which year is meant?", to=scene.letter(5).reply_to, References="<x@member5.example>")
    old = next(line for line in raw.split(b"\r\n") if line.startswith(f"{field}:".encode()))
    shown = f"{word('Person' + BREAK)} <{person(5)}>" if field == "From" else word("Hello" + BREAK)
    scene.post(raw.replace(old, f"{field}: {shown}".encode()), person(5), "mail.member5.example", scene.letter(5).reply_to)
    scene.take_in()
    left = scene.left()
    assert STAFF in {one.to for one in left}
    clean(left)


@pytest.mark.parametrize("share", [2.5, 140.0])
def test_a_line_break_in_a_file_name_begins_no_header_of_ours(scene: Scene, share: float) -> None:
    """Neither in the receipt nor where the workbook goes back."""
    raw = scene.compose(person(5), ("answers.xlsx", scene.workbook(5, share_cross_border=share)), to=scene.letter(5).reply_to)
    named = f'filename="{word("answers" + BREAK + ".xlsx")}"'
    scene.post(raw.replace(b'filename="answers.xlsx"', named.encode()), person(5), "mail.member5.example", scene.letter(5).reply_to)
    scene.take_in()
    clean(scene.left())
    assert scene.states(5) == ["queried" if share > 100 else "accepted"]


def test_a_long_subject_with_letters_of_all_languages_is_passed_on(scene: Scene) -> None:
    """In our letter it stands as it was."""
    subject = "سؤال عن الاستبيان — question sur le questionnaire № 1.4 (suite) et encore quelques mots pour faire plus d'une ligne"
    scene.reply(5, person(5), text="Which year is meant?", subject=subject)
    (passed,) = scene.passed_on()
    assert subject in " ".join(passed.letter.text.split())
