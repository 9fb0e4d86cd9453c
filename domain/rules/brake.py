"""The brake: when what messages of one source do to organisations is so much that a person should look at it first."""

from __future__ import annotations

from datetime import timedelta

from domain.evidence import Authentication, Author

WINDOW = timedelta(hours=1)
FEW, SHARE = 5, 2  # So many organisations an hour, or so many of every hundred of a study, are an ordinary day.


def source(author: Author) -> str:
    """Return whom a message counts for: the domain that was authenticated, or else the author's address, which anyone can write."""
    if author.authentication is Authentication.PASSED:
        return author.address.rpartition("@")[2]
    return author.address


def allowed(organisations: int) -> int:
    """Return on how many of all the organisations that a study has one source may act within the window: more are too many."""
    return max(FEW, SHARE * organisations // 100)
