"""A message and its addresses as they go over the wire: dots doubled (RFC 5321 section 4.5.2), domains in ASCII (RFC 5890)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import idna

from domain.letter import Envelope, Shared, bytes_of


class UnsendableError(Exception):
    """A message or an address that no server could be given; its text is a sentence."""


@dataclass(frozen=True, slots=True)
class _Stuffed:
    """A piece with its dots doubled, and how many CRLF, CR and LF it holds."""

    data: bytes
    crlf: int
    cr: int
    lf: int


def content(envelope: Envelope) -> bytes:
    """Return the message as DATA wants it, with the final dot; UnsendableError if it holds a bare CR or LF.

    A bare LF before a dot is how one message is smuggled inside another (RFC 5321 section 2.3.8 forbids both), so nothing is mended here:
    what is sent is what was recorded. What letters share is looked through once.
    """
    parts = [_stuff_shared(piece) if isinstance(piece, Shared) else _stuff(piece) for piece in envelope.pieces if bytes_of(piece)]
    out: list[bytes] = []
    last = b"\r\n"
    crlf, cr, lf = 0, 0, 0
    for part in parts:
        if last.endswith(b"\n") and part.data.startswith(b"."):
            out.append(b".")
        if last.endswith(b"\r") and part.data.startswith(b"\n"):
            crlf += 1
        crlf, cr, lf = crlf + part.crlf, cr + part.cr, lf + part.lf
        out.append(part.data)
        last = part.data
    if not crlf == cr == lf:
        raise UnsendableError("The message contains a bare carriage return or line feed.")
    out.append(b".\r\n" if last.endswith(b"\n") else b"\r\n.\r\n")
    return b"".join(out)


def address(text: str) -> tuple[str, bool]:
    """Return an address with its domain in ASCII, and whether its local part needs SMTPUTF8; "" is the null sender."""
    local, at, domain = text.rpartition("@")
    if not text.isprintable() or any(sign in text for sign in "<> ") or (text and not (local and domain)):
        raise UnsendableError(f"{text!r} is not an address that mail can be sent to.")
    try:
        ascii_domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise UnsendableError(f"The domain of {text} cannot be written in ASCII ({error}).") from error
    return f"{local}{at}{ascii_domain}", not local.isascii()


@lru_cache(maxsize=16)
def _stuff_shared(piece: Shared) -> _Stuffed:
    return _stuff(piece.data)


def _stuff(piece: bytes) -> _Stuffed:
    # Whether a dot that begins a piece begins a line is seen only where the pieces meet.
    return _Stuffed(piece.replace(b"\n.", b"\n.."), piece.count(b"\r\n"), piece.count(b"\r"), piece.count(b"\n"))
