"""What is measured and drawn of the console is every page that it has, and each is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.installation import installation
from bench.pages import pages
from bench.shape1.study import NOW
from bench.whole import Program
from service.console.signing_in import choose_password
from service.console.users import first_link
from service.installation import config
from service.installation.public import ConsoleTable
from service.wiring import Service, open_service
from tests.servers import free_port
from tests.service.collecting.test_statements import asked
from tests.web.desk import Browser
from tests.web.doors import pages_missed
from web.console.app import console
from web.serving import served


@contextmanager
def study_of(organisations: int, folder: Path) -> Iterator[Service]:
    """Give a study in the middle of its time."""
    home = folder / "home"
    with installation(Program(), home, organisations), open_service(config.load(home, {})) as found:
        yield found


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Return a small one."""
    with study_of(60, tmp_path_factory.mktemp("pages")) as found:
        yield found


def statements(service: Service) -> dict[str, int]:
    """Return how many statements each page puts to the store when it is asked for again."""
    session = choose_password(service, str(first_link(service, NOW)), "Ben Carter", "correct horse battery staple", NOW)
    settings, counted = ConsoleTable(port=free_port()), dict[str, int]()
    with served(console(service, settings, lambda: NOW), settings, "console"):
        browser = Browser(settings.port, {"counterfoil": session})
        for name, page in pages(service):
            browser.ask(page)
            with asked(service) as said:
                assert browser.ask(page).status == 200
            counted[name] = len(said)
    return counted


def test_every_page_is_measured_and_drawn_and_is_there(service: Service) -> None:
    """A page that nobody named here would be neither fast nor seen."""
    session = choose_password(service, str(first_link(service, NOW)), "Anna Berg", "correct horse battery staple", NOW)
    known, settings = dict(pages(service)), ConsoleTable(port=free_port())
    assert pages_missed(known.values()) == ["/settings/doctor"]  # It takes as long as the servers that it asks.
    with served(console(service, settings, lambda: NOW), settings, "console"):
        browser = Browser(settings.port, {"counterfoil": session})
        assert {name: status for name, page in known.items() if (status := browser.ask(page).status) != 200} == {}


def test_no_page_asks_more_of_the_store_where_there_is_more_in_it(tmp_path: Path) -> None:
    """Four times as many organisations, cases and letters; what a page shows of one organisation may be a case more or less."""
    found = []
    for organisations in (60, 240):
        (folder := tmp_path / str(organisations)).mkdir()
        with study_of(organisations, folder) as service:
            found.append(statements(service))
    few, many = found
    assert {name: (few[name], asked_for) for name, asked_for in many.items() if asked_for > few[name] + 6} == {}
    assert max(many.values()) <= 80
