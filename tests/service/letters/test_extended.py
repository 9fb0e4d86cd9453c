"""The letter that tells an organisation that it has more time: when it leaves, to whom, and when it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.contact import Contact, ContactList, Organisation, Role
from domain.letter import EXTENDED, DeliveryState, Letter, LetterKind
from languages.telling import told_in
from service.deciding import people
from service.deciding.organisation_marks import Marking, mark
from service.installation.install import SAMPLE
from service.rulings.opening import open_unsent
from service.sending.send import send_due
from service.studies.inviting import invite
from service.studies.running import extend, require_running
from store import contact_lists, invitations, outbox
from tests.service.installed import LIST
from tests.service.office import ME, Office, person

SOME_TIME = "We need some more time to answer."
SOON, LATER, LATEST = date(2012, 4, 2), date(2012, 5, 20), date(2012, 6, 20)  # The deadline is 30 April.


def told(office: Office, until: date, number: int = 0) -> str:
    """Give an organisation time until a day, and return what is told of it."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    said = Marking(organisation=f"ORG{number:03d}", what="waiting", until=until, by=ME, tells=True)
    return mark(office.service, found, said, office.later()).told


def letters(office: Office) -> list[Letter]:
    """Return the letters about more time, in the order of planning."""
    with office.service.store.reading() as tx:
        return [one for one in outbox.of_studies(tx, [SAMPLE]) if one.template == EXTENDED]


def sent(office: Office) -> list[tuple[str, str]]:
    """Return the letters about more time that left by now: their addresses and their days."""
    send_due(office.service, office.later())
    return [(one.address, str(one.context[EXTENDED]["until"])) for one in letters(office) if one.state is DeliveryState.SENT]  # type: ignore[index]


def test_no_letter_tells_a_day_before_the_deadline(office: Office) -> None:
    """It would take time from who has it until then: the organisation is only not reminded, and whoever decides is told."""
    for day in (SOON, date(2012, 4, 30)):
        assert "Nobody is told: everybody has time until the deadline, 2012-04-30." in told(office, day)
    office.write(person(1), text="Could we have more time, until 20 April 2012?", reply_to=1)
    assert "Nobody is told" in office.decide(office.cases()[0].id, "grant").told
    assert sent(office) == []


def test_time_without_a_day_is_time_beyond_the_deadline(office: Office) -> None:
    """Two weeks from today would be over before everybody else's time is."""
    office.write(person(0), text=SOME_TIME, reply_to=0)
    office.decide(office.cases()[0].id, "grant")
    assert sent(office) == [(person(0), "2012-05-14")]


def test_a_letter_is_dropped_once_everybody_has_as_much_time(office: Office) -> None:
    """The deadline was moved to that day or beyond it meanwhile."""
    told(office, LATER)
    extend(office.service, SAMPLE, LATER, office.later(), by=ME)
    assert sent(office) == []


def test_the_same_day_is_told_once(office: Office) -> None:
    """Whoever asks twice gets one letter, and whoever decides is told that it is there."""
    for _ in range(2):
        office.write(person(0), text=SOME_TIME, reply_to=0)
    first, second = (office.decide(one.id, "grant").told for one in office.cases())
    assert f"{person(0)} will be told of it." in first
    assert f"An earlier letter tells {person(0)} of it." in second
    assert sent(office) == [(person(0), "2012-05-14")]


def test_a_day_that_was_taken_back_and_is_given_again_is_told(office: Office) -> None:
    """The letter that was dropped told nobody."""
    office.write(person(0), text=SOME_TIME, reply_to=0)
    (case,) = office.cases()
    office.undo(office.decide(case.id, "grant").entry)
    assert sent(office) == []
    assert [one.state for one in letters(office)] == [DeliveryState.DROPPED]
    assert "will be told of it" in office.decide(case.id, "grant").told
    assert sent(office) == [(person(0), "2012-05-14")]


def test_of_two_days_the_newer_one_is_told(office: Office) -> None:
    """Letters that contradict each other do not leave together."""
    told(office, LATER)
    told(office, LATEST)
    assert sent(office) == [(person(0), "2012-06-20")]


@pytest.mark.parametrize("what", ["declined", "open", "ineligible", "elsewhere"])
def test_who_does_not_wait_any_more_is_not_told(office: Office, what: str) -> None:
    """What was decided since holds."""
    told(office, LATER)
    office.mark(0, what)
    assert sent(office) == []


def test_who_answered_is_not_told_that_there_is_time_to_answer(office: Office) -> None:
    """Neither where the answer came before the letter left, nor where it was there."""
    told(office, LATER, 2)
    office.write(person(2), ("answers.xlsx", office.workbook(2)), reply_to=2)
    assert office.states(2) == ["accepted"]
    assert sent(office) == []
    assert "Nobody is told: an answer of it counts." in told(office, LATEST, 2)


def with_contact(office: Office, *given: Contact) -> None:
    """Put contacts on the list."""
    with office.service.store.transaction() as tx:
        contact_lists.save_list(tx, ContactList(LIST, contacts=given))


def test_who_gets_the_mailings_is_told_and_who_gets_copies_only_where_nobody_else_does(office: Office) -> None:
    """An organisation whose contacts all get copies is written to at all of them."""
    copies = Contact(organisation="ORG000", address="copies@member0.example", role=Role.CC)
    with_contact(office, copies)
    assert f" {person(0)} will be told of it." in told(office, LATER)
    people.retire(office.service, people.ContactMeant(address=person(0), by=ME), office.later())
    assert f" {copies.address} will be told of it." in told(office, LATEST)
    assert sent(office) == [(copies.address, "2012-06-20")]


def test_nobody_is_told_who_is_not_written_to(office: Office) -> None:
    """And whoever decides knows it."""
    office.write(person(0), text="unsubscribe", subject="unsubscribe", reply_to=0)
    assert "Nobody is told, since no contact can be written to." in told(office, LATER)


def newcomer(office: Office) -> str:
    """Put an organisation on the list after the mailings left, and return its printed reference."""
    with office.service.store.transaction() as tx:
        known = contact_lists.load_list(tx, LIST)
        new = Organisation(code="ORG009", name="Newcomer")
        here = Contact(organisation="ORG009", address="new@newcomer.example")
        contact_lists.save_list(tx, replace(known, organisations=(*known.organisations, new), contacts=(*known.contacts, here)))
        invite(tx, require_running(office.service, tx, SAMPLE).study)
        return invitations.of_study(tx, SAMPLE, {"ORG009"})["ORG009"].reference


def test_nobody_is_told_who_had_no_letter_of_the_study_yet(office: Office) -> None:
    """It would be the first that they hear of it. Who had a letter is told."""
    newcomer(office)
    assert "Nobody is told: no letter of cybercrime-2012 has gone to the organisation yet." in told(office, LATER, 9)
    assert sent(office) == []
    assert f" {person(0)} will be told of it." in told(office, LATER)


def test_a_letter_about_more_time_that_fails_is_told_as_what_it_is(office: Office) -> None:
    """It answers no question that anybody asked."""
    told(office, LATER)
    (letter,) = letters(office)
    with office.service.store.transaction() as tx:
        open_unsent(tx, replace(letter, attempts=1), "It has no name.", office.later())
    (case,) = office.cases()
    assert case.reasons[0].startswith(f"The letter about more time to {person(0)} was not sent")


def test_who_is_given_time_by_hand_has_no_wish_for_it_left(office: Office) -> None:
    """Its case would otherwise offer to replace the longer time by a shorter one. Undoing the mark brings the wish back."""
    office.write(person(0), text="Could we have more time, until 10 May 2012?", reply_to=0)
    (case,) = office.cases()
    told(office, SOON)
    assert [one.id for one in office.cases()] == [case.id], "A day before the deadline gives nobody time."
    told(office, LATEST)
    assert office.cases() == ()
    office.undo(office.entry("waiting"))
    assert [one.id for one in office.cases()] == [case.id]


def test_granting_never_shortens_what_was_promised(office: Office) -> None:
    """Whoever has time until June and asks for a day in May keeps June, and gets no letter with an earlier day."""
    told(office, LATEST)
    office.write(person(0), text="Could we have more time, until 10 May 2012?", reply_to=0)
    assert "has time until 2012-06-20 already" in office.decide(office.cases()[0].id, "grant").told
    assert sent(office) == [(person(0), "2012-06-20")]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("We need two more weeks to answer the questionnaire.", "2012-05-14"),
        ("Nous vous demandons un délai supplémentaire de deux semaines.", "2012-05-14"),
        ("Wir bitten um eine Fristverlängerung um zwei Wochen.", "2012-05-14"),
        ("Solicitamos dos semanas más para responder.", "2012-05-14"),
        ("Precisamos de mais duas semanas para responder.", "2012-05-14"),
        ("نطلب مهلة إضافية لمدة أسبوعين للإجابة.", "2012-05-14"),
        ("Просим дать нам ещё две недели для ответа.", "2012-05-14"),
        ("请再给我们两周时间填写问卷。", "2012-05-14"),
        ("We will send our answers within two weeks.", "2012-03-15"),
    ],
)
def test_more_time_is_counted_from_the_deadline_and_a_promise_from_the_day_of_writing(office: Office, text: str, until: str) -> None:
    """Whoever asks for two more weeks in good time has until the deadline anyway; once it is over, nothing else is there to count from."""
    office.write(person(0), text=text, reply_to=0)
    (case,) = office.cases()
    assert until in case.reasons[0]
    assert f"has time until {until}" in office.decide(case.id, "grant").told


def test_the_letter_that_passes_a_wish_for_time_on_tells_the_day_that_the_case_tells(office: Office) -> None:
    """Whoever gets both would otherwise read two days for one wish."""
    office.write(person(0), text="For the remarks we need more time, two weeks more.", reply_to=0)
    with office.service.store.reading() as tx:
        (letter,) = (one for one in outbox.of_studies(tx, [SAMPLE]) if one.kind is LetterKind.PASSED_ON)
    assert "until 2012-05-14" in office.cases()[0].reasons[0]
    assert [one["until"] for one in letter.context["original"]["says"]] == ["2012-05-14"]  # type: ignore[index]


def test_more_time_is_counted_from_the_day_of_writing_once_the_deadline_is_over(office: Office) -> None:
    """It was on 30 April."""
    office.later(days=70)
    office.write(person(0), text="We need two more weeks to answer the questionnaire.", reply_to=0)
    assert "until 2012-05-24" in office.cases()[0].reasons[0]


def test_a_case_says_that_granting_a_day_before_the_deadline_gives_nothing(office: Office) -> None:
    """It keeps reminders back, and nobody is told. A day beyond the deadline is asked for as before."""
    office.write(person(0), text="We will send our answers within two weeks.", reply_to=0)
    office.write(person(1), text="Could we have more time, until 10 May 2012?", reply_to=1)
    early, late = (one.reasons[0] for one in office.cases())
    assert "until 2012-03-15, though everybody has time until the deadline, 2012-04-30" in early
    assert "nobody is told" in early
    assert "deadline" not in late


def test_a_letter_is_in_the_language_of_the_mailings(office: Office) -> None:
    """Who reads what the study does not speak gets its first language, as in every other letter, and no frame in another around it."""
    with_contact(office, Contact(organisation="ORG000", address=person(0), language="ar"))
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
    french = replace(running, study=replace(running.study, languages=("fr", "en")))
    mark(office.service, french, Marking(organisation="ORG000", what="waiting", until=LATER, by=ME, tells=True), office.later())
    assert [one.language for one in letters(office)] == ["fr"]


def test_why_nobody_is_told_of_more_time_is_said_in_the_reader_s_language(office: Office) -> None:
    """Whatever the reason; to whom letters go is so anyway."""
    office.write(person(2), ("answers.xlsx", office.workbook(2)), reply_to=2)
    office.write(person(0), text="unsubscribe", subject="unsubscribe", reply_to=0)
    found = [_heard(office, SOON, 1), _heard(office, LATEST, 2), _heard(office, LATER, 0)]
    assert all(one.startswith("Personne n’est informé") for one in found)
    assert len({*found}) == len(found)


def _heard(office: Office, until: date, number: int) -> str:
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    said = Marking(organisation=f"ORG{number:03d}", what="waiting", until=until, by=ME, tells=True)
    return told_in(mark(office.service, found, said, office.later()).promised, "fr")
