"""Whether a text is an email address: the verdict of email-validator, given at once where the address is a plain one."""

from __future__ import annotations

import re

from email_validator import SPECIAL_USE_DOMAIN_NAMES, validate_email

# Letters, digits and the usual signs; a domain of two labels or more, without two hyphens in a row (as Punycode has), that ends in letters.
_PLAIN = re.compile(
    r"(?P<local>[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*)"
    r"@(?P<domain>(?:[a-z0-9](?:(?:[a-z0-9]|-(?!-)){0,61}[a-z0-9])?\.)+(?P<top>[a-z]{2,63}))",
    re.ASCII | re.IGNORECASE,
)
_LONGEST = 254  # octets: RFC 5321, section 4.5.3.1.3
_RESERVED = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)


def normalised(address: str) -> str:
    """Return the address with its domain in ASCII and small letters; EmailNotValidError says why it is none.

    Syntax only: RFC 5321, 5322, IDNA 2008. The local part keeps its case in ASCII, but for the names of RFC 2142, as in `Postmaster`. Other
    letters are small: the case of an address counts nowhere, and not every database knows their small ones.
    """
    return _plain(address) or _validated(address)


def _plain(address: str) -> str | None:
    """Return what `_validated` does for an address that is plain, in a fortieth of the time; None where it must be asked."""
    found = _PLAIN.fullmatch(address) if len(address) <= _LONGEST else None
    # `Postmaster` is one of the names whose case does not count; they are words of letters alone.
    if found is None or found["top"].lower() in _RESERVED or (found["local"].isalpha() and not found["local"].islower()):
        return None
    return f"{found['local']}@{found['domain'].lower()}"


def _validated(address: str) -> str:
    # `test_environment` lets the reserved domain .test pass: it reaches nobody, and rehearsals live there.
    found = validate_email(address, check_deliverability=False, test_environment=True)
    local = "".join(sign if sign.isascii() else sign.lower() for sign in found.local_part)
    return f"{local}@{found.ascii_domain}"
