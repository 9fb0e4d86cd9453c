"""What a page says of how many stand on a list agrees with who is listed there."""

from __future__ import annotations

from service.contacts.lists import list_size, lists_kept
from service.deciding.people import ContactMeant, retire
from service.deciding.suppression import Addressed, stop
from tests.service.installed import LIST
from tests.service.office import ORGANISATIONS, Office, person


def test_contacts_who_are_not_written_to_stand_on_a_list_and_those_taken_off_do_not(office: Office) -> None:
    """An organisation whose one address is suppressed is one with a contact."""
    stop(office.service, Addressed(address=person(1), by="anna"), office.now)
    retire(office.service, ContactMeant(address=person(2), by="anna"), office.now)
    assert list_size(office.service, LIST) == (ORGANISATIONS - 1, ORGANISATIONS - 1)
    with office.service.store.reading() as tx:
        (kept,) = lists_kept(tx, LIST, office.now)
        assert (kept.organisations, kept.number) == (ORGANISATIONS - 1, ORGANISATIONS)
