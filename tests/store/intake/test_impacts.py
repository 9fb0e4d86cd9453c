"""What the brake and the budgets count, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.letter import DeliveryState, Letter, LetterKind
from store import Store, impacts, outbox, replies
from store.intake.impacts import Charge, Impact
from tests.store.values import NOW, letter

HOUR = timedelta(hours=1)
VICTIM = "victim@elsewhere.example"


def impact(message: int, invitation: int, **more: object) -> Impact:
    """Return that a message acted on an organisation."""
    common = {"study": "study", "source": "evil.example", "proven": False, "at": NOW}
    return Impact(**{"message_id": message, "invitation_id": invitation, **common, **more})  # type: ignore[arg-type]


def charge(message: int, *, proven: bool = False) -> Charge:
    """Return what is counted up to a message."""
    return Charge(source="evil.example", study="study", proven=proven, since=NOW - HOUR, message=message)


def test_what_one_source_did_in_a_study_is_counted_by_organisation_up_to_a_message(store: Store) -> None:
    """Neither what is older than the hour, nor another source, another study, what is proven, or what came later."""
    others = [
        impact(1, 11, at=NOW - HOUR),
        impact(1, 12, source="good.example"),
        impact(1, 13, study="another"),
        impact(1, 14, proven=True),
        impact(9, 15),
    ]
    with store.transaction() as tx:
        impacts.record(tx, [impact(2, 21), impact(3, 21), impact(3, 22), impact(4, 23), *others])
        assert impacts.touched(tx, charge(4), 99) == {21, 22, 23}
        assert len(impacts.touched(tx, charge(4), 2)) == 2
        assert impacts.touched(tx, charge(1, proven=True), 99) == {14}
        assert impacts.newest_hold(tx, charge(4)) is None
        impacts.put_into(tx, 7, [3], study="study", proven=False)
        assert impacts.newest_hold(tx, charge(4)) == 7
        assert [(one.message_id, one.invitation_id) for one in impacts.untold(tx, charge(4)).impacts] == [(2, 21), (4, 23)]
        assert (impacts.many_in(tx, 7), impacts.first_in(tx, 7, 1)) == (2, (21,))
        assert [one.hold_id for one in impacts.of_message(tx, 3)] == [7, 7]
        assert impacts.of_hold(tx, 7) == impacts.of_message(tx, 3)
        # A message that is read again says what it does today.
        impacts.record(tx, [impact(2, 21, proven=True)])
        assert [one.proven for one in impacts.of_message(tx, 2)] == [True]


def reply(cause: str, **more: object) -> Letter:
    """Return an automatic reply."""
    common = {"kind": LetterKind.PASSED_ON, "mailing": None, "address": VICTIM, "believed": False, "planned_at": NOW}
    return replace(letter(cause, tag=cause), **{**common, **more})  # type: ignore[arg-type]


def test_replies_are_counted_by_address_and_study_and_those_that_wait_are_not(store: Store) -> None:
    """A letter of a mailing is no reply, and an older one was yesterday's."""
    letters = [
        reply("a", organisation="ALPNET", asker="spam@evil.example", said="same"),
        reply("b", organisation="ALPNET", believed=True, asker="spam@evil.example"),
        reply("c", organisation=None),
        reply("d", state=DeliveryState.HELD, hold_id=3),
        reply("e", planned_at=NOW - HOUR),
        reply("f", believed=None),
        reply("g", address="other@elsewhere.example", study="another", kind=LetterKind.RECEIPT),
    ]
    with store.transaction() as tx:
        outbox.plan(tx, letters)
        counted = replies.to_address(tx, VICTIM, NOW - HOUR)
        assert {(one.organisation, one.believed): one.letters for one in counted} == {
            ("ALPNET", False): 1,
            ("ALPNET", True): 1,
            (None, False): 1,
        }
        assert [replies.of_study(tx, "study", NOW - HOUR, believed=one) for one in (True, False)] == [1, 2]
        assert (replies.unasked_for(tx, "spam@evil.example", NOW - HOUR), replies.unasked_for(tx, VICTIM, NOW - HOUR)) == (1, 0)
        assert [one.cause for one in replies.that_say(tx, "same", VICTIM, NOW - HOUR, but_for="c")] == ["a"]
        assert not replies.that_say(tx, "same", VICTIM, NOW - HOUR, but_for="a")
        assert not replies.that_say(tx, "same", "other@elsewhere.example", NOW - HOUR, but_for="c")
        assert not replies.that_say(tx, "same", VICTIM, NOW, but_for="c")
        assert [one.cause for one in replies.with_causes(tx, ["b", "d", "none"])] == ["b", "d"]
        assert ([one.cause for one in replies.held_in(tx, 3)], replies.many_held_in(tx, 3)) == (["d"], 1)


@pytest.mark.parametrize("asked", ["budget", "brake"])
def test_the_counts_are_answered_by_an_index(store: Store, asked: str) -> None:
    """They are asked for with every message, however many came before."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("The plan of SQLite is read here.")
    index = {"budget": "ix_letter_replies", "brake": "ix_impact_source"}[asked]
    with store.reading() as tx:
        said: list[str] = []
        tx.connection.driver_connection.set_trace_callback(said.append)  # type: ignore[union-attr]
        if asked == "budget":
            replies.of_study(tx, "study", NOW, believed=False)
            replies.to_address(tx, VICTIM, NOW)
            replies.unasked_for(tx, VICTIM, NOW)
        else:
            impacts.touched(tx, charge(1), 9)
            impacts.newest_hold(tx, charge(1))
        tx.connection.driver_connection.set_trace_callback(None)  # type: ignore[union-attr]
        plans = [str(tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}").all()) for one in said if one.startswith("SELECT")]
    assert plans
    assert all(index in plan for plan in plans), plans
