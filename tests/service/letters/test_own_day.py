"""An organisation that was given more time reads its own day in every letter and workbook, and the study's deadline in none."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest

from demo import respondents
from demo.respondents import Received
from service.authoring.drafts import apply
from service.deciding.organisation_marks import Marking, mark
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.sending.send import send_due
from service.studies.running import require_running
from tests.service.installed import at
from tests.service.office import ME, Office, person

OWN, OWN_DAY, DEADLINE = date(2012, 5, 20), "20 May 2012", "30 April 2012"
AGAIN = "Please send us the questionnaire again, we cannot find the file."


def given(office: Office, until: date | None = OWN, number: int = 0) -> None:
    """Give an organisation time until a day, and let the letter that says so leave."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    mark(office.service, found, Marking(organisation=f"ORG{number:03d}", what="waiting", until=until, by=ME, tells=True), office.later())
    send_due(office.service, office.later())


def left(office: Office, mailing: str = "") -> Iterator[Received]:
    """Yield the letters to contacts that leave now, with those of a mailing that is sent by hand."""
    folder = office.home / "out" / "new"
    before = set(folder.iterdir())
    if mailing:
        send_now(office.service, SAMPLE, mailing, office.later(), by=ME)
    send_due(office.service, office.later())
    for one in sorted(set(folder.iterdir()) - before):
        letter = respondents.open_letter(one)
        if "@member" in letter.to:
            yield letter


def cover(workbook: bytes) -> list[str]:
    """Return what the cover sheet of a workbook says in its column of facts."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    return [str(cell.value) for cell in sheet["B"] if cell.value]


def test_the_workbook_that_is_sent_again_names_the_own_day(office: Office) -> None:
    """In the letter and on its cover; whoever got no more time reads the deadline."""
    given(office)
    for number in (0, 2):
        office.write(person(number), text=AGAIN, reply_to=number)
    own, other = sorted(left(office), key=lambda one: one.to)
    assert (own.to, other.to) == (person(0), person(2))
    for letter, day, not_so in ((own, OWN_DAY, DEADLINE), (other, DEADLINE, OWN_DAY)):
        assert letter.workbook
        assert day in letter.text
        assert not_so not in letter.text
        assert day in cover(letter.workbook[1])
        assert not_so not in cover(letter.workbook[1])


def test_a_letter_that_asks_for_corrections_names_the_own_day(office: Office) -> None:
    """And so does the reminder of them once that day is over, with the workbook that it brings."""
    given(office)
    office.write(person(0), ("answers.xlsx", office.workbook(0, employees="many")), reply_to=0)
    (asked,) = left(office)
    assert OWN_DAY in f"{asked.subject} {asked.text}"
    assert DEADLINE not in f"{asked.subject} {asked.text}"


def test_a_receipt_names_the_own_day_by_which_an_answer_may_be_changed(office: Office) -> None:
    """Also once the answer counts, which takes the mark away; in a letter of a study's own that nobody edited."""
    letters = office.home / "studies" / SAMPLE / "letters" / "receipt.en.md"
    letters.write_text(f"{letters.read_text()}\nChanges are welcome by {{{{ study.deadline | date }}}}.\n")
    apply(office.service, SAMPLE, office.later(), by=ME)
    given(office)
    for number in (0, 2):
        office.write(person(number), ("answers.xlsx", office.workbook(number)), reply_to=number)
    own, other = sorted(left(office), key=lambda one: one.to)
    assert office.states(0) == ["accepted"]
    assert f"Changes are welcome by {OWN_DAY}." in own.text
    assert f"Changes are welcome by {DEADLINE}." in other.text


@pytest.mark.parametrize("until", [OWN, None])
def test_a_reminder_after_the_own_day_names_that_day(office: Office, until: date | None) -> None:
    """It is what they were told; whoever was given no time, or no longer has it, reads the deadline."""
    given(office, OWN)
    if until is None:
        office.undo(office.entry("waiting"))
    office.now = at("05-21", 9)
    send_due(office.service, office.later())
    office.write(person(1), text="Thank you.")  # A reminder leaves only where the mailbox was taken in shortly before.
    reminded = {one.to: one for one in left(office, "last-call")}
    for number, day in ((0, OWN_DAY if until else DEADLINE), (2, DEADLINE)):
        letter = reminded[person(number)]
        assert letter.workbook
        assert day not in letter.subject  # Nobody is asked to answer by a day that is over.
        assert f"was to close on {day}" in letter.text
        assert day in cover(letter.workbook[1])


def test_a_letter_that_was_planned_before_says_what_holds_when_it_is_made(office: Office) -> None:
    """It waited in the outbox while the time was granted."""
    office.write(person(0), text=AGAIN, reply_to=0)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    mark(office.service, found, Marking(organisation="ORG000", what="waiting", until=OWN, by=ME), office.later())
    (letter,) = left(office)
    assert OWN_DAY in letter.text
    assert letter.workbook
    assert OWN_DAY in cover(letter.workbook[1])


@pytest.mark.parametrize("why", ["a question", "a mark without a day", "a day before the deadline"])
def test_who_is_only_not_reminded_has_time_until_the_deadline(office: Office, why: str) -> None:
    """A rule that lets reminders wait gives nobody time, and neither does a mark that names no later day."""
    office.now = at("04-27")
    if why == "a question":
        office.write(person(0), text="What does question 3 mean?", reply_to=0)
    else:
        given(office, None if why.startswith("a mark") else date(2012, 4, 29))
    office.write(person(0), text=AGAIN, reply_to=0)
    (letter,) = (one for one in left(office) if one.workbook)
    assert DEADLINE in letter.text
    assert DEADLINE in cover(letter.workbook[1])  # type: ignore[index]
