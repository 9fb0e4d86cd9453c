from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from domain.contact import Contact, ContactList, Organisation, Stopped, Suppression
from domain.errors import ConfigurationError
from domain.journal import What
from domain.rules.standing import Mark
from store import Store, contact_lists, contacts, invitations, keyed_hashes, suppressions
from tests.store.values import LIST, NOW


def saved(store: Store) -> None:
    """Keep the sample list."""
    with store.transaction() as tx:
        contact_lists.save_list(tx, LIST)


def test_a_list_comes_back_as_it_was_kept(store: Store) -> None:
    """Names in any script, roles and the further columns survive; one address may serve two organisations."""
    saved(store)
    with store.reading() as tx:
        assert contact_lists.load_list(tx, "members") == LIST
        assert contact_lists.load_list(tx, "nobody") == ContactList("nobody")
        assert contact_lists.list_names(tx) == ("members",)
        assert contact_lists.load_list(tx, "members", {"BARQ"}).contacts == (LIST.contacts[2],)
        assert contacts.organisations_of(tx, ["Office@ALPNET.example"]) == {"ALPNET", "BARQ"}


def test_an_organisation_is_found_by_its_code_in_any_script(store: Store) -> None:
    """As it is written, whatever the database takes for a small letter; ASCII in any case."""
    with store.transaction() as tx:
        contact_lists.save_list(tx, ContactList("towns", (Organisation("KÖLN", "Köln"), Organisation("ЭЛЕКТРО", "Электро"))))
        assert [one and one.code for one in (contacts.organisation(tx, code) for code in ("KÖLN", "kÖln", "ЭЛЕКТРО"))] == [
            "KÖLN",
            "KÖLN",
            "ЭЛЕКТРО",
        ]


def test_who_stands_on_no_list_is_on_no_record(store: Store) -> None:
    """Their name is kept for the day on which they come back."""
    saved(store)
    marie = LIST.contacts[0]
    with store.transaction() as tx:
        contact_lists.take_off(tx, "members", marie.organisation, marie.address)
        assert marie not in contact_lists.load_list(tx, "members").contacts + contacts.of_organisations(tx, [marie.organisation])
        assert contacts.organisations_of(tx, [marie.address]) == frozenset()
        assert marie.address not in contacts.addresses_of(tx, marie.organisation)
        contact_lists.put_on(tx, "members", marie.organisation, marie.address)
        assert contact_lists.load_list(tx, "members") == LIST


def test_loading_again_updates_and_drops_nobody(store: Store) -> None:
    """What the newer list names is changed, what it does not name stays."""
    saved(store)
    marie = replace(LIST.contacts[0], language="en", extra={})
    newer = ContactList(
        "members",
        (Organisation("ALPNET", "Alpnet AG", "CH", "Europe"),),
        (marie, Contact(organisation="ALPNET", address="new@alpnet.example")),
    )
    with store.transaction() as tx:
        contact_lists.save_list(tx, newer)
        found = contact_lists.load_list(tx, "members")
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
        before = contact_lists.load_list(tx, "members")
        event.listen(tx, "before_cursor_execute", watch)
        contact_lists.save_list(tx, before, before)
        assert written == []
        marie = replace(before.contacts[0], language="en")
        contact_lists.save_list(
            tx, replace(before, contacts=(marie, *before.contacts[1:], Contact(organisation="BARQ", address="new@barq.example"))), before
        )
        assert written == [("contact", 2), ("list_entry", 1)]
        assert len(contact_lists.load_list(tx, "members").contacts) == len(before.contacts) + 1


def test_part_of_a_list_may_be_asked_for_by_any_number_of_codes(store: Store) -> None:
    """Neither database takes a parameter for each of 70,000 organisations."""
    saved(store)
    with store.reading() as tx:
        few = contact_lists.load_list(tx, "members", {"BARQ"})
        assert contact_lists.load_list(tx, "members", {"BARQ", *(f"ORG{number}" for number in range(70_000))}) == few


def test_an_address_is_suppressed_until_it_is_released(store: Store) -> None:
    """Addresses are the same in any case of letters; of two reasons the newer one is told."""
    newest = Suppression("marie@alpnet.example", Stopped.UNSUBSCRIBED, "unsubscribed")
    with store.transaction() as tx:
        contact_lists.save_list(tx, LIST)
        suppressions.suppress(tx, Suppression("Marie@Alpnet.example", Stopped.NO_SUCH_MAILBOX, "no such mailbox"), NOW)
        suppressions.suppress(tx, newest, NOW)
        assert suppressions.suppressed(tx, ["MARIE@alpnet.example", "office@alpnet.example"]) == {"marie@alpnet.example": newest}
        assert suppressions.suppressed_on(tx, "members") == suppressions.suppressed_on(tx, "members", ["ALPNET"])
        assert suppressions.suppressed_on(tx, "members") == {"marie@alpnet.example": newest}
        assert suppressions.suppressed_on(tx, "members", ["BARQ"]) == {}
        suppressions.release(tx, "MARIE@alpnet.example")
        assert suppressions.suppressed(tx, ["marie@alpnet.example"]) == {}


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


@pytest.mark.parametrize("prefix", ["CYB12", "cyb12"])
def test_the_prefix_of_another_study_is_refused_with_its_name(store: Store, prefix: str) -> None:
    """A reference must name one organisation in one study; nothing of the second study is there afterwards."""
    with store.transaction() as tx:
        invitations.invite(tx, "study", "CYB12", ["ALPNET", "BARQ"])
    with store.transaction() as tx, pytest.raises(ConfigurationError, match="The study 'study' already prints references") as told:
        invitations.invite(tx, "round-two", prefix, ["CARIBX"])
    assert (told.value.where, "CYB13" in told.value.remedy) == ("study.toml prefix", True)
    with store.reading() as tx:
        assert invitations.of_study(tx, "round-two") == {}


def test_a_prefix_that_a_study_took_on_later_is_refused_too(store: Store) -> None:
    """Then the first reference is nobody's, and one of those that come after it is not."""
    many = [f"ORG{number:04d}" for number in range(1200)]
    with store.transaction() as tx:
        invitations.invite(tx, "study", "CYB12", many[:1100])
        invitations.invite(tx, "study", "CYB13", many[:1101])
    with store.transaction() as tx:
        invitations.invite(tx, "round-two", "CYB13", many[:200])
        with pytest.raises(ConfigurationError, match="'study'"):
            invitations.invite(tx, "round-two", "CYB13", many)


def test_an_invitation_is_found_by_what_a_message_may_carry(store: Store) -> None:
    """By token, by reference and by organisation; one that was marked says so."""
    with store.transaction() as tx:
        invitations.invite(tx, "study", "CYB12", ["ALPNET", "BARQ"])
        one = invitations.of_study(tx, "study")["BARQ"]
        assert invitations.with_tokens(tx, [one.token]) == (one,)
        assert invitations.with_references(tx, [one.reference]) == (one,)
        assert invitations.of_organisations(tx, ["BARQ"]) == (one,)
        assert invitations.with_ids(tx, [one.id]) == (one,)
        assert invitations.with_tokens(tx, ["aaaaaaaaaaaaaaaa"]) == ()
        assert invitations.of(tx, "study", "BARQ") == one
        assert invitations.of(tx, "other", "BARQ") is None
        invitations.set_mark(tx, one.id, Mark(What.WAITING, date(2012, 5, 1)))
        assert invitations.by_id(tx, one.id) == replace(one, mark=What.WAITING, until=date(2012, 5, 1))


def test_an_erased_address_is_known_by_its_hash_among_those_of_a_whole_list(store: Store) -> None:
    """However many are asked for together; and where nobody was erased, no hash is made of them."""
    many = [f"person{number}@large.example" for number in range(2_000)]
    with store.transaction() as tx:
        assert suppressions.suppressed(tx, many) == {}
        assert set(keyed_hashes.with_keyed(tx, many)) == set(many)
        suppressions.suppress(tx, Suppression(keyed_hashes.keyed(tx, many[7]), Stopped.BY_HAND, "erased"), NOW)
        assert set(suppressions.suppressed(tx, many)) == set(suppressions.suppressed(tx, many[:9])) == {many[7]}
