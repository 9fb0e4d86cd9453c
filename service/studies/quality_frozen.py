"""What is complete stays so within a round: the limits are those that held when the first answer came."""

from __future__ import annotations

from domain.errors import ConfigurationError
from domain.study import Study
from store import Transaction, submission_states

_FROZEN = ("complete", "partial", "of", "sent_back", "silence")


def refuse_changed(tx: Transaction, before: Study | None, ready: Study) -> None:
    """Raise ConfigurationError where `ready` says otherwise than `before` what a case is, and workbooks came already.

    Who changes that after the fact can choose the response rate; AAPOR asks for it to be said beforehand.
    """
    changed = [name for name in _FROZEN if before and getattr(before.quality, name) != getattr(ready.quality, name)]
    if not changed or before is None or not submission_states.counts(tx, ready.id):
        return
    name = changed[0]
    now, then = getattr(ready.quality, name), getattr(before.quality, name)
    raise ConfigurationError(
        f"{name} is {now}, but was {then} when the first workbook came; how cases are counted stays the same within a round.",
        where="study.toml [quality]",
        remedy=f"Put it back to {then}. Another value can be chosen in the next study, before its first workbook comes.",
    )
