"""The code in the addresses of List-Unsubscribe (RFC 2369, RFC 8058): it names one letter, and stops mailings to its recipient alone.

It is made from the tag, which cannot be had back from it: whoever sees the code can neither answer nor report in the name of the letter.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

LEAVING = "u"
LEAVE = "/leave"  # Below this path of the web stand the codes.
_ID, _PROOF = 4, 11  # Bytes: together 24 signs of base32, without padding.
# A number of a letter has 31 bits, so that the first sign has four: no other number is ever looked for in the store.
_CODE = r"[a-p][a-z2-7]{23}"
_WRITTEN = re.compile(rf"(?<![a-z0-9]){LEAVING}({_CODE})@", re.IGNORECASE)
_LONGEST = 64  # RFC 5321 section 4.5.3.1.1, octets of a local part.


def leaving_address(address: str, letter_id: int, tag: str, separator: str = "+") -> str | None:
    """Return `address` with the code of a letter; None where that would be too long for an address."""
    written = with_code(address, code_of(letter_id, tag), separator)
    return written if len(written.rpartition("@")[0]) <= _LONGEST else None


def with_code(address: str, code: str, separator: str = "+") -> str:
    """Return `address` with a code, however long that is."""
    local, _, domain = address.rpartition("@")
    return f"{local}{separator}{LEAVING}{code}@{domain}"


def leaving_link(base: str, letter_id: int, tag: str) -> str:
    """Return the address in the web, below `base`, at which one click stops mailings to the recipient of a letter (RFC 8058)."""
    return f"{base.rstrip('/')}{LEAVE}/{code_of(letter_id, tag)}"


def code_of(letter_id: int, tag: str) -> str:
    """Return the code of a letter."""
    return base64.b32encode(letter_id.to_bytes(_ID) + _proof(tag)).decode().lower()


def leaving_code(address: str) -> str | None:
    """Return the code that `address` carries, or None; the case of letters does not matter, since relays change it."""
    found = _WRITTEN.search(address)
    return found[1].lower() if found else None


def is_code(text: str) -> bool:
    """Say whether a text may be a code; only of such a one anything else can be asked."""
    return re.fullmatch(_CODE, text) is not None


def letter_of(code: str) -> int:
    """Return the number of the letter that a code names, which it does not prove by that."""
    return int.from_bytes(_bytes(code)[:_ID])


def proves(code: str, letter_id: int, tag: str) -> bool:
    """Say whether a code is that of this letter."""
    return hmac.compare_digest(_bytes(code), letter_id.to_bytes(_ID) + _proof(tag))


def _bytes(code: str) -> bytes:
    return base64.b32decode(code.upper())


def _proof(tag: str) -> bytes:
    # Not `hmac.digest`, which lets go of the interpreter for a microsecond's work, so that each letter would wait to have it again.
    return hmac.new(tag.encode(), b"unsubscribe", hashlib.sha256).digest()[:_PROOF]
