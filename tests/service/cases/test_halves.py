"""Two people of one organisation each fill in a half of the questionnaire, of which no parts were declared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.respondents import Received
from domain.errors import ConfigurationError
from service.deciding.case_seen import case as look_at
from service.deciding.held import decide
from service.installation.install import install
from service.rulings.decided import Deciding
from service.sending.send import send_due
from tests.service.deciding.test_undo import back_and_forth
from tests.service.office import ME, Office, Template, opened, person
from tests.service.reviewing.test_edits import counts, put_right
from tests.service.two_offices import BLANK_OF_JUSTICE, BLANK_OF_POLICE, delivered_to, letters_in, sent_to

MARTA, RUI = person(0), "rui@member0.example"
FIRST, SECOND = BLANK_OF_JUSTICE, BLANK_OF_POLICE  # What the first leaves to the second, and the other way round.


def people() -> bytes:
    """Return the contact list: one organisation of two contacts, and two of one."""
    rows = ["code;organisation;country;language;role;name;address;salutation"]
    rows += [f"ORG000;Organisation 0;AT;en;to;{one};{address};Dear {one}" for one, address in (("Marta", MARTA), ("Rui", RUI))]
    rows += [f"ORG{number:03d};Organisation {number};AT;en;to;Person {number};{person(number)};Dear" for number in (1, 2)]
    return "\n".join(rows).encode()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return an installation at work, whose first organisation has two contacts."""
    home = tmp_path_factory.mktemp("halves") / "installation"
    install(home)
    return sent_to(home, people())


@pytest.fixture
def office(shared: Template, tmp_path: Path) -> Iterator[Office]:
    """Return a copy of it, opened."""
    with opened(shared, tmp_path) as found:
        yield found


def told(office: Office, address: str) -> list[Received]:
    """Let what waits leave, and return what an address got since the questionnaire was sent, newest last."""
    send_due(office.service, office.later())
    return [one for one in letters_in(office.home / "out" / "new") if delivered_to(one) == address and not one.subject.startswith("Quest")]


def asked(office: Office, address: str) -> str:
    """Return the text of the newest letter that asks an address to correct something."""
    return [one.text for one in told(office, address) if "correct and send again" in one.subject][-1]


def first_half(office: Office, **changes: object) -> None:
    """Let Marta send her half."""
    office.write(MARTA, ("first.xlsx", office.workbook(0, **{**FIRST, **changes})), reply_to=0)


def second_half(office: Office, sender: str = RUI, **changes: object) -> None:
    """Let Rui send his."""
    office.write(sender, ("second.xlsx", office.workbook(0, **{**SECOND, **changes})), reply_to=0)


def test_two_halves_meet_in_one_case_that_offers_to_put_them_together(office: Office) -> None:
    """Neither is asked for what the other gave; a person decides once, the answer is whole, and that can be undone."""
    first_half(office)
    assert office.states(0) == ["queried"]
    second_half(office)
    assert office.states(0) == ["queried", "held"]
    (case,) = office.cases()
    assert "merge" in case.options
    assert RUI in " ".join(case.reasons)
    assert MARTA in " ".join(case.reasons)
    back_and_forth(office, lambda: decide(office.service, Deciding(case=str(case.id), what="merge", by=ME), office.later()).entry)
    decide(office.service, Deciding(case=str(case.id), what="merge", by=ME), office.later())
    assert office.states(0) == ["accepted", "accepted"]
    assert office.standing(0) == "answered"
    assert (counts(office, "employees"), counts(office, "law_adequate")) != (None, None)
    assert counts(office, "employees") == 400
    office.check()


def test_both_are_told_when_their_halves_were_put_together(office: Office) -> None:
    """And when that is undone, what was sent back is sent back again, and counts no more."""
    first_half(office)
    second_half(office)
    (case,) = office.cases()
    done = office.decide(int(case.id), "merge")
    assert all(any("put together" in one.subject for one in told(office, address)) for address in (MARTA, RUI))
    office.undo(done.entry)
    assert office.states(0) == ["queried", "held"]
    assert office.standing(0) == "queried, waits"
    assert [one.id for one in office.cases()] == [case.id]
    assert any("a correction to our letter" in one.subject for one in told(office, MARTA))
    office.check()


def test_who_made_a_mistake_in_a_half_is_asked_about_that_alone(office: Office) -> None:
    """Their letter says that what colleagues gave is not asked of them; once it is corrected, one case offers to put both together."""
    first_half(office)
    everything = asked(office, MARTA)
    second_half(office, orders_number="many")
    mine = asked(office, RUI)
    assert "What colleagues of yours have given" in mine
    assert (mine.count("Procedural powers, C4"), mine.count("There is no answer.")) == (1, 0)
    assert everything.count("There is no answer.") == 2
    assert office.states(0) == ["superseded", "queried"]
    assert not office.cases()
    second_half(office)
    (case,) = office.cases()
    assert "merge" in case.options
    office.decide(int(case.id), "merge")
    assert office.states(0) == ["accepted", "superseded", "accepted"]
    office.check()


def test_what_the_first_is_to_correct_is_told_in_the_case_and_a_correction_opens_no_second_one(office: Office) -> None:
    """The corrected half takes the place of the earlier one when both are put together."""
    first_half(office, employees="a lot")
    second_half(office)
    (case,) = office.cases()
    assert "employees" in " ".join(case.reasons)
    letters = len(told(office, MARTA))
    first_half(office, employees=401)
    assert len(told(office, MARTA)) == letters + 1  # It came, and a person looks at it.
    assert [one.id for one in office.cases()] == [case.id]
    office.decide(int(case.id), "merge")
    assert office.states(0) == ["superseded", "accepted", "accepted"]
    assert counts(office, "employees") == 401
    office.check()


def test_two_people_correct_their_halves_in_turn_and_neither_is_asked_for_the_others(office: Office) -> None:
    """The one writes from home at first; each is told of their own mistakes alone, and one case puts the corrected halves together."""
    office.write("marta@home.example", ("a.xlsx", office.workbook(0, **{**FIRST, "employees": "a lot"})), reply_to=0)
    second_half(office, orders_number="many")
    assert "There is no answer." not in asked(office, RUI)
    first_half(office, employees=401)
    (case,) = office.cases()
    assert "marta@home.example" not in " ".join(case.reasons)
    second_half(office)
    assert [one.id for one in office.cases()] == [case.id]
    assert "merge" in office.cases()[0].options
    office.decide(int(case.id), "merge")
    assert office.states(0) == ["superseded", "superseded", "accepted", "accepted"]
    assert (counts(office, "employees"), office.standing(0)) == (401, "answered")
    office.check()


def test_halves_that_say_different_things_are_put_together_cell_by_cell(office: Office) -> None:
    """What both were asked is shown side by side, and `merge` alone decides none of it."""
    first_half(office)
    second_half(office, respondent_name="Rui Lopes")
    (case,) = office.cases()
    assert "merge" not in case.options
    with office.service.store.reading() as tx:
        (dispute,) = look_at(office.service, tx, str(case.id)).disputes
    assert (dispute.question, dispute.second.value, dispute.first.sender) == ("respondent_name", "Rui Lopes", MARTA)
    with pytest.raises(ConfigurationError, match="respondent_name"):
        office.decide(int(case.id), "merge")
    office.decide(int(case.id), "second")
    assert (counts(office, "respondent_name"), office.standing(0)) == ("Rui Lopes", "answered")
    office.check()


def test_a_strangers_half_fills_in_nothing_without_a_person(office: Office) -> None:
    """Not even one that has the token: the case says that they are not on record, and `merge` is offered beside what was sent back."""
    first_half(office)
    second_half(office, sender="x@nowhere.example")
    assert office.states(0) == ["queried", "held"]
    (case,) = office.cases()
    assert "x@nowhere.example" in " ".join(case.reasons)
    assert "merge" in case.options
    assert office.standing(0) == "queried, waits"


def test_a_contacts_half_beside_a_strangers_waits_for_a_person(office: Office) -> None:
    """Whoever has the token may answer first; what they gave is put together with a contact's half by a person alone, who is told."""
    second_half(office, sender="x@nowhere.example")
    first_half(office)
    (case,) = office.cases()
    assert "Not on record for the organisation: x@nowhere.example." in case.reasons


def test_the_same_persons_newer_workbook_takes_the_place_of_their_own(office: Office) -> None:
    """It is no half beside it: what they left blank since is asked of them again."""
    first_half(office)
    second_half(office, sender=MARTA)
    assert office.states(0) == ["superseded", "queried"]
    assert not office.cases()


def test_a_colleague_who_corrects_a_workbook_and_clears_an_answer_is_asked_for_it(office: Office) -> None:
    """A workbook that repeats what the other says is that one corrected, and what was cleared in it is not filled in from before."""
    first_half(office)
    office.write(RUI, ("corrected.xlsx", office.workbook(0, **{**FIRST, "employees": None})), reply_to=0)
    assert office.states(0) == ["superseded", "queried"]
    assert not office.cases()
    assert "What colleagues of yours" not in asked(office, RUI)


def test_a_workbook_that_is_whole_takes_the_place_of_a_half(office: Office) -> None:
    """Nobody is asked anything."""
    first_half(office)
    office.write(RUI, ("whole.xlsx", office.workbook(0)), reply_to=0)
    assert office.states(0) == ["superseded", "accepted"]
    assert not office.cases()


def test_messages_read_again_leave_halves_as_they_were_put_together(office: Office) -> None:
    """Neither what was decided nor what was asked changes."""
    first_half(office)
    second_half(office)
    office.replay()
    (case,) = office.cases()
    office.decide(int(case.id), "merge")
    before = office.tables()
    office.replay()
    assert office.tables() == before
    assert office.states(0) == ["accepted", "accepted"]
    office.check()


def test_halves_that_count_are_withdrawn_together_and_edited_as_one(office: Office) -> None:
    """What stands beside what was added counts as every answer does."""
    first_half(office)
    second_half(office)
    (case,) = office.cases()
    office.decide(int(case.id), "merge")
    put_right(office, "employees", "12")
    assert counts(office, "employees") == 12
    office.write(MARTA, text="We withdraw our answers and will not take part in the study.", reply_to=0)
    (asks,) = office.cases()
    office.decide(int(asks.id), "withdraw")
    assert office.states(0) == ["rejected", "rejected"]
    office.check()


def test_a_corrected_half_takes_the_place_of_its_senders_own_after_both_were_put_together(office: Office) -> None:
    """It is held, as it would take the place of both, and added, it leaves the other half as it is."""
    first_half(office)
    second_half(office)
    office.decide(int(office.cases()[0].id), "merge")
    first_half(office, employees=401)
    office.decide(int(office.cases()[0].id), "merge")
    assert office.states(0) == ["superseded", "accepted", "accepted"]
    second_half(office, orders_number=3)
    office.decide(int(office.cases()[0].id), "merge")
    assert office.states(0) == ["superseded", "superseded", "accepted", "accepted"]
    assert (counts(office, "employees"), counts(office, "orders_number")) == (401, 3)
    office.check()
