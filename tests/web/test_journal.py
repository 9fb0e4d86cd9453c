"""The journal of a study on its page: each line says whose it is, and what was changed of contacts stands there, too."""

from __future__ import annotations

import re
from pathlib import Path

from service.deciding.people import ContactMeant, retire
from store import contact_lists
from tests.service.installed import LIST
from tests.service.office import person
from tests.service.studies.test_versions import _LAWS_SECOND, _SECOND, _SECOND_CHANGES, sent
from tests.web.desk import Browser, DeskAtWork
from tests.web.test_beside_versions_page import page_of
from tests.web.test_desk import STUDY, reference

LINE = r"<li><span class=\"quiet\">(\d+) · .*?</span><div>(?:<a href=\"(.*?)\"><bdi>(.*?)</bdi></a>: )?(.*?)</div></li>"


def lines(browser: Browser) -> list[tuple[str, str, str]]:
    """Return of each line, the newest first, the organisation to which it leads, its name, and what was decided."""
    page = browser.ask(f"{STUDY}/journal").text
    found = re.findall(LINE, page, re.DOTALL)
    return [(where.rpartition("/")[2], name, " ".join(re.sub(r"<[^>]*>", "", what).split())) for _, where, name, what in found]


def test_each_line_of_the_journal_leads_to_the_organisation_that_it_is_about(desk: DeskAtWork) -> None:
    """A mark, and what is undone of it; what is about the whole study names none."""
    browser = desk.browser("Anna Berg", "administer")
    entry = desk.office.mark(1, "ineligible")
    desk.office.undo(entry)
    undone, marked, *older = lines(browser)
    whose = (reference(desk, 1), "Organisation 1")
    assert (marked[:2], marked[2].startswith("marked as ineligible, anna")) == (whose, True)
    assert (undone[:2], undone[2].startswith(f"entry {entry} undone, anna")) == (whose, True)
    assert [where for where, _, what in older if "applied as version 1" in what] == [""]


def test_what_was_changed_of_contacts_stands_in_the_journal_of_their_study(desk: DeskAtWork) -> None:
    """Its details, a contact that was added, one that was taken off; each with its organisation, and to be undone there."""
    browser = desk.browser("Anna Berg", "administer")
    page = f"{STUDY}/organisations/{reference(desk, 0)}/contacts"
    assert browser.act(page, what="change", whose=person(0), address=person(0), name="Somebody Else", language="en").status == 200
    assert browser.act(page, what="add", address="new@member0.example", name="Nina New", language="en", role="to").status == 200
    retire(desk.office.service, ContactMeant(address=person(2), by="anna"), desk.office.later())
    found = [(where, what.partition(",")[0]) for where, _, what in lines(browser)]
    own, other = reference(desk, 0), reference(desk, 2)
    assert (other, f"{person(2)} taken off the contact list") in found
    assert (own, "new@member0.example put on the contact list") in found
    assert (own, f"{person(0)} changed") in found


def test_the_journal_of_a_study_tells_of_no_contact_of_another_list(desk: DeskAtWork) -> None:
    """Also where the name of the list begins alike, or has signs of a pattern."""
    browser, office = desk.browser("Anna Berg", "administer"), desk.office
    with office.service.store.transaction() as tx:
        everybody = contact_lists.load_list(tx, LIST)
        contact_lists.save_list(tx, type(everybody)(f"{LIST}-2", everybody.organisations[1:2], everybody.contacts[1:2]))
    retire(office.service, ContactMeant(address=person(1), list=f"{LIST}-2", by="anna"), office.later())
    assert [what for _, _, what in lines(browser) if "taken off" in what] == []


def test_a_version_is_chosen_only_where_the_questionnaire_changed(tmp_path: Path, desk: DeskAtWork) -> None:
    """Texts and timetables make versions, too, of which nobody chooses answers; a form that stands again is named with the first."""
    assert 'name="version"' not in desk.browser("Anna Berg", "look").ask(f"{STUDY}/results").text
    with sent(tmp_path / "other", 3) as house:
        house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
        assert house.apply("--by", "Anna Berg").code == 0
        toml = house.folder / "study.toml"
        toml.write_text(toml.read_text().replace('title = "', 'title = "The '), encoding="utf-8")
        assert house.apply("--by", "Anna Berg").code == 0
        page = page_of(house, f"{STUDY}/results")
    newest, before, *_ = re.findall(r'<option value="(\d)">(.*?)</option>', page)
    assert (newest, before) == (("4", "4 (the same form as 3)"), ("3", "3"))
