"""The printed reference, the token and the tagged addresses, for the letter going out and the match coming in.

Sources: ISO/IEC 7064 (MOD 37,36), RFC 5233 (subaddressing), RFC 5321 section 4.5.3.1.1 (a local part
has at most 64 octets), RFC 4648 (base32).
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TAG_LENGTH = 16
_TAG = re.compile(r"^[a-z2-7]{16}$")
_PREFIX = r"[A-Za-z][A-Za-z0-9]{1,11}"
# A person may retype a reference with spaces, other dashes or in lower case, so the pattern is generous and the check digit decides. Seven
# digits are also what a telephone number has, so that these need their dashes.
_PRINTED = re.compile(
    rf"(?<![A-Za-z0-9])({_PREFIX})"
    r"[ \t]?[-\u2010-\u2015_ ][ \t]?(\d{4,6}|(?<=[-\u2010-\u2015_])[1-9]\d{6}(?=[-\u2010-\u2015_]))"
    r"[ \t]?[-\u2010-\u2015_ ][ \t]?([A-Za-z0-9])(?![A-Za-z0-9])"
)
INVITATION, DELIVERY = "r", "b"
# Within a text: behind a separator and before the @ of a box, or anywhere alone, where a digit tells it from a word of sixteen letters.
_WRITTEN = re.compile(
    r"(?<=[+=_.-])(?:[rby][a-z2-7]{16}|k[a-z2-7]{23}|u[a-z2-7]{24})(?=@)|(?<![a-z0-9])(?=[a-z]{0,15}[2-7])[a-z2-7]{16}(?![a-z0-9])",
    re.IGNORECASE,
)


def new_tag() -> str:
    """Return 80 random bits in lower-case base32: an invitation's token, or a letter's tag."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def derived_tag(secret: str, cause: str) -> str:
    """Return the tag that a cause has wherever the secret is known, and that nobody else can guess (RFC 2104)."""
    return base64.b32encode(hmac.digest(secret.encode(), cause.encode(), "sha256")[:10]).decode().lower()


def is_tag(text: str) -> bool:
    """Say whether `text` has the form of a token or tag."""
    return bool(_TAG.match(text))


def holds_tag(text: str) -> bool:
    """Say whether what may be a token or a tag stands anywhere in `text`."""
    return bool(_WRITTEN.search(text))


def without_tags(text: str) -> str:
    """Return `text` with a sign of omission for whatever may be a token or a tag."""
    return _WRITTEN.sub("…", text)


def check_character(text: str) -> str:
    """Return the ISO/IEC 7064 MOD 37,36 check character over the letters and digits of `text`."""
    product = 36
    for character in text:
        if character not in _ALPHABET:
            continue
        total = (product + _ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def prefix_problem(prefix: str) -> str:
    """Return why references that begin with `prefix` could not be found again, or "" where every one can (up to 9,999,999)."""
    if re.fullmatch(_PREFIX, prefix):
        return ""
    return "A prefix has 2 to 12 letters (A to Z) and digits, and begins with a letter."


def printed(prefix: str, serial: int) -> str:
    """Return the reference as it is printed: prefix, serial number and check character, as in `CYB12-0007-K`."""
    body = f"{prefix.upper()}-{serial:04d}"
    return f"{body}-{check_character(body)}"


def find_references(text: str) -> tuple[str, ...]:
    """Return every printed reference in `text` whose check character is right, normalised, in order, each once."""
    found = (f"{prefix.upper()}-{serial}-{check.upper()}" for prefix, serial, check in _PRINTED.findall(text))
    return tuple(dict.fromkeys(reference for reference in found if check_character(reference[:-2]) == reference[-1]))


def around_reference(text: str) -> tuple[str, str, str] | None:
    """Return what stands before the one printed reference in a text, the reference, normalised, and what stands behind it.

    None where there is none, or more than one.
    """
    found = [one for one in _PRINTED.finditer(text) if find_references(one[0])]
    return _around(found[0]) if len(found) == 1 else None


def around_first_reference(text: str) -> tuple[str, str, str] | None:
    """Return the same of the first printed reference in a text, whatever others stand behind it; None where there is none."""
    found = next((one for one in _PRINTED.finditer(text) if find_references(one[0])), None)
    return _around(found) if found else None


def _around(found: re.Match[str]) -> tuple[str, str, str]:
    return found.string[: found.start()], find_references(found[0])[0], found.string[found.end() :]


@dataclass(frozen=True, slots=True)
class TaggedAddress:
    """An address that carries a tag: `box+r<token>@domain` names an invitation, `box+b<tag>@domain` a delivery (VERP)."""

    kind: str
    tag: str
    base: str


def tagged(address: str, kind: str, tag: str, separator: str = "+") -> str:
    """Return `address` with the tag in its local part."""
    local, _, domain = address.rpartition("@")
    return f"{local}{separator}{kind}{tag}@{domain}"


def read_tagged(address: str, separator: str = "+") -> TaggedAddress | None:
    """Return the tag that `address` carries, or None; the case of letters does not matter, since relays change it."""
    local, _, domain = address.strip().lower().rpartition("@")
    base, mark, detail = local.rpartition(separator)
    if not mark or not base or detail[:1] not in {INVITATION, DELIVERY} or not is_tag(detail[1:]):
        return None
    return TaggedAddress(detail[0], detail[1:], f"{base}@{domain}")
