"""What people say takes effect: reminders wait, a person decides, and what they decide can be undone."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from demo import respondents
from domain.contact import Contact, ContactList
from domain.errors import ConfigurationError
from service.deciding import suppression
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.operation.tick import tick
from service.sending.send import send_due
from service.wiring import open_service
from store import contact_lists, contacts, messages, outbox, suppressions
from tests.service.group import mail
from tests.service.installed import LIST, at, make
from tests.service.office import Office, Template, person

NEW = "new@member0.example"
UNTIL_A_DAY = "Could we have more time, until 20 April 2012?"
AFTER_THE_DEADLINE = "Could we have more time, until 20 May 2012?"
SOME_TIME = "We need some more time to answer."
ASK_HER = f"My colleague Ana Lopes is responsible for this now. Please write to her: {NEW}."
ASK_SOMEBODY = "I am no longer responsible for this, a colleague has taken over."
BY_POST = "We are sending you our answers by post."
BETWEEN_US = "Our answers are confidential and must not be published."
ONCE_MORE = "Please send us the questionnaire once more, we have lost it."


def reminded(office: Office, number: int = 0) -> bool:
    """Say whether an organisation gets the reminder of 26 March."""
    tick(office.service, at("03-26"))
    with office.service.store.reading() as tx:
        return bool([one for one in outbox.of_organisations(tx, [f"ORG{number:03d}"]) if one.mailing == "reminder"])


def to(office: Office, number: int) -> list[EmailMessage]:
    """Return the letters that left for the contact of an organisation."""
    files = [one.read_bytes() for one in (office.home / "out" / "new").iterdir()]
    read = [email.message_from_bytes(one, policy=email.policy.default) for one in files]
    return [one for one in read if person(number) in str(one["To"])]


@pytest.mark.parametrize(("text", "until"), [(UNTIL_A_DAY, "2012-04-20"), (SOME_TIME, "2012-05-14")])
def test_time_is_granted(office: Office, text: str, until: str) -> None:
    """Reminders wait at once, and then until the day that was asked for, or two weeks beyond the deadline; undone, the case waits again."""
    office.write(person(0), text=text, reply_to=0)
    (case,) = office.cases()
    assert (case.kind, office.standing(0)) == ("extension", "queried, waits")
    done = office.decide(case.id, "grant")
    assert f"has time until {until}" in done.told
    assert (office.standing(0), office.cases()) == ("silent, waits", ())
    office.check()
    office.undo(done.entry)
    assert office.standing(0) == "queried, waits"
    office.check()


def test_who_was_granted_time_is_told_until_when(office: Office) -> None:
    """In their language, in the thread of what they wrote; undone before it left, the letter does not leave."""
    office.write(person(1), text=AFTER_THE_DEADLINE, reply_to=1)
    done = office.decide(office.cases()[0].id, "grant")
    assert f"{person(1)} will be told of it" in done.told
    send_due(office.service, office.later())
    (letter,) = [one for one in to(office, 1) if "20 mai 2012" in str(one["Subject"])]
    text = letter.get_body(("plain",))
    assert text
    assert "maintenant jusqu’au 20 mai 2012" in " ".join(text.get_content().split()).replace("*", "")
    assert letter["In-Reply-To"]
    office.write(person(0), text=AFTER_THE_DEADLINE, reply_to=0)
    office.undo(office.decide(office.cases()[0].id, "grant").entry)
    send_due(office.service, office.later())
    assert not [one for one in to(office, 0) if "20 May 2012" in str(one["Subject"])]


def test_who_was_granted_time_is_not_reminded_and_who_only_names_an_organisation_is(office: Office) -> None:
    """Words of strangers stop nothing: they are passed on."""
    office.write(person(0), text=UNTIL_A_DAY, reply_to=0)
    office.decide(office.cases()[0].id, "grant")
    office.write("stranger@elsewhere.example", text=UNTIL_A_DAY, subject=f"Re: {office.kept.letters[1].subject}")
    assert office.cases() == ()
    assert not reminded(office)
    assert reminded(office, 1)


def on_list(office: Office, number: int = 0) -> set[str]:
    """Return the addresses that stand on the contact list for an organisation, who are those on record."""
    code = f"ORG{number:03d}"
    with office.service.store.reading() as tx:
        listed = {one.address for one in contact_lists.load_list(tx, LIST, {code}).contacts}
        assert {one.address for one in contacts.of_organisations(tx, [code])} == listed
        return listed


def sent_to(office: Office, address: str) -> list[str]:
    """Return what became of the letters to an address, now that what is due was sent."""
    tick(office.service, office.later())
    with office.service.store.reading() as tx:
        return [f"{one.mailing} {one.state}" for one in outbox.to_addresses(tx, [address])]


def test_a_successor_is_written_to_instead(office: Office) -> None:
    """They get the workbook at once, and whoever named them is not on record any more; undoing puts both back, as often as one likes."""
    office.write(person(0), text=ASK_HER, reply_to=0)
    (case,) = office.cases()
    done = office.decide(case.id, "add")
    assert on_list(office) == {NEW}
    assert sent_to(office, NEW) == ["questionnaire sent"]
    with office.service.store.reading() as tx:
        (letter,), (message,) = outbox.to_addresses(tx, [NEW]), messages.with_ids(tx, [case.message_id or 0])
    assert letter.cause.startswith(f"added:{message.sha256}:")  # Numbers are given anew in a store that was put back.
    office.check()
    undone = office.undo(done.entry)
    assert on_list(office) == {person(0)}
    office.check()
    office.undo(undone)
    assert on_list(office) == {NEW}
    assert reminded(office)
    with office.service.store.reading() as tx:
        assert {one.address for one in outbox.of_mailings(tx, ["reminder"]) if one.organisation == "ORG000"} == {NEW}
    office.check()


def test_who_is_succeeded_for_one_organisation_still_answers_for_another(office: Office) -> None:
    """What silences an address silences it for all; being retired does not."""
    with office.service.store.transaction() as tx:
        adviser = Contact(organisation="ORG001", address=person(0))
        contact_lists.save_list(tx, ContactList(LIST, contacts=(adviser,)))
    office.write(person(0), text=ASK_HER, reply_to=0)
    office.decide(office.cases()[0].id, "add")
    assert (on_list(office), on_list(office, 1)) == ({NEW}, {person(0), person(1)})
    with office.service.store.reading() as tx:
        assert suppressions.suppressed(tx, [person(0)]) == {}


def test_nobody_is_added_who_is_not_written_to(office: Office) -> None:
    """Nothing is changed, and the person is told what to do first."""
    office.write(person(1), text="unsubscribe", subject="unsubscribe", reply_to=1)
    office.write(person(0), text=f"I have left. My successor is {person(1)}, please write to them.", reply_to=0)
    (case,) = [one for one in office.cases() if one.kind == "successor"]
    with pytest.raises(ConfigurationError, match="is not written to") as refused:
        office.decide(case.id, "add")
    assert f"contacts release {person(1)}" in refused.value.remedy
    assert on_list(office) == {person(0)}
    suppression.release(office.service, suppression.Addressed(address=person(1), by="anna"), office.later())
    office.decide(case.id, "add")
    assert on_list(office) == {person(1)}


def test_a_successor_without_an_address_is_for_a_person_to_load(office: Office) -> None:
    """It is not offered to add them, the error says what to do, and the case waits on."""
    office.write(person(0), text=ASK_SOMEBODY, reply_to=0)
    (case,) = office.cases()
    assert case.options == ("reject",)
    with pytest.raises(ConfigurationError, match="contacts load"):
        office.decide(case.id, "add")
    assert len(office.cases()) == 1


def test_a_successor_who_writes_themselves_is_added(office: Office) -> None:
    """They name no address but write from their own, which is on no record yet; who was on record stays, as they said nothing."""
    office.write(NEW, text="I am now responsible for this instead of my colleague. Please use my address from now on.", reply_to=0)
    (case,) = [one for one in office.cases() if one.kind == "successor"]
    assert (case.address, "add" in case.options) == (NEW, True)
    office.decide(case.id, "add")
    assert on_list(office) == {NEW, person(0)}
    assert sent_to(office, NEW)[-1] == "questionnaire sent"


@pytest.mark.parametrize(("text", "what"), [(UNTIL_A_DAY, "grant"), (BY_POST, "elsewhere")])
def test_no_case_marks_otherwise_whom_nobody_asks(office: Office, text: str, what: str) -> None:
    """Ineligible is what a person said; before and after, it is offered."""
    office.write(person(0), text=text, reply_to=0)
    (case,) = office.cases()
    marked = office.mark(0, "ineligible")
    assert office.cases()[0].options == ("reject",)
    with pytest.raises(ConfigurationError, match="ineligible"):
        office.decide(case.id, what)
    assert office.standing(0) == "ineligible"
    office.undo(marked)
    assert what in office.cases()[0].options


def test_what_a_decision_replaces_is_told(office: Office) -> None:
    """A question of somebody else waited for an answer: the time that is granted takes its place."""
    office.write(person(0), text="Which year is meant?", reply_to=0)
    office.write(person(0), text=UNTIL_A_DAY, reply_to=0)
    (case,) = office.cases()
    assert "This replaces its earlier mark: waiting until 2012-03-08." in office.decide(case.id, "grant").told


def test_an_answer_is_expected_elsewhere_and_a_remark_is_noted(office: Office) -> None:
    """Both close the case; only the first is a mark."""
    office.write(person(0), text=BY_POST, reply_to=0)
    office.write(person(1), ("a.xlsx", office.workbook(1)), text=BETWEEN_US, reply_to=1)
    by_post, remark = office.cases()
    office.decide(by_post.id, "elsewhere")
    office.decide(remark.id, "noted")
    assert (office.standing(0), office.standing(1), office.cases()) == ("silent, waits", "answered", ())
    office.check()


def test_the_workbook_is_sent_again_at_once(office: Office) -> None:
    """To the contact, as it was sent at first; a replay sends it no third time."""
    message = office.write(person(0), text=ONCE_MORE, reply_to=0)
    office.replay(message)
    tick(office.service, office.later())
    with office.service.store.reading() as tx:
        sent = [one for one in outbox.of_organisations(tx, ["ORG000"]) if one.mailing == "questionnaire"]
        passed_on = [one for one in outbox.of_organisations(tx, ["ORG000"]) if one.kind == "passed_on"]
    assert [(one.address, one.state) for one in sent] == [(person(0), "sent")] * 2
    assert passed_on == []


@pytest.mark.parametrize(
    ("text", "language"), [("Pourriez-vous nous envoyer le questionnaire en français ?", "fr"), ("Please send the form in Chinese.", None)]
)
def test_the_workbook_is_sent_in_the_language_that_is_asked_for(office: Office, text: str, language: str | None) -> None:
    """Where the study has it: letter and form, and nothing of the contact's record changes. Else the wish is passed on."""
    office.write(person(0), text=text, reply_to=0)
    tick(office.service, office.later())
    with office.service.store.reading() as tx:
        letters = outbox.of_organisations(tx, ["ORG000"])
        (contact,) = contacts.of_organisations(tx, ["ORG000"])
    sent = [one.language for one in letters if one.mailing == "questionnaire"]
    assert sent == ["en", *([language] if language else [])]
    assert contact.language == "en"
    assert [one.kind for one in letters if one.kind == "passed_on"] == ([] if language else ["passed_on"])


def test_who_unsubscribed_gets_the_workbook_that_they_ask_for(office: Office) -> None:
    """It is addressed to them alone; mailings still do not go to them."""
    office.write(person(0), text="unsubscribe", subject="unsubscribe", reply_to=0)
    assert office.standing(0) == "declined"
    office.write(person(0), text=ONCE_MORE, reply_to=0)
    assert sent_to(office, person(0)) == ["circular sent", "questionnaire sent", "questionnaire sent"]
    letters = [respondents.open_letter(path) for path in (office.home / "out" / "new").iterdir()]
    assert len([one for one in letters if one.to == person(0) and one.workbook]) == 2
    assert not reminded(office)


def test_a_workbook_that_was_sent_by_hand_before_its_date_is_sent_again(tmp_path: Path) -> None:
    """Whether it went out the letters say. Before that, the wish is passed on."""
    make(tmp_path, 2)
    with open_service(config.load(tmp_path, {})) as service:
        office = Office(Template(tmp_path, ()), service)
        office.now = at("02-01")
        office.deliver(mail(person(0), ONCE_MORE))
        assert sent_to(office, "miriam.keller@unodc.example") == ["None sent"]
        send_now(service, SAMPLE, "questionnaire", office.later(), by="anna")
        office.deliver(mail(person(0), f"{ONCE_MORE} Thank you."))
        assert sent_to(office, person(0)) == ["questionnaire sent"] * 2


def test_a_question_keeps_reminders_back_for_some_days(office: Office) -> None:
    """A mark by a rule, which makes way for what a person says, and never replaces it."""
    office.write(person(0), text="Which year is meant?", reply_to=0)
    assert office.standing(0) == "silent, waits"
    office.mark(0, "open")
    assert office.standing(0) == "silent"
    office.mark(0, "elsewhere")
    office.write(person(0), text="And which currency?", reply_to=0)
    assert [one.what.value for one in office.entries() if str(one.about).startswith("organisation")] == ["waiting", "open", "elsewhere"]
    office.now = at("03-26")
    assert office.standing(0) == "silent, waits"
    office.check()


def test_who_corrects_an_answer_in_words_is_no_case_of_an_answer_in_another_way(office: Office) -> None:
    """Words alone that correct an answer that counts: marked as answering elsewhere, the wrong figure would go on counting."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(0), text="Please note that the number of employees is 45 and not 42.", reply_to=0)
    (case,) = office.cases()
    assert "corrects answers of ORG000" in case.reasons[0]
    assert "counterfoil values edit CYB12-0001-I" in case.reasons[-1]
    assert (case.kind, case.options) == ("remark", ("noted",))


def test_who_corrects_what_does_not_count_yet_is_no_case_of_an_answer_in_another_way(office: Office) -> None:
    """Neither that it answers elsewhere nor that there is nothing to do is true: it is put right once it counts."""
    office.write(person(0), text="Please note that the number of employees is 45 and not 42.", reply_to=0)
    (case,) = office.cases()
    assert (case.kind, case.options) == ("remark", ("noted",))
    assert "though no answer of it counts yet" in case.reasons[0]
    assert "Once one does, `counterfoil values edit CYB12-0001-I" in case.reasons[-1]
