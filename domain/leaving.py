"""The code in the address of List-Unsubscribe (RFC 2369): it names one letter, and serves to stop mailings to its recipient alone.

It is made from the tag, which cannot be had back from it: whoever sees the code can neither answer nor report in the name of the letter.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

LEAVING = "u"
_ID, _PROOF = 4, 11  # Bytes: together 24 signs of base32, without padding.
# A number of a letter has 31 bits, so that the first sign has four: no other number is ever looked for in the store.
_WRITTEN = re.compile(rf"(?<![a-z0-9]){LEAVING}([a-p][a-z2-7]{{23}})@", re.IGNORECASE)
_LONGEST = 64  # RFC 5321 section 4.5.3.1.1, octets of a local part.


def leaving_address(address: str, letter_id: int, tag: str, separator: str = "+") -> str | None:
    """Return `address` with the code of a letter; None where that would be too long for an address."""
    local, _, domain = address.rpartition("@")
    code = base64.b32encode(letter_id.to_bytes(_ID) + _proof(tag)).decode().lower()
    written = f"{local}{separator}{LEAVING}{code}"
    return f"{written}@{domain}" if len(written) <= _LONGEST else None


def leaving_code(address: str) -> str | None:
    """Return the code that `address` carries, or None; the case of letters does not matter, since relays change it."""
    found = _WRITTEN.search(address)
    return found[1].lower() if found else None


def letter_of(code: str) -> int:
    """Return the number of the letter that a code names, which it does not prove by that."""
    return int.from_bytes(_bytes(code)[:_ID])


def proves(code: str, letter_id: int, tag: str) -> bool:
    """Say whether a code is that of this letter."""
    return hmac.compare_digest(_bytes(code), letter_id.to_bytes(_ID) + _proof(tag))


def _bytes(code: str) -> bytes:
    return base64.b32decode(code.upper())


def _proof(tag: str) -> bytes:
    return hmac.digest(tag.encode(), b"unsubscribe", hashlib.sha256)[:_PROOF]
