"""--dry-run of the verbs that decide: what would change is shown, by the verb itself, and nothing is changed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.wiring import open_service
from store import holds
from tests.cli.program import counterfoil, done
from tests.service.installed import LIST


def everything(home: Path) -> dict[str, object]:
    """Return what the installation holds: its journal, its cases, where everybody stands, its letters, and the files of its archive."""
    return {
        "journal": done("journal", "--json", "--home", home).out,
        "cases": done("held", "--all", "--json", "--home", home).out,
        "standings": done("status", "--all", "--json", "--home", home).objects[1:],
        "letters": done("deliveries", "--json", "--home", home).out,
        "archive": sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in (home / "archive").glob("*/*") if path.is_file()),
    }


def foreseen(home: Path, *verb: str | Path) -> dict[str, Any]:
    """Return what a verb says that it would change; it changes nothing."""
    before = everything(home)
    told: dict[str, Any] = done(*verb, "--dry-run", "--json", "--home", home).one
    assert everything(home) == before
    return told


def test_what_a_decision_would_change_is_what_it_changes(at_work: Path) -> None:
    """The answers that would count and the letters that would go are shown before; then the same comes true."""
    (case,) = done("held", "--json", "--home", at_work).objects
    told = foreseen(at_work, "held", "decide", case["id"], "accept")
    assert told["dry_run"]
    (stands,) = told["standings"]
    assert (stands["organisation"], stands["before"], stands["now"]) == ("ORG002", "queried, waits for us", "answered")
    (counts,) = told["answers"]
    assert {one["before"] for one in counts["answers"]} == {None}
    employees = next(one["now"] for one in counts["answers"] if one["question"] == "employees")
    assert [(one["kind"], one["before"], one["now"]) for one in told["letters"]] == [("receipt", "", "would go")] * len(told["letters"])
    assert {one["to"] for one in told["letters"]} >= {"person2@member2.example"}
    done("held", "decide", case["id"], "accept", "--home", at_work)
    (after,) = [one for one in done("status", "--all", "--json", "--home", at_work).objects[1:] if one["code"] == "ORG002"]
    assert after["standing"] == "answered"
    (traced,) = [one for one in done("trace", "ORG002", "employees", "--json", "--home", at_work).objects if one["counts"]]
    assert traced["value"] == employees


def test_several_choices_and_blanks_are_shown_as_people_write_them(at_work: Path) -> None:
    """Choices with blanks between, as exports have them; by a rehearsal and by the page of the case."""
    (case,) = done("held", "--json", "--home", at_work).objects
    told = done("held", "decide", case["id"], "accept", "--dry-run", "--home", at_work).out
    (line,) = [one for one in told.splitlines() if " measures_taken " in one]
    assert line.split() == ["ORG002", "measures_taken", "no", "answer", "abuse_desk", "cert"]


def test_what_undoing_would_change_is_shown(at_work: Path) -> None:
    """The answer would not count any more, and the letter that says it does would be dropped; also by the number of the case."""
    (case,) = done("held", "--json", "--home", at_work).objects
    entry = done("held", "decide", case["id"], "accept", "--json", "--home", at_work).one["entry"]
    by_entry, by_case = foreseen(at_work, "undo", entry), foreseen(at_work, "held", "undo", case["id"])
    for told in (by_entry, by_case):
        (stands,) = told["standings"]
        assert (stands["before"], stands["now"]) == ("answered", "queried, waits for us")
        assert {one["now"] for one in told["answers"][0]["answers"]} == {None}
        assert {(one["kind"], one["before"], one["now"]) for one in told["letters"]} == {("receipt", "would go", "would be dropped")}
    page = done("undo", entry, "--dry-run", "--home", at_work).out
    assert page.startswith("Nothing is changed.")
    for said in ("Standings", "Answers that count", "Letters", "would be dropped"):
        assert said in page


def test_what_several_decisions_would_change_together_is_shown(at_work: Path) -> None:
    """An undoing that builds on another is seen with it; one that cannot be is told beside the others, as when they are made."""
    first = done("mark", "ORG003", "declined", "--json", "--home", at_work).one["entry"]
    before = everything(at_work)
    ran = counterfoil("undo", str(first), "999", "--dry-run", "--json", "--home", at_work)
    assert ran.code == 1
    assert [("error" in one, "told" in one) for one in ran.one["outcomes"]] == [(True, False), (False, True)]
    (stands,) = ran.one["standings"]
    assert stands["before"] == "declined, marked as declined"
    assert stands["now"].startswith("silent, marked as waiting until ")
    assert everything(at_work) == before


def test_what_would_be_undone_is_said_once_and_what_cannot_be_is_not_called_undone(at_work: Path) -> None:
    """With or without a dry run: each entry is named by its own sentence, or by its number where there is none."""
    first = str(done("mark", "ORG003", "declined", "--home", at_work, "--json").one["entry"])
    for dry in (("--dry-run",), ()):
        ran = counterfoil("undo", first, "999", *dry, "--home", at_work)
        assert ran.code == 1
        assert f"undone {first}" not in ran.out
        assert f"Undone: entry {first}, " in ran.out
        assert ran.err.startswith("entry 999: ")


def test_a_decision_that_cannot_be_made_is_refused_in_a_dry_run_too(at_work: Path) -> None:
    """With the same words and the same exit status."""
    (case,) = done("held", "--json", "--home", at_work).objects
    for wrong in (("held", "decide", case["id"], "skip"), ("held", "decide", 999, "accept")):
        real, dry = counterfoil(*wrong, "--home", at_work), counterfoil(*wrong, "--dry-run", "--home", at_work)
        assert (dry.code, dry.err) == (real.code, real.err)
        assert dry.code == 2


@pytest.mark.parametrize("live", [(), ("--live",)])
def test_a_mailing_is_neither_sent_nor_rehearsed_by_a_dry_run(at_work: Path, live: tuple[str, ...]) -> None:
    """It is sent by nothing but the decision itself, and its rehearsal shows what it would send."""
    with open_service(config.load(at_work, {})) as service:
        tick(service, datetime.now(UTC))
    case = next(one["id"] for one in done("held", "--json", "--home", at_work).objects if one["kind"] == "mailing")
    before = everything(at_work)
    ran = counterfoil("held", "decide", case, "send", *live, "--dry-run", "--home", at_work)
    assert ran.code == 2
    assert "is shown by its rehearsal" in ran.err
    assert everything(at_work) == before
    assert not (at_work / "rehearsals").exists()


def test_who_would_leave_a_list_is_named_before_its_loading_is_undone(at_work: Path, tmp_path: Path) -> None:
    """With how many there are; whoever undoes the undoing sees who would come back."""
    file = tmp_path / "more.csv"
    file.write_text("code,organisation,email,language\nN1,Nova,nina@nova.example,en\nN2,Nord,nils@nord.example,fr\n", encoding="utf-8")
    entry = str(done("contacts", "load", file, "--list", LIST, "--home", at_work, "--json").one["entry"])
    told = foreseen(at_work, "undo", entry)["contacts"]
    gone = {"list": LIST, "now": "taken off"}
    assert told == [
        gone | {"organisation": "N1", "address": "nina@nova.example"},
        gone | {"organisation": "N2", "address": "nils@nord.example"},
    ]
    assert "nina@nova.example" in done("undo", entry, "--dry-run", "--home", at_work).out
    again = str(done("undo", entry, "--home", at_work, "--json").one["entry"])
    assert {one["now"] for one in foreseen(at_work, "undo", again)["contacts"]} == {"put on it again"}


def test_undoing_an_approval_of_a_study_that_was_never_applied_is_foreseen(home: Path) -> None:
    """No letter of it waits, and none would."""
    settings = home / "studies" / SAMPLE / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("approvals = 0", "approvals = 1"), encoding="utf-8")
    said = done("check", "--json", "--home", home).one["approvals"]
    sha256 = next(one["sha256"] for one in said if one["mailing"] == "circular")
    done("approve", "circular", sha256, "--by", "Anna Berg", "--home", home)
    (*_, entry) = done("journal", "--json", "--home", home).objects
    assert entry["what"] == "approve"
    assert foreseen(home, "undo", str(entry["number"]))["letters"] == []


def test_a_case_names_its_study_where_those_of_several_wait(at_work: Path) -> None:
    """Of one study alone nobody needs it."""
    alone = done("held", "--home", at_work).out
    with open_service(config.load(at_work, {})) as service, service.store.transaction() as tx:
        (one, *_) = holds.waiting(tx, SAMPLE)
        holds.hold(tx, replace(one, id=0, study="water-2027", invitation_id=None, message_id=None, cause="water"))
    assert (SAMPLE in alone, SAMPLE in done("held", "--home", at_work).out) == (False, True)
