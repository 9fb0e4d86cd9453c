"""Letters that chase and wait since nobody has looked for some time whether an answer came: that is told, with what is to be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.letter import Letter
from domain.sentences import counted


@dataclass(slots=True)
class Uncollected:
    """The letters that the sender left in the outbox since the mailbox was not taken in lately, by study and mailing."""

    letters: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, letter: Letter) -> None:
        """Note a letter that waits for that."""
        self.letters[letter.study, letter.mailing or ""].add(letter.id)

    def sentences(self) -> Iterator[str]:
        """Say what waits."""
        for (_, mailing), some in sorted(self.letters.items()):
            waits = counted(len(some), "letter waits", "letters wait")
            yield (
                f"{mailing}: {waits}, since the mailbox was not taken in within the last hour, and an answer may lie in it. "
                "Whoever sends this mailing again takes it in first, and goes on; so does the service, where it runs."
            )
