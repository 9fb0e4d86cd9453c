"""The old database that growth and migrations are tried on holds what its filler says, and the program of today opens it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from bench.shape1 import archived, fill
from bench.shape1.rows import Filled
from bench.shape1.study import NOW, STUDY
from service.installation import config
from service.installation.install import install
from service.studies.running import require_running
from service.views.status import status
from service.wiring import open_service
from tests.store import conftest

postgresql, url = conftest.postgresql, conftest.url


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make an installation of the sample study that has no database yet."""
    install(tmp_path / "home")
    return tmp_path / "home"


def filled(url: str, home: Path, organisations: int) -> Filled:
    """Fill the empty database with a study of so many organisations."""
    engine = create_engine(url)
    with engine.begin() as connection:
        put_in = fill(connection, organisations=organisations, files=archived(home / "studies" / STUDY, home / "archive"))
    engine.dispose()
    return put_in


def test_today_s_program_tells_of_an_old_database_what_was_put_in(url: str, home: Path) -> None:
    """Every figure of `status` is the one that the filler worked out from how it made the study, which has something of every kind."""
    put_in = filled(url, home, 50)
    with open_service(config.load(home, {"COUNTERFOIL_DATABASE_URL": url})) as service, service.store.transaction() as tx:
        told = status(tx, require_running(service, tx, STUDY), NOW)
    names = ("organisations", "deliveries", "messages", "submissions", "answers", "held")
    # A letter in doubt waits for a person like a case.
    doubtful = put_in.deliveries["uncertain"]
    assert {name: told[name] for name in names} == {name: getattr(put_in, name) for name in names} | {"held": put_in.held + doubtful}
    assert [(one["mailing"], one["letters"]) for one in told["next"]] == [("last-call", put_in.next_letters)]
    assert all(put_in.organisations.values())
    assert put_in.deliveries.keys() == {"sent", "bounced", "rejected", "uncertain", "queued"}


def test_the_same_study_is_filled_in_each_time(tmp_path: Path, home: Path) -> None:
    """Two databases of the same size are alike in every row of every table, and none of the tables that hold a study is empty."""
    rows = []
    for name in ("one", "other"):
        url = f"sqlite:///{tmp_path / name}.db"
        filled(url, home, 50)
        engine = create_engine(url)
        with engine.connect() as connection:
            tables = [table for table in inspect(connection).get_table_names() if table != "layout"]
            rows.append({table: connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables})  # noqa: S608
        engine.dispose()
    assert rows[0] == rows[1]
    assert all(rows[0].values())
