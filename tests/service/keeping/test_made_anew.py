"""A database that is deleted or emptied is not made anew without a word, where the archive or the dispatch book shows that it was there."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import StoreError
from service.installation import config
from service.keeping.backups.making import back_up
from service.keeping.backups.restoring import restore
from service.wiring import open_service
from tests.service.copies import empty
from tests.service.house import House, house
from tests.service.installed import at

DAY = at("02-10")


def lost(found: House) -> str:
    """Return what whoever opens an installation is told whose database is gone."""
    with pytest.raises(StoreError) as fault, found.opened():
        pass
    return str(fault.value)


def test_an_installation_whose_database_is_gone_is_not_opened(tmp_path: Path, url: str) -> None:
    """It is told what shows that there was one, and how it goes on; nothing is made, so that what is lost can be put back."""
    with house(tmp_path, url) as found:
        assert found.tick(DAY) == []
        empty(url)
        for _ in range(2):
            told = lost(found)
            assert f"the archive {found.home / 'archive'} is not empty" in told
            assert f"the dispatch book {found.book} tells of letters that left until 2012-02-10" in told
            assert "Put the database back" in told
        if url.startswith("sqlite"):
            assert not list(Path(url.removeprefix("sqlite:///")).parent.glob("counterfoil.db*"))


def test_a_database_that_was_emptied_is_told_likewise(tmp_path: Path) -> None:
    """And stays as it is, with what may stand in the files beside it."""
    file = tmp_path / "installation" / "counterfoil.db"
    with house(tmp_path, f"sqlite:///{file}") as found:
        file.write_bytes(b"")
        file.with_name("counterfoil.db-wal").write_bytes(b"something")
        assert "There is no database here, or an empty one" in lost(found)
        assert (file.read_bytes(), file.with_name("counterfoil.db-wal").read_bytes()) == (b"", b"something")


def test_a_study_that_was_never_sent_is_not_lost_without_a_word_either(tmp_path: Path, url: str) -> None:
    """Its files in the archive show that there was a database."""
    with house(tmp_path, url) as found:
        empty(url)
        told = lost(found)
        assert "is not empty. Nothing was made." in told
        assert "dispatch book /" not in told


def test_whoever_begins_anew_moves_the_archive_away_and_the_book_still_speaks(tmp_path: Path, url: str) -> None:
    """They are told that letters left before, and a case asks about them before any leaves again."""
    with house(tmp_path, url) as found:
        found.tick(DAY)
        empty(url)
        (found.home / "archive").rename(tmp_path / "away")
        lines: list[str] = []
        with open_service(config.load(found.home, {"COUNTERFOIL_DATABASE_URL": url}), tell=lines.append):
            pass
        (line,) = lines
        assert f"The database is new, but the dispatch book {found.book} tells of letters that left until 2012-02-10" in line
        assert "was kept by another store" in found.tick(at("02-11"))[0]


def test_a_backup_is_restored_beside_the_archive_that_is_left(tmp_path: Path, url: str) -> None:
    """That is how a lost database comes back: nothing of the archive is in its way."""
    with house(tmp_path, url) as found:
        found.tick(DAY)
        with found.opened() as service:
            back_up(service, tmp_path / "one.zip", None, DAY)
        empty(url)
        assert "restore the newest whole backup into another folder" in lost(found)
        new = tmp_path / "new"
        new.mkdir()
        for name in ("archive", "archive.dispatched"):
            (shutil.copytree if name == "archive" else shutil.copy)(found.home / name, new / name)
        shutil.copytree(found.home / "inbox", new / "inbox")
        to = url if url.startswith("postgresql") else f"sqlite:///{new / 'counterfoil.db'}"
        restore(tmp_path / "one.zip", new, {"COUNTERFOIL_DATABASE_URL": to})
        assert House(new, to, found.server).tick(at("02-10", 11)) == []


@pytest.mark.parametrize("size", [1, 2])
def test_a_database_file_without_any_table_is_none(tmp_path: Path, size: int) -> None:
    """As where another program opened the place of a file that was deleted."""
    file = tmp_path / "installation" / "counterfoil.db"
    with house(tmp_path, f"sqlite:///{file}") as found:
        assert found.tick(DAY) == []
        empty(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as blank:
            blank.execute(f"PRAGMA user_version = {size}")
        assert file.stat().st_size > 0
        assert "There is no database here, or an empty one" in lost(found)
