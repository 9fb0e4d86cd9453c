"""The store in figures, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.case import CaseKind
from domain.errors import StoreError
from domain.letter import EVIDENCE, LOGIN, DeliveryState, Outcome
from domain.ports import Location
from domain.process.gauges import AGES
from domain.rules.ready import LastAttempt
from store import Store, gauges, holds, message_places, outbox, studies
from store.outbox import Change
from tests.store.values import NOW, letter, verdict

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def test_an_empty_store_has_every_figure(store: Store) -> None:
    """All are 0, so that an alarm never waits for a figure to appear."""
    with store.reading() as tx:
        gauges.only_read(tx)
        found = gauges.gauges(tx, NOW)
        assert gauges.last_attempts(tx) == ()
        assert gauges.database_bytes(tx) > 0
    assert found.letters == dict.fromkeys(DeliveryState, 0)
    assert found.messages == {"pending": 0, "done": 0, "failed": 0}
    assert {*found.cases} == {(kind, age) for kind in CaseKind for age in ("day", "week", "month", "older")}
    assert not any(found.cases.values())
    assert (found.due, found.oldest_waiting, found.oldest_case, found.budget_spent) == (0, None, {}, {True: 0, False: 0})


def test_letters_and_messages_are_counted_by_state_and_the_oldest_that_is_due_is_known(store: Store) -> None:
    """A letter that is to leave later does not wait yet."""
    with store.transaction() as tx:
        later, waits = letter("later", due_at=NOW + SECOND, planned_at=NOW - 9 * DAY), letter("waits", due_at=NOW, planned_at=NOW - DAY)
        outbox.plan(tx, [later, waits, letter("sent", state=DeliveryState.SENT, planned_at=NOW - 30 * DAY)])
        message_places.take_in(tx, [(Location("m", "INBOX", 1, "1"), "a" * 64, NOW)])
        found = gauges.gauges(tx, NOW)
    assert {state: many for state, many in found.letters.items() if many} == {DeliveryState.QUEUED: 2, DeliveryState.SENT: 1}
    assert (found.due, found.oldest_waiting, found.messages["pending"]) == (1, NOW - DAY, 1)


def test_a_letter_that_was_put_off_waits_since_it_was_planned(store: Store) -> None:
    """However often it was tried, and whenever it is tried next."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter("later", due_at=NOW + DAY, planned_at=NOW - 9 * DAY), letter("away", planned_at=NOW - 2 * DAY)])
        (away,) = outbox.waiting(tx, NOW, 0, 9)
        outbox.record_verdicts(tx, [Change(verdict(away.id, Outcome.DEFERRED), DeliveryState.DEFERRED, NOW + 4 * SECOND)], NOW)
        found = gauges.gauges(tx, NOW)
    assert (found.due, found.oldest_waiting) == (0, NOW - 2 * DAY)


def test_cases_that_wait_are_counted_by_kind_and_age(store: Store) -> None:
    """Each in the narrowest age that it has at most; the oldest of each kind is known."""
    spans = {"day": DAY - SECOND, "week": DAY, "month": 7 * DAY, "older": 30 * DAY}
    assert [name for name, _ in AGES] == ["day", "week", "month"]
    with store.transaction() as tx:
        for age, span in spans.items():
            holds.hold(tx, holds.Held(cause=age, kind=CaseKind.BRAKE, study=None, reasons=("why",), at=NOW - span))
        found = gauges.gauges(tx, NOW)
    assert {age: found.cases[CaseKind.BRAKE, age] for age in spans} == dict.fromkeys(spans, 1)
    assert found.oldest_case == {CaseKind.BRAKE: NOW - 30 * DAY}


def test_the_budget_is_that_of_the_study_that_has_spent_most(store: Store) -> None:
    """Of an hour, by whether messages were vouched for; what is held spends nothing."""
    with store.transaction() as tx:
        for study in ("study", "other"):
            studies.apply(tx, study, {}, NOW)
        spent = [letter(f"a{one}", believed=True, planned_at=NOW) for one in range(20)]
        spent += [letter(f"b{one}", believed=False, planned_at=NOW, study="other") for one in range(25)]
        spent += [letter("old", believed=True, planned_at=NOW - timedelta(hours=1, seconds=1))]
        spent += [letter("held", believed=True, planned_at=NOW, state=DeliveryState.HELD)]
        outbox.plan(tx, spent)
        assert gauges.gauges(tx, NOW).budget_spent == {True: 20 / 200, False: 25 / 50}


def test_the_last_attempt_of_each_transport_says_whether_its_server_was_reached(store: Store) -> None:
    """What settled a letter by evidence was no attempt; nobody was reached without a connection or a sign-in."""
    tries = [("data", "itu"), ("connect", "itu"), ("connect", None), ("rcpt", None), (LOGIN, "third"), (EVIDENCE, "itu")]
    with store.transaction() as tx:
        outbox.plan(tx, [letter("a")])
        (one,) = outbox.waiting(tx, NOW, 0, 1)
        for number, (stage, transport) in enumerate(tries):
            said = replace(verdict(one.id, Outcome.DEFERRED), stage=stage)
            said = replace(said, route=replace(said.route, transport=transport))
            outbox.record_verdicts(tx, [Change(verdict=said, state=DeliveryState.DEFERRED, due_at=NOW)], NOW + number * SECOND)
        assert gauges.last_attempts(tx) == (
            LastAttempt("default", NOW + 3 * SECOND, reached=True),
            LastAttempt("itu", NOW + SECOND, reached=False),
            LastAttempt("third", NOW + 4 * SECOND, reached=False),
        )


def test_whoever_only_reads_changes_nothing(store: Store) -> None:
    """PostgreSQL refuses it."""
    if store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no such transaction")

    def write() -> None:
        with store.reading() as tx:
            gauges.only_read(tx)
            outbox.plan(tx, [letter("a")])

    with pytest.raises(StoreError, match="read-only"):
        write()
