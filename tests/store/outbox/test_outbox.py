from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import OriginalError
from domain.letter import STOPPED, DeliveryState, Letter, Outcome, Route, Verdict
from domain.study import DEFAULT
from store import Store, deliveries, outbox
from tests.store.values import LATER, NOW, WORKBOOK, envelope, letter, verdict


def planned(store: Store, *causes: str) -> tuple[Letter, ...]:
    """Plan letters with these causes, and return what waits."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter(cause) for cause in causes])
        return outbox.waiting(tx, NOW, 0, 100)


def sending(store: Store, *ids: int) -> dict[int, int]:
    """Record that DATA is about to begin for these letters; return those that may be sent, with their attempts before."""
    with store.transaction() as tx:
        return outbox.record_sending(tx, store.archive, [envelope(one) for one in ids])


def states(store: Store) -> list[DeliveryState]:
    """Return the states of all letters, in the order of planning."""
    with store.reading() as tx:
        return [one.state for one in outbox.of_studies(tx, ["study"])]


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


def test_a_page_of_what_waits_is_of_the_senders_that_are_asked_for(store: Store) -> None:
    """A transport looks through its own senders' letters alone; a sender of the same key in another study is another."""
    mine, other, another = letter("a"), letter("b", sender="other"), letter("c", study="another")
    with store.transaction() as tx:
        outbox.plan(tx, [mine, other, another, letter("d")])
        scope = (mine.study, mine.sender)
        assert [one.cause for one in outbox.waiting(tx, NOW, 0, 100, {scope})] == ["a", "d"]
        assert [one.cause for one in outbox.waiting(tx, NOW, 0, 1, {scope, (other.study, "other")})] == ["a"]
        assert [one.cause for one in outbox.waiting(tx, NOW, 0, 100, {scope, (other.study, "other")})] == ["a", "b", "d"]


def test_the_recorded_bytes_are_the_letter_ever_after(store: Store) -> None:
    """What was recorded before DATA comes back byte for byte, and what many letters share is kept once."""
    first, second = planned(store, "a", "b")
    with store.reading() as tx:
        assert outbox.recorded(tx, store.archive, first.id) is None
    sending(store, first.id, second.id)
    with store.reading() as tx:
        for one in (first, second):
            assert outbox.recorded(tx, store.archive, one.id) == replace(envelope(one.id), tag=one.tag)
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
        outbox.record_verdicts(tx, [outbox.Change(verdict(one.id, outcome), state, NOW, 0)], NOW)
        assert outbox.waiting(tx, NOW + timedelta(days=9), 0, 100) == ()
        assert [(each.outcome, each.stage, each.code) for each in outbox.attempts(tx, [one.id])] == [(outcome, "data", 250)]
        assert deliveries.counts(tx, "study") == {state: 1}
    assert states(store) == [state]


def test_a_deferred_letter_waits_until_its_backoff_is_over(store: Store) -> None:
    """It counts its attempts, keeps its bytes, and is due again at the time that was given."""
    (one,) = planned(store, "a")
    for number in (1, 2):
        before = sending(store, one.id)[one.id]
        due = NOW + timedelta(minutes=5 * number)
        with store.transaction() as tx:
            change = outbox.Change(verdict(one.id, Outcome.DEFERRED, 451), DeliveryState.DEFERRED, due, before)
            outbox.record_verdicts(tx, [change], NOW)
        with store.reading() as tx:
            assert outbox.waiting(tx, change.due_at - timedelta(seconds=1), 0, 100) == ()
            (again,) = outbox.waiting(tx, change.due_at, 0, 100)
            assert again.attempts == number
            assert outbox.recorded(tx, store.archive, one.id) == replace(envelope(one.id), tag=one.tag)
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


def untaken(store: Store, *said: Verdict) -> tuple[int, ...]:
    """Record verdicts, and return the letters whose content the server took last without a word."""
    with store.transaction() as tx:
        outbox.record_verdicts(tx, [outbox.Change(one, DeliveryState.UNCERTAIN, NOW) for one in said], NOW)
        return outbox.untaken(tx, DEFAULT, 3)


def test_letters_in_doubt_are_a_row_until_the_server_says_something_to_a_content(store: Store) -> None:
    """A connection that breaks earlier says nothing of that, and neither does the end of the program; a refusal does."""
    first, second, third, fourth = (one.id for one in planned(store, "a", "b", "c", "d"))
    doubt = Outcome.UNCERTAIN
    assert untaken(store, verdict(first, doubt, None), verdict(second, doubt, None)) == (second, first)
    stopped = replace(verdict(third, doubt, None), text=f"{STOPPED}, and the server had not answered after 20 seconds more.")
    assert untaken(store, stopped) == (second, first)
    lost = verdict(third, Outcome.DEFERRED, None)
    assert untaken(store, lost, replace(lost, code=421, stage="rcpt")) == (second, first)
    sending(store, fourth)
    with store.transaction() as tx:
        assert outbox.recover(tx, NOW) == 1
    assert untaken(store, verdict(third, doubt, None), verdict(fourth, doubt, None)) == (fourth, third, second)
    for outcome, code in ((Outcome.REJECTED, 554), (Outcome.DEFERRED, 451), (Outcome.SENT, None)):
        assert untaken(store, verdict(first, outcome, code)) == ()
        assert untaken(store, verdict(second, doubt, None)) == (second,)


def test_a_late_verdict_does_not_overrule_a_bounce(store: Store) -> None:
    """A letter that bounced while its verdict was on the way stays bounced; both are in its history."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    with store.transaction() as tx:
        outbox.settle(tx, one.id, DeliveryState.BOUNCED, "5.1.1 unknown", NOW, only=(DeliveryState.SENDING, DeliveryState.SENT))
        outbox.record_verdicts(tx, [outbox.Change(verdict(one.id, Outcome.SENT), DeliveryState.SENT, NOW, 0)], NOW)
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
    assert sending(store, one.id) == {}
    assert states(store) == [DeliveryState.DROPPED]


def told(store: Store, letter_id: int, outcome: Outcome, state: DeliveryState, before: int | None) -> None:
    """Record what became of an attempt that began after so many others, or never."""
    with store.transaction() as tx:
        outbox.record_verdicts(tx, [outbox.Change(verdict(letter_id, outcome), state, NOW, before)], NOW)


def in_doubt(store: Store) -> None:
    """Let a second sender take the first one for dead."""
    with store.transaction() as tx:
        outbox.recover(tx, NOW)


def test_a_letter_is_given_to_one_sender_only(store: Store) -> None:
    """Who records it as sending second is told that it is not his, and what the first recorded stays."""
    first, second = planned(store, "a", "b")
    assert sending(store, first.id) == {first.id: 0}
    assert sending(store, first.id, second.id) == {second.id: 0}
    assert states(store) == [DeliveryState.SENDING, DeliveryState.SENDING]


def test_senders_that_ask_for_the_same_letters_at_once_share_them_out(store: Store) -> None:
    """In whatever order they name them: none waits for ever, and each letter is given once."""
    ids = [one.id for one in planned(store, *(f"cause{number}" for number in range(40)))]
    with ThreadPoolExecutor(3) as pool:
        given = list(pool.map(lambda order: [one for some in batched(order) for one in sending(store, *some)], [ids, ids[::-1], ids]))
    assert sorted(one for some in given for one in some) == ids


def batched(ids: list[int]) -> list[list[int]]:
    """Return the ids by eight."""
    return [ids[start : start + 8] for start in range(0, len(ids), 8)]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.SENT, DeliveryState.SENT), (Outcome.DEFERRED, DeliveryState.DEFERRED), (Outcome.REJECTED, DeliveryState.REJECTED)],
)
def test_a_letter_in_doubt_takes_the_verdict_of_the_attempt_that_put_it_there(store: Store, outcome: Outcome, state: DeliveryState) -> None:
    """A sender that was taken for dead tells what became of it after all; it was one attempt."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    in_doubt(store)
    told(store, one.id, outcome, state, 0)
    assert states(store) == [state]
    with store.reading() as tx:
        assert [letter.attempts for letter in outbox.with_ids(tx, [one.id])] == [1]
        assert [each.outcome for each in outbox.attempts(tx, [one.id])] == ["uncertain", outcome]


def test_the_verdict_of_an_earlier_attempt_does_not_settle_a_later_one(store: Store) -> None:
    """Where a letter in doubt was sent again, only the new attempt can say what became of it."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    in_doubt(store)
    with store.transaction() as tx:
        outbox.settle(tx, one.id, DeliveryState.QUEUED, "A person decided that it is sent again.", NOW)
    assert sending(store, one.id) == {one.id: 1}
    told(store, one.id, Outcome.DEFERRED, DeliveryState.DEFERRED, 0)
    assert states(store) == [DeliveryState.SENDING]
    told(store, one.id, Outcome.UNCERTAIN, DeliveryState.UNCERTAIN, 1)
    told(store, one.id, Outcome.DEFERRED, DeliveryState.DEFERRED, 0)
    assert states(store) == [DeliveryState.UNCERTAIN]


def test_a_letter_that_arrived_after_all_is_not_sent_again(store: Store) -> None:
    """The server's word comes after a person decided to send it again, and before that was done."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    in_doubt(store)
    with store.transaction() as tx:
        outbox.settle(tx, one.id, DeliveryState.QUEUED, "A person decided that it is sent again.", NOW)
    told(store, one.id, Outcome.SENT, DeliveryState.SENT, 0)
    assert states(store) == [DeliveryState.SENT]


def test_a_letter_that_arrived_after_all_is_not_called_cancelled(store: Store) -> None:
    """The server's word comes after its mailing was cancelled: where that is undone, nobody gets it a second time."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    in_doubt(store)
    with store.transaction() as tx:
        outbox.settle(tx, one.id, DeliveryState.QUEUED, "A person decided that it is sent again.", NOW)
        assert outbox.cancel(tx, one.study, str(one.mailing), "Its mailing was cancelled.", NOW) == 1
    told(store, one.id, Outcome.SENT, DeliveryState.SENT, 0)
    assert states(store) == [DeliveryState.SENT]
    with store.transaction() as tx:
        assert outbox.take_up(tx, one.study, str(one.mailing), "That was undone.", NOW) == 0
    assert states(store) == [DeliveryState.SENT]


def test_a_letter_that_was_put_off_is_made_anew_once_its_cancelling_is_undone_and_one_that_may_have_arrived_is_not(store: Store) -> None:
    """The mistake for which it was cancelled stands in the bytes that were recorded."""
    refused, doubted = planned(store, "a", "b")
    sending(store, refused.id, doubted.id)
    told(store, refused.id, Outcome.DEFERRED, DeliveryState.DEFERRED, 0)
    in_doubt(store)
    with store.transaction() as tx:
        outbox.settle(tx, doubted.id, DeliveryState.QUEUED, "A person decided that it is sent again.", NOW)
        assert outbox.cancel(tx, refused.study, str(refused.mailing), "Its mailing was cancelled.", NOW) == 2
        assert all(outbox.recorded(tx, store.archive, one.id) for one in (refused, doubted))
        assert outbox.take_up(tx, refused.study, str(refused.mailing), "That was undone.", NOW) == 2
        assert outbox.recorded(tx, store.archive, refused.id) is None
        assert outbox.recorded(tx, store.archive, doubted.id) is not None


def test_a_letter_that_was_lost_is_lost_still_where_a_later_one_was_cancelled(store: Store) -> None:
    """What did not leave says nothing of an address."""
    lost, later = planned(store, "a", "b")
    with store.transaction() as tx:
        outbox.settle(tx, lost.id, DeliveryState.REJECTED, "No such user.", NOW)
        assert deliveries.lost(tx, lost.study) == {}
        outbox.settle(tx, later.id, DeliveryState.CANCELLED, "Its mailing was cancelled.", NOW)
        assert deliveries.lost(tx, lost.study) == {(lost.organisation, lost.address.lower()): DeliveryState.REJECTED}


def test_who_could_not_begin_a_letter_does_not_judge_the_one_who_did(store: Store) -> None:
    """A sender without a connection defers what waits, and not what another is sending."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    told(store, one.id, Outcome.DEFERRED, DeliveryState.DEFERRED, None)
    assert states(store) == [DeliveryState.SENDING]


def test_bytes_that_are_not_those_that_were_handed_over_are_told_and_never_sent(store: Store) -> None:
    """The hash of the whole letter was recorded with it, so that a changed row is not taken for what left."""
    (one,) = planned(store, "a")
    sending(store, one.id)
    with store.transaction() as tx:
        tx.exec_driver_sql("UPDATE letter SET size = 1")
        with pytest.raises(OriginalError, match=f"letter {one.id}: .*their SHA-256 is another.*backup"):
            outbox.recorded(tx, store.archive, one.id)


def test_each_attempt_keeps_the_way_it_took_and_is_never_changed(store: Store) -> None:
    """Two that were deferred, by two relays, one without TLS; what comes later is appended."""
    (one,) = planned(store, "a")
    ways = (Route("study@agency.test", "mail.agency.test:587 [192.0.2.1]", "TLSv1.3 TLS_AES_256_GCM_SHA384"), Route("", "[::1]:25", ""))
    kept: list[tuple[outbox.Attempt, ...]] = []
    for number, way in enumerate(ways):
        before = sending(store, one.id)[one.id]
        with store.transaction() as tx:
            told = replace(verdict(one.id, Outcome.DEFERRED, 451), route=way)
            outbox.record_verdicts(tx, [outbox.Change(told, DeliveryState.DEFERRED, NOW, before)], NOW + timedelta(minutes=number))
            kept.append(outbox.attempts(tx, [one.id]))
    with store.transaction() as tx:
        outbox.settle(tx, one.id, DeliveryState.SENT, "A person says that it arrived.", LATER)
        *tries, evidence = outbox.attempts(tx, [one.id])
    assert [(each.account, each.relay, each.tls) for each in tries] == [(way.account, way.relay, way.tls) for way in ways]
    assert (kept[0], kept[1]) == (tuple(tries[:1]), tuple(tries))
    assert (evidence.stage, evidence.account, evidence.relay, evidence.tls) == ("evidence", None, None, None)


def test_no_letter_has_a_number_that_somebody_made_up(store: Store) -> None:
    """It stands in addresses that anybody can write, up to the highest that the database counts."""
    (one,) = planned(store, "a")
    with store.reading() as tx:
        assert [letter.id for letter in outbox.with_ids(tx, [one.id, 2**31 - 1])] == [one.id]
