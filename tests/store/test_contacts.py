from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import event

from domain.contact import Contact, ContactList, Organisation, Suppression
from store import Store, contacts, invitations
from tests.store.values import LIST, NOW


def saved(store: Store) -> None:
    """Keep the sample list."""
    with store.transaction() as tx:
        contacts.save_list(tx, LIST)


def test_a_list_comes_back_as_it_was_kept(store: Store) -> None:
    """Names in any script, roles and the further columns survive; one address may serve two organisations."""
    saved(store)
    with store.reading() as tx:
        assert contacts.load_list(tx, "members") == LIST
        assert contacts.load_list(tx, "nobody") == ContactList("nobody")
        assert contacts.list_names(tx) == ("members",)
        assert contacts.load_list(tx, "members", {"BARQ"}).contacts == (LIST.contacts[2],)
        assert contacts.organisations_of(tx, ["Office@ALPNET.example"]) == {"ALPNET", "BARQ"}


def test_loading_again_updates_and_drops_nobody(store: Store) -> None:
    """What the newer list names is changed, what it does not name stays."""
    saved(store)
    marie = replace(LIST.contacts[0], language="en", extra={})
    newer = ContactList("members", (Organisation("ALPNET", "Alpnet AG", "CH", "Europe"),), (marie, Contact("ALPNET", "new@alpnet.example")))
    with store.transaction() as tx:
        contacts.save_list(tx, newer)
        found = contacts.load_list(tx, "members")
    assert {one.name for one in found.organisations} == {"Alpnet AG", "برق للاتصالات"}
    assert marie in found.contacts
    assert len(found.contacts) == 4


def test_only_what_is_new_or_different_is_written(store: Store) -> None:
    """A list loaded again unchanged writes nothing, and one changed contact is one row."""
    saved(store)
    written: list[tuple[str, int]] = []

    def watch(_: object, __: object, statement: str, parameters: Sequence[object], ___: object, many: bool) -> None:
        if statement.startswith("INSERT"):
            written.append((statement.split()[2], len(parameters) if many else 1))

    with store.transaction() as tx:
        before = contacts.load_list(tx, "members")
        event.listen(tx, "before_cursor_execute", watch)
        contacts.save_list(tx, before, before)
        assert written == []
        marie = replace(before.contacts[0], language="en")
        contacts.save_list(tx, replace(before, contacts=(marie, *before.contacts[1:], Contact("BARQ", "new@barq.example"))), before)
        assert written == [("contact", 2), ("list_entry", 1)]
        assert len(contacts.load_list(tx, "members").contacts) == len(before.contacts) + 1


def test_part_of_a_list_may_be_asked_for_by_any_number_of_codes(store: Store) -> None:
    """Neither database takes a parameter for each of 70,000 organisations."""
    saved(store)
    with store.reading() as tx:
        few = contacts.load_list(tx, "members", {"BARQ"})
        assert contacts.load_list(tx, "members", {"BARQ", *(f"ORG{number}" for number in range(70_000))}) == few


def test_the_first_reason_of_a_suppression_stays_until_it_is_released(store: Store) -> None:
    """Addresses are the same in any case of letters."""
    with store.transaction() as tx:
        contacts.suppress(tx, [Suppression("Marie@Alpnet.example", "no such mailbox")], NOW)
        contacts.suppress(tx, [Suppression("marie@alpnet.example", "unsubscribed")], NOW)
        assert contacts.suppressed(tx) == {"marie@alpnet.example": "no such mailbox"}
        contacts.release(tx, "MARIE@alpnet.example")
        assert contacts.suppressed(tx) == {}


def test_invitations_are_unique_and_stay_what_they_were(store: Store) -> None:
    """Inviting again gives only the new organisations an invitation; references and tokens never change and never repeat."""
    with store.transaction() as tx:
        invitations.invite(tx, "study", "CYB12", ["ALPNET", "BARQ"])
        first = invitations.of_study(tx, "study")
        invitations.invite(tx, "study", "CYB12", ["ALPNET", "CARIBX", "BARQ"])
        invitations.invite(tx, "round-two", "CYB13", ["ALPNET"])
        second = invitations.of_study(tx, "study")
        other = invitations.of_study(tx, "round-two")
    assert second | first == second
    assert [one.reference[:10] for one in second.values()] == ["CYB12-0001", "CYB12-0002", "CYB12-0003"]
    everyone = [*second.values(), *other.values()]
    assert len({one.token for one in everyone}) == len({one.reference for one in everyone}) == len({one.id for one in everyone}) == 4


def test_an_invitation_is_found_by_what_a_message_may_carry(store: Store) -> None:
    """By token, by reference and by organisation; one that was declined says so."""
    with store.transaction() as tx:
        invitations.invite(tx, "study", "CYB12", ["ALPNET", "BARQ"])
        one = invitations.of_study(tx, "study")["BARQ"]
        for column, value in (("token", one.token), ("reference", one.reference), ("organisation", "BARQ"), ("id", one.id)):
            assert invitations.find(tx, column, [value]) == (one,)
        assert invitations.find(tx, "token", ["aaaaaaaaaaaaaaaa"]) == ()
        invitations.decline(tx, one.id)
        assert invitations.by_id(tx, one.id) == replace(one, declined=True)
