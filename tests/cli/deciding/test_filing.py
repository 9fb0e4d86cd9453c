"""file: what reached the office on paper, by telephone or as a file is filed like what came by mail, and says how it came."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo import respondents
from demo.acts import entries
from demo.usual_answers import usual
from domain.packing import opened
from questionnaire.xlsform import load
from service.installation.install import SAMPLE
from tests.cli.deciding.test_foreseeing import everything
from tests.cli.program import Ran, counterfoil, done


def workbook(home: Path, number: int, **changes: object) -> Path:
    """Return the workbook that an organisation was sent, filled well unless `changes` say otherwise."""
    form = load((home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    opened = (respondents.open_letter(path) for path in sorted((home / "out" / "new").iterdir()))
    letter = next(one for one in opened if one.workbook and one.to == f"person{number}@member{number}.example")
    name, blank = letter.workbook or ("", b"")
    file = home / name
    file.write_bytes(respondents.fill(blank, entries(form, {**usual(number), **changes}, letter.language)))  # type: ignore[dict-item]
    return file


@pytest.fixture
def book(at_work: Path) -> Path:
    """Return the completed workbook of an organisation that has not answered."""
    return workbook(at_work, 3)


def filed(home: Path, book: Path, *more: str, organisation: str = "ORG003") -> Ran:
    """File a workbook on paper, as Anna Berg."""
    return counterfoil("file", book, "--for", organisation, "--mode", "paper", "--by", "Anna Berg", *more, "--json", "--home", home)


def letters(home: Path) -> list[str]:
    """Return the kinds of all letters."""
    return [one["kind"] for one in done("deliveries", "--json", "--home", home).objects]


def test_a_workbook_that_is_filed_by_hand_counts_and_says_how_it_came(at_work: Path, book: Path) -> None:
    """A workbook on paper, by telephone or as a file, which staff file for its organisation: told in each place."""
    before = letters(at_work)
    ran = filed(at_work, book, "--note", "Brought by courier.")
    assert (ran.code, ran.one["state"], ran.one["mode"], ran.one["case"]) == (0, "accepted", "paper", None)
    assert letters(at_work) == before
    shown = done("show", "ORG003", "--json", "--home", at_work).objects
    (entry,) = [one for one in shown if one["entry"] == ran.one["entry"]]
    assert (entry["mode"], "on paper, by Anna Berg (Brought by courier.)" in entry["detail"]) == ("paper", True)
    (came,) = [one for one in shown if one["what"] == "submission accept" or one["what"] == "submission accepted"]
    assert (came["mode"], "filed here, on paper, by Anna Berg" in came["detail"]) == ("paper", True)
    (original,) = [one for one in shown if one["what"] == "return"]
    assert ("filed here, on paper, by Anna Berg:" in original["detail"], " from " in original["detail"]) == (True, False)
    assert book.name.encode() in (opened(Path(original["path"]).read_bytes()) or b"")
    (traced,) = done("trace", "ORG003", "employees", "--json", "--home", at_work).objects
    assert (traced["counts"], traced["mode"], traced["value"]) == (True, "paper", usual(3)["employees"])
    assert "filed here, on paper" in done("trace", "ORG003", "employees", "--home", at_work).out
    done("export", "csv", "--out", at_work / "exported", "--home", at_work)
    (table,) = (at_work / "exported").rglob("*submissions*.csv")
    rows = {row["organisation_code"]: row["mode"] for row in csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())}
    assert (rows["ORG003"], rows["ORG000"]) == ("paper", "")
    (stands,) = [one for one in done("status", "--all", "--json", "--home", at_work).objects[1:] if one["code"] == "ORG003"]
    assert (stands["standing"], stands["mark"]) == ("answered", None)


def test_the_same_file_is_filed_once(at_work: Path, book: Path) -> None:
    """Also one that had come by mail; it says so, and changes nothing. What was undone says that, too."""
    entry = filed(at_work, book).one["entry"]
    before = everything(at_work)
    again = filed(at_work, book, "--receipt")
    assert (again.code, again.one["entry"], again.one["state"]) == (0, 0, "accepted")
    assert "Nothing was filed: this file was filed on paper on " in again.one["told"]
    assert everything(at_work) == before
    mailed = filed(at_work, workbook(at_work, 0), organisation="ORG000").one
    assert (mailed["entry"], "sent by person0@member0.example" in mailed["told"]) == (0, True)
    done("undo", str(entry), "--home", at_work)
    undone = filed(at_work, book).one
    assert (undone["entry"], undone["state"]) == (0, "rejected")


def test_a_workbook_of_another_organisation_is_refused(at_work: Path, book: Path) -> None:
    """Its token says whose it is; nothing is written, not even the file."""
    before = everything(at_work)
    ran = filed(at_work, book, organisation="ORG002")
    assert (ran.code, "is that of ORG003 (" in ran.err, "and not of ORG002 (" in ran.err) == (2, True, True)
    assert everything(at_work) == before


@pytest.mark.parametrize("mode", ["paper", "telephone", "mail", "upload"])
def test_it_is_filed_as_that_by_which_it_came(at_work: Path, book: Path, mode: str) -> None:
    """In the journal, beside each answer and in the export."""
    told = done("file", book, "--for", "ORG003", "--mode", mode, "--json", "--home", at_work).one
    (line,) = [one for one in done("journal", "--json", "--home", at_work).objects if one["number"] == told["entry"]]
    assert (told["mode"], line["was"]) == (mode, mode)
    assert {one["mode"] for one in done("trace", "ORG003", "employees", "--json", "--home", at_work).objects} == {mode}
    done("export", "csv", "--out", at_work / "exported", "--home", at_work)
    (table,) = (at_work / "exported").rglob("*submissions*.csv")
    rows = {row["organisation_code"]: row["mode"] for row in csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())}
    assert rows["ORG003"] == mode


def test_what_cannot_be_filed_is_told(at_work: Path, book: Path) -> None:
    """A file that is no workbook, one that is blank, one that is not there, and a way in which none comes."""
    blank = next(one.workbook for path in sorted((at_work / "out" / "new").iterdir()) if (one := respondents.open_letter(path)).workbook)
    assert blank
    wrong = at_work / "wrong.xlsx"
    for content, said in ((b"no workbook", "wrong.xlsx"), (blank[1], "ORG000"), (book.read_bytes()[:2000], "wrong.xlsx")):
        wrong.write_bytes(content)
        before = everything(at_work)
        ran = filed(at_work, wrong)
        assert (ran.code, said in ran.err, "Traceback" in ran.err) == (2, True, False)
        assert everything(at_work) == before
    own = next(
        one.workbook
        for path in sorted((at_work / "out" / "new").iterdir())
        if (one := respondents.open_letter(path)).workbook and one.to == "person3@member3.example"
    )
    assert own
    wrong.write_bytes(own[1])
    assert "It is blank" in filed(at_work, wrong).err
    assert filed(at_work, at_work / "none.xlsx").code == 2
    by_mail = counterfoil("file", book, "--for", "ORG003", "--mode", "meeting", "--home", at_work)
    assert (by_mail.code, "--mode" in by_mail.err, "paper, telephone, mail, upload" in by_mail.err) == (2, True, True)


def test_errors_are_told_to_whoever_files_and_to_the_contacts_only_if_asked(at_work: Path) -> None:
    """It does not count, and the findings stand there; with a receipt, the workbook goes back to those on record."""
    book, before = workbook(at_work, 3, share_cross_border=140.0), letters(at_work)
    ran = filed(at_work, book)
    assert (ran.code, ran.one["state"]) == (1, "queried")
    assert "error" in {one["severity"] for one in ran.one["findings"]}
    assert letters(at_work) == before
    asked = filed(at_work, workbook(at_work, 3, share_cross_border=150.0), "--receipt")
    assert asked.one["state"] == "queried"
    assert letters(at_work)[len(before) :] == ["question_back"]


def test_what_was_found_is_told_in_english_to_whoever_files_and_to_the_organisation_in_its_own_language(at_work: Path) -> None:
    """The organisation reads French: so does its letter, and what is on record is what it was told. A dry run is told like the filing."""
    book = workbook(at_work, 3, share_cross_border=140.0)
    (would,) = filed(at_work, book, "--dry-run").one["outcomes"]
    (found,) = filed(at_work, book, "--receipt").one["findings"]
    assert found == would["findings"][0]
    assert found["message"].startswith("Please give a percentage")
    (kept,) = [one for event in done("show", "ORG003", "--json", "--home", at_work).objects for one in event["findings"]]
    assert (kept["cell"], kept["message"] == found["message"], kept["remedy"] == found["remedy"]) == (found["cell"], False, False)


def test_one_that_counts_is_done_though_it_has_warnings_and_a_dry_run_shows_the_findings(at_work: Path) -> None:
    """The warnings are told; whoever wants to know first sees what is wrong before anything is filed."""
    book = workbook(at_work, 3, website="none")
    seen = filed(at_work, book, "--dry-run")
    (outcome,) = seen.one["outcomes"]
    assert (seen.code, [one["severity"] for one in outcome["findings"]]) == (0, ["warning"])
    plain = counterfoil("file", book, "--for", "ORG003", "--mode", "paper", "--by", "Anna Berg", "--dry-run", "--home", at_work)
    assert (plain.code, outcome["findings"][0]["cell"] in plain.out) == (0, True)
    ran = filed(at_work, book)
    assert (ran.code, ran.one["state"], ran.one["findings"]) == (0, "accepted", outcome["findings"])
    wrong = filed(at_work, workbook(at_work, 3, share_cross_border=140.0), "--dry-run")
    assert "error" in {one["severity"] for one in wrong.one["outcomes"][0]["findings"]}


def test_a_receipt_goes_to_the_contacts_on_record_where_it_is_asked_for(at_work: Path, book: Path) -> None:
    """And to nobody else: not to the study's own address."""
    before = done("deliveries", "--json", "--home", at_work).objects
    assert filed(at_work, book, "--receipt").code == 0
    new = done("deliveries", "--json", "--home", at_work).objects[len(before) :]
    assert [(one["kind"], one["address"]) for one in new] == [("receipt", "person3@member3.example")]


def test_one_that_would_replace_an_answer_is_held(at_work: Path) -> None:
    """As one that came by mail from somebody who is not on record; a person accepts it, and nobody is written to."""
    before = letters(at_work)
    ran = filed(at_work, workbook(at_work, 0, employees=77), organisation="ORG000")
    assert (ran.code, ran.one["state"]) == (1, "held")
    assert "It would replace what person0@member0.example sent" in ran.one["told"]
    done("held", "decide", str(ran.one["case"]), "accept", "--home", at_work)
    (traced,) = [one for one in done("trace", "ORG000", "employees", "--json", "--home", at_work).objects if one["counts"]]
    assert (traced["value"], traced["mode"]) == (77, "paper")
    assert letters(at_work) == before


def test_what_filing_would_change_is_shown_and_nothing_is_filed(at_work: Path, book: Path) -> None:
    """By a dry run: the file is not kept either."""
    before = everything(at_work)
    told = filed(at_work, book, "--receipt", "--dry-run").one
    assert [(one["organisation"], one["now"]) for one in told["standings"]] == [("ORG003", "answered")]
    assert [(one["kind"], one["now"]) for one in told["letters"]] == [("receipt", "would go")]
    assert everything(at_work) == before


def test_it_is_read_again_as_it_was_filed(at_work: Path, book: Path) -> None:
    """A replay keeps for whom and how it was filed, and writes to nobody."""
    filed(at_work, book)
    before = everything(at_work)
    done("replay", "--all", "--home", at_work)
    after = everything(at_work)
    assert (after["letters"], after["standings"]) == (before["letters"], before["standings"])
    shown = done("show", "ORG003", "--json", "--home", at_work).objects
    assert [one["mode"] for one in shown if one["what"].startswith("submission")] == ["paper"]


def test_erasing_an_organisation_erases_what_was_filed_for_it_by_hand(at_work: Path, book: Path) -> None:
    """The original goes, and its answers stay; also the lists that staff keep are named, since these still name its people."""
    filed(at_work, book)
    (original,) = [one for one in done("show", "ORG003", "--json", "--home", at_work).objects if one["what"] == "return"]
    assert Path(original["path"]).exists()
    assert "people.csv" in counterfoil("erase", "ORG003", "--home", at_work).err
    assert not Path(original["path"]).exists()
    (traced,) = done("trace", "ORG003", "employees", "--json", "--home", at_work).objects
    assert traced["counts"]


@pytest.mark.sweep
@pytest.mark.parametrize("failpoint", ["by_hand.archived", "by_hand.in_filing", "store.before_commit", "by_hand.filed"])
def test_it_is_filed_once_wherever_the_program_dies(at_work: Path, book: Path, failpoint: str) -> None:
    """Killed before the commit, nothing was filed, and the same command files it; killed after it, the command says that it is filed."""
    command = ["file", str(book), "--for", "ORG003", "--mode", "paper", "--by", "Anna Berg", "--home", str(at_work)]
    program = [sys.executable, "-c", "from cli.main import run; run()", *command]
    died = subprocess.run(program, env={**os.environ, "COUNTERFOIL_FAILPOINT": f"{failpoint}:1"}, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL
    again = filed(at_work, book)
    assert (again.code, again.one["state"], again.one["entry"] == 0) == (0, "accepted", failpoint == "by_hand.filed")
    shown = done("show", "ORG003", "--json", "--home", at_work).objects
    assert sum(one["what"].startswith("submission") for one in shown) == 1
    assert sum(one["what"] == "return" for one in shown) == 1


def test_what_was_found_in_a_workbook_is_named_where_everything_is_shown(at_work: Path) -> None:
    """With its sheet and its cell, in the words of its letter; a number of findings alone tells nobody what to ask."""
    filed(at_work, workbook(at_work, 3, share_cross_border=140.0))
    told = done("show", "ORG003", "--home", at_work).out
    assert "1 finding" in told
    (found,) = [one for event in done("show", "ORG003", "--json", "--home", at_work).objects for one in event["findings"]]
    assert (found["cell"], found["severity"], found["label"][:4]) == ("C8", "error", "2.5 ")
    said = " ".join(f"{found['message']} {found['remedy']}".split())
    assert f"error ({found['sheet']}, C8, {found['label']}): {said}\n" in told
