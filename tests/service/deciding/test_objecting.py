"""Who objects to what was sent is heard: a person decides whether it goes on counting."""

from __future__ import annotations

import pytest

from domain.contact import Contact, ContactList
from domain.errors import ConfigurationError
from service.sending.send import send_due
from store import contact_lists
from tests.service.installed import LIST
from tests.service.office import Office, person

COLLEAGUE = "tanaka@member0.example"
OBJECTS = "Please ignore the workbook of Mr Sato, it is not approved. I will send the right one tomorrow."


def with_colleague(office: Office) -> None:
    """Put a second contact of the first organisation on the list."""
    with office.service.store.transaction() as tx:
        told = (Contact(organisation="ORG000", address=person(0)), Contact(organisation="ORG000", address=COLLEAGUE))
        contact_lists.save_list(tx, ContactList(LIST, contacts=told))


def objected(office: Office) -> int:
    """Let a contact's workbook count to which a colleague of theirs objects, and return the case."""
    with_colleague(office)
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write(COLLEAGUE, text=OBJECTS, reply_to=0)
    (case,) = office.cases()
    return int(case.id)


def test_an_objection_is_a_case_that_says_what_counts_and_can_stop_it(office: Office) -> None:
    """Words alone that object to what was sent (“ignore the file of my colleague”): no wish for time, though they promise the right one."""
    objected(office)
    (case,) = office.cases()
    assert (case.kind, case.options) == ("objection", ("noted", "reject"))
    assert f"{COLLEAGUE} objects for ORG000 to what was sent. What counts came from {person(0)}, on 2012-03-01" in case.reasons[0]
    assert "it is not approved" in case.reasons[0]
    assert office.standing(0) == "answered, waits"
    office.check()


def test_what_is_objected_to_is_rejected_and_undoing_lets_it_count_again(office: Office) -> None:
    """Its sender was told that it counts."""
    case = objected(office)
    send_due(office.service, office.later())
    done = office.decide(case, "reject")
    assert "what was objected to does not count. No answer of it counts now." in done.told
    assert person(0) in done.promised
    assert (office.states(0), office.cases()) == (["rejected"], ())
    office.check()
    office.undo(done.entry)
    assert office.states(0) == ["accepted"]
    office.check()


def test_what_it_had_taken_the_place_of_counts_again(office: Office) -> None:
    """The final version is the one that came before: "ignore the file that you have"."""
    with_colleague(office)
    office.write(person(0), ("mine.xlsx", office.workbook(0)), reply_to=0)
    office.write(COLLEAGUE, ("theirs.xlsx", office.workbook(0, employees=7)), reply_to=0)
    assert office.states(0) == ["superseded", "accepted"]
    office.write(person(0), text="This is not correct! The final version is the one I sent, ignore the file of my colleague.", reply_to=0)
    (case,) = office.cases()
    assert f"What {person(0)} sent before counts again" in office.decide(case.id, "reject").told
    assert office.states(0) == ["accepted", "rejected"]
    office.check()


def test_what_came_since_the_objection_is_not_what_it_objects_to(office: Office) -> None:
    """The right one, which they promised: nothing is to be rejected any more, and whoever tries is told so."""
    case = objected(office)
    office.write(COLLEAGUE, ("right.xlsx", office.workbook(0, employees=7)), reply_to=0)
    assert office.states(0) == ["superseded", "accepted"]
    (waits,) = office.cases()
    assert waits.options == ("noted",)
    with pytest.raises(ConfigurationError, match="does not count"):
        office.decide(case, "reject")
    office.decide(case, "noted")
    assert (office.states(0), office.cases()) == (["superseded", "accepted"], ())


def test_who_objects_where_nothing_counts_is_heard_as_well(office: Office) -> None:
    """There is nothing to reject, and what comes later may be what they mean."""
    office.write(person(0), text="The wrong file was sent to you this morning.", reply_to=0)
    (case,) = office.cases()
    assert (case.kind, case.options) == ("objection", ("noted",))
    assert "though no answer of it counts" in case.reasons[0]


def test_who_sent_a_draft_by_mistake_objects_to_it(office: Office) -> None:
    """It counts as an answer until a person decides otherwise."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(0), text="Please do not use the workbook that I sent this morning, it was a draft.", reply_to=0)
    (case,) = office.cases()
    assert (case.kind, case.options) == ("objection", ("noted", "reject"))


def test_a_stranger_s_objection_stops_nothing(office: Office) -> None:
    """It only names an organisation, and is passed on."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write("stranger@elsewhere.example", text=OBJECTS, subject=f"Re: {office.kept.letters[0].subject}")
    assert (office.cases(), office.states(0)) == ((), ["accepted"])
