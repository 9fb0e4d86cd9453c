"""The brake: when what messages of one source do to organisations is so much that a person should look at it first."""

from __future__ import annotations

from datetime import timedelta

from domain.evidence import Authentication, Author

WINDOW = timedelta(hours=1)
FEW, SHARE = 5, 2  # So many organisations an hour, or so many of every hundred of a study, are an ordinary day.


def source(author: Author, *, on_record: bool) -> str:
    """Return whom a message counts for: the domain that was authenticated, or else the author's address, which anyone can write.

    Whoever is authenticated there makes up as many addresses as they like, but none that is on record: these count by themselves. Many
    organisations have theirs at one provider, or in one network of ministries, and do not stop each other; nor does a stranger there.
    """
    if author.authentication is Authentication.PASSED and not on_record:
        return author.address.rpartition("@")[2]
    return author.address


def allowed(organisations: int) -> int:
    """Return on how many of all the organisations that a study has one source may act within the window: more are too many."""
    return max(FEW, SHARE * organisations // 100)
