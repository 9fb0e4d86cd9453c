"""Addresses that others chose, as they are shown to somebody who has to know by them who wrote."""

from __future__ import annotations

_LOCAL, _DOMAIN = 40, 60  # So long a name, and so long a domain, is read as a whole.
_CUT = "\N{HORIZONTAL ELLIPSIS}"


def shown_address(address: str) -> str:
    """Return an address as it cannot be mistaken for another one.

    A letter of another alphabet that looks like a Latin one is written as its number, as a domain has an ASCII form. Of a long address the
    beginning of the name is shown and the end of the domain, which is what says whose it is.
    """
    local, at, domain = address.encode("ascii", "backslashreplace").decode().rpartition("@")
    name = local if len(local) <= _LOCAL else f"{local[: _LOCAL - 1]}{_CUT}"
    return f"{name}{at}{domain if len(domain) <= _DOMAIN else f'{_CUT}{domain[1 - _DOMAIN :]}'}"
