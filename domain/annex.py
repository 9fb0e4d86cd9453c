"""Annexes: files that organisations send beside their workbooks, such as a law or a scan, and that are kept as they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """One annex. `name` is what its sender called the file, `kind` what it is by its content (`workbooks.recognition`), `size` in bytes.

    The same file of the same organisation is one annex, of the message that brought it first, which came at `received_at`. `also` are the
    other names under which it came: an answer may give any of them.
    """

    study: str
    invitation_id: int
    message_id: int
    name: str
    sha256: str
    size: int
    kind: str
    received_at: datetime
    id: int = 0
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return all names under which it came, the first one first."""
        return (self.name, *self.also)
