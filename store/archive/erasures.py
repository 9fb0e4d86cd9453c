"""The erasure log: lines beside the archive, each of an erasure, so that an older copy of the database forgets again.

It names nobody: an address stands in it by its keyed hash, an original by its SHA-256.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from domain.process.failpoints import reach
from store.archive.lines import LogLines


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """One erasure: of whom, and which originals and letters went, by their SHA-256.

    `people` are keyed hashes of addresses, each with what stands in its place, `names` those of names, each with the number of its words.
    `why` is the rule, or the number of the person who decided. Of `messages`, what stood beside them in the database went, too.
    """

    at: datetime
    why: str
    people: dict[str, str]
    names: dict[str, int] = field(default_factory=dict)
    originals: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


class ErasureLog:
    """The erasure log of an archive: `lines` are where they are shared by all who share the archive."""

    def __init__(self, lines: LogLines) -> None:
        self.lines = lines
        self._known: tuple[object, dict[str, datetime]] = (None, {})

    def append(self, one: Erased) -> None:
        """Write an erasure down; it is there for good when this returns."""
        self.lines.append(json.dumps(asdict(one) | {"at": one.at.astimezone(UTC).isoformat()}, separators=(",", ":")))
        reach("erasures.after_append")

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self.lines.read())

    def read(self, after: int = 0) -> Iterator[Erased]:
        """Yield the erasures behind the line `after`; a line that is torn says nothing."""
        for number, line in enumerate(self.lines.read(), 1):
            if number > after and (one := _erased(line)):
                yield one

    def erased_at(self, sha256: str) -> datetime | None:
        """Return when the original, or the letter, with this hash was erased; None where it was not."""
        mark = self.lines.mark()
        if self._known[0] != mark:
            found: dict[str, datetime] = {}
            for one in self.read():
                found |= {kept: found.get(kept, one.at) for kept in (*one.originals, *one.letters)}
            self._known = (mark, found)
        return self._known[1].get(sha256)


def _erased(line: str) -> Erased | None:
    try:
        said = json.loads(line)
        lists = {name: tuple(said[name]) for name in ("originals", "letters", "messages")}
        return Erased(
            at=datetime.fromisoformat(said["at"]), why=said["why"], people=dict(said["people"]), names=dict(said["names"]), **lists
        )
    except (ValueError, KeyError, TypeError):
        return None
