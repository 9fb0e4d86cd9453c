"""A store is moved into another database and back: the exports are the same, byte for byte, and only one of the two sends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, StoreError
from service.deciding.people import ContactMeant, add
from service.exports.export import export
from service.installation import config
from service.keeping.moving import move
from service.process.presence import Presence
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import studies
from tests.service.correspondence import STUDY
from tests.service.house import ORGANISATIONS, house, once_each
from tests.service.installed import at
from tests.service.office import Office, person

FORMATS = ("csv", "values", "xlsx", "ddi")


def test_a_move_there_and_back_exports_the_same(office: Office, database: Callable[[str], str], tmp_path: Path) -> None:
    """What an office of SQLite exports is what it exports from PostgreSQL, and from SQLite again."""
    office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(1), ("answers.xlsx", office.workbook(1)), reply_to=1)
    before = exported(office.service, tmp_path / "before", office.now)
    there, back = database("postgresql"), database("sqlite")
    moved = move(office.service, there, office.now)
    with at_home(office, there) as service:
        assert exported(service, tmp_path / "there", office.now) == before
        # On PostgreSQL, moving itself is a lease.
        assert {**move(service, back, office.now).tables, "lease": 0} == moved.tables
    with at_home(office, back) as service:
        assert exported(service, tmp_path / "back", office.now) == before


def at_home(office: Office, url: str) -> AbstractContextManager[Service]:
    """Open the office with another database."""
    return open_service(config.load(office.home, {"COUNTERFOIL_DATABASE_URL": url}))


def exported(service: Service, folder: Path, now: datetime) -> dict[str, bytes]:
    """Return the files of an export in each of the formats."""
    with service.store.reading() as tx:
        running = require_running(service, tx, STUDY)
    for one in FORMATS:
        export(service, running, one, folder / one, now, labels=False, language="en")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_left_works_no_more(tmp_path: Path, url: str, database: Callable[[str], str], kind: str) -> None:
    """Both know what was sent, so both would send what is due next: the one that was left says where the store is now."""
    with house(tmp_path, url) as left:
        assert left.tick(at("02-10")) == []
        to = database(kind)
        with left.opened() as service:
            move(service, to, at("02-10", 11))
        with pytest.raises(ConfigurationError, match=r"This store was moved on 2012-02-10 to (sqlite|postgresql)"):
            left.tick(at("02-20"))
        moved = replace(left, url=to)
        assert moved.tick(at("02-20", 11)) == []
        assert once_each(moved.got(), 2)


def test_who_has_the_left_store_open_writes_nothing_into_it(tmp_path: Path, url: str, database: Callable[[str], str]) -> None:
    """A console that was there before says what happened, instead of keeping what nobody will see."""
    with house(tmp_path, url) as left, left.opened() as console:
        with left.opened() as service:
            move(service, database("sqlite"), at("02-10"))
        with pytest.raises(StoreError, match="This store was moved into another database"), console.store.transaction() as tx:
            studies.set_paused(tx, STUDY, True)
        with pytest.raises(StoreError, match="This store was moved"):
            add(console, ContactMeant(address="new@member1.example", by="anna", organisation="ORG001"), at("02-10"))


def test_nothing_is_moved_while_the_service_runs(office: Office, database: Callable[[str], str]) -> None:
    """What it sends meanwhile would be known to the old database alone."""
    with Presence(office.service) as presence:
        presence.show()
        with pytest.raises(ConfigurationError, match="works with this store just now"):
            move(office.service, database("sqlite"), office.now)


def test_a_store_is_moved_into_an_empty_database_only(tmp_path: Path, url: str) -> None:
    """Neither into its own nor into one that holds something."""
    with house(tmp_path, url) as first, house(tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}") as other:
        other.tick(at("02-10"))
        with first.opened() as service:
            with pytest.raises(ConfigurationError, match="in this database already"):
                move(service, url, at("02-10"))
            with pytest.raises(StoreError, match="not empty"):
                move(service, other.url, at("02-10"))
        assert other.states() == {"sent": ORGANISATIONS}
