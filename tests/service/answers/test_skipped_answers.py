"""What stands in a question that does not apply: it is kept and told, and nothing counts it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from demo.respondents import fill
from digests.quality_facts import ItemLine
from service.cases.waiting import waiting
from service.deciding.held import decide
from service.installation.install import SAMPLE
from service.mailings.addressed import send_addressed
from service.mailings.shares import MailingTo
from service.quality.measured import quality
from service.reviewing.tracing import export_values, trace
from service.rulings.decided import Deciding
from service.studies.running import require_running
from tests.questionnaire.forms import Cell
from tests.service.correspondence import attached
from tests.service.installed import at
from tests.service.studies.test_versions import _LAWS, House, sent

_FORM: Sequence[Sequence[Cell]] = (
    ("type", "name", "label", "relevant", "required", "calculation", "missing"),
    ("select_one law", "law", "Is there a law?", "", "", "", ""),
    ("integer", "opened", "Cases opened", "", "", "", ""),
    ("integer", "solved", "Cases solved", "${law} = '1'", "", "", ""),
    ("integer", "staff", "Number of staff", "", "", "", "n/a"),
    ("integer", "audits", "Audits in the year", "${staff} > 10", "yes", "", ""),
    ("calculate", "all_cases", "Cases in all", "", "", "sum(${opened}, ${solved})", ""),
    ("calculate", "lawful", "Cases by law", "${law} = '1'", "", "${opened} * 2", ""),
    ("select_one law", "many", "Are they many?", "${all_cases} > 5", "", "", ""),
    ("integer", "fined", "Cases fined", "${solved} > 5", "", "", ""),
)
SKIPPED = {"Is there a law?": "No", "Cases opened": 1, "Cases solved": 9, "Number of staff": "n/a"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of three organisations that were sent a form with questions that do not concern everybody."""
    with sent(tmp_path, 3, _FORM) as found:
        yield found


def values(house: House) -> dict[str, dict[str, str]]:
    """Return the lines of the list of all values, by item."""
    with house.service.store.reading() as tx:
        running = require_running(house.service, tx, SAMPLE)
    path = export_values(house.service, running, house.home / "values")
    with path.open(encoding="utf-8", newline="") as file:
        return {line["item"]: line for line in csv.DictReader(file)}


def items(house: House) -> dict[str, ItemLine]:
    """Return the lines of the report on quality, by item."""
    with house.service.store.reading() as tx:
        facts = quality(tx, require_running(house.service, tx, SAMPLE), at("06-01"))
    return {line.item: line for line in facts.items}


def test_what_was_written_on_a_skipped_path_is_kept_beside_the_answers_and_counted_nowhere(house: House) -> None:
    """In the tables it is not applicable, as where the cell was left blank; what was written is among what does not count."""
    house.answer(0, SKIPPED, "02-22", house.letters)
    house.answer(1, SKIPPED | {"Cases solved": None}, "02-23", house.letters)
    told, blank = house.row(0), house.row(1)
    assert (told["solved"], blank["solved"]) == ("-97", "-97")
    assert (told["all_cases"], blank["all_cases"]) == ("1", "1")
    assert [
        (row["organisation_code"], row["state"], row["item"], row["answer"], row["status"]) for row in house.exported(part="others")
    ] == [("ORG000", "accepted", "solved", "9", "not_applicable")]


def test_every_value_that_was_written_on_a_skipped_path_is_marked(house: House) -> None:
    """In the list of values and by `trace`, as in what organisations sent that does not count any more."""
    house.answer(0, SKIPPED, "02-22", house.letters)
    line = values(house)["solved"]
    assert (line["value"], line["status"], line["as_written"]) == ("9", "not_applicable", "9")
    house.answer(0, SKIPPED | {"Cases opened": 2}, "02-23", house.letters)
    with house.service.store.reading() as tx:
        running = require_running(house.service, tx, SAMPLE)
        traced = trace(house.service, tx, running, "ORG000", "solved")
    assert [(one.value, one.came.status.value, one.counts) for one in traced] == [(9, "not_applicable", False), (9, "not_applicable", True)]
    others = [(row["state"], row["answer"], row["status"]) for row in house.exported(part="others") if row["item"] == "solved"]
    assert others == [("superseded", "9", "not_applicable"), ("accepted", "9", "not_applicable")]


def test_the_report_on_quality_asks_nobody_a_question_that_does_not_apply(house: House) -> None:
    """Whatever stands there."""
    house.answer(0, SKIPPED, "02-22", house.letters)
    house.answer(1, SKIPPED | {"Is there a law?": "Yes"}, "02-23", house.letters)
    line = items(house)["solved"]
    assert (line.asked, line.answered) == (1, 1)


def test_what_hangs_on_a_skipped_answer_is_asked_of_nobody(house: House) -> None:
    """It is no item non-response where it is blank; where it is answered it counts no more than what it hangs on, until that applies."""
    for number, fined in ((0, None), (1, 8)):
        house.answer(number, SKIPPED | {"Cases fined": fined}, f"02-2{number + 2}", house.letters)
        assert house.row(number)["fined"] == "-97"
    house.answer(2, SKIPPED | {"Is there a law?": "Yes", "Cases fined": 7}, "02-24", house.letters)
    assert (items(house)["fined"].asked, items(house)["fined"].answered) == (1, 1)
    assert [(row["organisation_code"], row["answer"]) for row in house.exported(part="others") if row["item"] == "fined"] == [
        ("ORG001", "8")
    ]
    house.edit(1, "law", "1")
    assert (house.row(1)["solved"], house.row(1)["fined"]) == ("9", "8")
    house.edit(2, "law", "2")
    assert (house.row(2)["solved"], house.row(2)["fined"]) == ("-97", "-97")


def test_what_was_written_on_a_skipped_path_is_told_of_the_workbook_that_says_it(house: House) -> None:
    """Not of one that was put together with it and left the cell blank, whichever came first, in all versions and in one."""
    said = {"Is there a law?": "No", "Cases opened": 1}
    for number, day, first, second in ((0, "02-22", {"Cases solved": "1 009"}, {}), (1, "02-24", {}, {"Cases solved": "1 009"})):
        house.answer(number, said | first, day, house.letters)
        letter = next(one for one in house.letters if f"person{number}@" in str(one["To"]))
        name, data = attached(letter)
        book = fill(data, {"Is there a law?": "No", "Number of staff": "n/a", **second})
        house.office.answer(letter, name, book, sender="someone@nowhere.example")
        house.office.letters(at(day, 13))
        with house.service.store.reading() as tx:
            (waits,) = waiting(tx)
        decide(house.service, Deciding(case=str(waits.id), what="merge", by="anna"), at(day, 14))
    senders = {row["submission"]: row["sender"] for row in house.exported(part="submissions")}
    for version in (None, 2):
        told = [(row["organisation_code"], row["answer"], row["written"], senders[row["submission"]]) for row in others(house, version)]
        assert told == [
            ("ORG000", "1009", "1 009", "person0@member0.example"),
            ("ORG001", "1009", "1 009", "someone@nowhere.example"),
        ]


def others(house: House, version: int | None) -> list[dict[str, str]]:
    """Return what does not count of what was written on the skipped path."""
    return [row for row in house.exported(version, part="others") if row["item"] == "solved"]


def test_an_answer_applies_again_once_what_it_hangs_on_is_put_right_at_the_desk(house: House) -> None:
    """And one that does apply is left out once it does not."""
    house.answer(0, SKIPPED, "02-22", house.letters)
    assert house.row(0)["lawful"] == "-97"
    house.edit(0, "law", "1")
    assert house.row(0)["lawful"] == "2"
    assert (house.row(0)["solved"], house.row(0)["all_cases"], house.row(0)["many"]) == ("9", "10", "-99")
    assert house.exported(part="others") == []
    house.answer(1, SKIPPED | {"Is there a law?": "Yes"}, "02-23", house.letters)
    house.edit(1, "law", "2")
    assert house.row(1)["lawful"] == "-97"
    assert (house.row(1)["solved"], house.row(1)["all_cases"], house.row(1)["many"]) == ("-97", "1", "-97")
    assert [row["answer"] for row in house.exported(part="others")] == ["9"]
    assert values(house)["solved"]["status"] == "not_applicable"


def test_a_blank_of_which_a_missing_code_decides_does_not_apply(house: House) -> None:
    """A comparison with a code is false, so that the workbook greys the row, and whoever leaves it blank is asked no more."""
    house.answer(0, SKIPPED, "02-22", house.letters)
    assert (house.row(0)["audits"], values(house)["audits"]["status"]) == ("-97", "not_applicable")
    assert items(house)["audits"].asked == 0


def test_what_is_answered_though_a_missing_code_decides_is_an_answer(house: House) -> None:
    """Nobody knows that it does not apply."""
    house.answer(0, SKIPPED | {"Audits in the year": 4}, "02-22", house.letters)
    assert (house.row(0)["audits"], values(house)["audits"]["status"]) == ("4", "answered")
    assert (items(house)["audits"].asked, items(house)["audits"].answered) == (1, 1)


def test_a_calculation_that_the_newer_version_asks_of_everybody_counts_where_an_older_workbook_left_it_out(house: House) -> None:
    """Two versions were answered and put together: whether it applies is said by the newer one, as everything that both have."""
    house.answer(0, {"Is there a law?": "No", "Cases opened": 4}, "02-22", house.letters)
    assert house.row(0)["lawful"] == "-97"
    house.write([["" if cell == "${law} = '1'" and row[1] == "lawful" else cell for cell in row] for row in _FORM], _LAWS)
    assert house.apply().code == 0
    _put_together(house, {"Cases opened": 4, "Number of staff": 12, "Audits in the year": 3})
    told = house.row(0)
    assert (told["law"], told["staff"], told["solved"], told["lawful"]) == ("2", "12", "-97", "8")


def test_a_calculation_that_only_the_older_version_has_stays_left_out(house: House) -> None:
    """The newer one says nothing of it."""
    house.answer(0, {"Is there a law?": "No", "Cases opened": 4}, "02-22", house.letters)
    house.write([row for row in _FORM if row[1] != "lawful"], _LAWS, '\n[[changes]]\ndropped = ["lawful"]\n')
    assert house.apply().code == 0
    _put_together(house, {"Cases opened": 4, "Number of staff": 12, "Audits in the year": 3})
    assert (house.row(0)["staff"], house.row(0)["lawful"]) == ("12", "-97")


def _put_together(house: House, entries: dict[str, object]) -> None:
    """Let a colleague fill in the workbook of today, and a person add it to what counts."""
    again = MailingTo(mailing="questionnaire", to=("ORG000",), again=True, by="anna", note="")
    send_addressed(house.service, SAMPLE, again, at("03-25"))
    letter = next(one for one in house.office.letters(at("03-25", 12)) if "person0@" in str(one["To"]))
    name, data = attached(letter)
    house.office.answer(letter, name, fill(data, entries), sender="colleague@nowhere.example")  # type: ignore[arg-type]
    house.office.letters(at("03-28"))
    with house.service.store.reading() as tx:
        (case,) = [one for one in waiting(tx) if one.kind == "workbook"]
    decide(house.service, Deciding(case=str(case.id), what="merge", by="anna"), at("03-29"))
