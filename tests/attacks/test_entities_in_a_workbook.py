"""A spy wants to read a file of the server, and a vandal its memory: a workbook is XML, and XML has entities.

One entity names a file, another a server that is to be called, a third unfolds to a thousand million times itself.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import changed
from tests.attacks.scene import PLAIN, Scene, person
from tests.workbooks.files import unzipped

FILE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
CALL = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p; <!ENTITY e "called">]>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha ">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghie", strict=True))
    + "]>"
)
PARTS = ("xl/workbook.xml", "docProps/custom.xml", "[Content_Types].xml", "xl/worksheets/sheet1.xml")


def laced(part: bytes, entity: str) -> bytes:
    """Return a part that begins with this document type, and names its entity in the first text that it has."""
    end = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
    body = part[end:].replace(b"</t>", b"&e;</t>", 1).replace(b"</vt:lpwstr>", b"&e;</vt:lpwstr>", 1)
    return part[:end] + entity.encode() + body


@pytest.mark.parametrize("entity", [FILE, CALL, LAUGHS], ids=["file", "call", "laughs"])
def test_an_entity_reads_nothing_and_unfolds_to_nothing(scene: Scene, entity: str) -> None:
    """No letter and no answer has a word of it, nothing goes back that has a document type, and the next message is read."""
    for number, place in zip(PLAIN, PARTS, strict=False):
        book = scene.workbook(number, employees=1)
        assert place in unzipped(book)
        scene.reply(number, person(number), ("answers.xlsx", changed(book, place, lambda part: laced(part, entity))))
    scene.reply(39, person(39), ("answers.xlsx", scene.workbook(39, employees=3939)))
    left = scene.left()
    assert not [one for one in left if one.says("root:") or "ha ha ha" in one.letter.text or "called" in one.letter.text]
    assert not [one for one in left if b"<!DOCTYPE x" in one.attached]
    assert scene.answers()[39] == 3939


def test_signs_that_xml_must_escape_are_read(scene: Scene) -> None:
    """The five entities that every document has."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505, comments="R&D <5 >3 \"so\" 'so'")))
    assert scene.answers() == {5: 505}
