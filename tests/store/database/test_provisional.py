"""The provisional store: what is done there is seen there, and is nowhere once it is closed, on either database."""

from __future__ import annotations

import hashlib
import logging

import pytest

from domain.process.events import Event, tell
from store import Store, decisions, journal
from store.database.provisional import provisional


def people(store: Store) -> tuple[tuple[int, str], ...]:
    """Return who is named in the journal, as the store itself has it."""
    with store.reading() as tx:
        return journal.named(tx, {decisions.PERSON: "Anna"})


def test_nothing_stays_of_what_is_done_there(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """Rows, files and the log: of several transactions each sees what the one before did, and the store itself sees none of it."""
    content = b"the bytes of a letter"
    sha256 = hashlib.sha256(content).hexdigest()
    with caplog.at_level(logging.INFO), provisional(store) as would:
        with would.transaction() as tx:
            decisions.person(tx, "Anna Berg")
            tell(Event.DECIDED, entry=1)
        with would.transaction() as tx:
            decisions.person(tx, "Anna Sato")
        with would.reading() as tx:
            assert len(journal.named(tx, {decisions.PERSON: "Anna"})) == 2
        assert would.archive.put([content]) == [sha256]
        assert (would.archive.get(sha256), would.archive.size(sha256)) == (content, len(content))
        assert people(store) == ()
    assert people(store) == ()
    assert store.archive.size(sha256) == 0
    assert not caplog.records


def test_what_fails_there_is_undone_and_what_was_done_before_is_not(store: Store) -> None:
    """As of transactions of their own: a verb that is refused leaves what another did."""
    with provisional(store) as would:
        with would.transaction() as tx:
            decisions.person(tx, "Anna Berg")
        with pytest.raises(ZeroDivisionError):
            _refused(would)
        with would.reading() as tx:
            assert [name for _, name in journal.named(tx, {decisions.PERSON: "Anna"})] == ["Anna Berg"]


def _refused(would: Store) -> None:
    with would.transaction() as tx:
        decisions.person(tx, "Anna Sato")
        raise ZeroDivisionError
