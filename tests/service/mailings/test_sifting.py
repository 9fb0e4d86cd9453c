"""Who has a mailing already, or is new where an answer came, is left out when it is sent to all; who lacks what went before is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

import pytest

from domain.letter import DeliveryState, Letter
from domain.study import Attachment
from service.authoring.drafts import apply
from service.contacts.census import census
from service.contacts.lists import load_file
from service.deciding.people import ContactMeant, add
from service.installation.install import SAMPLE
from service.letters.planned import mailing_letters
from service.mailings.foreseen_sending import foresee_send
from service.mailings.rehearse import into_maildir, rehearse
from service.mailings.send_now import send_now
from service.mailings.shares import MailingTo
from service.mailings.sifting import NamedFew
from service.mailings.to_come import letters_to_come
from service.operation.tick import tick
from service.sending.tick_report import TickReport
from service.studies.running import require_running
from store import outbox
from tests.service.deciding.test_said import ASK_HER, NEW
from tests.service.installed import LIST, at, contacts_csv
from tests.service.mailings.test_addressed import send, whys
from tests.service.office import ME, Office, person

NEWCOMER = "new@member0.example"


def had(office: Office, address: str) -> list[str]:
    """Return the mailings of which an address was sent a letter, in order."""
    with office.service.store.reading() as tx:
        return [str(one.mailing) for one in outbox.to_addresses(tx, [address]) if one.state is DeliveryState.SENT]


def to_all(office: Office, mailing: str = "questionnaire") -> TickReport:
    """Let a person send a mailing to everybody."""
    return send_now(office.service, SAMPLE, mailing, office.later(), by=ME)


def foreseen(office: Office, *to: str, again: bool = False) -> tuple[int, list[str]]:
    """Return how many letters of the questionnaire a rehearsed command would plan, and what it notes."""
    asked = MailingTo(mailing="questionnaire", to=to, by=ME, again=again)
    seen = foresee_send(office.service, SAMPLE, asked, office.later())
    return seen.planned["questionnaire"], [*seen.notes, *(line for one in seen.shares for line in one.lacks)]


def counted_by_the_console(office: Office) -> int:
    """Return how many letters of the questionnaire the second page of its mailing says would leave."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        each = [*letters_to_come(tx, found, found.study.mailing("questionnaire"), office.now)]
    assert len({astuple(one)[:2] for one in each}) == len(each)
    return sum(not one.planned for one in each)


def joins(office: Office, address: str = NEWCOMER, organisation: str = "ORG000") -> None:
    """Let somebody come onto the list for an organisation."""
    add(office.service, ContactMeant(address=address, by=ME, organisation=organisation), office.later())


def succeeded(office: Office) -> None:
    """Let a successor be put on record, who gets the questionnaire with that."""
    office.write(person(0), text=ASK_HER, reply_to=0)
    office.decide(office.cases()[0].id, "add")
    tick(office.service, office.later())
    assert had(office, NEW) == ["questionnaire"]


def test_who_got_the_questionnaire_with_the_decision_that_put_them_on_record_gets_no_second_one(office: Office) -> None:
    """Neither by sending it to all, nor by naming the organisation; with `--again` a person gets them a new letter."""
    succeeded(office)
    assert foreseen(office)[0] == counted_by_the_console(office) == 0
    assert to_all(office).planned == {"questionnaire": 0}
    assert "was sent to it before" in whys(send(office.service, "questionnaire", "ORG000", now=office.later()))
    assert had(office, NEW) == ["questionnaire"]
    assert send(office.service, "questionnaire", "ORG000", now=office.later(), again=True)[0].letters
    assert had(office, NEW) == ["questionnaire"] * 2


def test_who_asked_for_the_questionnaire_by_a_message_and_came_onto_the_list_later_has_it(office: Office) -> None:
    """What a message brought them is a letter of the mailing, too; one that did not arrive is none."""
    office.write(NEWCOMER, text="Please send me the questionnaire again.", reply_to=0)
    tick(office.service, office.later())
    assert had(office, NEWCOMER) == ["questionnaire"]
    joins(office)
    assert (foreseen(office)[0], foreseen(office, "ORG000")[0]) == (0, 0)
    with office.service.store.transaction() as tx:
        (letter,) = outbox.to_addresses(tx, [NEWCOMER])
        outbox.settle(tx, letter.id, DeliveryState.BOUNCED, "It came back.", office.now)
    assert (foreseen(office)[0], foreseen(office, "ORG000")[0]) == (1, 1)


@pytest.mark.parametrize("errors", [False, True])
def test_somebody_new_at_an_organisation_that_answered_is_left_out_and_named(office: Office, errors: bool) -> None:
    """A mailing is sent to all once more: also where the workbook was sent back; naming the organisation sends it all the same."""
    office.write(person(0), ("answer.xlsx", office.workbook(0, **({"employees": -1} if errors else {}))), reply_to=0)
    joins(office)
    said = f"questionnaire leaves out 1 addressee who is new at an organisation that has answered: {NEWCOMER} (ORG000)."
    how = "To send it to them all the same: `counterfoil send questionnaire --to ORG000 --live`."
    assert foreseen(office) == (0, [f"{said} {how}"])
    assert counted_by_the_console(office) == 0
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    made = rehearse(office.service, found, found.study.mailing("questionnaire"), office.later(), office.home / "rehearsal")
    assert (made.letters, made.notes) == (3, (f"{said} {how}",))
    report = to_all(office)
    assert (report.planned, report.notes, report.problems) == ({"questionnaire": 0}, [f"{said} {how}"], [])
    assert had(office, NEWCOMER) == []
    assert foreseen(office, "ORG000")[0] == 1
    send(office.service, "questionnaire", "ORG000", now=office.later())
    assert had(office, NEWCOMER) == ["questionnaire"]
    assert foreseen(office) == (0, [])


def test_letters_are_rehearsed_one_after_the_other(office: Office) -> None:
    """Each lies in the folder before the next but one is asked for, so that a million of them are never in memory together."""
    folder = office.home / "rehearsal"
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        cases = census(tx, found, office.now)
        letters = [*mailing_letters(found, found.study.mailing("questionnaire"), cases, office.now)]
    there: list[int] = []

    def each() -> Iterator[Letter]:
        for one in letters:
            there.append(len([*folder.glob("new/*")]))
            yield one

    assert into_maildir(office.service, found, each(), cases, office.now, folder) == len(letters) == 3
    assert there == [0, 1, 2]


def test_somebody_new_where_nothing_came_gets_the_questionnaire_and_what_went_before_is_named(office: Office) -> None:
    """The circular is sent to them by the command that is told."""
    joins(office)
    never = f"1 addressee of questionnaire never had circular: {NEWCOMER} (ORG000)."
    how = "To send that to them, best before: `counterfoil send circular --to ORG000 --live`."
    assert foreseen(office) == (1, [f"{never} {how}"])
    assert counted_by_the_console(office) == 1
    assert foreseen(office, "ORG000") == (1, [f"{never} {how}"])
    send(office.service, "circular", "ORG000", now=office.later())
    assert foreseen(office) == (1, [])
    assert to_all(office).notes == []
    assert had(office, NEWCOMER) == ["circular", "questionnaire"]


def test_organisations_that_came_after_the_circular_are_named_when_the_questionnaire_is_sent_to_all(office: Office) -> None:
    """By the first of them; of who is named alone the circular goes before by itself, and nothing is to be said."""
    file = office.home / "more.csv"
    file.write_bytes(contacts_csv(7))
    load_file(office.service, file, LIST, {}, store=True)
    (note,) = foreseen(office)[1]
    assert note.startswith(f"4 addressees of questionnaire never had circular: {person(3)} (ORG003), {person(4)} (ORG004), ")
    assert "…" in note
    assert "--to CODE [--to CODE ...]" in note
    assert foreseen(office, "ORG003") == (1, [])
    assert to_all(office).notes == [note]
    assert to_all(office).notes == []


def test_what_is_no_workbook_is_no_answer_and_a_reminder_asks_as_before(office: Office) -> None:
    """Only the workbook that everybody gets would ask as though nothing had come; who owes nothing is reminded of nothing anyway."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    assert [one.name for one in found.study.mailings if Attachment.WORKBOOK in one.attach] == ["questionnaire", "reminder", "last-call"]
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(1), text="We have a question: which year?", reply_to=1)
    joins(office, "new@member1.example", "ORG001")
    assert foreseen(office)[0] == 1
    office.now = at("03-26")
    tick(office.service, office.now)
    assert had(office, "new@member1.example") == ["reminder"]


def test_some_are_named_and_many_are_counted() -> None:
    """A command names each organisation once."""
    some = NamedFew(number=2, first=[("A", "a@a.example"), ("A", "b@a.example")])
    assert (some.who, some.to) == ("a@a.example (A), b@a.example (A)", "A")
    assert NamedFew(number=2, first=[("A", "a@a.example"), ("B", "b@b.example")]).to == "A --to B"
    some.number = 9
    assert (some.who, some.to) == ("a@a.example (A), b@a.example (A), …", "CODE [--to CODE ...]")


def test_who_waits_for_a_person_to_let_their_letter_go_gets_none_beside_it(office: Office) -> None:
    """What they asked for by a message was one reply too many, and is held: neither sending to all nor naming plans a second one."""
    office.write(NEWCOMER, text="Please send me the questionnaire again.", reply_to=0)
    became(office, DeliveryState.HELD)
    joins(office)
    assert (foreseen(office)[0], counted_by_the_console(office), foreseen(office, "ORG000")[0]) == (0, 0, 0)
    became(office, DeliveryState.DROPPED)
    assert (foreseen(office)[0], counted_by_the_console(office), foreseen(office, "ORG000")[0]) == (1, 1, 1)


@pytest.mark.parametrize("asked_for", [False, True])
def test_whose_letter_was_lost_is_not_new_where_an_answer_came(office: Office, asked_for: bool) -> None:
    """They were written to before, as the others there: by the mailing (`deliveries` tries it again), or since they asked for it."""
    if asked_for:
        office.write(NEWCOMER, text="Please send me the questionnaire again.", reply_to=0)
    joins(office)
    if not asked_for:
        to_all(office)
    became(office, DeliveryState.BOUNCED if asked_for else DeliveryState.FAILED)
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    planned, notes = foreseen(office)
    assert planned == (1 if asked_for else 0)
    assert not [one for one in notes if "leaves out" in one]


def became(office: Office, state: DeliveryState) -> None:
    """Let the one letter to the newcomer come to this."""
    with office.service.store.transaction() as tx:
        (letter,) = outbox.to_addresses(tx, [NEWCOMER])
        outbox.settle(tx, letter.id, state, "It came to that.", office.now)


def test_the_timetable_says_whom_it_leaves_out(office: Office) -> None:
    """As a person is told who sends the mailing: once, when its letters are planned."""
    file = office.home / "studies" / SAMPLE / "study.toml"
    again = file.read_text(encoding="utf-8").replace('audience = "owing"', 'audience = "all"', 1)
    file.write_text(again, encoding="utf-8")
    apply(office.service, SAMPLE, office.later(), by=ME)
    send(office.service, "reminder", "ORG000", now=office.later())
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    joins(office)
    report = tick(office.service, at("03-26"))
    assert report.planned == {"reminder": 2}
    said = f"reminder leaves out 1 addressee who is new at an organisation that has answered: {NEWCOMER} (ORG000)."
    assert report.notes == [f"{said} To send it to them all the same: `counterfoil send reminder --to ORG000 --live`."]
    assert tick(office.service, at("03-27")).notes == []
