"""One post, one browser and, for each kind of database, one house at work, which the stories share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium

from tests.chromium import started
from tests.store.conftest import postgresql, schema
from tests.stories.house import CITY, House, at_work, served
from tests.stories.post import Post, posted

__all__ = ["postgresql"]
ON_BOTH = ("test_from_an_empty_office", "test_of_two_who_decide")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let the store of some stories stand in either database, one after the other."""
    if "where" in metafunc.fixturenames:
        both = metafunc.function.__name__.startswith(ON_BOTH)
        metafunc.parametrize("where", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True, scope="package")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Chromium]:
    """Run Debian's Chromium."""
    with started() as found:
        yield found


@pytest.fixture(scope="package")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    """Run the mail servers."""
    with posted(tmp_path_factory.mktemp("post")) as found:
        yield found


@pytest.fixture(scope="package")
def where(request: pytest.FixtureRequest) -> str:
    """Return the kind of database that a story is played on."""
    return str(request.param)


@pytest.fixture(scope="package")
def house(
    request: pytest.FixtureRequest, where: str, tmp_path_factory: pytest.TempPathFactory, post: Post, chromium: Chromium
) -> Iterator[House]:
    """Run an office at work, with a study whose questionnaire went out."""
    with served(tmp_path_factory.mktemp("house"), post, chromium, database(request, where)) as found:
        found.study(CITY, 5)
        found.told("send", "questionnaire", "--live", "--study", CITY)
        with at_work(found):
            yield found


@pytest.fixture
def empty(request: pytest.FixtureRequest, where: str, tmp_path_factory: pytest.TempPathFactory, chromium: Chromium) -> Iterator[House]:
    """Serve the console of an office in which there is nothing yet, with a post of its own: who shares a mailbox takes its mail away."""
    url = database(request, where)
    with posted(tmp_path_factory.mktemp("own-post")) as own, served(tmp_path_factory.mktemp("empty"), own, chromium, url) as found:
        yield found


def database(request: pytest.FixtureRequest, where: str) -> str:
    """Return the URL of an empty database, "" for SQLite beside the installation."""
    return "" if where == "sqlite" else schema(request.getfixturevalue("postgresql"))
