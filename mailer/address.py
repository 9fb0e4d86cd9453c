"""Mail addresses as they stand in headers and envelopes: ASCII, with an international domain in its IDNA form (RFC 5891)."""

from __future__ import annotations

import re
from functools import lru_cache

from domain.errors import LetterError
from languages.telling import phrased

# RFC 5322 dot-atom, which covers what mailboxes are called; a quoted local part is not written by us.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


@lru_cache(maxsize=8192)
def ascii_address(address: str) -> str:
    """Return `address` with its domain in ASCII; LetterError if it cannot stand in a message (RFC 5322, RFC 5321 section 4.5.3.1)."""
    local, _, domain = address.strip().rpartition("@")
    if not domain.isascii():
        # It takes 60 ms to load, and hardly an address has such a domain.
        from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

        try:
            domain = validate_email(f"a@{domain}", check_deliverability=False, test_environment=True).ascii_domain
        except EmailNotValidError as error:
            what = phrased("letters.wrong_domain", address=repr(address), said=str(error))
            raise LetterError(what, where=address, remedy=phrased("letters.address_do")) from error
    if not local.isascii():
        what = phrased("letters.wrong_local", address=repr(address))
        raise LetterError(what, where=address, remedy=phrased("letters.wrong_local_do"))
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and len(local) <= 64 and len(domain) <= 255):
        what = phrased("letters.no_address", address=repr(address))
        raise LetterError(what, where=address, remedy=phrased("letters.no_address_do"))
    return f"{local}@{domain}"
