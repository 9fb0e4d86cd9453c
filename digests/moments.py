"""Days and times as a digest says them: in the study's zone, with the year where another one could be meant."""

from __future__ import annotations

from datetime import datetime

from digests.facts import StatusFacts
from languages.phrases import Phrases


def moment(instant: datetime, facts: StatusFacts, said: Phrases) -> str:
    """Return an instant, as in "Mon 26 Mar, 10:00"."""
    local = instant.astimezone(facts.now.tzinfo)
    return said.moment(local, year=local.year != facts.now.year)


def time_left(facts: StatusFacts, said: Phrases, ahead: str, past: str) -> str:
    """Return how far the deadline is ahead or past, by the phrases of these keys."""
    days = (facts.deadline - facts.now.date()).days
    return said.count(ahead if days >= 0 else past, abs(days), day=said.day(facts.deadline))
