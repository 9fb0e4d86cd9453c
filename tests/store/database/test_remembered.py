"""What a transaction has read is remembered until it writes there, and is always what the database would say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import column, event, select, table, text

from domain.annex import Annex
from domain.contact import Stopped, Suppression
from domain.letter import DeliveryState
from domain.submission import SubmissionState
from store import (
    Store,
    Transaction,
    annexes,
    contact_lists,
    contacts,
    edits,
    generation,
    holds,
    invitations,
    journal,
    message_places,
    messages,
    outbox,
    submissions,
    suppressions,
)
from store.cases.holds import HoldRow
from store.database import upserting
from store.database.remembered import remembering
from tests.store.values import LATER, LIST, NOW, file, held, letter, place, submission

TAGS = ("tag-a", "tag-b")


@contextmanager
def asked(tx: Transaction) -> Iterator[list[str]]:
    """Give the questions that are put to the database inside."""
    said: list[str] = []

    def put(*told: object) -> None:
        said.append(" ".join(str(told[2]).split()))

    event.listen(tx.engine, "before_cursor_execute", put)
    try:
        yield said
    finally:
        event.remove(tx.engine, "before_cursor_execute", put)


@pytest.fixture
def study(store: Store) -> Store:
    """Return a store with two letters, and two invited organisations that have contacts."""
    with store.transaction() as tx:
        contact_lists.save_list(tx, LIST)
        invitations.invite(tx, "study", "CYB12", ["ALPNET", "BARQ"])
        outbox.plan(tx, [letter(tag, tag=tag) for tag in TAGS])
    return store


def test_what_was_asked_for_is_not_asked_for_again(study: Store) -> None:
    """Neither by itself nor among others; and what there is none of is remembered too."""
    with study.transaction() as tx, remembering(tx):
        letters, invited = outbox.with_tags(tx, [*TAGS, "none"]), invitations.of_organisations(tx, ["ALPNET", "BARQ"])
        assert suppressions.suppressed(tx, ["a@b.c"]) == {}
        with asked(tx) as said:
            assert outbox.with_tags(tx, ["none", TAGS[1], TAGS[0]]) == letters
            assert [*invitations.of_organisations(tx, ["ALPNET"]), *invitations.of_organisations(tx, ["BARQ"])] == list(invited)
            assert suppressions.suppressed(tx, ["A@b.c"]) == {}
    assert said == []
    assert [one.tag for one in letters] == list(TAGS)


def test_nothing_is_remembered_beyond_its_time(study: Store) -> None:
    """What another transaction asks for, or this one before and after, comes from the database."""
    with study.transaction() as tx:
        outbox.with_tags(tx, TAGS)
        with asked(tx) as said:
            with remembering(tx):
                outbox.with_tags(tx, TAGS)
            outbox.with_tags(tx, TAGS)
    assert len(said) == 2


def test_a_row_that_is_inserted_is_told_for_its_key_and_no_other_is_asked_for_again(study: Store) -> None:
    """Of a letter by its tag, of a submission by its organisation."""
    with study.transaction() as tx, remembering(tx):
        ours, other = (one.id for one in invitations.of_organisations(tx, ["ALPNET", "BARQ"]))
        assert (len(outbox.with_tags(tx, [*TAGS, "new"])), submissions.of_invitations(tx, [ours, other])) == (2, ())
        outbox.plan(tx, [letter("new", tag="new")])
        file(tx, submission("one", invitation_id=ours))
        with asked(tx) as said:
            assert (len(outbox.with_tags(tx, TAGS)), submissions.of_invitations(tx, [other])) == (2, ())
        assert said == []
        assert [one.tag for one in outbox.with_tags(tx, ["new"])] == ["new"]
        assert [one.invitation_id for one in submissions.of_invitations(tx, [ours])] == [ours]
        file(tx, submission("another", invitation_id=ours))
        assert len(submissions.of_invitations(tx, [ours, other])) == 2


def test_rows_that_are_changed_are_told_as_they_are(study: Store) -> None:
    """A letter's state, a suppression, what an organisation is marked with, how a submission counts."""
    with study.transaction() as tx, remembering(tx):
        (ours,) = invitations.of_organisations(tx, ["ALPNET"])
        (first, _), _ = outbox.with_tags(tx, TAGS), generation.secret(tx)
        number = file(tx, submission("one", invitation_id=ours.id))
        assert suppressions.suppressed(tx, ["a@b.c"]) == {}
        assert submissions.of_invitations(tx, [ours.id])[0].state is SubmissionState.ACCEPTED
        outbox.settle(tx, first.id, DeliveryState.BOUNCED, "", LATER, only=[first.state])
        suppressions.suppress(tx, Suppression("a@b.c", Stopped.UNSUBSCRIBED, "said so"), NOW)
        invitations.set_lacks(tx, ours.id, "part 2")
        assert outbox.with_tags(tx, TAGS)[0].state is DeliveryState.BOUNCED
        assert list(suppressions.suppressed(tx, ["a@b.c"])) == ["a@b.c"]
        assert invitations.of_organisations(tx, ["ALPNET"])[0].lacks == "part 2"
        tx.execute(table("generation", column("secret")).update().values(secret="another"))
        assert generation.secret(tx) == "another"
        submissions.count_answers(tx, number, 99)
        assert submissions.of_invitations(tx, [ours.id])[0].state is SubmissionState.ACCEPTED


def test_an_annex_that_is_kept_is_told_for_its_organisation_and_one_that_comes_again_for_all(study: Store) -> None:
    """What is only added is of one organisation; another name is written where the first one stands."""
    with study.transaction() as tx:
        message_places.take_in(tx, [(place("1"), "1" * 64, NOW)])
        (number,) = (one.id for one in messages.pending(tx, 9))
        with remembering(tx):
            ours, other = (one.id for one in invitations.of_organisations(tx, ["ALPNET", "BARQ"]))
            assert annexes.of_invitations(tx, [ours, other]) == ()
            one = Annex(study="study", invitation_id=ours, message_id=number, name="a", sha256="s", size=1, kind="pdf", received_at=NOW)
            annexes.keep(tx, one)
            with asked(tx) as said:
                assert annexes.of_invitations(tx, [other]) == ()
            assert said == []
            assert [each.names for each in annexes.of_invitations(tx, [ours])] == [("a",)]
            annexes.keep(tx, replace(one, name="b"))
            assert [each.names for each in annexes.of_invitations(tx, [ours])] == [("a", "b")]


def test_a_statement_that_is_written_as_a_text_may_change_anything(study: Store) -> None:
    """Nothing is remembered behind it, unless it only asks."""
    with study.transaction() as tx, remembering(tx):
        assert contacts.organisations_of(tx, ["marie@alpnet.example"]) == {"ALPNET"}
        tx.execute(text("SELECT 1"))
        with asked(tx) as said:
            assert contacts.organisations_of(tx, ["marie@alpnet.example"]) == {"ALPNET"}
        assert said == []
        tx.execute(text("DELETE FROM list_entry"))
        assert contacts.organisations_of(tx, ["marie@alpnet.example"]) == frozenset()


def test_a_row_that_is_put_in_the_place_of_another_is_told_for_both(study: Store) -> None:
    """It was the other's key under which the row that was there is remembered."""
    cases = HoldRow.__table__  # type: ignore[attr-defined]
    with study.transaction() as tx:
        ours, other = (one.id for one in invitations.of_organisations(tx, ["ALPNET", "BARQ"]))
        holds.hold(tx, replace(held("a"), invitation_id=ours))
        with remembering(tx):
            assert [one.invitation_id for one in holds.waiting_about(tx, [ours, other])] == [ours]
            row = dict(tx.execute(select(cases)).mappings().one())
            upserting.upsert(tx, cases, [row | {"invitation_id": other}])
            assert [one.invitation_id for one in holds.waiting_about(tx, [ours, other])] == [other]


def test_what_is_undone_was_never_read(study: Store) -> None:
    """A message that fails takes its rows back, and what was read of them goes with it; the journal goes on where it ended before."""
    with study.transaction() as tx, remembering(tx):
        end, letters = journal.end(tx), outbox.with_tags(tx, [*TAGS, "new"])
        nested = tx.begin_nested()
        outbox.plan(tx, [letter("new", tag="new")])
        file(tx, submission("one", invitation_id=invitations.of_organisations(tx, ["ALPNET"])[0].id))
        assert (len(outbox.with_tags(tx, [*TAGS, "new"])), journal.end(tx)[0]) == (3, end[0] + 1)
        nested.rollback()
        assert (journal.end(tx), outbox.with_tags(tx, [*TAGS, "new"])) == (end, letters)
        file(tx, submission("one", invitation_id=invitations.of_organisations(tx, ["ALPNET"])[0].id))
        assert journal.end(tx)[0] == end[0] + 1


def test_the_journal_says_its_end_and_the_store_its_secret_once(study: Store) -> None:
    """Whoever appends knows the end that they made."""
    with study.transaction() as tx, remembering(tx):
        (ours,) = invitations.of_organisations(tx, ["ALPNET"])
        generation.secret(tx)
        file(tx, submission("one", invitation_id=ours.id))
        with asked(tx) as said:
            file(tx, submission("another", invitation_id=ours.id))
            generation.secret(tx)
    assert [one for one in said if "FROM generation" in one or "ORDER BY journal.number DESC" in one] == []


def test_cases_and_edits_are_remembered_by_organisation(study: Store) -> None:
    """A case that is opened about one is told of that one; of the others nothing is asked again."""
    with study.transaction() as tx, remembering(tx):
        ours, other = (one.id for one in invitations.of_organisations(tx, ["ALPNET", "BARQ"]))
        assert (holds.waiting_about(tx, [ours, other]), edits.of_invitations(tx, [ours, other])) == ((), ())
        holds.hold(tx, replace(held("a"), invitation_id=ours))
        with asked(tx) as said:
            assert (holds.waiting_about(tx, [other]), edits.of_invitations(tx, [ours])) == ((), ())
        assert said == []
        assert [one.invitation_id for one in holds.waiting_about(tx, [ours, other])] == [ours]
