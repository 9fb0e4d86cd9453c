"""Two people decide the same thing in the same moment: one does, the other is told so; on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from domain.case import CaseKind
from domain.errors import ConfigurationError
from domain.journal import What, first_break
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.deciding.held import decide
from service.deciding.organisation_marks import Marking, mark
from service.deciding.suppression import Addressed, release, stop
from service.deciding.undo import Undoing, undo
from service.installation import config
from service.installation.install import SAMPLE, install
from service.rulings.decided import Deciding
from service.rulings.opening import open_case
from service.studies.running import pause, require_running
from service.wiring import Service
from store import Store, decisions, holds, journal
from tests.service.installed import LIST, at, contacts_csv

MANY = 12
NOW = at("02-03")


@pytest.fixture
def service(url: str, tmp_path: Path) -> Iterator[Service]:
    """Return an installation on either database, in which many cases wait."""
    home = tmp_path / "installation"
    install(home)
    (home / "people.csv").write_bytes(contacts_csv(MANY))
    found = config.load(home, {})
    store = Store(url, found.archive)
    opened = Service(installation=found, store=store)
    load_file(opened, home / "people.csv", LIST, {}, store=True)
    apply(opened, SAMPLE, at("02-01"), by="staff")
    with store.transaction() as tx:
        for number in range(MANY):
            held = holds.Held(cause=f"{number}", kind=CaseKind.MESSAGE, study=SAMPLE, reasons=("It was unreadable.",), at=at("02-02"))
            open_case(tx, held, decisions.rule("test"))
    yield opened
    store.close()


def both(do: Callable[[str], object]) -> list[str]:
    """Let two people do something in the same moment, and return what was told to whoever was late."""
    start = Barrier(2)

    def one(name: str) -> str:
        start.wait(300)
        try:
            do(name)
        except ConfigurationError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        return [said for said in pool.map(one, ("anna", "berta")) if said]


def rejects(service: Service, number: int, by: str) -> None:
    """Reject a case."""
    decide(service, Deciding(case=str(number), what="reject", by=by), NOW)


def undoes(service: Service, number: int, by: str) -> None:
    """Undo an entry."""
    undo(service, Undoing(entry=number, by=by), NOW)


def marks(service: Service, number: int, by: str) -> None:
    """Mark an organisation as declined."""
    with service.store.reading() as tx:
        found = require_running(service, tx, SAMPLE)
    mark(service, found, Marking(organisation=f"ORG{number:03d}", what="declined", by=by), NOW)


def stops(service: Service, number: int, by: str) -> None:
    """Suppress an address."""
    stop(service, Addressed(address=f"person{number}@member{number}.example", by=by), NOW)


def releases(service: Service, number: int, by: str) -> None:
    """Release an address."""
    release(service, Addressed(address=f"person{number}@member{number}.example", by=by), NOW)


def pauses(service: Service, number: int, by: str) -> None:
    """Pause the study, or let it go on."""
    pause(service, SAMPLE, number % 2 == 0, NOW, by=by)


def test_one_decides_and_the_other_is_told_that_it_was_decided(service: Service) -> None:
    """The journal has one decision of each case, one undoing, one mark, one suppression; and its chain is whole."""
    for number in range(1, MANY + 1):
        (late,) = both(partial(rejects, service, number))
        assert "already been decided" in late
    with service.store.reading() as tx:
        decided = [one.number for one in journal.pages(tx) if one.what is What.DECIDE]
    assert len(decided) == MANY
    for verb, numbers, why in (
        (undoes, decided, "already been undone"),
        (marks, range(MANY), "already"),
        (stops, range(MANY), "already suppressed"),
        (releases, range(MANY), "not suppressed"),
    ):
        for number in numbers:
            (late,) = both(partial(verb, service, number))
            assert why in late
    for number in range(10):
        assert both(partial(pauses, service, number)) == []
    with service.store.reading() as tx:
        everything = list(journal.pages(tx))
    assert first_break(everything) is None
    assert len([one for one in everything if one.what in {What.PAUSE, What.RESUME}]) == 10
