"""A sender is halted until the halt is lifted, whoever is at work meanwhile."""

from __future__ import annotations

from dataclasses import replace

from domain.letter import DeliveryState, Outcome, Route, Verdict
from store import Store, halts, outbox
from store.letters.halts import Halt
from tests.store.values import LATER, NOW, letter

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


def test_of_halted_senders_those_are_tried_whose_server_was_away_and_is_this_one(store: Store) -> None:
    """Not whom the server refused, nor where it refuses everybody, nor whose letters go elsewhere."""
    cases = {
        "away": ("connect None", ("connect", None), "relay"),
        "shut": ("connect 421", ("connect", 421), "relay"),
        "refused": ("mail 554 5.7.1", ("connect", None), "relay"),
        "everybody": ("connect 554 5.7.1", ("connect", 554), "relay"),
        "reached": ("connect None", ("rcpt", 450), "relay"),
        "elsewhere": ("connect None", ("connect", None), "other"),
    }
    with store.transaction() as tx:
        outbox.plan(tx, [letter(name, sender=name) for name in cases])
        numbers = {one.sender: one.id for one in outbox.waiting(tx, NOW, 0, 10)}
        for name, (refused, (stage, code), transport) in cases.items():
            halts.put(tx, replace(HALT, sender=name, hold_id=numbers[name], refused=refused, next_at=LATER))
            said = Verdict(
                letter_id=numbers[name], outcome=Outcome.DEFERRED, stage=stage, code=code, text="", route=Route(transport=transport)
            )
            outbox.record_verdicts(tx, [outbox.Change(said, DeliveryState.DEFERRED, LATER)], NOW)
        assert [one.letter_id for one in halts.unreached(tx, "relay", NOW)] == [numbers[one] for one in ("away", "shut", "refused")]
        assert halts.unreached(tx, "relay", LATER) == ()
        halts.follow(tx, "relay", NOW)
        assert {one.sender for one in halts.in_force(tx) if one.next_at == NOW} == {"away", "shut"}
