"""What a person puts together is checked as any workbook is: what is still missing or wrong is told, and sends it back to be corrected."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from demo.respondents import Received
from digests.cases import notice
from domain.errors import ConfigurationError
from languages.phrases import console_languages
from languages.telling import told_in
from service.deciding.case_facts import facts_of
from service.deciding.case_seen import case as look_at
from service.digests.digest import preview_digest
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.studies.running import require_running
from store import holds
from tests.service.cases.test_halves import FIRST, MARTA, RUI, SECOND, first_half, office, second_half, shared
from tests.service.deciding.test_merging import left, letters_since
from tests.service.deciding.test_told_done import said_of
from tests.service.deciding.test_undo import back_and_forth
from tests.service.installed import at
from tests.service.office import Office
from tests.service.reviewing.test_edits import counts

__all__ = ["office", "shared"]
OKORO, BELLO = "okoro@ict.example", "bello@legal.example"
BLANK = {"employees": None, "assistance_needed": None}  # What neither of the two gives.


def two_halves(office: Office, **changes: object) -> int:
    """Let two people who are not on record send a half each, and return the case about the second."""
    office.write(OKORO, ("ict.xlsx", office.workbook(0, **{**FIRST, **BLANK, **changes})))
    office.write(BELLO, ("legal.xlsx", office.workbook(0, **{**SECOND, **BLANK})))
    return int(office.cases()[-1].id)


def filled_in(letter: Received) -> bytes:
    """Return the workbook of a letter with what it asks for."""
    _, data = letter.workbook or ("", b"")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, value in (("q_employees", 400), ("q_assistance_needed__forensics", "Yes")):
        ((sheet, cell),) = book.defined_names[name].destinations
        book[sheet][cell.replace("$", "")].value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def meanings(office: Office, case: int, language: str = "en") -> dict[str, str]:
    """Return what each decision is said to do."""
    with office.service.store.reading() as tx:
        return dict(look_at(office.service, tx, str(case), language).meanings)


def test_what_is_still_blank_when_two_halves_are_put_together_sends_both_back(office: Office) -> None:
    """As a single workbook with these blanks would be that a person accepts; who decides reads so, and it can be undone."""
    case = two_halves(office)
    back_and_forth(office, lambda: office.decide(case, "merge").entry)
    done = office.decide(case, "merge")
    assert office.states(0) == ["superseded", "queried"]
    assert office.standing(0) == "queried"
    assert "A.4, 12.3" in done.told
    assert "sent back to be corrected" in done.told
    assert "A.4, 12.3" in said_of(office, case)
    office.check()


def test_what_is_still_blank_is_said_before_it_is_decided(office: Office) -> None:
    """Beside each word that puts them together, at the desk as in the letter."""
    means = meanings(office, two_halves(office))
    for what in ("merge", "first", "second"):
        assert "Still missing or wrong when they are put together: A.4, 12.3" in means[what]
        assert "sent back to be corrected" in means[what]
    assert "A.4, 12.3" in means["count_both"]
    assert "A.4" not in means["accept"]
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
        (held,) = holds.with_ids(tx, [int(office.cases()[-1].id)])
        letter = str(notice(facts_of(office.service, tx, running, held, office.now, "en"), "en"))
    assert letter.count("Still missing or wrong when they are put together: A.4, 12.3.") == 3
    assert letter.count("Still missing or wrong then: A.4, 12.3.") == 1
    assert "count both" in letter


def test_a_digest_says_what_is_still_blank_beside_the_words_that_put_both_together(office: Office, tmp_path: Path) -> None:
    """Of which it explains no others."""
    two_halves(office)
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
    (text, *_) = preview_digest(office.service, running, next(iter(running.study.digests)).name, office.later(), tmp_path)
    written = " ".join(text.read_text(encoding="utf-8").split())
    assert "merge – It counts together with what was sent before it" in written
    assert "Still missing or wrong when they are put together: A.4, 12.3." in written


def test_who_sent_a_half_is_not_told_that_somebody_else_did(office: Office) -> None:
    """Where both are sent back, each contact who sent one reads of what they sent."""
    first_half(office, employees="a lot")
    second_half(office)
    earlier = left(office)
    office.decide(int(office.cases()[0].id), "merge")
    for letter in letters_since(office, earlier):
        assert "We have received and kept what you sent" in letter.text
        assert f"“first.xlsx” ({MARTA}, " in letter.text


def test_the_contacts_are_told_what_is_still_blank_and_get_both_halves_in_one_workbook(office: Office) -> None:
    """Not what either of the two gave; whoever fills in the rest of it there has answered."""
    case = two_halves(office)
    earlier = left(office)
    office.decide(case, "merge")
    letters = {one.to: one for one in letters_since(office, earlier)}
    assert set(letters) == {MARTA, RUI}
    letter = letters[MARTA]
    assert letter.text.count("There is no answer.") == 2
    assert "(About your organization, C7): There is no answer." in letter.text
    assert f"“ict.xlsx” ({OKORO}, " in letter.text
    assert f"“legal.xlsx” ({BELLO}, " in letter.text
    assert "what you sent" not in letter.text
    assert letter.workbook
    filled = filled_in(letter)
    office.write(MARTA, ("whole.xlsx", filled), reply_to=0)
    assert office.standing(0) == "answered"
    assert (counts(office, "employees"), counts(office, "orders_number"), counts(office, "incidents_total")) == (400, 1, 100)
    office.check()


def test_two_halves_may_count_as_they_are_errors_and_all(office: Office) -> None:
    """A person says so; the people read what is still missing, and it can be undone."""
    case = two_halves(office)
    assert "count_both" in office.cases()[-1].options
    back_and_forth(office, lambda: office.decide(case, "count_both").entry)
    earlier = left(office)
    done = office.decide(case, "count_both")
    assert (office.states(0), office.standing(0)) == (["accepted", "accepted"], "answered")
    assert "A.4, 12.3" in done.told
    assert "A.4, 12.3" in said_of(office, case)
    for letter in letters_since(office, earlier):
        assert "two workbooks of your organization were put together" in letter.subject
        assert "There is no answer." in letter.text
    office.check()


def test_halves_that_are_whole_together_are_not_offered_to_count_with_errors(office: Office) -> None:
    """There are none, and nothing is said of any; whoever decides it all the same is told what to decide."""
    first_half(office)
    second_half(office)
    (case,) = office.cases()
    assert "merge" in case.options
    assert "count_both" not in case.options
    assert "missing or wrong" not in meanings(office, int(case.id))["merge"]
    with pytest.raises(ConfigurationError, match="no errors"):
        office.decide(int(case.id), "count_both")


def test_what_another_is_still_to_correct_keeps_both_back(office: Office) -> None:
    """A figure that could not be read is an error of both together, too, as long as nobody gives it otherwise."""
    first_half(office, employees="a lot")
    second_half(office)
    (case,) = office.cases()
    assert "A.4" in meanings(office, int(case.id))["merge"]
    office.decide(int(case.id), "merge")
    assert office.standing(0) == "queried"


def test_what_counts_stays_where_what_is_added_to_it_brings_errors(office: Office) -> None:
    """As where a workbook with errors is accepted that would take its place."""
    office.write(MARTA, ("a.xlsx", office.workbook(0, share_cross_border=None)), reply_to=0)
    office.write("x@nowhere.example", ("b.xlsx", office.workbook(0, share_cross_border=140.0)), reply_to=0)
    (case,) = office.cases()
    office.decide(int(case.id), "merge")
    assert office.states(0) == ["accepted", "queried"]
    assert (counts(office, "share_cross_border"), office.standing(0)) == (None, "answered")
    office.check()


def test_a_reminder_brings_what_was_put_together_and_asks_for_the_rest_alone(office: Office) -> None:
    """The workbook that goes along has the answers of both."""
    case = two_halves(office)
    office.decide(case, "merge")
    earlier = left(office)
    office.now = at("03-27")
    tick(office.service, office.now)
    letters = [one for one in letters_since(office, earlier) if one.to == MARTA]
    assert letters
    assert letters[-1].workbook
    filled = filled_in(letters[-1])
    office.write(MARTA, ("whole.xlsx", filled), reply_to=0)
    assert (office.standing(0), counts(office, "orders_number")) == ("answered", 1)


@pytest.mark.parametrize("language", console_languages())
def test_what_is_still_blank_is_said_in_every_language(office: Office, language: str) -> None:
    """Of the console."""
    means = meanings(office, two_halves(office), language)
    assert all("A.4" in told_in(means[what], language) for what in ("merge", "count_both"))


def test_a_half_of_which_a_letter_said_that_it_does_not_count_is_told_to_count_with_what_is_added_to_it(office: Office) -> None:
    """It was counted as it is, that was undone, and it was sent back: the last that its sender heard is not so any more."""
    office.write(MARTA, ("a.xlsx", office.workbook(0, **FIRST)), text="This is a draft.", reply_to=0)
    (case,) = office.cases()
    counted = office.decide(int(case.id), "count")
    left(office)
    office.undo(counted.entry)
    left(office)
    office.decide(int(case.id), "accept")
    second_half(office)
    earlier = left(office)
    done = office.decide(int(office.cases()[0].id), "merge")
    assert f"{MARTA} had been told otherwise" in done.promised
    letters = [" ".join(one.text.split()) for one in letters_since(office, earlier) if one.to == MARTA]
    assert any("your workbook “a.xlsx” does not count" in one and "the workbook counts" in one for one in letters)
