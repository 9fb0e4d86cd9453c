"""What is said beside MAIL and RCPT where the server knows it.

Sources: RFC 1870 (SIZE), RFC 3461 (DSN), RFC 6531 (SMTPUTF8), RFC 8689 (REQUIRETLS).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_NOT_PLAIN = re.compile(rb"[^!-*,-<>-~]")


def of_mail(extensions: Mapping[str, str], size: int, tag: str, *, utf8: bool, require_tls: bool) -> list[str]:
    """Return the parameters of MAIL. `extensions` are the words of EHLO in lower case, `size` is in bytes, `tag` is "" where there is none.

    A report brings back the tag, and the header of the letter alone: its workbook is ours already. No report is asked for with BODY, since
    a letter is 7-bit clean.
    """
    said = ["SMTPUTF8"] if utf8 else []
    said += [f"SIZE={size}"] if "size" in extensions else []
    said += ["RET=HDRS", *([f"ENVID={_xtext(tag)}"] if tag else [])] if "dsn" in extensions else []
    return [*said, "REQUIRETLS"] if require_tls else said


def of_rcpt(extensions: Mapping[str, str], address: str) -> list[str]:
    """Return the parameters of RCPT: failures and delays are reported, and for which address, even where it was forwarded.

    An address beyond ASCII is left out: it needs a type that is not known everywhere (RFC 6533).
    """
    if "dsn" not in extensions:
        return []
    return ["NOTIFY=FAILURE,DELAY", *([f"ORCPT=rfc822;{_xtext(address)}"] if address.isascii() else [])]


def of_copy(extensions: Mapping[str, str]) -> list[str]:
    """Return the parameters of RCPT for a box that gets a copy: nothing is reported of it (NOTIFY=NEVER)."""
    return ["NOTIFY=NEVER"] if "dsn" in extensions else []


def most(extensions: Mapping[str, str]) -> int | None:
    """Return how many bytes a letter may have (RFC 1870 section 4), or None where the server sets no limit, or does not say."""
    word = extensions.get("size", "").strip()
    return int(word) or None if word.isascii() and word.isdigit() and len(word) <= 20 else None


def _xtext(text: str) -> str:
    """Return a value as RFC 3461 section 4 has it."""
    return _NOT_PLAIN.sub(lambda found: b"+%02X" % ord(found[0]), text.encode()).decode("ascii")
