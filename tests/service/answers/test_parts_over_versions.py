"""Offices answer for their parts by different versions of the questionnaire: what each says lies beside what the other does."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from demo import respondents
from demo.acts import entries
from demo.usual_answers import usual
from questionnaire.xlsform import load
from service.authoring.drafts import apply
from service.exports.export import export
from service.installation.install import SAMPLE
from service.quality.inquiries import Inquired
from service.quality.inquiries import load as load_ticks
from service.quality.outliers import HEADINGS, find, sheet
from service.reviewing.tracing import trace
from service.studies.running import require_running
from tests.service.answers.test_in_parts import case, justice, police, sent
from tests.service.office import ME, Office
from tests.service.reviewing.test_edits import counts, put_right
from tests.service.two_offices import BLANK_OF_POLICE, JUSTICE, POLICE, delivered_to, in_parts, office

__all__ = ["in_parts", "office"]

RENAMED = {"orders_number": "orders_total", "employees": "staff_number"}


def rename(office: Office) -> None:
    """Apply a version in which a question of each part has another name."""
    folder = office.home / "studies" / SAMPLE
    book = openpyxl.load_workbook(folder / "questionnaire.xlsx")
    for cell in (cell for row in book["survey"].iter_rows() for cell in row if isinstance(cell.value, str)):
        for old, new in RENAMED.items():
            cell.value = new if cell.value == old else str(cell.value).replace(f"${{{old}}}", f"${{{new}}}")
    book.save(folder / "questionnaire.xlsx")
    mapped = ", ".join(f'{old} = "{new}"' for old, new in RENAMED.items())
    study = folder / "study.toml"
    study.write_text(f"{study.read_text(encoding='utf-8')}\n[[changes]]\nrenamed = {{ {mapped} }}\n", encoding="utf-8")
    apply(office.service, SAMPLE, office.later(), by=ME)


def ask_more(office: Office) -> None:
    """Apply a version that asks the police for their vehicles too."""
    file = office.home / "studies" / SAMPLE / "questionnaire.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["survey"]
    heads = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
    row = next(one for one in range(2, sheet.max_row + 1) if sheet.cell(one, heads["name"]).value == "employees")
    sheet.insert_rows(row + 1)
    for head, column in heads.items():
        if head in {"type", "name"} or head.startswith("label"):
            sheet.cell(row + 1, column).value = {"type": "integer", "name": "vehicles"}.get(head, "Number of vehicles")
    book.save(file)
    apply(office.service, SAMPLE, office.later(), by=ME)


def justice_by_todays_form(office: Office, **answers: object) -> None:
    """Let the justice department fill in the workbook that the reminder brings it."""
    (letter,) = [one for one in sent(office, "03-26") if delivered_to(one) == JUSTICE]
    form = load((office.home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    _, blank = letter.workbook or ("", b"")
    said = {**usual(0), **BLANK_OF_POLICE, "assistance_given": None, "assistance_needed": None}
    called = {old: new for old, new in RENAMED.items() if new in form.by_name}
    given = {called.get(name, name): value for name, value in {**said, **answers}.items()}
    book = respondents.fill(blank, entries(form, given, letter.language))  # type: ignore[arg-type]
    office.write(JUSTICE, ("justice.xlsx", book), reply_to=0)


def put_together(office: Office) -> None:
    """Let a person put the held workbook together with what counts."""
    (waits,) = office.cases()
    assert waits.reasons[0].endswith("part, and others answered another version of the questionnaire.")
    office.decide(waits.id, "merge")


def exported(office: Office, folder: Path, version: int | None = None) -> Mapping[str, str]:
    """Return the row of the first organisation."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    export(office.service, found, "csv", folder, office.now, labels=False, language="en", version=version)
    return next(csv.DictReader(io.StringIO((folder / f"{SAMPLE}-answers.csv").read_text("utf-8-sig"))))


def traced(office: Office, question: str) -> list[tuple[object, bool, str]]:
    """Return the value, whether it counts, and the sender of every answer of the first organisation to a question."""
    with office.service.store.reading() as tx:
        found = trace(office.service, tx, require_running(office.service, tx, SAMPLE), "ORG000", question)
        return [(one.value, one.counts, one.submission.sender) for one in found]


def test_a_part_by_an_older_version_lies_beside_one_by_todays(office: Office, tmp_path: Path) -> None:
    """A person is shown that the versions differ; put together, both count under today's names, and no part is blanked by the other.

    Each version as it was has what it asked of both.
    """
    police(office, employees=400)
    rename(office)
    justice_by_todays_form(office, orders_number=8, law_adequate="partly")
    put_together(office)
    assert (office.states(0), office.standing(0), case(office).parts_missing) == (["accepted", "accepted"], "answered", ())
    row = exported(office, tmp_path / "all")
    assert [row[name] for name in ("staff_number", "orders_total", "law_adequate", "form_version")] == ["400", "8", "partly", "2"]
    old = exported(office, tmp_path / "old", version=1)
    assert [old[name] for name in ("employees", "orders_number")] == ["400", "8"]
    office.check()


def test_the_first_office_sends_its_part_again_by_the_older_version(office: Office, tmp_path: Path) -> None:
    """It takes the place of its own first one, of nothing that the other office said by today's version, and of an edit beside it."""
    police(office, employees=400)
    rename(office)
    justice_by_todays_form(office, orders_number=8)
    put_together(office)
    put_right(office, "orders_total", "9")
    police(office, employees=401)
    put_together(office)
    assert sorted(office.states(0)) == ["accepted", "accepted", "superseded"]
    assert (counts(office, "staff_number"), counts(office, "orders_total")) == (401, 9)
    assert exported(office, tmp_path)["staff_number"] == "401"
    office.check()


def test_an_office_takes_back_nothing_for_which_its_file_has_no_cell(office: Office) -> None:
    """The police send the file from before their vehicles were asked: what the other office wrote of these stays, and an edit there."""
    police(office, employees=400)
    ask_more(office)
    justice_by_todays_form(office, vehicles=7, assistance_given="no")
    put_together(office)
    put_right(office, "vehicles", "8")
    police(office, employees=401)
    assert (counts(office, "employees"), counts(office, "vehicles")) == (401, 8)
    # What everybody is asked they answer otherwise than the other office, so that a person decides.
    police(office, employees=402, assistance_given="yes")
    (waits,) = office.cases()
    office.decide(waits.id, "second")
    assert (counts(office, "employees"), counts(office, "vehicles")) == (402, 8)
    office.undo(office.entry("edit"))
    assert counts(office, "vehicles") == 7
    office.check()


def test_trace_says_what_counts_where_one_office_took_back_what_the_other_had_written(office: Office) -> None:
    """The guess of the police counts no more, and the blank of the office whose question it is does."""
    police(office, orders_number=5)
    justice(office, orders_number=None)
    assert counts(office, "orders_number") is None
    assert traced(office, "orders_number") == [(5, False, POLICE), (None, True, JUSTICE)]


def test_an_inquiry_goes_to_the_office_that_gave_the_figure(office: Office) -> None:
    """Not to whoever sent the last workbook, and each office is asked in a letter of its own."""
    folder = office.home / "studies" / SAMPLE
    book = openpyxl.load_workbook(folder / "questionnaire.xlsx")
    shown = [cell.value for cell in book["survey"][1]].index("previous")
    (orders,) = [row for row in book["survey"].iter_rows() if row[1].value == "orders_number"]
    orders[shown].value = "yes"
    book.save(folder / "questionnaire.xlsx")
    (folder / "previous.csv").write_text("organisation_code,employees,orders_number\nORG000,4,1\n")
    apply(office.service, SAMPLE, office.later(), by=ME)
    police(office, employees=400)
    justice(office, orders_number=80, assistance_given="no", assistance_needed=("forensics",))
    asked = {one.address: one.items for one in _ask_all(office).asked}
    assert asked == {POLICE: ("employees",), JUSTICE: ("orders_number",)}
    assert _ask_all(office).asked == []


def _ask_all(office: Office) -> Inquired:
    """Tick every row of the sheet of outliers, and load it."""
    with office.service.store.reading() as tx:
        found = [one for one in find(tx, require_running(office.service, tx, SAMPLE), office.now) if one.found.organisation == "ORG000"]
    book = openpyxl.load_workbook(io.BytesIO(sheet(found, SAMPLE)))
    for row in range(2, len(found) + 2):
        book.worksheets[0].cell(row, HEADINGS.index("ask") + 1).value = "x"
    book.save(office.home / "outliers.xlsx")
    return load_ticks(office.service, SAMPLE, office.home / "outliers.xlsx", office.later(), by=ME)
