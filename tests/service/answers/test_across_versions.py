"""Edits, workbooks that are put together, and all that asks what counts, where answers came to several versions of a questionnaire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.answer import AnswerValue
from service.answers.counting import counted_of
from service.authoring.drafts import apply
from service.cases.waiting import waiting
from service.deciding.case_seen import case as look_at
from service.deciding.held import decide
from service.deciding.undo import Undoing, undo
from service.installation import config
from service.installation.install import SAMPLE
from service.quality.measured import quality
from service.reviewing.tracing import trace
from service.rulings.decided import Deciding
from service.studies.running import require_running
from service.wiring import open_service
from store import edits, invitations
from tests.service.installed import at, make
from tests.service.studies.test_versions import _FIRST as FORM
from tests.service.studies.test_versions import _LAWS, _LAWS_SECOND, _SECOND, _SECOND_CHANGES, _THIRD, _THIRD_CHANGES, FIRST, House

ME = "Anna Berg"
SECOND = (_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
THIRD = (_THIRD, _LAWS_SECOND, _THIRD_CHANGES)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of which one organisation answered the first form, version 2 of the study."""
    make(tmp_path, 3)
    with open_service(config.load(tmp_path, {})) as service:
        house = House(tmp_path, service)
        house.write(FORM, _LAWS)
        apply(service, SAMPLE, at("02-02"), by="staff")
        house.office.letters(at("02-10"))
        house.letters = house.office.letters(at("02-20"))
        house.answer(0, FIRST, "02-22", house.letters)
        yield house


def counts(house: House, number: int = 0) -> dict[str, AnswerValue]:
    """Return what counts of the answers of an organisation, and is not blank."""
    with house.service.store.reading() as tx:
        invitation = invitations.of(tx, SAMPLE, f"ORG{number:03d}")
        assert invitation
        (found,) = counted_of(tx, require_running(house.service, tx, SAMPLE), [invitation.id])
    return {key: value for key, value in found.submission.answers.items() if value is not None}


def take_back(house: House, entry: int) -> int:
    """Undo an entry."""
    return undo(house.service, Undoing(entry=entry, by=ME), at("05-02")).entry


def test_an_edit_keeps_its_meaning_when_versions_come_and_so_does_undoing_it(house: House) -> None:
    """It goes under the new name, in the new unit and code; undone, what was sent does."""
    done = [house.edit(0, *what, when="02-23").entry for what in (("incidents", "2000"), ("law", "Yes"), ("staff", "15"))]
    for version in (SECOND, THIRD):
        house.write(*version)
        assert house.apply("--by", ME).code == 0
    assert {name: counts(house)[name] for name in ("people", "incidents", "law")} == {"people": 15, "incidents": 2, "law": "1"}
    assert [house.row(0)[name] for name in ("people", "incidents", "law")] == ["15", "2", "1"]
    assert [house.row(0, 2)[name] for name in ("staff", "incidents", "law")] == ["15", "2000", "1"]
    told = {row["item"]: (row["old"], row["new"]) for row in house.exported(part="edits")}
    assert told == {"incidents": ("1.234", "2"), "law": ("0", "1"), "people": ("12", "15")}
    told = {row["item"]: (row["old"], row["new"]) for row in house.exported(2, part="edits")}
    assert told == {"incidents": ("1234", "2000"), "law": ("2", "1"), "staff": ("12", "15")}
    undone = [take_back(house, one) for one in done]
    assert [house.row(0)[name] for name in ("people", "incidents", "law")] == ["12", "1.234", "0"]
    take_back(house, undone[0])
    assert counts(house)["incidents"] == 2


def test_an_answer_to_an_earlier_version_is_edited_in_the_words_of_today(house: House) -> None:
    """Under the name and in the unit of today; the version as it was has it in its own. What it has no code for is withheld there."""
    house.write(*SECOND)
    assert house.apply().code == 0
    house.edit(0, "incidents", "1.5")
    house.edit(0, "employees", "13")
    done = house.edit(0, "law", "In preparation")
    assert "“No”" in done.told
    house.edit(0, "days", "31")
    house.edit(0, "budget", "7")
    told = ("employees", "incidents", "law", "days", "budget")
    assert [house.row(0)[name] for name in told] == ["13", "1.5", "9", "31", "7"]
    assert [house.row(0, 2)[name] for name in ("staff", "incidents", "law", "days")] == ["13", "1500", "-98", "31"]
    assert "budget" not in house.row(0, 2)
    with house.service.store.reading() as tx:
        (line,) = trace(house.service, tx, require_running(house.service, tx, SAMPLE), "ORG000", "staff")
    assert (line.value, line.as_written, line.edited_by, line.counts) == (13, "12", ME, True)
    house.write(*THIRD)
    assert house.apply("--by", ME).code == 0
    assert [house.row(0)[name] for name in ("people", "incidents", "law", "budget")] == ["13", "1.5", "9", "7"]


def test_an_edit_stands_when_the_same_is_said_in_other_words_and_ends_when_something_else_is(house: House) -> None:
    """Organisation 1 answers by the old form, is edited, and answers by the new one."""
    house.write(*SECOND)
    assert house.apply().code == 0
    fresh = house.fresh(1, "03-26")
    house.answer(1, FIRST | {"Incidents recorded": 5000}, "03-27", house.letters)
    house.edit(1, "incidents", "6", when="03-28")
    house.edit(1, "employees", "99", when="03-28")
    house.edit(1, "remark", "Seen", when="03-28")
    house.send(fresh, {"Number of staff": 13, "Incidents recorded": 5.0}, "03-29")
    assert house.filed(1) == (3, {"employees": 13, "incidents": 5.0})
    assert {name: counts(house, 1).get(name) for name in ("employees", "incidents", "remark")} == {
        "employees": 13,
        "incidents": 6,
        "remark": "Seen",
    }


def test_two_answers_that_a_later_version_makes_one_of_stay_two_for_an_edit(house: House) -> None:
    """What ended an edit ended it for ever, whatever codes are put together since."""
    house.edit(0, "law", "Yes", when="02-23")
    house.answer(0, FIRST | {"Is there a law?": "Yes"}, "02-24", house.letters)
    house.edit(0, "law", "No", when="02-25")
    together = (("list_name", "name", "label"), ("law", "1", "Yes"), ("means", "fax", "Fax"), ("means", "mail", "Mail"))
    house.write(FORM, together, '\n[[changes]]\nrecoded = { law = { 2 = "1" } }\n')
    ran = house.apply("--by", ME)
    assert ran.code == 0, ran.err
    with house.service.store.reading() as tx:
        assert [one.stands for one in edits.of_study(tx, SAMPLE)] == [False, True]
    take_back(house, house_entry(house))
    with house.service.store.reading() as tx:
        assert [one.stands for one in edits.of_study(tx, SAMPLE)] == [False, False]
    assert house.row(0, 2)["law"] == "1"


def house_entry(house: House) -> int:
    """Return the entry of the newest edit."""
    with house.service.store.reading() as tx:
        return max(one.entry for one in edits.of_study(tx, SAMPLE))


def test_workbooks_of_two_versions_are_put_together_by_what_they_mean(house: House) -> None:
    """What is the same in other words is no dispute; what is not, is decided cell by cell, and stays so when things are renamed."""
    house.write(*SECOND)
    assert house.apply().code == 0
    fresh = house.fresh(1, "03-26")
    house.answer(1, FIRST | {"Incidents recorded": 2500}, "03-27", house.letters)
    del fresh["To"]
    fresh["To"] = "x@nowhere.example"
    house.send(fresh, {"Number of staff": 13, "Incidents recorded": 2.5, "Is there a law?": "Yes", "What is the budget?": 7}, "03-28")
    with house.service.store.reading() as tx:
        (case,) = (str(one.id) for one in waiting(tx) if "first" in one.options)
        seen = look_at(house.service, tx, case).disputes
    assert {one.question: (one.first.value, one.second.value) for one in seen} == {"employees": (12, 13), "law": ("0", "1")}
    assert all(one.first.cell and one.second.cell for one in seen)
    decide(house.service, Deciding(case=case, what="first", by=ME, but=("employees",)), at("03-29"))
    told = {"employees": 13, "incidents": 2.5, "law": "0", "budget": 7, "remark": "See annex"}
    assert {name: counts(house, 1).get(name) for name in told} == told
    house.write(*THIRD)
    assert house.apply("--by", ME).code == 0
    assert [house.row(1)[name] for name in ("people", "incidents", "law", "budget", "remark")] == ["13", "2.5", "0", "7", "See annex"]
    assert [house.row(1, 2)[name] for name in ("staff", "incidents", "law", "remark")] == ["13", "2500", "2", "See annex"]


def test_what_became_of_a_workbook_is_judged_by_the_form_that_it_answered(house: House) -> None:
    """A version that asks for more changes no disposition, and no share of what is filled in."""

    def reported() -> tuple[str, float | None]:
        with house.service.store.reading() as tx:
            facts = quality(tx, require_running(house.service, tx, SAMPLE), at("04-01"))
        (first,) = [one.disposition for one in facts.cases if one.organisation == "ORG000"]
        return first.code.value, first.share

    before = reported()
    house.write((*_SECOND, *(("text", f"more{number}", f"What else ({number})?", "", "", "") for number in range(9))), *SECOND[1:])
    assert house.apply().code == 0
    assert reported() == before
    assert before[1] == 1
