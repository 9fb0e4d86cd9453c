"""What a page of organisations can be narrowed by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.contact import Contact, ContactList
from service.installation.install import SAMPLE
from service.studies.running import require_running
from service.views.case_file import Wish, roll
from store import contact_lists
from tests.service.installed import LIST
from tests.service.office import Office, person


def test_organisations_are_found_by_a_language_that_only_their_contacts_read(office: Office) -> None:
    """The study has no letters in it, so that whoever looks after it wants to know who reads something else."""
    with office.service.store.transaction() as tx:
        contact_lists.save_list(tx, ContactList(LIST, contacts=(Contact(organisation="ORG001", address=person(1), language="uk"),)))
        running = require_running(office.service, tx, SAMPLE)
    found = roll(office.service, running, Wish(language="uk"), 0, office.later())
    assert found.languages[: len(running.study.languages)] == tuple(running.study.languages)
    assert "uk" in found.languages
    assert [one.code for one in found.lines] == ["ORG001"]


@pytest.mark.parametrize("name", ["Österreichische Post", "Электросвязь", "ÉNERGIE DU SUD", "ORANGE"])
def test_organisations_are_found_by_a_part_of_their_name_in_any_script_and_case(office: Office, name: str) -> None:
    """Whoever searches types small letters, or great ones."""
    with office.service.store.transaction() as tx:
        listed = contact_lists.load_list(tx, LIST)
        known = [replace(one, name=name) for one in listed.organisations if one.code == "ORG001"]
        contact_lists.save_list(tx, ContactList(LIST, organisations=tuple(known)), listed)
        running = require_running(office.service, tx, SAMPLE)
    for typed in (name[:6].lower(), name[:6].upper()):
        found = roll(office.service, running, Wish(search=typed), 0, office.later())
        assert [one.code for one in found.lines] == ["ORG001"]
