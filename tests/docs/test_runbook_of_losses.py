"""What is lost of an installation, a file of the archive or the database, is missed; docs/runbook.md is followed to the letter."""

from __future__ import annotations

import zipfile
from pathlib import Path

from service.installation import config
from service.operation.tick import tick
from service.wiring import open_service
from tests.cli.operation.test_keeping import a_message
from tests.cli.program import counterfoil, done
from tests.docs.runbook import Trouble
from tests.docs.test_runbook_of_machines import put_back
from tests.service.installed import at, make
from tests.service.office import Office, person


def test_8_a_backup_misses_a_file(office: Office, tmp_path: Path) -> None:
    """It ends with status 1 and says where the file belongs; taken out of an earlier backup and put there, the next one is whole."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    home, trouble = office.home, Trouble(8, office.home)
    before, later, last = (tmp_path / f"{name}.zip" for name in ("before", "later", "last"))
    done("backup", before, "--home", home)
    harmed = a_message(home)
    harmed.unlink()
    trouble.sign('a backup that ends with status 1, "could not be kept"')
    ran = trouble.follow("backup FILE", FILE=later)
    assert (ran.code, "could not be kept" in ran.err, f"it belongs at {harmed}" in ran.err) == (1, True, True)
    trouble.sign("`doctor` that tells contents as damaged or missing")
    assert f"{harmed.name} (missing)" in counterfoil("doctor", "--home", home).out
    assert trouble.follow("backup --verify FILE", FILE=later).code == 1
    trouble.well("backup --verify FILE", FILE=before)
    with zipfile.ZipFile(before) as kept:
        harmed.write_bytes(kept.read(f"archive/{harmed.name}"))
    trouble.well("backup FILE", FILE=last)
    assert f"{harmed.name} (missing)" not in counterfoil("doctor", "--home", home).out


def test_10_the_database_was_deleted(tmp_path: Path) -> None:
    """A start says so, and a backup is put back."""
    home, file = tmp_path / "home", tmp_path / "backup.zip"
    trouble = Trouble(10, home)
    make(home, 2)
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
    before = done("status", "--json", "--home", home).one["organisations"]
    done("backup", file, "--home", home)
    for one in home.glob("counterfoil.db*"):
        one.unlink()
    trouble.sign('a start ends with "schema version", or with "There is no database here"')
    ran = counterfoil("run", "--live", "--home", home)
    assert (ran.code, "There is no database here" in ran.err) == (2, True)
    put_back(home, file)
    assert done("status", "--json", "--home", home).one["organisations"] == before
