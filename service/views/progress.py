"""What is under way at this moment: mailings whose letters leave, and messages that came in and are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.cases.paused_collecting import collecting_paused
from service.studies.running import Running
from service.wiring import Service
from store import deliveries, messages
from store.figures.deliveries import MailingProgress


@dataclass(frozen=True, slots=True)
class Progress:
    """The mailings of a study that leave now, and how many messages wait to be read, of whatever study: none is known before.

    `collecting` says that they are read as they come; somebody may have paused it, for every study.
    """

    mailings: tuple[MailingProgress, ...]
    unread: int
    collecting: bool = True

    @property
    def is_over(self) -> bool:
        """Say whether nothing is under way."""
        return not self.mailings and not self.unread


def progress(service: Service, running: Running, now: datetime) -> Progress:
    """Return what is under way in a study."""
    with service.store.reading() as tx:
        return Progress(deliveries.progress(tx, running.study.id, now), messages.count_pending(tx), collecting_paused(tx) is None)
