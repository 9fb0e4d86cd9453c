"""What one tick did, or the sending that a person asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from service.sending.delays import Delay


@dataclass(kw_only=True)
class TickReport:
    """What one tick did, in words and figures for a person; `waits` says why letters wait that nobody holds up, and is no problem.

    Nor are `notes`: whom a mailing leaves out that is planned, and who gets it without what went before.
    """

    new_messages: int = 0
    understood: dict[str, int] = field(default_factory=dict)
    planned: dict[str, int] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    digests: int = 0
    notices: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    waits: list[Delay] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_problems(self, told: Iterable[str]) -> None:
        """Add what is not told yet."""
        self.problems += [one for one in told if one not in self.problems]

    @property
    def idle(self) -> bool:
        """Say whether there was nothing to do."""
        return not (
            self.new_messages or self.planned or self.held or self.digests or self.notices or any(self.sent.values()) or self.problems
        )
