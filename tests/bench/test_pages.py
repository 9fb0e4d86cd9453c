"""What is measured and drawn of the console is every page that it has, and each is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.installation import installation
from bench.pages import pages
from bench.shape1.study import NOW
from bench.whole import Program
from service import config
from service.public import ConsoleTable
from service.signing_in import choose_password
from service.users import first_link
from service.wiring import Service, open_service
from tests.servers import free_port
from tests.web.desk import Browser
from tests.web.doors import pages_missed
from web.console.app import console
from web.serving import served


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Return a study in the middle of its time."""
    home: Path = tmp_path_factory.mktemp("pages") / "home"
    with installation(Program(), home, 60), open_service(config.load(home, {})) as found:
        yield found


def test_every_page_is_measured_and_drawn_and_is_there(service: Service) -> None:
    """A page that nobody named here would be neither fast nor seen."""
    session = choose_password(service, str(first_link(service, NOW)), "Anna Berg", "correct horse battery staple", NOW)
    known, settings = dict(pages(service)), ConsoleTable(port=free_port())
    assert pages_missed(known.values()) == ["/settings/doctor"]  # It takes as long as the servers that it asks.
    with served(console(service, settings, lambda: NOW), settings, "console"):
        browser = Browser(settings.port, {"counterfoil": session})
        assert {name: status for name, page in known.items() if (status := browser.ask(page).status) != 200} == {}
