"""Parts of a questionnaire meet what else is known of answers: edits, reports on quality, exports, and notes about who has which part."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from digests.facts import StatusFacts
from digests.status import build
from domain.errors import ConfigurationError
from domain.quality import Disposition
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.deciding.held import decide
from service.digests.facts import facts
from service.exports.export import export
from service.installation.install import SAMPLE
from service.mailings.check import check
from service.quality.measured import quality
from service.rulings.decided import Deciding
from service.studies.running import require_running
from tests.service.answers.test_in_parts import justice, police
from tests.service.installed import LIST
from tests.service.office import ME, Office
from tests.service.reviewing.test_edits import counts, put_right
from tests.service.two_offices import JUSTICE, POLICE, in_parts, office, people

__all__ = ["in_parts", "office"]

LAW = b"%PDF-1.4\nA law\n"


def reported(office: Office) -> tuple[Disposition, dict[str, tuple[int, int, int]], dict[str, tuple[int, int, int]]]:
    """Return where the first organisation ended, items as (asked, answered, edited), and checks as (failed, corrected, left)."""
    with office.service.store.reading() as tx:
        told = quality(tx, require_running(office.service, tx, SAMPLE), office.now)
    (one,) = [case.disposition for case in told.cases if case.organisation == "ORG000"]
    items = {line.item: (line.asked, line.answered, line.edited) for line in told.items}
    return one, items, {line.check: (line.failed, line.corrected, line.left) for line in told.checks}


def exported(office: Office, folder: Path, *, anonymous: bool = False) -> dict[str, list[dict[str, str]]]:
    """Return the tables of an export as CSV by their names."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    made = export(office.service, found, "csv", folder, office.now, labels=False, language="en", anonymous=anonymous)
    files = [one for one in made.files if one.suffix == ".csv"]
    return {one.stem.removeprefix(f"{SAMPLE}-"): list(csv.DictReader(one.read_text("utf-8-sig").splitlines())) for one in files}


def test_an_edit_in_one_part_survives_the_workbook_of_the_other_office(office: Office) -> None:
    """Also when that office sends its part again; the own office's newer answer takes the edit's place."""
    police(office, employees=4000)
    put_right(office, "employees", "401")
    justice(office)
    justice(office, orders_number=8)
    assert (counts(office, "employees"), counts(office, "orders_number")) == (401, 8)
    police(office, employees=4000)
    assert counts(office, "employees") == 401
    police(office, employees=402)
    assert counts(office, "employees") == 402
    office.check()


def test_quality_and_the_exported_case_tell_of_one_part_what_it_fills(office: Office, tmp_path: Path) -> None:
    """The other office's questions are asked and unanswered until its workbook comes; an edit of them is counted, and what it fills."""

    def told() -> tuple[float | None, tuple[int, int, int], tuple[int, int, int]]:
        ended, items, _ = reported(office)
        (case, *_) = exported(office, tmp_path / office.later().isoformat())["cases"]
        assert (case["disposition"], case["event"]) == (ended.code.value, ended.event.value)
        assert float(case["answered_share"]) == pytest.approx(ended.share)
        return ended.share, items["employees"], items["law_adequate"]

    police(office)
    share, *items = told()
    assert 0 < (share or 0) < 1
    assert items == [(1, 1, 0), (1, 0, 0)]
    justice(office)
    put_right(office, "law_adequate", "adequate")
    assert told() == (1, (1, 1, 0), (1, 1, 1))
    assert {row["item"]: row["new"] for row in exported(office, tmp_path / "last")["edits"]} == {"law_adequate": "adequate"}


def test_what_a_person_decided_against_and_what_was_taken_back_is_in_the_export(office: Office, tmp_path: Path) -> None:
    """Of workbooks that were put together: each answer of one that counts in which another counts instead; what both say alike is none."""
    police(office, orders_number=5, law_harmonization="fairly", gaps="None.")
    justice(office, orders_number=8, law_harmonization="very", gaps=None)
    (waits,) = office.cases()
    decide(office.service, Deciding(case=str(waits.id), what="second", by=ME, but=("law_harmonization",)), office.later())
    tables = exported(office, tmp_path / "a")
    assert [(row["submission"], row["state"], row["item"], row["answer"], row["written"]) for row in tables["others"]] == [
        ("1", "accepted", "gaps", "None.", ""),
        ("1", "accepted", "orders_number", "5", ""),
        ("2", "accepted", "law_harmonization", "very", "Very important"),
    ]
    (row, *_) = tables["answers"]
    assert (row["orders_number"], row["law_harmonization"], row["gaps"]) == ("8", "fairly", "")


def test_an_answer_without_a_part_is_partial_in_report_and_export_however_much_is_there(office: Office, tmp_path: Path) -> None:
    """A study that calls it complete from a tenth on; once the other part has come, it is."""
    study = office.home / "studies" / SAMPLE / "study.toml"
    study.write_text(f"{study.read_text(encoding='utf-8')}\n[quality]\ncomplete = 0.1\npartial = 0.05\n", encoding="utf-8")
    apply(office.service, SAMPLE, office.later(), by="staff")

    def told() -> tuple[str, str, str]:
        tables = exported(office, tmp_path / office.later().isoformat())
        return reported(office)[0].code.value, tables["cases"][0]["disposition"], tables["answers"][0]["completeness"]

    police(office)
    assert told() == ("1.2", "1.2", "partial")
    justice(office)
    assert told() == ("1.1", "1.1", "complete")


def test_a_finding_of_the_first_office_is_not_corrected_by_the_workbook_of_the_second(office: Office) -> None:
    """It is left as long as its answer counts, and corrected once its own office sends another one."""
    police(office, employees=None)
    (_, _, before) = reported(office)
    failed = {check for check, (failed, corrected, _) in before.items() if failed > corrected}
    assert "required" in failed
    justice(office, assistance_given="no", assistance_needed=("forensics",))
    (_, _, after) = reported(office)
    assert after["required"] == (1, 0, 1)
    police(office)
    (_, _, last) = reported(office)
    assert last["required"] == (1, 1, 0)


def test_an_anonymous_export_of_parts_and_annexes_names_nobody(office: Office, tmp_path: Path) -> None:
    """Neither the organisation nor its people, their files or their words; annexes are files of people, and are refused."""
    police(office)
    book = office.workbook(0, assistance_given="no", assistance_needed=("forensics",))
    office.write(JUSTICE, ("Jo's answers.xlsx", book), ("Law of Atlantis.pdf", LAW), reply_to=0)
    put_right(office, "employees", "401", note="Pia said so by telephone.")
    exported(office, tmp_path / "a", anonymous=True)
    texts = {one.name: one.read_text("utf-8-sig", errors="replace") for one in (tmp_path / "a").iterdir()}
    for word in ("ORG000", "Organisation 0", "member0", "police.xlsx", "Jo's", "Atlantis", "Pia", POLICE, JUSTICE):
        assert [name for name, text in texts.items() if word in text] == [], word
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    with pytest.raises(ConfigurationError, match="annexes are files of people"):
        export(office.service, found, "annexes", tmp_path / "x", office.now, labels=False, language="en", anonymous=True)
    assert not (tmp_path / "x").exists()


def test_the_digest_says_which_part_is_missing(office: Office) -> None:
    """In the line of an organisation that still owes; one that sent nothing lacks everything, which is not said."""
    police(office)
    with office.service.store.reading() as tx:
        told: StatusFacts = facts(tx, require_running(office.service, tx, SAMPLE), office.now, None)
    context = json.loads(json.dumps(build(told, "en").context))
    lines = [str(cell) for section in context["sections"] for table in section["tables"] for row in table["rows"] for cell in row]
    said = ["sent a part of the answer; the rest is missing", "Police done, justice missing"]
    assert [line.split("\n")[-1] for line in lines if "missing" in line] == said


def test_a_check_tells_of_unknown_parts_and_of_those_that_nobody_has(office: Office) -> None:
    """Each contact and organisation by name; where the contacts have all parts, nothing is said."""

    def notes() -> list[str]:
        with office.service.store.reading() as tx:
            found = require_running(office.service, tx, SAMPLE)
        return [note for note in check(office.service, found, office.now).notes if "part" in note]

    assert notes() == []
    file = office.home / "people.csv"
    file.write_bytes(people().replace(b";Justice;", b";Customs;"))
    load_file(office.service, file, LIST, {}, store=True)
    assert notes() == [
        f"ORG000: {JUSTICE} has the part Customs, and the questionnaire has Police, justice.",
        "ORG000: nobody there has the part justice.",
    ]
