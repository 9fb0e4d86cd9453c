"""The way of every value: from what is counted to the cell of the archived original, and to the letter that it answers."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.packing import opened
from domain.traced import COLUMNS, shown
from service.authoring.drafts import apply
from service.collecting.answered import answered
from service.installation.install import SAMPLE
from service.reviewing.tracing import every_value, export_values, trace
from service.studies.running import Running, require_running
from service.studies.versions import forms_of
from store import invitations, messages, outbox, submissions
from tests.programs import need
from tests.service.anew import assert_holds
from tests.service.office import Office, person
from tests.service.offices import convert
from tests.service.reviewing.test_edits import put_right


def running(office: Office) -> Running:
    """Return the study as it runs."""
    with office.service.store.reading() as tx:
        return require_running(office.service, tx, SAMPLE)


def traced(office: Office, number: int, question: str) -> list[dict[str, Any]]:
    """Return the lines of `trace`."""
    with office.service.store.reading() as tx:
        return [one.line() for one in trace(office.service, tx, running(office), f"ORG{number:03d}", question)]


def original(office: Office, line: dict[str, Any]) -> bytes:
    """Return the archived message that a line names."""
    with office.service.store.reading() as tx:
        (message,) = messages.with_ids(tx, [line["message"]])
    return office.service.store.archive.get(message.sha256)


def test_a_figure_is_followed_through_every_workbook_that_had_it(office: Office) -> None:
    """The superseded one is shown beside the one that counts, each with its own message, file and cell."""
    first = office.write(person(0), ("a.xlsx", office.workbook(0, employees=400)))
    second = office.write(person(0), ("b.xlsx", office.workbook(0, employees=410)))
    old, new = traced(office, 0, "employees")
    assert tuple(old) == COLUMNS
    assert (old["value"], old["counts"], old["message"], old["file"]) == (400, False, first, "a.xlsx")
    assert (new["value"], new["counts"], new["message"], new["file"]) == (410, True, second, "b.xlsx")
    assert (new["status"], new["as_written"], new["rung"], new["version"]) == ("answered", "410", "name", 1)
    assert new["from"] == person(0)
    for line in (old, new):
        assert_holds(original(office, line), line)


def test_what_was_sent_back_does_not_count(office: Office) -> None:
    """An answer with an error is traced as well."""
    office.write(person(0), ("a.xlsx", office.workbook(0, share_cross_border=140.0)))
    (line,) = traced(office, 0, "share_cross_border")
    assert (line["value"], line["counts"]) == (140.0, False)


def test_an_item_that_says_nothing_is_unanswered_where_it_was_asked(office: Office) -> None:
    """No row is kept of it, and none is needed: the form of that version asked it."""
    office.write(person(0), ("a.xlsx", office.workbook(0, website=None)))
    (line,) = traced(office, 0, "website")
    assert (line["status"], line["value"], line["cell"]) == ("unanswered", None, None)


def test_how_a_value_was_made_of_what_was_written_is_told(office: Office) -> None:
    """By the rule of the conversion; what was worked out says so, also after an edit, and what stands as it was typed has none."""
    office.write(person(0), ("a.xlsx", office.workbook(0, employees="1 400 p", website=None)))
    told = {item: traced(office, 0, item)[0] for item in ("employees", "respondent_name")}
    assert [(one["as_written"], one["conversion"]) for one in told.values()] == [
        ("1 400 p", "number_flag"),
        ("Respondent 0, legal counsel", None),
    ]
    put_right(office, "website", "https://member0.example")
    put_right(office, "offences[2010].offences_fraud", "7")
    told = {item: traced(office, 0, item)[0] for item in ("website", "offences_all_years", "employees")}
    assert [one["conversion"] for one in told.values()] == [None, "calculated", "number_flag"]


def test_a_repeat_is_traced_by_its_name_by_that_of_a_question_and_by_a_key(office: Office) -> None:
    """Each gives those of its answers that it names."""
    office.write(person(0), ("a.xlsx", office.workbook(0)))
    whole, question, one = (traced(office, 0, name) for name in ("offences", "offences_fraud", "offences[2010].offences_fraud"))
    assert {line["item"] for line in question} < {line["item"] for line in whole}
    assert [line["item"] for line in one] == ["offences[2010].offences_fraud"]
    assert len({line["item"].partition(".")[0] for line in question}) == len(question) > 1


def test_a_name_that_no_version_has_is_refused_with_those_that_are_near(office: Office) -> None:
    """An organisation that sent nothing has no lines, and that is no mistake."""
    assert traced(office, 1, "employees") == []
    with pytest.raises(Exception, match=r"There is no question 'employes'. Did you mean employees\?"):
        traced(office, 1, "employes")


def test_the_export_has_the_lines_of_trace_for_the_whole_study(office: Office, tmp_path: Path) -> None:
    """It is the same values in the same order under the same names, and text from outside is as it was sent."""
    office.write(person(0), ("a.xlsx", office.workbook(0, comments='=1+1, "so"\nsaid')))
    office.write(person(1), ("=b.xlsx", office.workbook(1)))
    path = export_values(office.service, running(office), tmp_path / "out")
    assert [one.name for one in (tmp_path / "out").iterdir()] == [f"{SAMPLE}-values.csv"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with office.service.store.reading() as tx:
        lines = [one.line() for one in every_value(office.service, tx, running(office))]
    assert tuple(rows[0]) == COLUMNS
    assert rows == [{name: shown(cell) for name, cell in line.items()} for line in lines]
    written = {row["item"]: row for row in rows if row["organisation"] == "ORG000"}
    assert (written["comments"]["value"], written["comments"]["counts"], written["employees"]["note"]) == ('=1+1, "so"\nsaid', "true", "")
    assert {row["file"] for row in rows} == {"a.xlsx", "=b.xlsx"}


def test_a_version_that_is_over_says_what_it_asked(office: Office) -> None:
    """What was read by the first version keeps its form, whatever is applied afterwards."""
    office.write(person(0), ("a.xlsx", office.workbook(0)))
    with office.service.store.reading() as tx:
        before = forms_of(office.service, tx, running(office))(1)
    study = office.home / "studies" / SAMPLE
    letter = study / "letters" / "circular.en.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    apply(office.service, SAMPLE, office.later(), by="staff")
    with office.service.store.reading() as tx:
        found = forms_of(office.service, tx, running(office))
        assert (found(1), found(3)) == (before, None)
        assert running(office).version == 2
    assert {line["version"] for line in traced(office, 0, "employees")} == {1}


def test_the_letter_is_told_by_the_thread_or_else_by_the_token(office: Office) -> None:
    """A reply names the letter itself; a message of its own says by the token in its workbook whose letter it must have been."""
    first = office.write(person(0), ("a.xlsx", office.workbook(0)))
    with office.service.store.reading() as tx:
        invitation = invitations.of(tx, SAMPLE, "ORG000")
        assert invitation
        (by_token,) = answered(office.service, tx, invitation, [first]).values()
        (message,) = messages.with_ids(tx, [first])
    assert by_token.letter is not None
    assert (by_token.letter.mailing, by_token.letter.organisation, by_token.by) == ("questionnaire", "ORG000", "the token in the workbook")
    assert opened(Path(by_token.path).read_bytes()) == office.service.store.archive.get(message.sha256)
    Path(by_token.path).unlink()
    with office.service.store.reading() as tx:
        (gone,) = answered(office.service, tx, invitation, [first]).values()
    assert (gone.letter, gone.by) == (by_token.letter, by_token.by)
    assert message.sha256 in gone.fault


def test_the_letter_that_was_answered_is_known_when_the_original_has_gone(office: Office) -> None:
    """A reply to the older of two letters: the newest is not what it answers. Of what was filed before, it is what is most likely."""
    number = office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    with office.service.store.reading() as tx:
        invitation = invitations.of(tx, SAMPLE, "ORG000")
        assert invitation
        (before,) = answered(office.service, tx, invitation, [number]).values()
        (kept,) = submissions.of_messages(tx, [number])
        assert before.letter
        assert (kept.letter_id, kept.letter_by) == (before.letter.id, before.by)
    with office.service.store.transaction() as tx:
        older = next(one for one in outbox.to_addresses(tx, [person(0)]) if one.id != before.letter.id)
        submissions.keep(tx, replace(kept, letter_id=older.id), SAMPLE)
    Path(before.path).unlink()
    with office.service.store.reading() as tx:
        (after,) = answered(office.service, tx, invitation, [number]).values()
        assert after.letter
    assert (after.letter.id, after.by) == (older.id, before.by)
    assert after.fault


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_every_cell_holds_what_trace_says_whatever_program_saved_it(office: Office, kind: str) -> None:
    """The archived file is opened anew by LibreOffice and openpyxl; each located value stands there as it is said to."""
    need("soffice")
    data = convert(office.workbook(0), kind)
    office.write(person(0), (f"a.{kind}", data))
    with office.service.store.reading() as tx:
        lines = [one.line() for one in every_value(office.service, tx, running(office))]
    located = [line for line in lines if line["cell"]]
    assert len(located) > 20
    for line in located:
        assert_holds(original(office, line), line)
