"""Signatures of our own over a letter (DKIM, RFC 6376): with RSA (RFC 8301) and Ed25519 (RFC 8463), one beside the other.

The header is signed `relaxed`, since relays fold it anew, and the body `simple`: it is 7-bit clean, and nobody has a reason to change it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from domain.letter import Piece, Shared, bytes_of

# RFC 6376 section 5.4.1, and the fields by which a reader knows what the body is. A Message-ID is left out: some relays write their own.
_SIGNED = (
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "in-reply-to",
    "references",
    "auto-submitted",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "mime-version",
    "content-type",
)
# Named once more than they occur, so that nobody can add a second one that readers would show (RFC 6376 section 8.15).
_ONCE = ("from", "to", "cc", "reply-to", "subject", "date", "content-type")
_FIELD = re.compile(rb"([!-9;-~]+):((?:[^\r]|\r\n[ \t])*)\r\n")
_SPACE = re.compile(rb"[ \t\r\n]+")
_WIDTH = 70
LEAST_BITS = 1024  # RFC 8301 section 3.2: no verifier accepts less.


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, the domain that it signs for (in ASCII), and the selector under which its public half stands in the DNS."""

    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @property
    def algorithm(self) -> str:
        """Return the algorithm as a signature names it."""
        return "rsa-sha256" if isinstance(self.private, RSAPrivateKey) else "ed25519-sha256"

    @property
    def record(self) -> str:
        """Return what must stand in the DNS, as name and text of a TXT record (RFC 6376 section 3.6.1, RFC 8463 section 4)."""
        if isinstance(self.private, RSAPrivateKey):
            kind, format_ = "rsa", serialization.PublicFormat.SubjectPublicKeyInfo
            public = self.private.public_key().public_bytes(serialization.Encoding.DER, format_)
        else:
            kind, public = "ed25519", self.private.public_key().public_bytes_raw()
        return f'{self.selector}._domainkey.{self.domain} TXT "v=DKIM1; k={kind}; p={base64.b64encode(public).decode()}"'

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data`."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(data, PKCS1v15(), hashes.SHA256())
        return self.private.sign(hashlib.sha256(data).digest())


def keys_for(address: str, keys: Iterable[SigningKey]) -> tuple[SigningKey, ...]:
    """Return the keys that sign for the author `address`: those of its domain, or else of the nearest domain above it.

    So the signature is always aligned with From (RFC 7489 section 3.1.1): a signature of another domain vouches for nobody.
    """
    domain = address.rpartition("@")[2].lower()
    aligned = [key for key in keys if domain == key.domain or domain.endswith(f".{key.domain}")]
    nearest = max((len(key.domain) for key in aligned), default=0)
    return tuple(key for key in aligned if len(key.domain) == nearest)


def signed(pieces: tuple[Piece, ...], keys: Sequence[SigningKey], at: datetime) -> tuple[Piece, ...]:
    """Return a message with a signature of each key above it. `pieces` have CRLF line ends; `at` is aware."""
    if not keys:
        return pieces
    head, body = _head_and_body([*map(bytes_of, pieces)])
    fields = {name.lower(): value for name, value in _FIELD.findall(head + b"\r\n")}
    present = tuple(name for name in _SIGNED if name.encode() in fields)
    canonical = b"".join(_relaxed(name.encode(), fields[name.encode()]) + b"\r\n" for name in present)
    digest = base64.b64encode(_body_hash(body)).decode()
    above = b"".join(_signature(key, canonical, present, digest, at) for key in keys)
    return (above, *pieces) if isinstance(pieces[0], Shared) else (above + pieces[0], *pieces[1:])


def _head_and_body(pieces: list[bytes]) -> tuple[bytes, list[bytes]]:
    """Return the header, without its last line end, and the body in pieces: to join it would cost more than its hash."""
    if pieces and b"\r\n\r\n" not in pieces[0]:
        pieces = [b"".join(pieces)]
    head, _, rest = pieces[0].partition(b"\r\n\r\n")
    return head, [rest, *pieces[1:]]


def _body_hash(pieces: list[bytes]) -> bytes:
    """Return the SHA-256 of a body in its simple form: of the empty lines at its end none counts, and an empty one is one line end.

    Source: RFC 6376 section 3.4.3.
    """
    while pieces and not (last := pieces[-1].rstrip(b"\r\n")):
        pieces = pieces[:-1]
    hashed = hashlib.sha256()
    for piece in (*pieces[:-1], last if pieces else b"", b"\r\n"):
        hashed.update(piece)
    return hashed.digest()


def _signature(key: SigningKey, canonical: bytes, present: tuple[str, ...], digest: str, at: datetime) -> bytes:
    tags = f" v=1; a={key.algorithm}; c=relaxed/simple; d={key.domain};\r\n s={key.selector}; t={at.timestamp():.0f}; bh={digest};"
    value = f"{tags}\r\n h={_wrapped((*present, *_ONCE))};\r\n b=".encode("ascii")
    signature = base64.b64encode(key.sign(canonical + _relaxed(b"dkim-signature", value))).decode()
    rows = [signature[start : start + _WIDTH] for start in range(0, len(signature), _WIDTH)]
    return b"DKIM-Signature:" + value + "\r\n ".join(rows).encode("ascii") + b"\r\n"


@cache
def _wrapped(names: tuple[str, ...]) -> str:
    """Return the names of the fields that are signed, divided by colons, in lines that are not too long."""
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > _WIDTH:
            lines.append("")
        lines[-1] += f"{name}:"
    return "\r\n ".join(lines).removesuffix(":")


def _relaxed(name: bytes, value: bytes) -> bytes:
    """Return a field as RFC 6376 section 3.4.2 has it, without its line end."""
    return name.lower() + b":" + _SPACE.sub(b" ", value).strip(b" ")
