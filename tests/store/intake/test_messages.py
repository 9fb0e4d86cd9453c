from __future__ import annotations

from dataclasses import replace

from sqlalchemy import event, text

from domain.journal import About, Subject, What
from store import Store, decisions, delivery_reports, holds, message_places, messages
from store.cases.decisions import Ruling
from tests.store.values import LATER, NOW, held, place

FIRST, SECOND = "1" * 64, "2" * 64
UNDERSTOOD = messages.Understood(
    kind="return",
    rule="return",
    why="It brings a workbook.",
    sender="marie@alpnet.example",
    subject="Réponse",
    study="study",
    invitation_id=7,
    effects=("filed",),
)


def test_the_same_bytes_are_one_message_wherever_they_lie(store: Store) -> None:
    """Twice in one batch, at another place, and again after a new UIDVALIDITY: it is taken in once, and keeps its first time."""
    with store.transaction() as tx:
        assert message_places.take_in(tx, [(place("1"), FIRST, NOW), (place("2"), FIRST, LATER), (place("3"), SECOND, NOW)]) == 2
        assert message_places.take_in(tx, [(place("1", uidvalidity=9), FIRST, LATER)]) == 0
        assert message_places.take_in(tx, []) == 0
        assert [(one.sha256, one.received_at) for one in messages.pending(tx, 10)] == [(FIRST, NOW), (SECOND, NOW)]
        assert (
            len(message_places.known(tx, [place("1"), place("2"), place("3"), place("1", uidvalidity=9)]))
            == len(message_places.unfiled(tx))
            == 4
        )


def test_a_place_is_known_until_its_message_was_moved(store: Store) -> None:
    """Places whose message was moved are no longer asked about; mail of others is remembered, and never moved."""
    with store.transaction() as tx:
        message_places.take_in(tx, [(place("1"), FIRST, NOW), (place("2"), SECOND, NOW)])
        message_places.leave(tx, [place("3")])
        message_places.filed(tx, [place("1")])
        assert message_places.known(tx, [place(uid) for uid in "1234"]) == {place("2"), place("3")}
        assert list(message_places.unfiled(tx)) == [place("2")]


def test_what_is_known_is_answered_for_the_places_asked_about_alone(store: Store) -> None:
    """However many were ever left, a question about a batch is one statement with a parameter a place, served by the primary key."""
    said: list[tuple[str, int]] = []
    with store.transaction() as tx:
        message_places.leave(tx, [place(str(number)) for number in range(3000)])
        event.listen(store.engine, "before_cursor_execute", lambda *told: said.append((told[2], len(told[3]))))
        asked = [place(str(number)) for number in range(2990, 3490)]
        assert message_places.known(tx, asked) == set(asked[:10])
        assert message_places.known(tx, [place("5", uidvalidity=2), place("5")]) == {place("5")}
        assert [parameters for _, parameters in said] == [503, 4, 4]
        if store.engine.dialect.name == "sqlite":
            plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {said[0][0]}", ("",) * 503).all()
            assert "(mailbox=? AND folder=? AND uidvalidity=? AND uid=?)" in str(plan)


def test_mail_of_others_does_not_wait_to_be_moved(store: Store) -> None:
    """It is not among the rows that the index of what is to be moved leads to, so that it costs nothing at each collect."""
    with store.transaction() as tx:
        message_places.leave(tx, [place("1")])
        assert tx.scalar(text("SELECT count(*) FROM location WHERE NOT filed")) == 0
        message_places.take_in(tx, [(place("1"), FIRST, NOW)])
        assert list(message_places.unfiled(tx)) == [place("1")]


def test_the_same_place_again_waits_to_be_moved_again(store: Store) -> None:
    """Where a message lies at a place from which it was moved before, it is moved once more."""
    with store.transaction() as tx:
        message_places.take_in(tx, [(place("1"), FIRST, NOW)])
        message_places.filed(tx, [place("1")])
        message_places.take_in(tx, [(place("1"), FIRST, LATER)])
        assert list(message_places.unfiled(tx)) == [place("1")]


def test_what_was_understood_is_kept_and_no_longer_pending(store: Store) -> None:
    """A message tells what became of it, and is counted by its kind."""
    with store.transaction() as tx:
        message_places.take_in(tx, [(place("1"), FIRST, NOW), (place("2"), SECOND, NOW)])
        one, two = messages.pending(tx, 10)
        messages.finish(tx, one.id, UNDERSTOOD)
        messages.finish(tx, two.id, replace(UNDERSTOOD, kind="unreadable", study=None, invitation_id=None), "failed")
        assert messages.pending(tx, 10) == ()
        (found,) = messages.of_invitations(tx, [7])
        assert found == messages.Message(
            id=one.id,
            sha256=FIRST,
            received_at=NOW,
            state="done",
            kind="return",
            rule="return",
            why=UNDERSTOOD.why,
            sender=UNDERSTOOD.sender,
            subject=UNDERSTOOD.subject,
            study="study",
            invitation_id=7,
            effects=("filed",),
        )
        assert messages.counts(tx, "study") == {"return": 1, "unreadable": 1}


def test_a_report_read_again_replaces_what_it_said(store: Store) -> None:
    """One message says one thing about one address, however often it is read."""
    bounce = delivery_reports.Bounce(
        message_id=1, letter_id=5, address="marie@alpnet.example", permanent=None, status="4.2.2", diagnostic="mailbox full", at=NOW
    )
    with store.transaction() as tx:
        delivery_reports.record_bounce(tx, bounce)
        delivery_reports.record_bounce(tx, replace(bounce, permanent=True, status="5.1.1"))
        delivery_reports.record_bounce(tx, replace(bounce, message_id=2))
        assert delivery_reports.bounces(tx, [5]) == (replace(bounce, permanent=True, status="5.1.1"), replace(bounce, message_id=2))


def test_a_report_that_names_no_letter_is_found_by_the_address_alone(store: Store) -> None:
    """Whoever looks at that organisation sees it; what is about a letter is found by that."""
    bounce = delivery_reports.Bounce(
        message_id=1, letter_id=None, address="Marie@alpnet.example", permanent=True, status="5.1.1", diagnostic="", at=NOW
    )
    with store.transaction() as tx:
        delivery_reports.record_bounce(tx, bounce)
        delivery_reports.record_bounce(tx, replace(bounce, message_id=2, letter_id=5))
        assert delivery_reports.bounces_without_letter(tx, ["marie@ALPNET.example"]) == (bounce,)
        assert delivery_reports.bounces_without_letter(tx, ["other@alpnet.example"]) == ()


def test_a_case_waits_once_and_is_decided_once(store: Store) -> None:
    """A replay neither holds a case twice nor opens one again that was decided; a case of no study waits in every study."""
    with store.transaction() as tx:
        for cause in ("a", "a", "b"):
            holds.hold(tx, held(cause))
        holds.hold(tx, held("c", study=None))
        holds.hold(tx, held("d", study="other"))
        assert [one.cause for one in holds.waiting(tx)] == ["a", "b", "c", "d"]
        first, *rest = holds.waiting(tx, "study")
        assert first == held("a", id=first.id)
        assert [one.cause for one in rest] == ["b", "c"]
        about = About(Subject.CASE, str(first.id))
        decisions.decide(tx, decisions.rule("test"), LATER, [Ruling(what=What.DECIDE, about=about, value="accept")])
        assert holds.hold(tx, held("a")) is None
        assert [one.cause for one in holds.waiting(tx, "study")] == ["b", "c"]
        assert holds.with_ids(tx, [first.id]) == (replace(first, decision="accept", by="rule:test", decided_at=LATER),)
