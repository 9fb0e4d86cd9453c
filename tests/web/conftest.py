"""An installation at work, whose pages are asked over HTTP, on either database; and a browser for those who look at the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from tests.chromium import started
from tests.service.conftest import kept
from tests.service.office import Office, Template, opened
from tests.store.conftest import postgresql, schema
from tests.web.desk import DeskAtWork, desk_of

__all__ = ["kept", "postgresql"]


# Where each page is asked for and each act is done. What only a browser shows, and what is no page of the console, is looked at on SQLite.
ON_BOTH = {
    "test_acts",
    "test_collecting",
    "test_desk",
    "test_entrance",
    "test_faults",
    "test_guard",
    "test_journal",
    "test_organisations",
    "test_putting_right",
    "test_sending",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let the store stand in either database, one after the other."""
    if "where" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
        metafunc.parametrize("where", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture
def where(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database for the store, "" for the installation's own."""
    return "" if request.param == "sqlite" else schema(request.getfixturevalue("postgresql"))


@pytest.fixture
def office(kept: Template, where: str, tmp_path: Path) -> Iterator[Office]:
    """Return a copy of the installation at work, opened."""
    with opened(kept, tmp_path, where) as found:
        yield found


@pytest.fixture
def desk(office: Office) -> Iterator[DeskAtWork]:
    """Serve the console of an installation at work."""
    with desk_of(office) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """Run Debian's Chromium."""
    with started() as found:
        yield found


@pytest.fixture
def chromium(browser: Chromium) -> Iterator[Chromium]:
    """Return Debian's Chromium; what a test opened in it is closed, since each page is a process that goes on."""
    yield browser
    for context in browser.contexts:
        context.close()
