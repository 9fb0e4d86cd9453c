"""Who asked for no more letters declined and can be reached: no door calls it undeliverable, in any language, however it was asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from demo import respondents
from languages.phrases import console_languages, phrases
from service.collecting.collect import collect
from service.digests.digest import preview_digest
from service.installation.install import SAMPLE
from service.studies.running import require_running
from tests.cli.program import done
from tests.service.office import Office, person
from tests.service.reported import reported
from tests.web.asking import asked, codes
from tests.web.desk import DeskAtWork
from tests.web.test_desk import STUDY, reference
from tests.web.test_organisations import listed


def by_words(office: Office) -> None:
    """Ask for it in a reply."""
    office.write(person(0), text="Please unsubscribe me.", reply_to=0)


def by_one_click(office: Office) -> None:
    """Let the provider of mail click."""
    with asked(office) as page:
        page.click(codes(office.home)[person(0)])
    collect(office.service, office.later())


ASKING = pytest.mark.parametrize("asks", [by_words, by_one_click])
Asks = Callable[[Office], None]


def came_back(office: Office, number: int) -> None:
    """Let the server of an organisation say that there is no such mailbox."""
    letter, said = office.kept.letters[number].raw, "550 5.1.1 User unknown"
    raw = respondents.delivery_report(letter, failed=person(number), diagnostic=said, reporting_mta="mx.test", now=office.later())
    office.deliver(raw)


def gone(office: Office, asks: Asks) -> Office:
    """Let the first organisation ask for no more letters, and the second be lost."""
    asks(office)
    came_back(office, 1)
    return office


@ASKING
def test_the_command_line_tells_the_two_apart(office: Office, asks: Asks) -> None:
    """In the figures, in the list of all, under each filter, and in what an address is stopped for."""
    home = gone(office, asks).home
    told = done("status", "--home", home, "--json").one["organisations"]
    assert (told["declined"], told["undeliverable"], told["silent"]) == (1, 1, 1)
    lines = {one["code"]: one["standing"] for one in done("status", "--all", "--home", home, "--json").objects[1:]}
    assert lines == {"ORG000": "declined", "ORG001": "undeliverable", "ORG002": "silent"}
    for standing, code in (("declined", "ORG000"), ("undeliverable", "ORG001")):
        assert [one["code"] for one in done("status", "--standing", standing, "--home", home, "--json").objects[1:]] == [code]
    assert ": declined" in done("show", "ORG000", "--home", home).out
    assert ": undeliverable" in done("show", "ORG001", "--home", home).out


@ASKING
def test_the_console_tells_the_two_apart(desk: DeskAtWork, asks: Asks) -> None:
    """In the list under each filter and in the file of each, in every language of the console."""
    gone(desk.office, asks)
    browser = desk.browser("Anna Berg", "look")
    assert listed(browser, standing="declined") == ["Organisation 0"]
    assert listed(browser, standing="undeliverable") == ["Organisation 1"]
    for language in console_languages():
        said = phrases("status", language)
        for number, here, elsewhere in ((0, "declined", "undeliverable"), (1, "undeliverable", "declined")):
            words = browser.ask(f"{STUDY}/organisations/{reference(desk, number)}", Accept_Language=language).words
            assert said.say(f"standing.{here}").casefold() in words.casefold()
            assert said.say(f"standing.{elsewhere}").casefold() not in words.casefold()


@ASKING
def test_the_digest_tells_the_two_apart(office: Office, asks: Asks) -> None:
    """Who asked for no more owes nothing and is not among those who cannot be reached; the table that is attached says the same."""
    gone(office, asks)
    text, table = digest(office)
    assert "Organisation 0 asked not to be written to" in text
    assert "Organisation 1 could not be reached" in text
    owing = text.partition("WHO STILL OWES AN ANSWER")[2]
    assert "Organisation 1" in owing
    assert "Organisation 0" not in owing
    rows = {row[0]: row for row in load_workbook(io.BytesIO(table)).active.iter_rows(min_row=2, values_only=True)}  # type: ignore[union-attr]
    assert "declined" in rows["ORG000"]
    assert "undeliverable" not in str(rows["ORG000"])
    assert "undeliverable" in rows["ORG001"]


@ASKING
def test_exports_and_the_report_on_quality_tell_the_two_apart(office: Office, asks: Asks, tmp_path: Path) -> None:
    """By the standing of each organisation, by the code of each case, and by the event that gave it."""
    gone(office, asks)
    cases, _ = reported(office)
    assert cases["ORG000"][:2] == ("2.112", "unsubscribed")
    assert cases["ORG001"][:2] == ("3.30", "undeliverable")
    files = [Path(one["file"]) for one in done("export", "csv", "--out", tmp_path, "--home", office.home, "--json").objects]
    stands = {row["organisation_code"]: row["standing"] for row in table_of(files, "-answers.csv")}
    assert stands == {"ORG000": "declined", "ORG001": "undeliverable", "ORG002": "silent"}
    ended = {row["organisation_code"]: str(row) for row in table_of(files, "-cases.csv")}
    assert ("2.112" in ended["ORG000"], "3.30" in ended["ORG000"]) == (True, False)
    assert ("2.112" in ended["ORG001"], "3.30" in ended["ORG001"]) == (False, True)


@ASKING
def test_one_whose_other_address_is_lost_is_told_with_the_reason_of_each(office: Office, asks: Asks) -> None:
    """Nobody there can be written to, of whom one asked for that: the digest does not say of the one that its mailbox is not there."""
    asks(office)
    done("contacts", "add", "other@member0.example", "--organisation", "ORG000", "--home", office.home)
    done("contacts", "suppress", "other@member0.example", "--home", office.home)
    _, table = digest(office)
    (row,) = (row for row in load_workbook(io.BytesIO(table)).active.iter_rows(values_only=True) if row[0] == "ORG000")  # type: ignore[union-attr]
    assert f"{person(0)}: asked not to be written to" in str(row)
    assert "other@member0.example: staff decided not to write there" in str(row)


def digest(office: Office) -> tuple[str, bytes]:
    """Return the weekly digest as it would be now: its text, and the table that is attached."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    files = {path.suffix: path for path in preview_digest(office.service, found, "weekly", office.now, office.home / "preview")}
    return " ".join(files[".txt"].read_text(encoding="utf-8").split()), files[".xlsx"].read_bytes()


def table_of(files: list[Path], ends: str) -> list[dict[str, str]]:
    """Return the rows of the file of an export whose name ends so."""
    (file,) = (one for one in files if one.name.endswith(ends))
    text = file.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), dialect=csv.Sniffer().sniff(text.splitlines()[0])))
