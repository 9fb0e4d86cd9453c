"""Leases on PostgreSQL: one owner at a time, numbers that never come again, and nothing for whoever is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.letter import DeliveryState
from store import Store, leases, message_hands, message_places, messages, outbox
from store.database.leases import ALONE, Lease
from store.outbox import Claiming
from tests.store.conftest import schema
from tests.store.values import NOW, envelope, letter, place

LASTS = timedelta(seconds=30)
OVER = timedelta(seconds=-1)  # A lease that has ended already.
SENDERS = frozenset({(letter("a").study, letter("a").sender)})


@pytest.fixture
def shared(postgresql: str, tmp_path: Path) -> Iterator[Store]:
    """Return a store that several processes can share."""
    opened = Store(schema(postgresql), tmp_path / "archive")
    yield opened
    opened.close()


def taken(store: Store, *names: str, lasts: timedelta = LASTS) -> Lease | None:
    """Take a lease."""
    with store.transaction() as tx:
        return leases.take(tx, names or ["sender 1", "sender 2"], "mail1:4711", lasts)


def fence(store: Store, lasts: timedelta = LASTS) -> int:
    """Take a sender's lease, and return its number."""
    found = taken(store, lasts=lasts)
    assert found
    return found.fence


def test_each_takes_the_first_lease_that_nobody_has(shared: Store) -> None:
    """Where there is none, nobody waits: they are told."""
    assert [one and one.name for one in (taken(shared), taken(shared), taken(shared))] == ["sender 1", "sender 2", None]


def test_a_lease_that_ended_is_given_anew_under_a_greater_number(shared: Store) -> None:
    """And never under one that was given before, for whatever else."""
    first, other = fence(shared, OVER), taken(shared, "collector")
    assert other
    again = taken(shared)
    assert again
    assert again.name == "sender 1"
    assert first < other.fence < again.fence


def test_a_lease_that_ended_is_not_renewed(shared: Store) -> None:
    """Somebody may have it by now; one in force lasts on, and is over when it is let go."""
    late, good = fence(shared, OVER), fence(shared)
    with shared.transaction() as tx:
        assert [leases.renew(tx, one, LASTS) for one in (late, good)] == [False, True]
    with shared.transaction() as tx:
        assert [leases.holds(tx, one) for one in (late, good)] == [False, True]
        leases.release(tx, good)
    with shared.reading() as tx:
        assert not leases.holds(tx, good)
        assert leases.in_force(tx) == ()
        assert [one.owner for one in leases.known(tx)] == ["mail1:4711"]


def test_while_somebody_is_to_be_alone_no_lease_is_given(shared: Store) -> None:
    """Those that were given before last on, and are waited for."""
    before = taken(shared)
    assert before
    assert taken(shared, ALONE)
    assert taken(shared) is None
    with shared.reading() as tx:
        assert {one.name for one in leases.in_force(tx)} == {ALONE, "sender 1"}


def claim(store: Store, number: int, limit: int = 2, without: frozenset[str] = frozenset()) -> list[str]:
    """Claim letters, and return their causes."""
    with store.transaction() as tx:
        return [one.cause for one in outbox.claim(tx, Claiming(number, SENDERS, without), NOW, 0, limit)]


def test_a_letter_is_claimed_by_one_sender_as_long_as_its_lease_lasts(shared: Store) -> None:
    """What a dead one had claimed is there for the next."""
    with shared.transaction() as tx:
        outbox.plan(tx, [letter(one) for one in "abcd"])
    first, second = fence(shared), fence(shared)
    assert claim(shared, first) == ["a", "b"]
    assert claim(shared, second) == ["c", "d"]
    assert claim(shared, second) == []
    with shared.transaction() as tx:
        leases.release(tx, first)
    assert claim(shared, second) == ["a", "b"]


def test_who_claims_in_the_same_moment_passes_over_what_another_does(shared: Store) -> None:
    """Neither waits for the other's commit."""
    with shared.transaction() as tx:
        outbox.plan(tx, [letter(one) for one in "abcd"])
    first, second = fence(shared), fence(shared)
    with shared.transaction() as tx:
        assert [one.cause for one in outbox.claim(tx, Claiming(first, SENDERS), NOW, 0, 2)] == ["a", "b"]
        assert claim(shared, second) == ["c", "d"]


def test_what_is_anothers_is_not_claimed(shared: Store) -> None:
    """Letters of other senders, which leave by other transports; and those to a domain that the first sender sends."""
    with shared.transaction() as tx:
        outbox.plan(tx, [letter("a")])
    number, domain = fence(shared), letter("a").address.partition("@")[2].lower()
    assert claim(shared, number, without=frozenset({domain})) == []
    with shared.transaction() as tx:
        assert outbox.claim(tx, Claiming(number, frozenset({("study", "nobody")})), NOW, 0, 9) == ()
    assert claim(shared, number) == ["a"]


def test_a_sender_whose_lease_ended_begins_no_letter(shared: Store) -> None:
    """Nor does one that never claimed it; whoever has it in hand begins it."""
    with shared.transaction() as tx:
        outbox.plan(tx, [letter("a")])
    late, other = fence(shared), fence(shared)
    claim(shared, late)
    with shared.reading() as tx:
        (one,) = outbox.waiting(tx, NOW, 0, 9)
    with shared.transaction() as tx:
        assert outbox.record_sending(tx, shared.archive, [envelope(one.id)], other) == {}
        leases.release(tx, late)
        assert outbox.record_sending(tx, shared.archive, [envelope(one.id)], late) == {}
    claim(shared, other)
    with shared.transaction() as tx:
        assert outbox.record_sending(tx, shared.archive, [envelope(one.id)], other) == {one.id: 0}


def test_what_is_under_way_is_in_doubt_when_its_senders_lease_has_ended_and_not_before(shared: Store) -> None:
    """Others begin a pass meanwhile, and leave it alone."""
    with shared.transaction() as tx:
        outbox.plan(tx, [letter("a")])
    number = fence(shared)
    claim(shared, number)
    with shared.transaction() as tx:
        (one,) = outbox.waiting(tx, NOW, 0, 9)
        outbox.record_sending(tx, shared.archive, [envelope(one.id)], number)
    with shared.transaction() as tx:
        assert outbox.recover(tx, NOW) == 0
        leases.release(tx, number)
    with shared.transaction() as tx:
        assert outbox.recover(tx, NOW) == 1
        assert outbox.in_state(tx, DeliveryState.UNCERTAIN)


def test_messages_are_shared_among_readers_and_taken_over_from_the_dead(shared: Store) -> None:
    """Whoever has later ones knows whether earlier ones are still being read, or were left by one that died."""
    with shared.transaction() as tx:
        message_places.take_in(tx, [(place(str(number)), str(number) * 64, NOW) for number in range(4)])
    first, second = fence(shared), fence(shared)
    with shared.transaction() as tx:
        one, two = message_hands.claim(tx, first, 2)
        three, four = message_hands.claim(tx, second, 9)
        assert message_hands.in_other_hands(tx, second, three.id) is True
        assert message_hands.in_other_hands(tx, first, one.id) is False
        assert message_hands.claimed(tx, first, [one.id, three.id]) == {one.id}
        message_hands.let_go(tx, [one.id])  # It waits for something else, and keeps nobody back.
        message_hands.let_go(tx, [two.id])
        assert message_hands.in_other_hands(tx, second, three.id) is False
        assert [each.id for each in message_hands.claim(tx, first, 9)] == [one.id, two.id]
        leases.release(tx, first)
    with shared.transaction() as tx:
        assert message_hands.claimed(tx, first, [one.id]) == frozenset()
        assert message_hands.in_other_hands(tx, second, three.id) is None
        assert [each.id for each in message_hands.claim(tx, second, 9)] == [one.id, two.id]
        assert four.id == messages.newest(tx)
