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


def too_many(touched: int, organisations: int) -> bool:
    """Say whether so many organisations, of all that a study has, are more than one source may act on within the window."""
    return touched > FEW and touched * 100 > SHARE * organisations
