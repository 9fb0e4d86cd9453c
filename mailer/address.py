"""Mail addresses as they stand in headers and envelopes: ASCII, with an international domain in its IDNA form (RFC 5891)."""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from domain.errors import LetterError

# RFC 5322 dot-atom, which covers what mailboxes are called; a quoted local part is not written by us.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


@lru_cache(maxsize=8192)
def ascii_address(address: str) -> str:
    """Return `address` with its domain in ASCII; LetterError if it cannot stand in a message (RFC 5322, RFC 5321 section 4.5.3.1)."""
    local, _, domain = address.strip().rpartition("@")
    if not domain.isascii():
        try:
            domain = validate_email(f"a@{domain}", check_deliverability=False, test_environment=True).ascii_domain
        except EmailNotValidError as error:
            raise LetterError(f"The domain of {address!r} is not valid: {error}", where=address, remedy="Correct the address.") from error
    if not local.isascii():
        remedy = "Ask for another address: few mail servers accept letters other than a to z before the @."
        raise LetterError(
            f"The part before the @ in {address!r} has letters that cannot be used in a mail header.", where=address, remedy=remedy
        )
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and len(local) <= 64 and len(domain) <= 255):
        raise LetterError(f"{address!r} is not an email address.", where=address, remedy="Correct it, in the form name@example.org.")
    return f"{local}@{domain}"
