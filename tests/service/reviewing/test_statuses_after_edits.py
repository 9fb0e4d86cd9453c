"""What an item came to, after a person put it right: coded, answered again, unanswered or withheld, and everywhere the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.neutral import unmarked
from service.exports.export import export
from service.installation.install import SAMPLE
from service.reviewing.tracing import trace
from service.studies.running import require_running
from service.wiring import Service
from tests.service.installed import at
from tests.service.office import Office
from tests.service.reviewing.test_edits import put_right, send
from tests.service.studies.test_versions import _LAWS_SECOND, _SECOND, _SECOND_CHANGES, FIRST, House, sent


def told(service: Service, folder: Path, item: str, version: int | None = None) -> tuple[str, list[str]]:
    """Return the exported cell of the first organisation, and the status of each value of the item as `trace` and `values` have it."""
    with service.store.reading() as tx:
        found = require_running(service, tx, SAMPLE)
        traced = [one.came.status.value for one in trace(service, tx, found, "ORG000", item)]
    for kind in ("csv", "values"):
        export(service, found, kind, folder, at("06-01"), labels=False, language="en", version=version if kind == "csv" else None)
    values = rows(folder, "values")
    assert [one["status"] for one in values if (one["organisation"], one["item"]) == ("ORG000", item)] == traced
    return rows(folder, "answers")[0][item], traced


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the lines of an exported file."""
    return list(csv.DictReader(io.StringIO((folder / f"{SAMPLE}-{table}.csv").read_text("utf-8-sig"))))


def missing(folder: Path, item: str) -> dict[str, str]:
    """Return what the numbers of a column's missing codes stand for, as the codebook says it."""
    (row,) = [one for one in rows(folder, "codebook") if one["variable"] == item and not one["versions"]]
    return dict(line.split("=", 1) for line in unmarked(row["missing"]).splitlines())


def test_a_missing_code_that_was_typed_at_the_desk_is_coded(office: Office, tmp_path: Path) -> None:
    """It has its own number in the export; a value that was typed over it is an answer again."""
    send(office)
    put_right(office, "losses", "n/a")
    cell, statuses = told(office.service, tmp_path, "losses")
    assert (missing(tmp_path, "losses")[cell], statuses) == ("n/a", ["coded"])
    put_right(office, "losses", "12.5")
    assert told(office.service, tmp_path, "losses") == ("12.5", ["answered"])


def test_an_answer_that_was_blanked_at_the_desk_is_unanswered(office: Office, tmp_path: Path) -> None:
    """It was asked, and nothing is known; one that was blank and was filled in is answered."""
    send(office, law_year=None)
    put_right(office, "law_year", "1999")
    assert told(office.service, tmp_path, "law_year") == ("1999", ["answered"])
    put_right(office, "law_year", "")
    cell, statuses = told(office.service, tmp_path, "law_year")
    assert (missing(tmp_path, "law_year")[cell], statuses) == ("unanswered", ["unanswered"])


def test_what_does_not_apply_since_another_answer_was_put_right_is_so_too(office: Office, tmp_path: Path) -> None:
    """No orders were received, says the desk: how many they were, which was left blank, is not asked of this organisation."""
    send(office, orders_number=None)
    assert told(office.service, tmp_path, "orders_number")[1] == ["unanswered"]
    put_right(office, "orders_received", "no")
    cell, statuses = told(office.service, tmp_path, "orders_number")
    assert (missing(tmp_path, "orders_number")[cell], statuses) == ("not_applicable", ["not_applicable"])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open an installation of which one organisation answered the first form, and the second one runs."""
    with sent(tmp_path, 3) as house:
        house.answer(0, FIRST, "02-22", house.letters)
        house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
        assert house.apply().code == 0
        yield house


def test_what_the_version_has_no_word_for_is_withheld_there_and_told_in_todays_words(house: House, tmp_path: Path) -> None:
    """The edit says “In preparation”, which the first form did not offer."""
    house.edit(0, "law", "In preparation")
    cell, statuses = told(house.service, tmp_path / "as-it-was", "law", version=2)
    assert (missing(tmp_path / "as-it-was", "law")[cell], statuses) == ("withheld", ["withheld"])
    assert told(house.service, tmp_path / "today", "law")[0] == "9"
    house.edit(0, "law", "Yes")
    assert told(house.service, tmp_path / "again", "law", version=2) == ("1", ["answered"])
