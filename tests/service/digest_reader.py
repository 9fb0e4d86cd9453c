"""A coordinator who answers the digest as a whole."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from tests.service.installed import at
from tests.service.mailed_cases import COORDINATOR, post, take_in, written


class AnsweredDigest:
    """The digest that its coordinator got, and what comes of answers to it, one an hour."""

    def __init__(self, home: Path) -> None:
        take_in(home, at("02-27"))
        self.home = home
        self.hours = iter(at("02-27", hour) for hour in range(13, 24))
        self.letter = next(one for one in reversed(written(home)) if COORDINATOR in one["To"] and "decision" in one["Subject"])

    def answers(self, words: str, sender: str = COORDINATOR, **more: str) -> list[EmailMessage]:
        """Return the letters that tell the coordinator what came of an answer."""
        before = len(written(self.home))
        post(self.home, sender, self.letter["Reply-To"] or self.letter["From"], words, **{"In-Reply-To": self.letter["Message-ID"], **more})
        take_in(self.home, next(self.hours))
        return [one for one in written(self.home)[before:] if COORDINATOR in one["To"] and "digest" in one["Subject"]]
