"""Damaged files of every format: whatever bytes are changed, a file is read or refused, in time, and the next one is read."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.workbooks.files import VALUES, converted, unzipped, zipped
from tests.workbooks.test_encrypted import HERE, PASSWORD
from tests.workbooks.test_xlsb import book as binary_book
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

ROUNDS = 150
PACKAGES = frozenset({"xlsb", "ods"})


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Return the bytes with some of them flipped, replaced, left out, or doubled."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, size = chance.randrange(len(spoilt)), chance.randrange(1, 64)
        match chance.randrange(4):
            case 0:
                spoilt[at] ^= 1 << chance.randrange(8)
            case 1:
                spoilt[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0"))
            case 2 if size < len(spoilt):
                del spoilt[at : at + size]
            case _:
                spoilt[at:at] = spoilt[at : at + size]
    return bytes(spoilt)


@pytest.fixture(scope="module")
def files(book: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Make a file of each format."""
    folder: Path = tmp_path_factory.mktemp("formats")
    return {
        "xlsb": binary_book(),
        "xls": converted(book, "xls", folder),
        "ods": converted(book, "ods", folder),
        "encrypted xlsx": (HERE / "libreoffice.xlsx").read_bytes(),
        "encrypted xls": (HERE / "libreoffice.xls").read_bytes(),
        "csv": 'No.;Réponse\r\n1;"oui; non"\r\n'.encode("cp1252") * 20,
    }


@pytest.mark.parametrize("kind", ["xlsb", "xls", "ods", "encrypted xlsx", "encrypted xls", "csv"])
def test_damage_is_read_or_refused_and_the_next_file_is_read(kind: str, files: dict[str, bytes], book: bytes, reader: Reader) -> None:
    """Damage is read or refused, not later than the reader allows, and the next file is read."""
    chance, whole = random.Random(kind), files[kind]  # noqa: S311 - The same damage each time.
    for _ in range(ROUNDS):
        data = damaged(chance, whole)
        if kind in PACKAGES and chance.random() < 0.9:
            # A flipped byte of a zip is found by its sums: so a part is damaged, and packed anew.
            parts = unzipped(whole)
            part = chance.choice([name for name in parts if parts[name]])
            data = zipped({**parts, part: damaged(chance, parts[part])})
        assert reader.open(data, "answers.csv" if kind == "csv" else "answers", [PASSWORD])
    (after,) = reader.open(book, "book.xlsx")
    assert isinstance(after.result, Workbook)
    assert after.result.sheets[0].cells == VALUES
