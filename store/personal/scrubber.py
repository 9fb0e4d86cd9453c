"""A scrubber replaces people in texts: whole addresses and whole names, wherever a text or a value of JSON has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import re2

NAMELESS = "(erased)"  # What stands in the place of a name.
_MEMORY = 1 << 28  # Bytes that RE2 may take for many names at once.
# The first bytes of what follows an address or a name would make it another one.
_WORD = frozenset("_-")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who is erased: addresses in lower case, each with what stands in its place, and the names by which they are known."""

    people: Mapping[str, str]
    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def needles(self) -> frozenset[str]:
        """Return all that is looked for."""
        return frozenset(self.people) | self.names


class Scrubber:
    """Replaces people in texts, and in texts within values of JSON; whole addresses and whole names alone."""

    def __init__(self, who: Forgotten) -> None:
        self._instead = {**dict.fromkeys((one.casefold() for one in who.names), NAMELESS), **who.people}
        options = re2.Options()
        options.case_sensitive, options.max_mem, options.log_errors = False, _MEMORY, False
        longest = sorted(who.needles, key=len, reverse=True)
        self._pattern = re2.compile("|".join(map(re2.escape, longest)), options=options) if longest else None

    def value(self, value: Any) -> Any:
        """Return a text, or a value of JSON, without these people."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(one) for key, one in value.items()}
        return [self.value(one) for one in value] if isinstance(value, list | tuple) else value

    def text(self, text: str) -> str:
        """Return a text without these people."""
        if self._pattern is None or not self._pattern.search(text):
            return text
        pieces, end = [], 0
        for found in self._pattern.finditer(text):
            if _stands_alone(text, found.start(), found.end()):
                pieces += [
                    text[end : found.start()],
                    self._instead.get(found[0].lower()) or self._instead.get(found[0].casefold(), NAMELESS),
                ]
                end = found.end()
        return "".join([*pieces, text[end:]])


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or (before in _WORD and before)) and not (after.isalnum() or (after in _WORD and after))
