"""What Outlook packs into a winmail.dat: files, and messages with files of their own."""

from __future__ import annotations

import struct

from intake.parsing.unpack.tnef import UNPACK
from tests.attacks.test_workbooks_in_wrappings import winmail, winmail_within

NOTE = ("note.txt", b"See the mail below.")


def test_the_files_of_a_message_within_are_taken_out_too() -> None:
    """Beside those of the message around it."""
    assert UNPACK.open(winmail_within(("a.xlsx", b"A"), ("b.xlsx", b"B"))).files == (NOTE, ("a.xlsx", b"A"), ("b.xlsx", b"B"))


def test_a_message_within_that_has_no_files_is_one_itself() -> None:
    """A person hears of it, instead of nobody."""
    assert UNPACK.open(winmail_within()).files == (NOTE, ("Our answers", winmail()))


def test_messages_in_messages_end_somewhere() -> None:
    """The file in the deepest ones is found, and what is deeper still is a file as it is."""
    stream = winmail(("a.xlsx", b"A"))
    for _ in range(5):
        stream = _around(stream)
    assert UNPACK.open(stream).files == (("a.xlsx", b"A"),)
    assert UNPACK.open(_around(stream)).files != (("a.xlsx", b"A"),)
    assert b"a.xlsx" in UNPACK.open(_around(stream)).files[0][1]


def _around(message: bytes) -> bytes:
    value = b"\0" * 16 + message
    properties = struct.pack("<IHHII", 1, 0x0D, 0x3701, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    packed = winmail()
    for attribute, said in ((0x00069002, b"\0" * 14), (0x00069005, properties)):
        packed += struct.pack("<BII", 2, attribute, len(said)) + said + struct.pack("<H", sum(said) & 0xFFFF)
    return packed
