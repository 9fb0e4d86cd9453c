"""The address that decides a case: it carries the case's secret, or the tag of the one letter that asks whether an answer is meant.

Source: RFC 5321 section 4.5.3.1.1 (a local part has at most 64 octets).
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass

from domain.mail.reference import derived_tag, is_tag

_CASE, _CONFIRM = "k", "y"
_ID, _PROOF = 4, 10  # Bytes; a secret has 80 bits.
_LENGTH = 23  # Signs of base32 that hold them, without padding.
# A number has 31 bits, so that the first sign has four: no other number is ever looked for in the store.
_DETAIL = rf"{_CASE}[a-p][a-z2-7]{{{_LENGTH - 1}}}|{_CONFIRM}[a-z2-7]{{16}}"
_WRITTEN = re.compile(rf"(?<![a-z0-9])({_DETAIL})@", re.IGNORECASE)
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class CaseSecret:
    """What an answer carries: the number of a case with its secret, or a letter's tag (`case` is 0 there)."""

    case: int
    secret: str


def state_secret(key: str, cause: str, state: int) -> str:
    """Return the secret of a case in one state, from the secret of the store: by the cause, which outlives the number of a case."""
    return derived_tag(key, f"case:{state}:{cause}")


def proves(given: CaseSecret, secret: str) -> bool:
    """Say whether the secret that was given is this one."""
    return hmac.compare_digest(given.secret.encode(), secret.encode())


def case_address(box: str, case: int, secret: str, separator: str) -> str:
    """Return the address of `box` whose messages may decide a case; "" where it would be too long for an address."""
    raw = case.to_bytes(_ID) + base64.b32decode(secret.upper())
    return _with_detail(box, _CASE + base64.b32encode(raw).decode().lower().rstrip("="), separator)


def confirming_address(box: str, tag: str, separator: str) -> str:
    """Return the address at which the letter with this tag is confirmed; "" where it would be too long."""
    return _with_detail(box, _CONFIRM + tag, separator)


def detail_of(address: str) -> str | None:
    """Return the part of an address that carries a secret, in lower case, or None; relays change the case of letters."""
    found = _WRITTEN.search(address)
    return found[1].lower() if found else None


def read_detail(detail: str) -> CaseSecret | None:
    """Return what such a part carries; None where it is none."""
    if detail[:1] == _CONFIRM and is_tag(detail[1:]):
        return CaseSecret(0, detail[1:])
    if not re.fullmatch(_DETAIL, detail) or detail[:1] != _CASE:
        return None
    raw = base64.b32decode(detail[1:].upper() + "=")
    return CaseSecret(int.from_bytes(raw[:_ID]), base64.b32encode(raw[_ID : _ID + _PROOF]).decode().lower())


def _with_detail(box: str, detail: str, separator: str) -> str:
    local, _, domain = box.rpartition("@")
    written = f"{local}{separator}{detail}"
    return f"{written}@{domain}" if len(written) <= _LONGEST else ""
