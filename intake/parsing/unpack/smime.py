"""The message inside of an opaque S/MIME signature; nothing is verified, for the signer's trust is not ours to judge.

Sources: RFC 8551 section 3.5.2, RFC 5652 (CMS), X.690 (BER, since Outlook uses indefinite lengths).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from intake.parsing.headers import decode_base64
from intake.parsing.mail import Unpacked

_SIGNED = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _OCTETS, _OCTETS_IN_PIECES, _EXPLICIT, _IDENTIFIER = 0x30, 0x04, 0x24, 0xA0, 0x06
_MAX_DEPTH = 12
_PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]{1,60}-----")


@dataclass(frozen=True, slots=True)
class _Smime:
    name: str = "S/MIME"
    says: str = "A message wrapped in its own signature is unwrapped; an encrypted one stays closed."
    claims: tuple[str, ...] = ("application/pkcs7-mime", "application/x-pkcs7-mime", "smime.p7m")

    def open(self, data: bytes) -> Unpacked:
        """Return the signed message; `encrypted` where there is none to be read."""
        pem = _PEM.search(data)
        end = data.find(b"-----END", pem.end()) if pem else -1
        try:
            content = _content(decode_base64(data[pem.end() : end]) if pem and end >= 0 else data)
        except (IndexError, ValueError, StopIteration, RecursionError):
            content = b""
        return Unpacked(entity=content, encrypted=not content)


UNPACK = _Smime()


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    begin: int
    end: int
    after: int


def _content(data: bytes) -> bytes:
    outer = _element(data, 0, 0)
    identifier, wrapped = islice(_children(data, outer), 2)
    if data[identifier.begin : identifier.end] != _SIGNED:
        return b""
    signed = next(_children(data, wrapped))
    encapsulated = next(child for child in _children(data, signed) if child.tag == _SEQUENCE)
    explicit = next((child for child in _children(data, encapsulated) if child.tag == _EXPLICIT), None)
    return b"".join(_octets(data, next(_children(data, explicit)))) if explicit else b""


def _octets(data: bytes, element: _Element) -> Iterator[bytes]:
    if element.tag == _OCTETS:
        yield data[element.begin : element.end]
    elif element.tag == _OCTETS_IN_PIECES:
        for child in _children(data, element):
            yield from _octets(data, child)


def _children(data: bytes, element: _Element) -> Iterator[_Element]:
    at = element.begin
    while at < element.end:
        child = _element(data, at, 0)
        yield child
        at = child.after


def _element(data: bytes, at: int, depth: int) -> _Element:
    """Read the tag and length at `at`; ValueError or IndexError where the data is no BER."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    tag, length, begin = data[at], data[at + 1], at + 2
    if length == 0x80:
        end = begin
        while data[end : end + 2] != b"\0\0":
            end = _element(data, end, depth + 1).after
        return _Element(tag, begin, end, end + 2)
    if length > 0x80:
        count = length & 0x7F
        length, begin = int.from_bytes(data[begin : begin + count], "big"), begin + count
    if begin + length > len(data):
        raise ValueError("cut short")
    return _Element(tag, begin, begin + length, begin + length)
