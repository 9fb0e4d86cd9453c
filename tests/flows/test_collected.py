"""What becomes of what was collected: rows of docs/flows.md, with a real service on Maildirs."""

from __future__ import annotations

from pathlib import Path

from domain.message import Kind
from service.exports.export import Exported, export
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.personal.erasing import Erasing, erase
from service.studies.running import require_running
from tests.service.conftest import kept, office
from tests.service.office import ME, Office, person
from tests.service.reported import reported
from tests.service.traces import in_database

__all__ = ["kept", "office"]


def exported(office: Office, folder: Path) -> dict[str, bytes]:
    """Export the study as CSV, and return the bytes of its files by name."""
    folder.mkdir()
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, SAMPLE)
    done: Exported = export(office.service, running, "csv", folder, office.now, labels=False, language="en")
    return {path.name: path.read_bytes() for path in done.files}


def test_an_export(office: Office, tmp_path: Path) -> None:
    """A study is exported: what counts is written, the same bytes each time, and nothing is sent, decided or changed."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(1), text="Which year is meant?", reply_to=1)
    before = office.tables(), office.entries(), office.states(0)
    first = exported(office, tmp_path / "first")
    assert b"ORG000" in b"".join(first.values())
    office.later(days=2)
    assert exported(office, tmp_path / "second") == first
    assert (office.tables(), office.entries(), office.states(0)) == before


def test_an_erasure(office: Office, tmp_path: Path) -> None:
    """A person is erased: nothing names them, nothing more goes to them, and what their organisation answered is what it was."""
    sent = office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    question = office.write(person(0), text=f"Yours, {person(0)}. Which year is meant?", reply_to=0)
    assert office.kind(question) is Kind.QUESTION
    tick(office.service, office.later())
    stands, data = (office.counted(), reported(office), office.standing(0)), exported(office, tmp_path / "before")
    assert erase(office.service, Erasing(who=person(0), by=ME), office.later()).people == 1
    assert not in_database(office.service.installation.database_url, (person(0),))
    assert (office.counted(), reported(office), office.standing(0)) == stands
    first = next(iter(data))
    assert b"ORG000" in data[first]
    assert exported(office, tmp_path / "after")[first].count(b"400") == data[first].count(b"400") > 0
    replayed = {one.message_id for one in office.replay()}
    assert not {sent, question} & replayed
