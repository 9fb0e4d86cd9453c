"""What the lint finds, and how a rule is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Rules = Mapping[str, str]  # The code of a rule -> the rule as a sentence, with its source.


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: `code` names the rule, `part` the part of the package, `place` what in it, `detail` what is wrong there."""

    code: str
    part: str
    place: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.part} {self.place}: {self.detail}"


def units(text: str) -> int:
    """Return the length of a text as Excel counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
