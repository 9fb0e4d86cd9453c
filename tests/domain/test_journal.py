"""The journal (People overrule: numbered, append-only, hash-chained; whatever is decided can be undone, and the undoing too)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.journal import GENESIS, About, Entry, Subject, What, digest, first_break, in_force, sealed, stands, undone_by
from tests.domain.entries import PERSON, RULE, WHEN, about, chained, entry, histories, undoing

# Each field of an entry with another value than any that is drawn here.
CHANGES: dict[str, Callable[[Entry], Any]] = {
    "number": lambda one: one.number + 1,
    "at": lambda one: one.at + timedelta(microseconds=1),
    "by": lambda _: "person:99",
    "what": lambda one: What.HOLD if one.what is not What.HOLD else What.ACCEPT,
    "about": lambda one: About(one.about.subject, f"{one.about.id}0"),
    "value": lambda one: f"{one.value}.",
    "was": lambda one: f"{one.was}.",
    "study": lambda one: f"{one.study}.",
    "invitation_id": lambda one: (one.invitation_id or 0) + 1,
    "message_id": lambda one: (one.message_id or 0) + 1,
    "undoes": lambda one: (one.undoes or 0) + 1,
    "follows": lambda one: (one.follows or 0) + 1,
    "previous": lambda one: one.previous[1:] + "f0"[one.previous[0] == "f"],
    "hash": lambda one: one.hash[::-1] + "0",
}


def numbers(entries: tuple[Entry, ...]) -> list[int]:
    """Return the numbers of entries."""
    return [one.number for one in entries]


def test_every_field_of_an_entry_is_changed_below() -> None:
    """A field that is added to the journal is added here."""
    assert set(CHANGES) == set(Entry.__dataclass_fields__)


def test_an_entry_says_whether_a_person_decided() -> None:
    """Or a rule."""
    assert entry(1, What.ACCEPT, by=PERSON).by_person
    assert not entry(1, What.ACCEPT, by=RULE).by_person
    assert str(about(Subject.SUBMISSION, 12)) == "submission 12"


def test_the_hash_of_an_entry_is_the_same_for_ever() -> None:
    """A journal that was begun with an earlier version of the program is whole to every later one."""
    one = sealed(entry(1, What.EXTEND, about(Subject.STUDY, "étude"), by=PERSON, value="2012-05-01", study="étude", follows=7), GENESIS)
    assert (one.previous, len(one.hash)) == ("0" * 64, 64)
    assert one.hash == "251c757c1796e2721e1b6407d884c5a592f7ccd32458fb1e766687365988b1f9"


@pytest.mark.parametrize("field", sorted(set(CHANGES) - {"hash"}))
def test_the_hash_of_an_entry_is_over_every_field(field: str) -> None:
    """But over itself."""
    one = entry(1, What.ACCEPT)
    assert digest(replace(one, **{field: CHANGES[field](one)})) != digest(one)
    assert digest(replace(one, hash="anything")) == digest(one)


def test_an_entry_is_the_same_in_every_zone() -> None:
    """Whichever database gave the instant back."""
    one = entry(1, What.ACCEPT)
    assert digest(replace(one, at=WHEN.astimezone(timezone(timedelta(hours=5, minutes=30))))) == digest(one)
    assert digest(replace(one, at=WHEN + timedelta(microseconds=1))) != digest(one)


def test_an_entry_is_the_same_wherever_the_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The zone of the machine does not come into it."""
    one = entry(1, What.ACCEPT)
    here = digest(one)
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        there = digest(one)
    time.tzset()
    assert there == here


@given(histories())
def test_a_journal_as_it_was_written_is_whole(written: list[Entry]) -> None:
    """From the first entry on; one that does not begin with the first is not."""
    journal = chained(*written)
    assert first_break(journal) is None
    assert first_break(iter(journal)) is None
    assert first_break(journal[1:]) == (2 if len(journal) > 1 else None)


@given(histories(), st.randoms(), st.sampled_from(sorted(CHANGES)))
def test_a_change_in_any_field_of_any_entry_breaks_the_journal(written: list[Entry], chance: Random, field: str) -> None:
    """At that entry."""
    assume(written)
    journal = chained(*written)
    at = chance.randrange(len(journal))
    changed = replace(journal[at], **{field: CHANGES[field](journal[at])})
    assert first_break([*journal[:at], changed, *journal[at + 1 :]]) == changed.number


@given(histories(), st.randoms(), st.sampled_from(sorted(set(CHANGES) - {"hash", "number", "previous"})))
def test_whoever_seals_a_changed_entry_again_breaks_what_comes_after_it(written: list[Entry], chance: Random, field: str) -> None:
    """The next entry holds the hash of what stood there."""
    assume(len(written) > 1)
    journal = chained(*written)
    at = chance.randrange(len(journal) - 1)
    forged = sealed(replace(journal[at], **{field: CHANGES[field](journal[at])}), journal[at].previous)
    assert first_break([*journal[:at], forged, *journal[at + 1 :]]) == at + 2


@given(histories(), st.randoms())
def test_an_entry_that_is_removed_swapped_or_put_in_breaks_the_journal(written: list[Entry], chance: Random) -> None:
    """At the first place where something else stands than was written."""
    assume(len(written) > 1)
    journal = chained(*written)
    one, other = sorted(chance.sample(range(len(journal)), 2))
    assert first_break(journal[:one] + journal[one + 1 :]) == one + 2
    swapped = list(journal)
    swapped[one], swapped[other] = journal[other], journal[one]
    assert first_break(swapped) == other + 1
    more = sealed(replace(journal[one], value="more"), journal[one].previous)
    assert first_break([*journal[:one], more, *journal[one:]]) == one + 1
    assert first_break([*journal[:other], journal[one], *journal[other:]]) == one + 1


@given(histories())
def test_what_holds_is_what_no_undoing_that_holds_undoes(written: list[Entry]) -> None:
    """Told from the end: the newest entry holds for sure, and each may undo an older one; what follows an undone one falls with it."""
    undone: set[int] = set()
    for one in reversed(written):
        if one.undoes is not None and one.number not in undone:
            undone.add(one.undoes)
    for one in written:
        if one.follows in undone:
            undone.add(one.number)
    assert numbers(in_force(written)) == [one.number for one in written if one.what is not What.UNDO and one.number not in undone]


@given(histories(), st.randoms())
def test_to_undo_an_undoing_puts_back_what_held_before(written: list[Entry], chance: Random) -> None:
    """Whatever was undone; and the order in which the entries are given says nothing."""
    assume(written)
    undo = undoing(len(written) + 1, chance.choice(written).number)
    back = undoing(undo.number + 1, undo.number)
    journal = [*written, undo, back]
    assert in_force(journal) == in_force(written)
    chance.shuffle(journal)
    assert in_force(journal) == in_force(written)


@given(histories(), st.randoms())
def test_to_undo_a_decision_takes_it_away_with_what_follows_from_it_and_nothing_else(written: list[Entry], chance: Random) -> None:
    """All other decisions hold as before."""
    before = in_force(written)
    assume(before)
    one = chance.choice(before)
    fallen = {one.number}
    for other in before:
        if other.follows in fallen:
            fallen.add(other.number)
    after = in_force([*written, undoing(len(written) + 1, one.number)])
    assert numbers(after) == [other.number for other in before if other.number not in fallen]


def test_an_undoing_stands_until_it_is_undone() -> None:
    """And again when that is undone."""
    journal = [entry(1, What.ACCEPT), undoing(2, 1), undoing(3, 2), undoing(4, 3)]
    assert [stands(journal[1], journal[:length]) for length in (2, 3, 4)] == [True, False, True]


def test_what_an_undoing_brought_falls_with_it() -> None:
    """A submission that waits for a person because its acceptance was undone waits no more when that is undone."""
    journal = [entry(1, What.ACCEPT), undoing(2, 1), entry(3, What.HOLD, follows=2), undoing(4, 2)]
    assert numbers(in_force(journal[:3])) == [3]
    assert numbers(in_force(journal)) == [1]


def test_an_entry_that_follows_what_is_not_given_holds() -> None:
    """It is for the store to give whatever is needed."""
    assert numbers(in_force([entry(8, What.ACCEPT, follows=3)])) == [8]


@given(histories())
def test_what_is_not_in_force_was_undone_by_an_entry_that_stands(written: list[Entry]) -> None:
    """Whoever reads of a decision that does not hold is told by which entry."""
    known = {one.number: one for one in written}
    force = in_force(written)
    for one in written:
        if one.what is not What.UNDO:
            undoing_it = undone_by(one, known)
            assert (undoing_it is None) == (one in force)
            assert undoing_it is None or stands(undoing_it, written)


def test_an_undoing_falls_with_the_decision_that_it_follows_from() -> None:
    """One decision may undo much; who undoes that decision puts all of it back, and undoing this undoes all of it again."""
    case = about(Subject.CASE, 7)
    accepted, decided = entry(1, What.ACCEPT), entry(2, What.DECIDE, case, by=PERSON)
    undone = entry(3, What.UNDO, by=PERSON, undoes=1, follows=2)
    assert numbers(in_force([accepted, decided, undone])) == [2]
    back = entry(4, What.UNDO, case, by=PERSON, undoes=2)
    assert numbers(in_force([accepted, decided, undone, back])) == [1]
    assert undone_by(accepted, {one.number: one for one in (accepted, decided, undone, back)}) is None
    again = entry(5, What.UNDO, case, by=PERSON, undoes=4)
    assert numbers(in_force([accepted, decided, undone, back, again])) == [2]
