"""A workbook that an agency designed by hand, from the file to the export, through real servers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from demo import respondents
from demo.respondents import Received
from demo.servers import Servers
from domain.submission import SubmissionState
from service.authoring.drafts import apply, draft
from service.authoring.new_study import NewStudy, new_study
from service.contacts.lists import load_file
from service.exports.export import export
from service.installation import config
from service.installation.install import install
from service.mailings.check import check
from service.operation.tick import tick
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import invitations, provenance
from tests.adopt.making import DAY, WHOLE, Maker
from tests.adopt.returned import by_libreoffice
from tests.programs import need
from tests.service.installed import connect
from workbooks.annotate import fill
from workbooks.cells import Cell

STUDY = "plants"
FIRST = datetime(2027, 1, 11, 9, tzinfo=UTC)
TABLE, MATRIX = ("First plant", "Second plant", "Third plant"), {"Coal": (11, 12), "Wind": (21, 22)}
SINGLE: dict[str, Any] = {"B3": "Ministry of Energy", "B4": 1250, "B5": datetime(2026, 5, 4), "B6": "Yes"}  # noqa: DTZ001 - A cell has no zone.


def _workbook() -> bytes:
    """Return a questionnaire as an agency draws it: single answers, a matrix of fuels and years, and a table of plants."""
    make = Maker("plants")
    page = make.sheet("Energy")
    page.set_column("A:A", 40)
    page.merge_range("A1:C1", "Energy statistics", make.head)
    rules: dict[str, dict[str, Any]] = {"B4": WHOLE, "B5": DAY, "B6": {"validate": "list", "source": ["Yes", "No"]}}
    for at, label, kind in (("B3", "Name of the organisation", "text"), ("B4", "Number of employees", "integer"),
                            ("B5", "Date of the last audit", "date"), ("B6", "Is there a policy?", "select_one")):  # fmt: skip
        page.write(at.replace("B", "A"), label)
        make.ask(page, at, label, kind, rule=rules.get(at), code="yyyy-mm-dd" if kind == "date" else "@" if kind == "text" else "")
    page.write_row("A9", ["Production", "2025", "2026"], make.head)
    for row, fuel in enumerate(MATRIX, 10):
        page.write(f"A{row}", fuel)
        for column in "BC":
            make.ask(page, f"{column}{row}", f"{fuel}|", "decimal", code="#,##0.00")
    plants = make.sheet("Plants")
    plants.write_row("A1", ["Name of the plant", "Capacity in MW"], make.head)
    for row in range(2, 8):
        make.ask(plants, f"A{row}", "Name of the plant", "text", code="@")
        make.ask(plants, f"B{row}", "Capacity in MW", "decimal", code="0.00")
    return make.done().data


def _values() -> dict[Cell, Any]:
    """Return what is typed, by the cell."""
    single = {Cell("Energy", int(at[1:]), 2): value for at, value in SINGLE.items()}
    matrix = {
        Cell("Energy", row, column): value for row, values in enumerate(MATRIX.values(), 10) for column, value in enumerate(values, 2)
    }
    names = {Cell("Plants", row, 1): name for row, name in enumerate(TABLE, 2)}
    return single | matrix | names | {Cell("Plants", row, 2): row * 1.5 for row in range(2, 2 + len(TABLE))}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return real servers."""
    with Servers(tmp_path_factory.mktemp("servers"), intake=["returns@agency.example"]) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, servers: Servers) -> Path:
    """Return an installation with a study that was begun with the workbook, and a draft that a person has edited."""
    found = tmp_path / "office"
    install(found, empty=True)
    connect(found, servers)
    file = tmp_path / "plants.xlsx"
    file.write_bytes(_workbook())
    said = NewStudy(
        id=STUDY, title="Plants", prefix="PLA27", languages=("en",), first_day=FIRST.date(), zone="UTC", workbooks=[file],
        sender=("Office", "office@agency.example"), contact=("Anna", "anna@agency.example"), returns_to="returns@agency.example",
    )  # fmt: skip
    with open_service(config.load(found, {})) as service:
        made = new_study(service, said, FIRST.date() - timedelta(days=5))
        assert (made.questions, made.needs) == (8, 0)
    _edit(found / "studies" / STUDY / "questionnaire.xlsx")
    return found


def _edit(form: Path) -> None:
    """Say in the draft where the reference is printed, which name a question has, and what is put into its cell."""
    book = openpyxl.load_workbook(form)
    survey = book["survey"]
    columns = {str(title): place for place, title in enumerate(next(survey.iter_rows(max_row=1, values_only=True)), 1)}
    fresh = survey.max_column + 1
    survey.cell(1, fresh).value = "excel::fill"
    for row in range(2, survey.max_row + 1):
        if survey.cell(row, columns["name"]).value == "number_of_employees":
            survey.cell(row, columns["name"]).value = "staff"
        if survey.cell(row, columns["name"]).value == "name_of_the_organisation":
            survey.cell(row, fresh).value = "organisation"
    settings = book["settings"]
    settings.cell(1, settings.max_column + 1).value = "excel::stamp"
    settings.cell(2, settings.max_column).value = "Energy!C3"
    book.save(form)


def _sent(service: Service, servers: Servers, home: Path) -> dict[str, Received]:
    """Load the list, apply the study, and let the questionnaire go out; return the letters with a workbook by their recipients."""
    people = home / "people.csv"
    people.write_text("code,organisation,language,role,name,address\n" + "".join(
        f"ORG{number},Ministry {number},en,to,Person {number},person{number}@member{number}.example\n" for number in range(3)))  # fmt: skip
    load_file(service, people, STUDY, {}, store=True)
    assert check(service, draft(service, STUDY), FIRST).problems == ()
    apply(service, STUDY, FIRST - timedelta(days=4), by="anna")
    report = tick(service, FIRST + timedelta(days=7, hours=5))
    assert not report.problems
    letters = [respondents.open_letter(one.file) for one in servers.accepted()]
    return {letter.to: letter for letter in letters if letter.workbook}


def _answer(letter: Received, data: bytes, name: str, servers: Servers) -> None:
    raw = respondents.answer(
        letter, sender=letter.to, sender_name="A person", text="Attached.", files=[(name, data)], now=FIRST + timedelta(days=8)
    )
    servers.deliver(raw, mail_from=letter.to, rcpt_to=letter.reply_to)


def test_from_the_file_to_the_export(home: Path, servers: Servers) -> None:
    """Everybody gets the very file, stamped; what openpyxl and LibreOffice filled comes back, and the export has each value."""
    need("soffice")
    with open_service(config.load(home, {})) as service:
        letters = _sent(service, servers, home)
        books = [letters[f"person{number}@member{number}.example"].workbook or ("", b"") for number in range(3)]
        for number, (name, data) in enumerate(books):
            sheet = openpyxl.load_workbook(io.BytesIO(data))["Energy"]
            assert (sheet["B3"].value, sheet["C3"].value) == (f"Ministry {number}", name.removesuffix(".xlsx"))
            assert sheet["A1"].value == "Energy statistics"
        _answer(letters["person0@member0.example"], _by_openpyxl(books[0][1]), "ours.xlsx", servers)
        filled = by_libreoffice({"theirs": fill(books[1][1], _values())}, "ods")["theirs"]
        _answer(letters["person1@member1.example"], filled, "theirs.ods", servers)
        report = tick(service, FIRST + timedelta(days=8, hours=6))
        assert not report.problems
        with service.store.reading() as tx:
            filed = list(provenance.each(tx, [one.id for one in invitations.of_study(tx, STUDY).values()]))
            running = require_running(service, tx, STUDY)
        assert [one.state for one in filed] == [SubmissionState.ACCEPTED] * 2, [one.findings for one in filed]
        export(service, running, "csv", home / "out", FIRST + timedelta(days=9), labels=False, language="en")
    _assert_exported(home / "out")


def _by_openpyxl(data: bytes) -> bytes:
    """Fill a copy; sheets are renamed, and a row is put in above all else."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, value in _values().items():
        book[cell.sheet].cell(cell.row, cell.column).value = value
    book["Energy"].insert_rows(2)
    book["Energy"].title = "Our energy"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _assert_exported(folder: Path) -> None:
    rows = {row["organisation_code"]: row for row in _rows(folder, "answers")}
    for code in ("ORG0", "ORG1"):
        assert (rows[code]["name_of_the_organisation"], rows[code]["staff"]) == ("Ministry of Energy", "1250")
        assert (rows[code]["date_of_the_last_audit"], rows[code]["is_there_a_policy"]) == ("2026-05-04", "Yes")
    assert rows["ORG2"]["standing"] == "silent"
    matrix = [(row["instance"], row["q_2025"], row["q_2026"]) for row in _rows(folder, "energy_statistics")]
    assert matrix == [("Coal", "11.0", "12.0"), ("Wind", "21.0", "22.0")] * 2
    plants = [(row["name_of_the_plant"], float(row["capacity_in_mw"])) for row in _rows(folder, "plants_2")]
    assert plants == list(zip(TABLE, (3.0, 4.5, 6.0), strict=True)) * 2


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / f"{STUDY}-{table}.csv").read_text(encoding="utf-8-sig"))))


def test_what_cannot_be_read_goes_back_marked_in_their_own_copy(home: Path, servers: Servers) -> None:
    """A figure that is none is an error: the copy that they sent comes back with that cell marked, and all else as they left it."""
    with open_service(config.load(home, {})) as service:
        letter = _sent(service, servers, home)["person2@member2.example"]
        name, data = letter.workbook or ("", b"")
        before = len(servers.accepted())
        _answer(letter, fill(data, _values() | {Cell("Energy", 4, 2): "about a thousand"}), name, servers)
        assert not tick(service, FIRST + timedelta(days=8, hours=6)).problems
    letters = [respondents.open_letter(one.file) for one in servers.accepted()[before:]]
    back = next(one.workbook for one in letters if one.to == "person2@member2.example" and one.workbook)
    book = openpyxl.load_workbook(io.BytesIO(back[1]))
    sheet = book["Energy"]
    assert sheet["B4"].comment is not None
    assert (sheet["A1"].value, sheet["B3"].value, sheet["B4"].value) == ("Energy statistics", "Ministry of Energy", "about a thousand")
    assert book.sheetnames[1:3] == ["Energy", "Plants"]
