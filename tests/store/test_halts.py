"""A sender is halted until the halt is lifted, whoever is at work meanwhile."""

from __future__ import annotations

from dataclasses import replace

from store import Store, halts
from store.halts import Halt
from tests.store.values import LATER, NOW

HALT = Halt(study="study", sender="director", hold_id=1, refused="mail 554", said="554 No", since=NOW, tries=0, next_at=NOW)


def test_a_try_in_vain_is_recorded(store: Store) -> None:
    """The next one comes later."""
    with store.transaction() as tx:
        halts.put(tx, HALT)
        halts.tried(tx, replace(HALT, tries=1, next_at=LATER))
        assert halts.in_force(tx) == (replace(HALT, tries=1, next_at=LATER),)


def test_what_a_person_lifted_is_not_put_back_by_a_try_that_was_under_way(store: Store) -> None:
    """They were told that all goes on."""
    with store.transaction() as tx:
        halts.put(tx, HALT)
        halts.lift(tx, HALT.hold_id)
        halts.tried(tx, replace(HALT, tries=1, next_at=LATER))
        assert halts.in_force(tx) == ()
