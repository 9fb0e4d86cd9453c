"""Offices of one organisation answer for parts of a questionnaire: what the one left blank, the other fills, without a person."""

from __future__ import annotations

import io
from datetime import date
from email.message import EmailMessage

import openpyxl

from demo import respondents
from digests.facts import ArrivalKind
from domain.quality import CaseEvent
from service.contacts.census import InvitedOrganisation, census
from service.deciding.held import decide
from service.deciding.organisation_marks import Marking, mark
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.studies.running import require_running
from service.views.status import figures_of, status
from store import standings
from tests.service.digests.test_came_in import came
from tests.service.installed import at
from tests.service.office import ME, Office
from tests.service.reviewing.test_edits import counts
from tests.service.two_offices import BLANK_OF_JUSTICE, BLANK_OF_POLICE, JUSTICE, POLICE, delivered_to, in_parts, letters_in, office

__all__ = ["in_parts", "office"]

STRANGER = "x@nowhere.example"


def police(office: Office, **answers: object) -> int:
    """Let the police send their part, and return the message."""
    return office.write(POLICE, ("police.xlsx", office.workbook(0, **{**BLANK_OF_JUSTICE, **answers})), reply_to=0)


def justice(office: Office, **answers: object) -> int:
    """Let the justice department send its part."""
    book = office.workbook(0, **{**BLANK_OF_POLICE, "assistance_given": None, "assistance_needed": None, **answers})
    return office.write(JUSTICE, ("justice.xlsx", book), reply_to=0)


def case(office: Office, number: int = 0) -> InvitedOrganisation:
    """Return where an organisation stands."""
    code = f"ORG{number:03d}"
    with office.service.store.reading() as tx:
        return census(tx, require_running(office.service, tx, SAMPLE), office.now, {code})[code]


def sent(office: Office, at_day: str) -> list[respondents.Received]:
    """Return the letters that leave until a day."""
    folder = office.home / "out" / "new"
    earlier = {one.path for one in letters_in(folder)}
    office.now = at(at_day)
    report = tick(office.service, office.now)
    assert (report.problems, report.held) == ([], [])
    return [one for one in letters_in(folder) if one.path not in earlier]


def test_a_part_is_complete_without_the_others_and_the_answer_is_not(office: Office) -> None:
    """A workbook of an office that fills in a part of the questionnaire: it counts, what is missing is told, and it is no answer yet."""
    police(office)
    assert office.states(0) == ["accepted"]
    assert (office.standing(0), case(office).parts_came, case(office).parts_missing) == ("queried", ("Police",), ("justice",))
    (receipt,) = [one for one in sent(office, "03-02") if delivered_to(one) == POLICE]
    assert "part of the questionnaire: Police. Still missing from your organisation: justice." in receipt.text
    office.check()


def test_the_second_office_fills_what_the_first_left_blank(office: Office) -> None:
    """A workbook of another office of the same organisation: both count, the answer is whole, and a blank of the other's says nothing."""
    police(office)
    justice(office)
    assert not office.cases()
    assert office.states(0) == ["accepted", "accepted"]
    assert office.standing(0) == "answered"
    assert (counts(office, "employees"), counts(office, "law_adequate"), counts(office, "assistance_given")) == (400, "partly", "no")
    (receipt,) = [one for one in sent(office, "03-02") if delivered_to(one) == JUSTICE]
    assert "With it, all parts have come" in receipt.text
    office.check()


def test_the_order_does_not_matter(office: Office) -> None:
    """The justice department may be first; what nobody's part is alone must be answered by whoever comes first."""
    justice(office, assistance_given="no", assistance_needed=("forensics",))
    police(office)
    assert (office.states(0), office.standing(0)) == (["accepted", "accepted"], "answered")
    assert (counts(office, "employees"), counts(office, "law_adequate")) == (400, "partly")


def test_what_is_required_in_the_own_part_is_asked_for(office: Office) -> None:
    """It is sent back for that alone; and the organisation is asked to correct it, not the other office."""
    police(office, employees=None)
    assert office.states(0) == ["queried"]
    justice(office, assistance_given="no", assistance_needed=("forensics",))
    assert office.states(0) == ["queried", "accepted"]
    told = [one.subject for one in sent(office, "03-02") if delivered_to(one) == POLICE]
    assert told
    letters = {delivered_to(one): one.subject for one in sent(office, "03-26") if "member0" in delivered_to(one)}
    assert list(letters) == [POLICE]
    police(office)
    assert (office.states(0), office.standing(0)) == (["superseded", "accepted", "accepted"], "answered")
    office.check()


def test_a_later_workbook_of_a_part_takes_the_place_of_the_earlier_one(office: Office) -> None:
    """And of no other; a blank in the own part takes an answer back."""
    police(office, law_year=None)
    justice(office, orders_number=8)
    justice(office, orders_number=None)
    assert office.states(0) == ["accepted", "superseded", "accepted"]
    assert (counts(office, "orders_number"), counts(office, "employees")) == (None, 400)
    police(office, employees=401)
    assert office.states(0) == ["superseded", "superseded", "accepted", "accepted"]
    assert counts(office, "employees") == 401
    assert not office.cases()
    office.check()


def test_a_blank_in_the_own_part_takes_back_what_the_other_office_wrote_there(office: Office) -> None:
    """The police had guessed a number of orders; the justice department, whose question it is, leaves it blank."""
    police(office, orders_number=5)
    assert counts(office, "orders_number") == 5
    justice(office, orders_number=None)
    assert counts(office, "orders_number") is None
    office.undo(office.entry("merge", "submission"))
    assert counts(office, "orders_number") == 5
    assert (case(office).parts_missing, office.standing(0)) == (("justice",), "queried, waits")
    office.check()


def test_where_both_say_something_else_a_person_decides_cell_by_cell(office: Office) -> None:
    """Two offices of one organisation say different things: each cell is decided for itself, and both parts have come then."""
    police(office, orders_number=5, law_harmonization="fairly")
    justice(office, orders_number=8, law_harmonization="very")
    (waits,) = office.cases()
    assert "orders_number" in " ".join(waits.reasons)
    assert office.states(0) == ["accepted", "held"]
    said = Deciding(case=str(waits.id), what="second", by=ME, but=("law_harmonization",))
    decide(office.service, said, office.later())
    assert (counts(office, "orders_number"), counts(office, "law_harmonization")) == (8, "fairly")
    assert (office.states(0), office.standing(0)) == (["accepted", "accepted"], "answered")
    office.check()


def test_only_who_has_a_missing_part_is_reminded(office: Office) -> None:
    """The reminder says what is missing; the figures of the next mailing know it."""
    police(office)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        planned = figures_of(tx, found, office.now).letters_to_owing
    reminders = [one for one in sent(office, "03-26") if "Reminder" in one.subject]
    assert sorted(delivered_to(one) for one in reminders) == [JUSTICE, "person1@member1.example", "person2@member2.example"]
    assert planned == len(reminders)
    texts = {delivered_to(one): one.text for one in reminders}
    assert "Yours: Justice. We have: Police. We miss: justice." in texts[JUSTICE]
    assert "We have: . We miss: Police, justice." in texts["person1@member1.example"]


def test_who_has_the_whole_answers_for_all(office: Office) -> None:
    """Its blanks are asked for as ever."""
    office.write("person1@member1.example", ("a.xlsx", office.workbook(1)), reply_to=1)
    office.write("person2@member2.example", ("b.xlsx", office.workbook(2, **BLANK_OF_JUSTICE)), reply_to=2)
    assert (office.standing(1), office.states(2)) == ("answered", ["queried"])


def test_whoever_answers_the_letter_to_an_office_answers_for_its_part(office: Office) -> None:
    """A colleague's reply names our letter. The token alone is the organisation's, whose answer is the whole."""
    office.write(STRANGER, ("p.xlsx", office.workbook(0, **BLANK_OF_JUSTICE)), reply_to=0)
    assert office.states(0) == ["queried"]
    letter, mail = office.kept.letters[0], EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = "y@nowhere.example", letter.reply_to, "Our answers", office.now
    mail["Message-ID"], mail["In-Reply-To"] = "<colleague@client.example>", letter.message_id
    mail.set_content("Attached.")
    book = office.workbook(0, **{**BLANK_OF_JUSTICE, "employees": 402})
    mail.add_attachment(book, maintype="application", subtype="octet-stream", filename="p.xlsx")
    office.deliver(mail.as_bytes())
    assert office.states(0) == ["queried", "accepted"]
    assert case(office).parts_missing == ("justice",)


def test_reading_again_changes_nothing(office: Office) -> None:
    """A replay of both workbooks decides nothing new."""
    police(office)
    justice(office)
    before = office.tables()
    office.replay()
    assert office.tables() == before


def test_status_says_which_parts_came(office: Office) -> None:
    """The five standings add up; an answer of which a part is missing is a partial one."""
    police(office)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
        figures = status(tx, found, office.now)
        (line,) = [one for one in standings.each(tx, SAMPLE, found.study.contact_list, office.now.date()) if one.code == "ORG000"]
    assert figures["organisations"] == {"total": 3, "answered": 0, "queried": 1, "declined": 0, "undeliverable": 0, "silent": 2}
    assert (line.parts_came, line.parts_missing) == (("Police",), ("justice",))


def test_an_office_whose_part_has_come_is_not_told_that_there_is_more_time(office: Office) -> None:
    """The others are, to whom the reminders would go as well."""
    police(office)
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
    said = Marking(organisation="ORG000", what="waiting", until=date(2012, 6, 20), by=ME, tells=True)
    assert f". {JUSTICE} will be told of it." in mark(office.service, running, said, office.later()).told
    assert [delivered_to(one) for one in sent(office, "03-02") if "20 June 2012" in one.subject] == [JUSTICE]


def test_the_digest_says_of_a_part_that_it_is_one_until_the_rest_has_come(office: Office) -> None:
    """It was called an answer, while the standings said that it is none."""
    police(office)
    assert [what for _, what in came(office)] == [ArrivalKind.PART]
    justice(office)
    assert [what for _, what in came(office)] == [ArrivalKind.ANSWERED, ArrivalKind.ANSWERED]


def test_a_scan_of_one_office_is_not_told_to_the_other_that_has_mistakes_to_correct(office: Office) -> None:
    """The police's part counts when their scan comes: the justice department is asked for its corrections, in its own marked workbook."""
    justice(office, orders_number=-5)
    police(office)
    office.write(POLICE, ("answers.pdf", b"%PDF-1.4\n%%EOF"), reply_to=0)
    assert (office.states(0), case(office).not_taken) == (["queried", "accepted"], CaseEvent.UNREADABLE)
    sent(office, "03-02")
    (reminder,) = [one for one in sent(office, "03-26") if delivered_to(one) == JUSTICE]
    assert "some points need to be corrected" in reminder.text
    assert "cannot read" not in reminder.text
    assert reminder.workbook
    assert openpyxl.load_workbook(io.BytesIO(reminder.workbook[1])).sheetnames[0] == "To check"
