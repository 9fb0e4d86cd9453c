"""A stranger wraps a workbook under a guessed reference up: a message in a message in a message, and Outlook's winmail.dat.

Inside stand another author, the agency's own verdict, and names with paths. They hope that one of the layers is believed. Or a contact has
the neighbour's workbook, with its token or without, and wraps it up beside or in place of their own.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from tests.attacks.books import guessed
from tests.attacks.border import NAME
from tests.attacks.scene import EVIL, Scene, outsiders, person
from tests.attacks.test_a_message_within_a_message import enclosing
from tests.workbooks.files import zipped

STRANGER = "stranger@evil.example"


def winmail(*files: tuple[str, bytes]) -> bytes:
    """Return files as Outlook packs them ([MS-OXTNEF] section 2.1.3)."""
    packed = struct.pack("<IH", 0x223E9F78, 1)
    for name, data in files:
        for attribute, value in ((0x00069002, b"\0" * 14), (0x00018010, name.encode("cp1252") + b"\0"), (0x0006800F, data)):
            packed += struct.pack("<BII", 2, attribute, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return packed


def winmail_within(*files: tuple[str, bytes]) -> bytes:
    """Return files in a message that Outlook packs as an attachment of another, with a note beside it (section 2.1.3.4)."""
    message = b"\0" * 16 + winmail(*files)
    padded = message + b"\0" * (-len(message) % 4)
    properties = struct.pack("<IHHII", 1, 0x0D, 0x3701, 1, len(message)) + padded
    packed = winmail(("note.txt", b"See the mail below."))
    for attribute, value in ((0x00069002, b"\0" * 14), (0x00018010, b"Our answers\0"), (0x00069005, properties)):
        packed += struct.pack("<BII", 2, attribute, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return packed


def nested(scene: Scene, number: int, book: bytes, depth: int) -> bytes:
    """Return the contact's message with a workbook, and the agency's verdict on it, within so many others."""
    verdict = f"Authentication-Results: {NAME}; dmarc=pass header.from=member{number}.example\r\n".encode()
    inner = verdict + scene.compose(person(number), (f"{guessed(number)}.xlsx", book))
    for _ in range(depth):
        inner = enclosing(scene, person(number), inner, "Forwarded.")
    return enclosing(scene, STRANGER, inner, "Forwarded.")


def test_what_stands_deep_inside_is_not_believed(scene: Scene) -> None:
    """Neither as messages, nor as a file that is one."""
    for depth in (1, 2, 5):
        scene.post(nested(scene, 5, scene.tokenless(5, employees=1), depth), STRANGER, EVIL)
        scene.take_in(hours=2)
    scene.write(STRANGER, ("mail.eml", nested(scene, 5, scene.tokenless(5, employees=1), 2)), host=EVIL)
    assert scene.answers() == {}
    assert outsiders(scene.left()) == []
    assert 5 in scene.remind()


def test_a_winmail_dat_is_believed_no_more_than_its_sender(scene: Scene) -> None:
    """Its files have names that lead elsewhere; a message stands in it as well."""
    book = scene.tokenless(5, employees=1)
    names = ("../../etc/cron.d/x.xlsx", f"{guessed(5)}.xlsx", "C:\\Windows\\x.xlsx", "mail.eml")
    files = [(name, nested(scene, 5, book, 1) if name.endswith("eml") else book) for name in names]
    scene.write(STRANGER, ("winmail.dat", winmail(*files)), host=EVIL)
    scene.write(person(5), ("winmail.dat", winmail(*files)), host=EVIL)
    assert scene.answers() == {}
    assert outsiders(scene.left()) == []
    assert 5 in scene.remind()


def test_two_tokens_in_one_winmail_dat_count_for_their_own(scene: Scene) -> None:
    """Each workbook is its own organisation's; a thief of one gets nothing for another."""
    mixed = [("one.xlsx", scene.workbook(5, employees=505)), ("two.xlsx", scene.tokenless(6, employees=1))]
    scene.write("colleague@freemail.example", ("winmail.dat", winmail(*mixed)))
    assert 6 not in scene.answers()
    assert 6 in scene.remind()


def test_a_colleague_forwards_a_forwarded_workbook(scene: Scene) -> None:
    """With its token: it counts, from whichever layer, and from Outlook's."""
    scene.post(nested(scene, 5, scene.workbook(5, employees=505), 1), "colleague@member5.example", "mail.member5.example")
    scene.write("colleague@member8.example", ("winmail.dat", winmail(("answers.xlsx", scene.workbook(8, employees=808)))))
    scene.write("colleague@member9.example", ("winmail.dat", winmail_within(("answers.xlsx", scene.workbook(9, employees=909)))))
    assert scene.answers() == {5: 505, 8: 808, 9: 909}


def within_digest(inner: bytes) -> Callable[[bytes], bytes]:
    """Return what puts a message into a digest (RFC 2046, 5.1.5) beside what else a mail has."""
    digest = b'Content-Type: multipart/digest; boundary="digest"\r\n\r\n--digest\r\n\r\n' + inner + b"\r\n--digest--\r\n"
    return lambda mail: mail.replace(b"Content-Type: message/rfc822\r\n\r\n" + inner, digest)


def wrapped(scene: Scene, how: str, own: tuple[tuple[str, bytes], ...], book: bytes) -> bytes:
    """Return a mail of the contact of one organisation with the workbook of another in it, and `own` files beside it."""
    file, author = (f"{guessed(6)}.xlsx", book), person(5)
    inner = scene.compose(person(6), file)
    packed = {
        "file of a mail": ("mail.eml", inner),
        "mail in a winmail.dat": ("winmail.dat", winmail_within(file)),
        "zip in a zip": ("answers.zip", zipped({"inner.zip": zipped({file[0]: book})})),
        "mail in a zip": ("answers.zip", zipped({"mail.eml": inner})),
    }
    if how in packed:
        return scene.compose(author, packed[how], *own)
    mail = enclosing(scene, author, inner, "For you.", *own)
    return within_digest(inner)(mail) if how == "digest" else mail


@pytest.mark.parametrize("token", [True, False])
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("how", ["mail", "digest", "file of a mail", "mail in a winmail.dat", "zip in a zip", "mail in a zip"])
def test_a_contact_who_wraps_the_workbook_of_another_speaks_for_their_own_alone(scene: Scene, how: str, own: bool, token: bool) -> None:
    """What they send for themselves counts; nobody reads the figures of the other from us, nor its token."""
    book = scene.workbook(6, employees=606606) if token else scene.tokenless(6, employees=606606)
    mine = (("own.xlsx", scene.workbook(5, employees=505)),) if own else ()
    scene.post(wrapped(scene, how, mine, book), person(5), "mail.member5.example")
    scene.take_in()
    assert scene.answers() == ({5: 505} if own else {})
    told = ("606606", "606,606", scene.token(6))
    assert [one for one in scene.left() if any(map(one.says, told))] == []
