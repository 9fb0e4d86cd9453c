"""What those who watch an installation are told of its store: counts and times, and never whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.case import CaseKind
from domain.letter import DeliveryState

AGES = (("day", timedelta(days=1)), ("week", timedelta(days=7)), ("month", timedelta(days=30)))
OLDER = "older"
MESSAGE_STATES = ("pending", "done", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreGauges:
    """What the store comes to. `cases` are those that wait, by kind and by how old they are at most (`AGES`, `OLDER`).

    `oldest_waiting` is when the letter was planned that waits longest of those due or put off, None where none does. `oldest_case` is by
    kind.
    `budget_spent` is the part of an hour's automatic replies that is spent, of the study that has spent most: to messages that are vouched
    for (True), and to others. `leases` are those in force, by what is done under them; none where one machine needs none.
    """

    letters: Mapping[DeliveryState, int]
    due: int
    oldest_waiting: datetime | None
    messages: Mapping[str, int]
    cases: Mapping[tuple[CaseKind, str], int]
    oldest_case: Mapping[CaseKind, datetime]
    budget_spent: Mapping[bool, float]
    leases: Mapping[str, int] = field(default_factory=dict)
