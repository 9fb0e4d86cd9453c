from __future__ import annotations

from datetime import timedelta

import pytest

from domain.letter import DeliveryState, Letter, Outcome
from store import Store, outbox
from tests.store.values import LATER, NOW, WORKBOOK, envelope, letter, verdict


def planned(store: Store, *causes: str) -> tuple[Letter, ...]:
    """Plan letters with these causes, and return what waits."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter(cause) for cause in causes])
        return outbox.waiting(tx, NOW, 0, 100)


def sending(store: Store, *ids: int) -> None:
    """Record that DATA is about to begin for these letters."""
    with store.transaction() as tx:
        outbox.record_sending(tx, store.archive, [envelope(one) for one in ids])


def states(store: Store) -> list[DeliveryState]:
    """Return the states of all letters, in the order of planning."""
    with store.reading() as tx:
        return [one.state for one in outbox.find(tx, "study", ["study"])]


def test_a_letter_comes_back_as_it_was_planned(store: Store) -> None:
    """All facts of a letter survive, the nested ones of its context too."""
    wanted = letter("mailing:circular:ALPNET")
    with store.transaction() as tx:
        outbox.plan(tx, [wanted])
        (found,) = outbox.waiting(tx, NOW, 0, 100)
    assert found == letter("mailing:circular:ALPNET", id=found.id, tag=wanted.tag)
    assert found.id > 0


def test_what_plans_a_cause_again_plans_nothing_new(store: Store) -> None:
    """The cause is the unique key: the first letter stays as it is, and the count tells only the new ones."""
    first = planned(store, "a", "b")
    with store.transaction() as tx:
        assert outbox.plan(tx, [letter("a"), letter("b"), letter("c")]) == 1
        assert outbox.plan(tx, []) == 0
        assert outbox.waiting(tx, NOW, 0, 100)[:2] == first


def test_letters_wait_in_the_order_of_planning_and_only_when_they_are_due(store: Store) -> None:
    """A letter that is due later does not wait yet, and a page begins after the last id."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter("a"), letter("b", due_at=LATER), letter("c")])
        assert [one.cause for one in outbox.waiting(tx, NOW, 0, 100)] == ["a", "c"]
        assert [one.cause for one in outbox.waiting(tx, LATER, 0, 100)] == ["a", "b", "c"]
        (first,) = outbox.waiting(tx, LATER, 0, 1)
        assert [one.cause for one in outbox.waiting(tx, LATER, first.id, 100)] == ["b", "c"]


def test_the_recorded_bytes_are_the_letter_ever_after(store: Store) -> None:
    """What was recorded before DATA comes back byte for byte, and what many letters share is kept once."""
    first, second = planned(store, "a", "b")
    with store.reading() as tx:
        assert outbox.recorded(tx, store.archive, first.id) is None
    sending(store, first.id, second.id)
    with store.reading() as tx:
        for one in (first, second):
            assert outbox.recorded(tx, store.archive, one.id) == envelope(one.id)
        assert outbox.waiting(tx, LATER, 0, 100) == ()
    assert store.archive.get(WORKBOOK.sha256) == WORKBOOK.data
    assert sum(path.is_file() for path in store.archive.root.rglob("*")) == 1


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.SENT, DeliveryState.SENT),
        (Outcome.REJECTED, DeliveryState.REJECTED),
        (Outcome.UNCERTAIN, DeliveryState.UNCERTAIN),
        (Outcome.DEFERRED, DeliveryState.FAILED),
    ],
)
def test_a_verdict_ends_the_letter(store: Store, outcome: Outcome, state: DeliveryState) -> None:
    """After a verdict that is final the letter never waits again, and the attempt is kept."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    with store.transaction() as tx:
        outbox.record_verdicts(tx, [outbox.Change(verdict(one.id, outcome), state, NOW)], NOW)
        assert outbox.waiting(tx, NOW + timedelta(days=9), 0, 100) == ()
        assert [(each.outcome, each.stage, each.code) for each in outbox.attempts(tx, [one.id])] == [(outcome, "data", 250)]
        assert outbox.counts(tx, "study") == {state: 1}
    assert states(store) == [state]


def test_a_deferred_letter_waits_until_its_backoff_is_over(store: Store) -> None:
    """It counts its attempts, keeps its bytes, and is due again at the time that was given."""
    (one,) = planned(store, "a")
    for number in (1, 2):
        sending(store, one.id)
        with store.transaction() as tx:
            change = outbox.Change(verdict(one.id, Outcome.DEFERRED, 451), DeliveryState.DEFERRED, NOW + timedelta(minutes=5 * number))
            outbox.record_verdicts(tx, [change], NOW)
        with store.reading() as tx:
            assert outbox.waiting(tx, change.due_at - timedelta(seconds=1), 0, 100) == ()
            (again,) = outbox.waiting(tx, change.due_at, 0, 100)
            assert again.attempts == number
            assert outbox.recorded(tx, store.archive, one.id) == envelope(one.id)
            assert len(outbox.attempts(tx, [one.id])) == number


def test_a_dead_senders_letters_become_uncertain_and_no_others(store: Store) -> None:
    """What stands in `sending` when a sender begins was left there by one that died; saying so twice changes nothing."""
    first, _ = planned(store, "a", "b")
    sending(store, first.id)
    with store.transaction() as tx:
        assert outbox.recover(tx, LATER) == 1
        assert outbox.recover(tx, LATER) == 0
        assert [(one.outcome, one.code) for one in outbox.attempts(tx, [first.id])] == [("uncertain", None)]
    assert states(store) == [DeliveryState.UNCERTAIN, DeliveryState.QUEUED]


def test_a_late_verdict_does_not_overrule_a_bounce(store: Store) -> None:
    """A letter that bounced while its verdict was on the way stays bounced; both are in its history."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    with store.transaction() as tx:
        outbox.settle(tx, one.id, DeliveryState.BOUNCED, "5.1.1 unknown", NOW, only=(DeliveryState.SENDING, DeliveryState.SENT))
        outbox.record_verdicts(tx, [outbox.Change(verdict(one.id, Outcome.SENT), DeliveryState.SENT, NOW)], NOW)
        assert [each.outcome for each in outbox.attempts(tx, [one.id])] == ["bounced", "sent"]
    assert states(store) == [DeliveryState.BOUNCED]


def test_evidence_settles_only_a_letter_that_is_in_doubt(store: Store) -> None:
    """Evidence for a letter in another state, and the same evidence again, leave state and history as they are."""
    (one,) = planned(store, "a")
    with store.transaction() as tx:
        outbox.settle(tx, one.id, DeliveryState.SENT, "a reply", NOW, only=(DeliveryState.UNCERTAIN,))
    assert states(store) == [DeliveryState.QUEUED]
    sending(store, one.id)
    with store.transaction() as tx:
        outbox.recover(tx, NOW)
        for _ in range(2):
            outbox.settle(tx, one.id, DeliveryState.SENT, "a reply", LATER, only=(DeliveryState.UNCERTAIN,))
        assert [each.text for each in outbox.attempts(tx, [one.id])][1:] == ["a reply"]
    assert states(store) == [DeliveryState.SENT]


def test_a_letter_that_was_dealt_with_is_never_recorded_as_sending(store: Store) -> None:
    """Where a letter was dropped between its drawing and DATA, its state stays."""
    (one,) = planned(store, "a")
    with store.transaction() as tx:
        outbox.settle(tx, one.id, DeliveryState.DROPPED, "answered", NOW)
    sending(store, one.id)
    assert states(store) == [DeliveryState.DROPPED]
