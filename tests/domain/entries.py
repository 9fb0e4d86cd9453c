"""Journals for the tests of the rules: an entry in one line, and histories as Hypothesis draws them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st

from domain.journal import GENESIS, About, Entry, Subject, What, sealed

WHEN = datetime(2012, 3, 1, 14, 30, tzinfo=UTC)
RULE, PERSON = "rule:return", "person:1"


def about(subject: Subject, identity: object = 1) -> About:
    """Return what a decision is about."""
    return About(subject, str(identity))


def entry(number: int, what: What, on: About | None = None, *, by: str = RULE, **more: Any) -> Entry:
    """Return one decision, about the submission 1 unless it is said."""
    return Entry(number=number, at=WHEN, by=by, what=what, about=on or about(Subject.SUBMISSION), **more)


def undoing(number: int, undoes: int) -> Entry:
    """Return the entry by which a person undoes another."""
    return entry(number, What.UNDO, by=PERSON, undoes=undoes)


def chained(*entries: Entry) -> list[Entry]:
    """Return these entries as a journal holds them, each with the hash of the one before."""
    return list(accumulate(entries, lambda before, one: sealed(one, before.hash), initial=Entry(**_GENESIS)))[1:]


_GENESIS: dict[str, Any] = {"number": 0, "at": WHEN, "by": RULE, "what": What.UNDO, "about": about(Subject.STUDY), "hash": GENESIS}


@st.composite
def histories(draw: Callable[..., Any]) -> list[Entry]:
    """Draw a history: decisions that may follow earlier ones, and undoings of what came before, undoings among them."""
    written: list[Entry] = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        earlier = st.sampled_from(range(1, number)) if number > 1 else st.none()
        if number > 1 and draw(st.booleans()):
            written.append(undoing(number, draw(earlier)))
        else:
            written.append(entry(number, draw(st.sampled_from([What.ACCEPT, What.QUERY, What.REJECT])), follows=draw(st.none() | earlier)))
    return written
