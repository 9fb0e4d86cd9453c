"""Names of questions within an expression, as ${name}."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\$\{([^{}]+)\}")


def references(text: str) -> set[str]:
    """Return the names of the questions that an expression reads."""
    return set(_REFERENCE.findall(text))


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return an expression with other names of questions."""
    return _REFERENCE.sub(lambda one: f"${{{names.get(one[1], one[1])}}}", text)
