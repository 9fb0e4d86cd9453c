"""trace and export values: a figure is followed to its cell, its original and its letter."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from domain.packing import unpacked
from domain.traced import COLUMNS
from tests.cli.program import counterfoil, done

CONTRACT = [
    *("organisation", "item", "value", "status", "as_written", "flag", "note", "version", "submission", "counts", "file", "sha256"),
    *("sheet", "cell", "rung", "message", "from", "received_at", "edited_by", "reason"),
    "mode",
    "letter",
    "conversion",
]


def test_trace_has_the_names_of_the_contract(at_work: Path) -> None:
    """A line a value, with exactly these names in this order."""
    told = done("trace", "ORG000", "employees", "--home", at_work, "--json").one
    assert list(told) == CONTRACT == list(COLUMNS)
    assert (told["organisation"], told["item"], told["status"], told["counts"]) == ("ORG000", "employees", "answered", True)
    assert told["received_at"].endswith("+00:00")


def test_trace_tells_a_person_the_way_to_the_cell_the_original_and_the_letter(at_work: Path) -> None:
    """The path is that of the archived message, whose hash it bears, and the letter can be looked at by its number."""
    line = done("trace", "ORG000", "employees", "--home", at_work, "--json").one
    told = done("trace", "ORG000", "employees", "--home", at_work).out
    assert f"employees: {line['value']} (answered); submission {line['submission']}, accepted: it counts" in told
    assert f"“{line['as_written']}” in {line['sheet']}!{line['cell']}, found by its name" in told
    assert f"{line['file']}, SHA-256 {line['sha256']}" in told
    (path,) = (Path(one) for one in re.findall(r"original +(\S+)", told))
    assert unpacked(path.read_bytes(), path.name)
    (letter,) = re.findall(r"counterfoil letter (\d+)", told)
    assert done("letter", letter, "--home", at_work, "--json").one["organisation"] == "ORG000"


def test_trace_tells_what_was_found_in_an_answer_that_was_sent_back(at_work: Path) -> None:
    """The finding stands beside the figure, which does not count."""
    told = done("trace", "ORG001", "share_cross_border", "--home", at_work).out
    assert re.search(r"140(\.0)? \(answered\); submission \d+, queried: it does not count", told)
    assert re.search(r"\n  error +\S", told)


def test_trace_tells_a_person_what_was_left_blank_edited_and_worked_out(at_work: Path) -> None:
    """Of a blank that was filled at the desk, nothing was written and nothing worked out; of a total, nobody wrote anything."""
    done("values", "edit", "ORG000", "website", "https://member0.example", "--by", "ann", "--note", "Said.", "--home", at_work)
    told = done("trace", "ORG000", "website", "--home", at_work).out
    assert re.search(r"\n  written +nothing\n  edited +by ann: Said\.", told)
    assert re.search(r"\n  edited on +\d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\n", told)
    assert "worked out" not in told
    done("values", "edit", "ORG000", "offences[2010].offences_access", "7", "--by", "ann", "--note", "Said.", "--home", at_work)
    told = done("trace", "ORG000", "offences_all_years", "--home", at_work).out
    assert re.search(r"\n  written +in no cell: it was worked out from other answers", told)


def test_trace_of_nothing_and_of_no_question(at_work: Path) -> None:
    """Who sent nothing is told so; a name that is nowhere ends with status 2."""
    assert "has sent no answer" in done("trace", "ORG003", "employees", "--home", at_work).out
    ran = counterfoil("trace", "ORG000", "emploees", "--home", at_work)
    assert ran.code == 2
    assert "Did you mean employees?" in ran.err


def test_values_are_exported_for_the_whole_study(at_work: Path, tmp_path: Path) -> None:
    """What `trace` shows of one question is a line there."""
    written = Path(done("export", "values", "--home", at_work, "--out", tmp_path / "out", "--json").one["file"])
    with written.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    line = done("trace", "ORG000", "employees", "--home", at_work, "--json").one
    (row,) = (one for one in rows if (one["organisation"], one["item"]) == ("ORG000", "employees"))
    assert {name: text for name, text in row.items() if text} == {
        name: "true" if value is True else str(value) for name, value in line.items() if value is not None
    }
    assert (
        "Known: annexes, csv, ddi, dta, parquet, sav, xlsx, values."
        in counterfoil("export", "pdf", "--home", at_work, "--out", tmp_path / "out").err
    )
