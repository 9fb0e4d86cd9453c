"""Workbooks under a password: OOXML packages (agile and standard encryption) and xls (RC4, RC4 CryptoAPI, XOR), made plain in memory.

Source: [MS-OFFCRYPTO] 2.3 (the ciphers) and [MS-XLS] 2.2.10 (which records of an xls stay plain). The ciphers are msoffcrypto's; its
`Xls97File` is not used, since it writes a temporary file, which the child process must not. It runs in the child process only.
"""

from __future__ import annotations

import importlib
import io
import logging
import struct
from collections.abc import Callable, Iterator, Sequence

from cryptography.hazmat.backends import default_backend
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from workbooks.containers.cfb import CompoundFile
from workbooks.refusal import Refused
from workbooks.xml import each, parse

# Excel itself encrypts with this one where a workbook's structure is protected and it is saved as xls, and opens it without asking.
DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - It is printed in [MS-XLS] 2.4.191 and protects nothing.
_PASSWORDS = 8  # Further ones are not tried.
_SPINS = 4_000_000  # Rounds of the hash over all tries, some three seconds: a hostile file may ask for ten million each.
_FILEPASS, _SHEET, _EOF = 0x2F, 0x85, 0x0A
# BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo and RRDHead are never encrypted.
_PLAIN = frozenset({0x809, _FILEPASS, 0x194, 0x195, 0xE1, 0x196, 0x138})

# The library's debugging messages show the password.
logging.getLogger("msoffcrypto").setLevel(logging.CRITICAL + 1)

Decipher = Callable[[bytes], bytes]


def warm() -> None:
    """Load the ciphers, for a process that soon can load no more."""
    default_backend()
    importlib.import_module("xml.dom.expatbuilder")  # minidom, by which the ciphers are described, imports it while it runs.


def plain_package(data: bytes, passwords: Sequence[str]) -> bytes:
    """Return the OOXML package that the compound file `data` holds encrypted; Refused where no password opens it."""
    tries = _tries(passwords)
    info = CompoundFile(data).stream("EncryptionInfo") or b""
    if info[:4] == b"\4\0\4\0":  # Agile encryption: the rest is XML, which says how often the password is hashed (twice a try).
        spins = max((_number(key.get("spinCount")) for key in each(parse(info[8:]), "encryptedKey")), default=0)
        if 2 * spins * len(tries) > _SPINS:
            raise Refused("file_encrypted")
    for password in tries:
        package = _package(data, password)
        if package is not None:
            return package
    raise Refused("file_encrypted")


def plain_book(data: bytes, passwords: Sequence[str]) -> bytes:
    """Return the xls `data` with its records deciphered; Refused where no password opens it."""
    container = CompoundFile(data)
    stream = container.stream("Workbook") or b""
    info = next((stream[start:end] for kind, start, end in _globals(stream) if kind == _FILEPASS), b"")
    for password in _tries(passwords):
        decipher = _decipher(info, password)
        if decipher is not None:
            return container.replaced("Workbook", _deciphered(stream, decipher))
    raise Refused("file_encrypted")


def _tries(passwords: Sequence[str]) -> list[str]:
    return [DEFAULT_PASSWORD, *(password for password in dict.fromkeys(passwords) if password)][: _PASSWORDS + 1]


def _package(data: bytes, password: str) -> bytes | None:
    """Return the package, or None where it is another password's; what is broken or of an unknown cipher is refused."""
    plain = io.BytesIO()
    try:
        file = OOXMLFile(io.BytesIO(data))
        file.load_key(password=password, verify_password=True)
        file.decrypt(plain)
    except InvalidKeyError:
        return None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - The library raises whatever its parsing meets. The cause is left out: it may hold the password.
        raise Refused("file_encrypted") from None
    return plain.getvalue()


def _globals(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield kind, start and end of the records before the first sheet is listed; FilePass stands among them or nowhere."""
    for kind, start, end in _records(stream):
        if kind in {_SHEET, _EOF}:
            return
        yield kind, start, end


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, min(at + 4 + length, len(stream))
        at += 4 + length


def _decipher(info: bytes, password: str) -> Decipher | None:
    """Return what deciphers a Workbook stream, or None where the password is another one."""
    try:
        kind, major, minor = struct.unpack_from("<HHH", info)
        if kind == 0:
            return _xor(minor, password)
        if (major, minor) == (1, 1):
            return _rc4(info[6:], password)
        return _crypto_api(info[6:], password) if minor == 2 else None
    except (struct.error, UnicodeError, ValueError, IndexError):
        # A password that the cipher cannot take (too long for XOR, letters that it does not know) is a wrong one.
        return None


def _xor(verifier: int, password: str) -> Decipher | None:
    if not DocumentXOR.verifypw(password, verifier):
        return None
    key = bytes(DocumentXOR.create_xor_array_method1(password))
    turned = bytes((value >> 5 | value << 3) & 0xFF for value in range(256))

    def decipher(stream: bytes) -> bytes:
        plain = bytearray(stream)
        for _, start, end in _records(stream):
            first = end % 16  # The key's place depends on where the record's body ends: [MS-OFFCRYPTO] 2.3.7.3.
            row = (key[first:] + key * ((end - start) // 16 + 1))[: end - start]
            mixed = int.from_bytes(stream[start:end], "big") ^ int.from_bytes(row, "big")
            plain[start:end] = mixed.to_bytes(end - start, "big").translate(turned)
        return bytes(plain)

    return decipher


def _rc4(info: bytes, password: str) -> Decipher | None:
    salt, verifier, digest = info[:16], info[16:32], info[32:48]
    if not DocumentRC4.verifypw(password, salt, verifier, digest):
        return None
    return lambda stream: bytes(DocumentRC4.decrypt(password, salt, io.BytesIO(stream), blocksize=1024).getvalue())


def _crypto_api(info: bytes, password: str) -> Decipher | None:
    (header,) = struct.unpack_from("<L", info, 4)
    (bits,) = struct.unpack_from("<L", info, 8 + 16)  # The fifth number of the header; 0 means 40.
    bits = bits or 40
    salt, verifier, digest = (info[8 + header + at : 8 + header + at + size] for at, size in ((4, 16), (20, 16), (40, 20)))
    if not DocumentRC4CryptoAPI.verifypw(password, salt, bits, verifier, digest):
        return None
    return lambda stream: bytes(DocumentRC4CryptoAPI.decrypt(password, salt, bits, io.BytesIO(stream), blocksize=1024).getvalue())


def _deciphered(stream: bytes, decipher: Decipher) -> bytes:
    """Return the stream deciphered, but for what was plain; FilePass becomes a record that means nothing."""
    plain = bytearray(decipher(stream))
    for kind, start, end in _records(stream):
        plain[start - 4 : start] = stream[start - 4 : start]
        if kind in _PLAIN:
            plain[start:end] = stream[start:end]
        elif kind == _SHEET:
            plain[start : start + 4] = stream[start : start + 4]  # The offset of the sheet.
        if kind == _FILEPASS:
            plain[start - 4 : start - 2] = b"\0\0"
    return bytes(plain)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else _SPINS + 1
