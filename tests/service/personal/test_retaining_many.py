"""Retention of many: what it costs grows as they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event

from service.installation import config
from service.personal.retaining import retain
from service.wiring import open_service
from tests.service.installed import at, make


def statements(home: Path, people: int) -> int:
    """Return how many statements it takes to forget so many people."""
    make(home, people)
    said: list[str] = []
    with open_service(config.load(home, {})) as service:
        service.installation = replace(service.installation, retain={"contacts": timedelta(days=100)})
        event.listen(service.store.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
        (done,) = retain(service, at("02-01") + timedelta(days=800))
    assert done.gone == people
    return len(said)


def test_forgetting_many_contacts_takes_as_many_statements_as_forgetting_a_few(tmp_path: Path) -> None:
    """None is made for each person: 400 fit into one statement of each kind."""
    assert statements(tmp_path / "many", 400) == statements(tmp_path / "few", 10)
