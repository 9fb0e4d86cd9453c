"""quality outliers: the analyst's loop, from a sheet with ticks to one letter an organisation, and back to the answer."""

from __future__ import annotations

import email
import email.policy
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from demo import respondents
from demo.acts import entries
from demo.usual_answers import usual
from domain.letter import LetterKind
from questionnaire.xlsform import load
from service.collecting.collect import collect
from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.sending.send import send_due
from service.wiring import open_service
from store import outbox
from tests.cli.conftest import copy_of
from tests.cli.program import counterfoil, done
from tests.service.installed import at, make

MANY = 8
# One gave single dollars where thousands were asked for, another one has a nought too many.
ODD: Mapping[int, Mapping[str, float | int]] = {2: {"losses": 15_000}, 5: {"orders_number": 3_000}}


@pytest.fixture(scope="session")
def _odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("odd") / "installation"
    make(home, MANY)
    form = load((home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
        tick(service, at("02-20"))
        opened = [respondents.open_letter(path) for path in sorted((home / "out" / "new").iterdir())]
        for number, letter in enumerate(
            sorted((one for one in opened if one.workbook and one.to.startswith("person")), key=lambda one: one.to)
        ):
            name, blank = letter.workbook or ("", b"")
            given = {**usual(3 + number % 3), "orders_number": 10 + number, **ODD.get(number, {})}
            files = [(name, respondents.fill(blank, entries(form, given, letter.language)))]
            raw = respondents.answer(letter, sender=letter.to, sender_name="A", text="Attached.", files=files, now=at("03-01"))
            (home / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
        collect(service, at("03-01"))
        send_due(service, at("03-02"))
    return home


@pytest.fixture
def home(_odd: Path, tmp_path: Path) -> Path:
    """Return an installation to which eight organisations answered, two of them oddly."""
    return copy_of(_odd, tmp_path)


def sheet(home: Path, ticks: Mapping[str, str] = {"losses": "x"}, note: str = "") -> Path:
    """Let the sheet be written, tick these questions, and return it."""
    file = home / "outliers.xlsx"
    done("quality", "outliers", "--home", home, "--out", file)
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    rows = book.active
    assert rows is not None
    place = {cell.value: number for number, cell in enumerate(rows[1], 1)}
    for row in range(2, rows.max_row + 1):
        rows.cell(row, place["ask"]).value = ticks.get(str(rows.cell(row, place["item"]).value))
        rows.cell(row, place["note"]).value = note or None
    book.save(file)
    return file


def inquiries(home: Path) -> list[str]:
    """Return the addresses of the letters that ask about answers."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        return [one.address for one in outbox.of_studies(tx, [SAMPLE]) if one.kind is LetterKind.INQUIRY]


def test_what_looks_odd_is_listed_with_what_it_may_have_meant(home: Path) -> None:
    """Fifteen thousand beside some thirteen is a thousand times too much; the others are ordinary."""
    odd = {(one["organisation"], one["item"]): one for one in done("quality", "outliers", "--home", home, "--json").objects}
    assert set(odd) == {("ORG002", "losses"), ("ORG005", "orders_number")}
    assert (odd["ORG002", "losses"]["power_of_ten"], odd["ORG002", "losses"]["why"]) == (3, ["distance", "unit"])
    assert odd["ORG002", "losses"]["asked_at"] is None


def test_what_is_ticked_is_asked_about_by_one_letter_and_once(home: Path) -> None:
    """Values that look odd are ticked in the sheet of `quality outliers`, and it is loaded: one letter an organisation asks about them.

    It is an entry of the journal; the same sheet again asks nobody, and the next one says when they were asked.
    """
    file = sheet(home, note="Is this in thousands?")
    told = done("quality", "outliers", "load", file, "--home", home, "--by", "Anna", "--json").one
    assert (told["ticked"], told["left_out"]) == (1, [])
    assert [(one["organisation"], one["address"], one["items"]) for one in told["asked"]] == [
        ("ORG002", "person2@member2.example", ["losses"])
    ]
    again = counterfoil("quality", "outliers", "load", file, "--home", home, "--json")
    assert (again.code, again.one["asked"], "were asked about this value" in again.one["left_out"][0]["why"]) == (1, [], True)
    assert inquiries(home) == ["person2@member2.example"]
    assert "about losses" in done("show", "ORG002", "--home", home).out
    asked = {one["item"]: one["asked_at"] for one in done("quality", "outliers", "--home", home, "--json").objects}
    assert [item for item, when in asked.items() if when] == ["losses"]


def test_what_looks_odd_is_listed_also_when_who_was_asked_is_erased(home: Path) -> None:
    """Nothing of that letter is left, which then says no more that it was asked about."""
    done("quality", "outliers", "load", sheet(home), "--home", home)
    with open_service(config.load(home, {})) as service:
        send_due(service, datetime.now(at("03-05").tzinfo))
    assert counterfoil("erase", "person2@member2.example", "--home", home, "--note", "Their wish").code == 1  # A file of staff names them.
    odd = done("quality", "outliers", "--home", home, "--json").objects
    assert {one["item"]: one["asked_at"] for one in odd} == {"losses": None, "orders_number": None}


def test_the_letter_says_what_they_answered_and_nothing_of_the_others(home: Path) -> None:
    """It is sent as any other, and its answer address proves whose reply it is."""
    done("quality", "outliers", "load", sheet(home, note="Is this in thousands?"), "--home", home)
    before = set((home / "out" / "new").iterdir())
    with open_service(config.load(home, {})) as service:
        send_due(service, datetime.now(at("03-05").tzinfo))
    (path,) = set((home / "out" / "new").iterdir()) - before
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    assert "15000" in text
    assert "another unit" in text
    assert "Is this in thousands?" in text
    assert "cybercrime.study+r" in letter["Reply-To"]
    assert letter["Auto-Submitted"] is None
    assert not list(letter.iter_attachments())


def test_a_rehearsal_says_who_would_be_asked_and_changes_nothing(home: Path) -> None:
    """Two organisations, each about its own value; a no is no tick."""
    told = done("quality", "outliers", "load", sheet(home, {"losses": "x", "orders_number": "1"}), "--home", home, "--dry-run")
    assert "ORG002, person2@member2.example: losses" in told.out
    assert "ORG005" in told.out
    assert inquiries(home) == []
    assert (
        done("quality", "outliers", "load", sheet(home, {"losses": "No", "orders_number": "0"}), "--home", home, "--json").one["ticked"]
        == 0
    )


def test_a_value_that_counts_no_more_is_not_asked_about(home: Path) -> None:
    """Nor is a row of another study; both are told, with the row."""
    file = sheet(home)
    book = openpyxl.load_workbook(file)
    rows = book.active
    assert rows is not None
    head = [cell.value for cell in rows[1]]
    rows.cell(2, head.index("value") + 1).value = 14
    book.save(file)
    ran = counterfoil("quality", "outliers", "load", file, "--home", home)
    assert (ran.code, "Row 2" in ran.err, "does not count any more" in ran.err) == (1, True, True)
    rows.cell(2, head.index("study") + 1).value = "another"
    book.save(file)
    assert "of the study another" in counterfoil("quality", "outliers", "load", file, "--home", home).err


def test_another_file_and_a_paused_study_are_refused(home: Path) -> None:
    """With how to mend it."""
    file = sheet(home)
    done("study", "pause", "--home", home)
    assert "paused" in counterfoil("quality", "outliers", "load", file, "--home", home).err
    wrong = counterfoil("quality", "outliers", "load", home / "studies" / SAMPLE / "questionnaire.xlsx", "--home", home)
    assert (wrong.code, "This is no sheet of outliers" in wrong.err) == (2, True)
    assert inquiries(home) == []
