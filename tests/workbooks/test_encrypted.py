"""Workbooks under a password.

The files in encrypted/ are the ordinary workbook of files.py as LibreOffice 25 saved it under the password PASSWORD (storeToURL with the
property Password); the rest is enciphered here.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.ecma376_standard import ECMA376Standard
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from tests.office import save_as
from tests.workbooks.compound import compound, enciphered
from tests.workbooks.files import VALUES, converted, zipped
from workbooks.caged.opening import look
from workbooks.caged.reader import Reader, Refusal
from workbooks.cells import Workbook
from workbooks.containers.cfb import CompoundFile
from workbooks.containers.encrypted import DEFAULT_PASSWORD

PASSWORD = "s3cret é"
HERE = Path(__file__).parent / "encrypted"


def agile(data: bytes, password: str) -> bytes:
    """Encrypt a package as Excel since 2010 does."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def standard(data: bytes, password: str) -> bytes:
    """Encrypt a package as Excel 2007 did: [MS-OFFCRYPTO] 2.3.4.5."""
    salt, verifier = b"0123456789abcdef", b"fedcba9876543210"
    key = ECMA376Standard.makekey_from_password(password, 0x660E, 0x8004, 24, 128, 16, salt)

    def encrypt(plain: bytes) -> bytes:
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - So the format has it.
        return encryptor.update(plain.ljust(-(-len(plain) // 16) * 16, b"\0")) + encryptor.finalize()

    header = struct.pack("<8L", 0x24, 0, 0x660E, 0x8004, 128, 24, 0, 0) + "Cryptographic Provider\0".encode("utf-16-le")
    digest = hashlib.sha1(verifier).digest()  # noqa: S324 - So the format has it.
    info = struct.pack("<HHLL", 3, 2, 0x24, len(header)) + header
    info += struct.pack("<L", 16) + salt + encrypt(verifier) + struct.pack("<L", 20) + encrypt(digest)
    return compound({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(data)) + encrypt(data)})


def rc4(xls: bytes, password: str) -> bytes:
    """Encrypt an xls as Excel 97 did: [MS-OFFCRYPTO] 2.3.6."""
    salt, verifier = b"0123456789abcdef", b"fedcba9876543210"

    def cipher(body: bytes, at: int) -> bytes:
        return bytes(DocumentRC4.decrypt(password, salt, io.BytesIO(b"\0" * at + body), blocksize=1024).getvalue()[at:])

    head = cipher(verifier + hashlib.md5(verifier).digest(), 0)  # noqa: S324 - So the format has it.
    stream = CompoundFile(xls).stream("Workbook") or b""
    return compound({"Workbook": enciphered(stream, struct.pack("<HHH", 1, 1, 1) + salt + head, cipher)})


def xor(xls: bytes, password: str) -> bytes:
    """Obfuscate an xls as Excel 95 did: [MS-OFFCRYPTO] 2.3.7, byte by byte."""
    row = DocumentXOR.create_xor_array_method1(password)
    verifier = next(value for value in range(0x10000) if DocumentXOR.verifypw(password, value))

    def cipher(body: bytes, at: int) -> bytes:
        end = at + len(body)
        return bytes(((value << 5 | value >> 3) & 0xFF) ^ row[(end + index) % 16] for index, value in enumerate(body))

    stream = CompoundFile(xls).stream("Workbook") or b""
    filepass = struct.pack("<HHH", 0, DocumentXOR.create_xor_key_method1(password), verifier)
    return compound({"Workbook": enciphered(stream, filepass, cipher)})


@pytest.fixture(scope="module")
def xls(book: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Let LibreOffice save the ordinary workbook as xls."""
    return converted(book, "xls", tmp_path_factory.mktemp("xls"))


def opened(data: bytes, *passwords: str) -> tuple[str, Workbook | str]:
    """Open in this process: the kind, and the workbook or the code of the refusal."""
    found = look(data, "answers", passwords)
    assert isinstance(found.result, Workbook | Refusal)
    return found.kind, found.result.code if isinstance(found.result, Refusal) else found.result


def has_the_answers(result: Workbook | str) -> bool:
    """Say whether it is the ordinary workbook."""
    return isinstance(result, Workbook) and result.sheets[0].cells.items() >= VALUES.items()


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_what_libreoffice_encrypted_opens_with_the_password_among_others(kind: str) -> None:
    """What LibreOffice encrypted opens with the password among others, with its names and properties, and is what it is inside."""
    found, result = opened((HERE / f"libreoffice.{kind}").read_bytes(), "wrong", "", PASSWORD)
    assert found == kind
    assert has_the_answers(result)
    assert isinstance(result, Workbook)
    assert result.format == kind
    assert result.properties["token"] == "abc"
    assert result.names.keys() == {"one_cell", "an_area", "plain"}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("passwords", [(), ("wrong",), ("Wrong", PASSWORD.upper(), "\ud800", "x" * 400, "")])
def test_without_the_right_password_it_is_refused(kind: str, passwords: tuple[str, ...]) -> None:
    """Without the right password it is refused."""
    assert opened((HERE / f"libreoffice.{kind}").read_bytes(), *passwords)[1] == "file_encrypted"


def test_an_encrypted_opendocument_is_refused_even_with_its_password() -> None:
    """An encrypted OpenDocument is refused even with its password."""
    assert opened((HERE / "libreoffice.ods").read_bytes(), PASSWORD)[1] == "file_encrypted"


def test_agile_and_standard_encryption_open(book: bytes) -> None:
    """Agile and standard encryption open."""
    for encrypt in (agile, standard):
        data = encrypt(book, "Пароль كلمة")
        kind, result = opened(data, "no", "Пароль كلمة")
        assert kind == "xlsx"
        assert has_the_answers(result)
        assert opened(data, "no") == ("encrypted", "file_encrypted")


def test_old_ciphers_open(xls: bytes) -> None:
    """RC4 and XOR open."""
    for encrypt in (rc4, xor):
        data = encrypt(xls, "Dragon 9")
        kind, result = opened(data, "no", "Dragon 9")
        assert kind == "xls"
        assert has_the_answers(result)
        assert opened(data, "Dragon 8", "كلمة") == ("xls", "file_encrypted")


def test_excels_own_password_is_tried_unasked(book: bytes, xls: bytes) -> None:
    """A workbook whose structure is protected is saved by Excel as xls under a password of its own; nobody was asked for it."""
    for data in (agile(book, DEFAULT_PASSWORD), rc4(xls, DEFAULT_PASSWORD), xor(xls, DEFAULT_PASSWORD)):
        assert has_the_answers(opened(data)[1])


def test_libreoffice_opens_what_is_enciphered_here(xls: bytes, book: bytes, tmp_path: Path) -> None:
    """LibreOffice, which knows Excel's own password too, is the judge of the ciphers of this file."""
    made = {"rc4.xls": rc4(xls, DEFAULT_PASSWORD), "xor.xls": xor(xls, DEFAULT_PASSWORD), "standard.xlsx": standard(book, DEFAULT_PASSWORD)}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    save_as("csv", [tmp_path / name for name in made], tmp_path)
    for name in made:
        assert "far" in (tmp_path / name).with_suffix(".csv").read_text(encoding="utf-8", errors="replace")


def test_what_is_inside_decides_and_not_that_it_was_encrypted() -> None:
    """What is inside decides: a Word document is one."""
    word = zipped({"[Content_Types].xml": b"<a>wordprocessingml.document.main+xml</a>", "word/picture": os.urandom(6000)})
    assert opened(standard(word, PASSWORD), PASSWORD) == ("word", "file_word")


def test_a_key_derivation_that_would_take_minutes_is_not_begun(book: bytes) -> None:
    """A key derivation that would take minutes is not begun."""
    data = agile(book, PASSWORD).replace(b'spinCount="100000"', b'spinCount="999999"')
    assert data != agile(book, PASSWORD)
    assert opened(data, *(f"password {number}" for number in range(7))) == ("encrypted", "file_encrypted")


def test_the_reader_passes_passwords_on_into_a_zip_and_keeps_none(reader: Reader) -> None:
    """The reader passes passwords on into a zip and keeps none: not in its words, its command line or its environment."""
    data = zipped({"locked.xlsx": (HERE / "libreoffice.xlsx").read_bytes(), "old.xls": (HERE / "libreoffice.xls").read_bytes()})
    found = reader.open(data, "all.zip", ["wrong", PASSWORD])
    assert [one.format for one in found] == ["xlsx", "xls"]
    assert all(has_the_answers(one.result) for one in found if isinstance(one.result, Workbook))
    assert PASSWORD not in repr(found) + repr(vars(reader))
    process = Path(f"/proc/{reader.cage.process}")
    if process.exists():
        assert os.fsencode(PASSWORD) not in (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    assert [one.result.code for one in reader.open(data, "all.zip") if isinstance(one.result, Refusal)] == ["file_encrypted"] * 2


def test_a_password_is_never_logged(book: bytes, xls: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """A password is never logged, even where somebody wants to see everything."""
    with caplog.at_level(logging.DEBUG):
        for data in (standard(book, "dragonfly"), agile(book, "dragonfly"), rc4(xls, "dragonfly")):
            caplog.clear()
            assert has_the_answers(opened(data, "another", "dragonfly")[1])
            assert "dragonfly" not in caplog.text
            assert "another" not in caplog.text
