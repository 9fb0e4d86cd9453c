"""Two workbooks of one organisation are put together by a person, cell by cell where they say different things."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo import respondents
from domain.case import Decision
from domain.errors import ConfigurationError
from domain.letter import UNDONE, DeliveryState
from service.deciding.case_seen import case as look_at
from service.deciding.held import decide
from service.deciding.people import ContactMeant, change
from service.deciding.written_to import written_to
from service.installation.install import SAMPLE
from service.letters.telling_undone import told_undone
from service.quality.measured import quality
from service.rulings.decided import Decided, Deciding
from service.sending.send import send_due
from service.studies.running import require_running
from store import journal, outbox
from tests.service.cases.test_looked_at import told
from tests.service.deciding.test_told_done import said_of
from tests.service.deciding.test_undo import back_and_forth
from tests.service.office import ME, Office, person
from tests.service.reviewing.test_edits import counts, put_right

SOMEBODY = "x@nowhere.example"


def hold(office: Office, **answers: object) -> int:
    """Let a second workbook be held beside one that counts and has no year of the law; return its case."""
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    office.write(SOMEBODY, ("b.xlsx", office.workbook(0, **answers)), reply_to=0)
    (case,) = office.cases()
    return int(case.id)


def say(office: Office, case: int, what: str, *but: str) -> Decided:
    """Decide a case."""
    return decide(office.service, Deciding(case=str(case), what=what, by=ME, but=but), office.later())


def test_what_the_first_left_blank_the_second_fills(office: Office) -> None:
    """`merge` of a held workbook beside one that counts: both count, and undoing it takes the second away again."""
    case = hold(office, law_year=1999)
    assert counts(office, "law_year") is None
    back_and_forth(office, lambda: say(office, case, "merge").entry)
    say(office, case, "merge")
    assert office.states(0) == ["accepted", "accepted"]
    assert (counts(office, "law_year"), counts(office, "employees")) == (1999, 400)
    assert office.standing(0) == "answered"
    office.check()


def test_the_report_on_quality_has_one_case_of_workbooks_that_were_put_together(office: Office) -> None:
    """It is as complete as both together, and each item is counted once; what is edited counts as it was edited."""
    case = hold(office, law_year=1999)

    def reported() -> tuple[str, float, int, int]:
        with office.service.store.reading() as tx:
            facts = quality(tx, require_running(office.service, tx, SAMPLE), office.now)
        first = next(one for one in facts.cases if one.organisation == "ORG000").disposition
        (year,) = [one for one in facts.items if one.item == "law_year"]
        return first.code.value, first.share or 0, year.asked, year.answered

    code, share, asked, answered = reported()
    assert (asked, answered) == (1, 0)
    say(office, case, "merge")
    together = reported()
    assert together[0] == code
    assert together[1] >= share
    assert together[2:] == (1, 1)
    put_right(office, "law_year", "")
    assert reported()[2:] == (1, 0)


def test_a_dispute_is_shown_cell_by_cell_and_decided_so(office: Office) -> None:
    """Each with its file and who sent it; `merge` alone decides none."""
    case = hold(office, employees=7, orders_number=8)
    with office.service.store.reading() as tx:
        seen = look_at(office.service, tx, str(case)).disputes
    assert {one.question: (one.first.value, one.second.value) for one in seen} == {"employees": (400, 7), "orders_number": (1, 8)}
    assert all((one.first.sender, one.second.sender) == (person(0), SOMEBODY) for one in seen)
    assert all(one.first.cell == one.second.cell != "" for one in seen)
    with pytest.raises(ConfigurationError, match="employees, orders_number"):
        say(office, case, "merge")
    with pytest.raises(ConfigurationError, match="do not say different things of sector"):
        say(office, case, "first", "sector")
    done = say(office, case, "second", "orders_number")
    assert (counts(office, "employees"), counts(office, "orders_number")) == (7, 1)
    office.undo(done.entry)
    say(office, case, "first")
    assert (counts(office, "employees"), counts(office, "orders_number")) == (400, 1)


def test_an_edit_lies_over_workbooks_that_were_put_together(office: Office) -> None:
    """It stands when another workbook is added that says the same there."""
    case = hold(office, law_year=1999)
    put_right(office, "employees", "12")
    say(office, case, "merge")
    assert (counts(office, "law_year"), counts(office, "employees")) == (1999, 12)
    office.check()


def test_a_third_workbook_takes_the_place_of_nothing_without_a_person(office: Office) -> None:
    """A workbook after two that were put together: it is held, even from a contact; added, it takes the place of its sender's own."""
    case = hold(office, law_year=1999)
    say(office, case, "merge")
    earlier = len(told(office))
    office.write(person(0), ("c.xlsx", office.workbook(0, employees=401)), reply_to=0)
    (waits,) = office.cases()
    assert "2 workbooks were put together" in " ".join(waits.reasons)
    assert counts(office, "employees") == 400
    assert [one.address for one in told(office)[earlier:]] == [person(0)]  # Nobody hears nothing of what they sent at the last moment.
    say(office, int(waits.id), "second")
    assert office.states(0) == ["superseded", "accepted", "accepted"]
    assert (counts(office, "law_year"), counts(office, "employees")) == (1999, 401)
    office.check()


def test_the_contact_on_record_is_told_what_changed(office: Office) -> None:
    """And whoever sent the second workbook, and is not on record, is not."""
    case = hold(office, law_year=1999)
    earlier = set((office.home / "out" / "new").iterdir())
    say(office, case, "merge")
    send_due(office.service, office.later())
    letters = [respondents.open_letter(one) for one in sorted((office.home / "out" / "new").iterdir()) if one not in earlier]
    (letter,) = [one for one in letters if "put together" in one.subject]
    assert letter.to == person(0)
    assert "1999" in letter.text
    assert SOMEBODY not in [one.to for one in letters]


def letters_since(office: Office, earlier: set[Path]) -> list[respondents.Received]:
    """Let what waits leave, and return its letters."""
    send_due(office.service, office.later())
    return [respondents.open_letter(one) for one in sorted((office.home / "out" / "new").iterdir()) if one not in earlier]


def left(office: Office) -> set[Path]:
    """Let what waits leave, and return where all that left lies."""
    send_due(office.service, office.later())
    return set((office.home / "out" / "new").iterdir())


def test_who_was_told_of_the_other_workbook_is_told_of_that_one_when_it_is_taken_back(office: Office) -> None:
    """It is not theirs, and what they sent counted all along; both ways, as often as a person changes their mind."""
    case = hold(office, law_year=1999)
    done = say(office, case, "merge")
    earlier = left(office)
    undone = office.undo(done.entry)
    (letter,) = letters_since(office, earlier)
    assert letter.to == person(0)
    assert f"the workbook “b.xlsx”, sent by {SOMEBODY}, was put together with the answers that we had from you" in letter.text
    assert "that workbook does not count" in letter.text
    assert "your workbook" not in letter.text
    assert "counts again" not in letter.text
    earlier = left(office)
    office.undo(undone)
    (letter,) = letters_since(office, earlier)
    assert f"the workbook “b.xlsx”, sent by {SOMEBODY}, no longer counts beside your answers" in letter.text
    assert "both count again" in letter.text


def test_who_was_told_that_a_workbook_does_not_count_is_told_when_it_is_put_together_after_all(office: Office) -> None:
    """Also who is no contact any more by then; whoever decides is told so before and after, and of no letter that does not go."""
    case = hold(office, law_year=1999)
    done = say(office, case, "merge")
    left(office)
    office.undo(done.entry)
    left(office)
    successor = "successor@member0.example"
    change(office.service, ContactMeant(address=person(0), by=ME), office.later(), address=successor)
    earlier = left(office)
    with office.service.store.reading() as tx:
        before = written_to(office.service, tx, str(case), office.cases()[0].options, office.now)
    assert before[Decision.MERGE] == (successor, person(0))
    again = say(office, case, "merge")
    assert f"{person(0)} had been told otherwise, and will get a letter that says what holds now." in again.promised
    assert person(0) in said_of(office, case)
    letters = {one.to: " ".join(one.text.split()) for one in letters_since(office, earlier)}
    assert set(letters) == {successor, person(0)}
    assert "no longer counts beside your answers" in letters[person(0)]
    assert "both count again, put together." in letters[person(0)]


def test_no_letter_is_promised_that_does_not_wait(office: Office) -> None:
    """A decision may be told of long after it was made: who gets no letter by then is promised none."""
    case = hold(office, law_year=1999)
    done = say(office, case, "merge")
    left(office)
    entry = office.undo(done.entry)

    def promised() -> str:
        with office.service.store.reading() as tx:
            (undoing,) = journal.find(tx, [entry])
            return told_undone(office.service, tx, undoing, office.now)

    assert person(0) in promised()
    with office.service.store.transaction() as tx:
        (waits,) = [one for one in outbox.of_organisations(tx, ["ORG000"]) if one.template == UNDONE]
        outbox.settle(tx, waits.id, DeliveryState.DROPPED, "a test", office.now)
    assert promised() == ""


def test_where_the_workbooks_say_different_things_merge_is_not_offered(office: Office) -> None:
    """It would be refused; whoever says it all the same is told of what, and what decides."""
    case = hold(office, employees=7)
    (waits,) = office.cases()
    assert [one for one in waits.options if one in {"merge", "first", "second"}] == ["first", "second"]
    with office.service.store.reading() as tx:
        assert look_at(office.service, tx, str(case)).case.options == waits.options
    with pytest.raises(ConfigurationError, match="employees"):
        say(office, case, "merge")


def test_where_the_workbooks_say_the_same_merge_is_offered(office: Office) -> None:
    """The other two come to the same."""
    hold(office, law_year=1999)
    (waits,) = office.cases()
    assert [one for one in waits.options if one in {"merge", "first", "second"}] == ["merge", "first", "second"]


def test_nothing_is_put_together_where_nothing_counts(office: Office) -> None:
    """The case does not offer it."""
    office.write(person(1), ("a.xlsx", office.workbook(0)))
    (case,) = office.cases()
    assert "merge" not in case.options
