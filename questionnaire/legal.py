"""Names that every program which reads an XLSForm takes, and signs that nobody sees in one."""

from __future__ import annotations

import re

INVISIBLE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u200b": None, "\ufeff": None})  # What looks like a space, or like nothing.
NAME = re.compile(r"[^\W\d][\w.-]*")  # As in XML, but for the colon of its namespaces.


def legal_name(name: str) -> str:
    """Return the name nearest to `name` that every program takes."""
    plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
    return plain if NAME.fullmatch(plain) else f"q_{plain}".rstrip("_")
