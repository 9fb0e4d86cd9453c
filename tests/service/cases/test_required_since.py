"""A required question is added while answers come in: whoever answers in the workbook that they have counts, and is asked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from demo.respondents import fill
from service.cases.waiting import waiting
from service.deciding.held import decide
from service.rulings.decided import Deciding
from tests.service.correspondence import attached, cell_beside
from tests.service.installed import at
from tests.service.studies.test_versions import _FIRST, _LAWS, FIRST, House, sent

BUDGET = "What is the budget?"
SURVEY = (
    (*_FIRST[0], "required"),
    *((*row, "") for row in _FIRST[1:]),
    ("integer", "budget", BUDGET, "", "", "", "yes"),
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of which one organisation answered, before a required question was added."""
    with sent(tmp_path, 3) as found:
        found.answer(0, FIRST, "02-22", found.letters)
        found.write(SURVEY, _LAWS)
        ran = found.apply()
        assert ran.code == 0, ran.err
        yield found


def words(letter: EmailMessage) -> str:
    """Return what a letter says."""
    return " ".join(str(letter.get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]


def brings(letter: EmailMessage) -> openpyxl.Workbook:
    """Return the workbook that a letter brings."""
    return openpyxl.load_workbook(io.BytesIO(attached(letter)[1]))


def test_a_workbook_from_before_counts_and_the_receipt_brings_the_new_one_with_its_answers(house: House) -> None:
    """What the workbook had no cell for was not asked; filled in and sent again, the new one counts."""
    (receipt,) = house.answer(1, FIRST, "02-24", house.letters)
    assert BUDGET in words(receipt)
    assert (house.row(1)["staff"], house.row(1)["budget"]) == ("12", "-96")
    book = brings(receipt)
    assert [cell_beside(book, label).value for label in ("Number of staff", "Incidents recorded", BUDGET)] == [12, 1234, None]
    (again,) = house.send(receipt, {BUDGET: 500}, "02-25")
    assert house.row(1)["budget"] == "500"
    assert house.filed(1) == (3, house.filed(0)[1] | {"budget": 500})
    assert not list(again.iter_attachments())


def test_a_final_figure_in_the_workbook_from_before_replaces_the_first_one(house: House) -> None:
    """Whoever answered before the question was added and answers again in the same workbook is believed as before."""
    (receipt,) = house.answer(0, FIRST | {"Incidents recorded": 1300}, "02-24", house.letters)
    assert "1300" in words(receipt)
    assert (house.row(0)["incidents"], house.row(0)["budget"]) == ("1300", "-96")


def test_what_is_wrong_in_a_workbook_from_before_is_corrected_in_the_new_one(house: House) -> None:
    """It goes back as the one that has all the cells, with their answers, the wrong one too, and its mark."""
    (back,) = house.answer(1, FIRST | {"Number of staff": "a dozen"}, "02-24", house.letters)
    book = brings(back)
    wrong = cell_beside(book, "Number of staff")
    assert (wrong.value, wrong.comment is not None) == ("a dozen", True)
    assert cell_beside(book, "Incidents recorded").value == 1234
    house.send(back, {"Number of staff": 12, BUDGET: 500}, "02-25")
    assert (house.row(1)["staff"], house.row(1)["budget"]) == ("12", "500")


def test_an_answer_in_words_to_what_was_added_reaches_a_person_and_no_letter_says_the_same_again(house: House) -> None:
    """The receipt offers that way, and the workbook counts meanwhile."""
    (receipt,) = house.answer(1, FIRST, "02-24", house.letters)
    house.office.write(receipt, "Our budget is 500.\n")
    (passed,) = house.office.letters(at("02-25"))
    assert "miriam.keller@unodc.example" in str(passed["To"])
    assert "Our budget is 500." in words(passed)
    assert house.row(1)["staff"] == "12"


def test_whoever_adds_a_question_is_told_who_has_answered_without_it(house: House) -> None:
    """With the command that asks one of them; once it is applied, and where nothing is new, nothing is said."""
    assert "answered without" not in house.apply("--dry-run").out
    house.write((*SURVEY, ("text", "plans", "Which plans are there?", "", "", "", "")), _LAWS)
    told = " ".join(house.apply("--dry-run").out.split())
    assert "Organisations that have answered without Which plans are there?: 1." in told
    assert "`counterfoil send questionnaire --to CODE --again --live`" in told


def test_what_an_earlier_workbook_has_no_cell_for_still_counts(house: House) -> None:
    """Who answered the new one sends a final figure in the old one: the new answer stands, and is in the workbook that comes back."""
    house.send(house.fresh(1, "03-26"), {**FIRST, BUDGET: 500}, "03-27")
    (receipt,) = house.answer(1, FIRST | {"Incidents recorded": 1300}, "03-28", house.letters)
    assert (house.row(1)["budget"], house.row(1)["incidents"]) == ("500", "1300")
    assert "500" not in words(receipt)
    assert cell_beside(brings(receipt), BUDGET).value == 500
    house.send(receipt, {"Number of staff": 13}, "03-29")
    assert (house.row(1)["budget"], house.row(1)["staff"]) == ("500", "13")


def test_what_was_put_right_at_the_desk_stands_beside_an_earlier_workbook_that_has_no_cell_for_it(house: House) -> None:
    """The organisation sent no other value there; what it says in the new one ends the edit."""
    house.send(house.fresh(1, "03-26"), {**FIRST, BUDGET: 500}, "03-27")
    house.edit(1, "budget", "600", "03-27")
    (receipt,) = house.answer(1, FIRST | {"Incidents recorded": 1300}, "03-28", house.letters)
    assert (house.row(1)["budget"], house.row(1)["incidents"]) == ("600", "1300")
    assert "1300" in words(receipt)
    assert "600" not in words(receipt)
    assert cell_beside(brings(receipt), BUDGET).value == 600
    house.send(receipt, {BUDGET: 700}, "03-29")
    assert house.row(1)["budget"] == "700"


def test_an_earlier_workbook_that_takes_the_place_of_its_senders_own_beside_others_leaves_what_it_has_no_cell_for(house: House) -> None:
    """Nor does it end an edit there: put together with another one's, theirs said of the budget what counts."""
    fresh = house.fresh(1, "03-26")
    house.send(fresh, {**FIRST, BUDGET: 500}, "03-27")
    name, data = attached(fresh)
    house.office.answer(fresh, name, fill(data, {"Incidents recorded": 1234}), sender="someone@nowhere.example")
    house.office.letters(at("03-28"))
    put_together(house, "merge", "03-28")
    house.answer(1, FIRST | {"Number of staff": 13}, "03-29", house.letters)
    put_together(house, "second", "03-29")
    assert (house.row(1)["budget"], house.row(1)["staff"]) == ("500", "13")
    house.edit(1, "budget", "600", "03-30")
    house.answer(1, FIRST | {"Number of staff": 14}, "03-31", house.letters)
    put_together(house, "second", "03-31")
    assert (house.row(1)["budget"], house.row(1)["staff"]) == ("600", "14")


def put_together(house: House, how: str, day: str) -> None:
    """Let a person put the held workbook together with what counts."""
    with house.service.store.reading() as tx:
        (waits,) = waiting(tx)
    decide(house.service, Deciding(case=str(waits.id), what=how, by="Anna Berg"), at(day, 15))


def test_what_was_filled_in_at_the_desk_is_no_change_of_an_earlier_workbook(house: House) -> None:
    """It had no cell for it, and its receipt tells what it says itself."""
    house.answer(1, FIRST, "02-24", house.letters)
    house.edit(1, "budget", "600", "02-25")
    (receipt,) = house.answer(1, FIRST | {"Incidents recorded": 1300}, "02-26", house.letters)
    assert house.row(1)["budget"] == "600"
    assert "1300" in words(receipt)
    assert "600" not in words(receipt)


def test_who_is_reminded_of_mistakes_from_before_gets_the_new_workbook_with_their_answers_and_marks(tmp_path: Path) -> None:
    """Their own file has no cell for what is asked today; what they wrote, and what is wrong with it, stands in the new one."""
    with sent(tmp_path, 3) as house:
        (back,) = house.answer(0, FIRST | {"Number of staff": "a dozen"}, "02-22", house.letters)
        assert BUDGET not in labels(brings(back))
        house.write(SURVEY, _LAWS)
        assert house.apply().code == 0
        (reminder,) = [one for one in house.office.letters(at("03-26")) if "person0@" in str(one["To"])]
        book = brings(reminder)
        assert [cell_beside(book, label).value for label in ("Number of staff", "Incidents recorded", BUDGET)] == ["a dozen", 1234, None]
        assert book.sheetnames[0] == "To check"
        assert cell_beside(book, "Number of staff").comment
        assert any(BUDGET in str(cell) for row in book["To check"].iter_rows(values_only=True) for cell in row)
        house.send(reminder, {"Number of staff": 12, BUDGET: 500}, "03-27")
        assert (house.row(0)["staff"], house.row(0)["budget"]) == ("12", "500")


def test_who_is_reminded_of_mistakes_gets_their_own_workbook_where_nothing_was_asked_since(tmp_path: Path) -> None:
    """A version that changes the letters alone asks the same: the file that came has a cell for all of it."""
    with sent(tmp_path, 3) as house:
        house.answer(0, FIRST | {"Number of staff": "a dozen"}, "02-22", house.letters)
        letter = house.folder / "letters" / "reminder.en.md"
        letter.write_text(letter.read_text(encoding="utf-8") + "\nThank you.\n", encoding="utf-8")
        assert house.apply().code == 0
        (reminder,) = [one for one in house.office.letters(at("03-26")) if "person0@" in str(one["To"])]
        assert cell_beside(brings(reminder), "Number of staff").value == "a dozen"


def labels(book: openpyxl.Workbook) -> set[object]:
    """Return what stands in the cells of a workbook."""
    return {cell for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row}
