"""The two databases, for tests of the service that concern both; and an installation at work, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import group
from tests.service.office import Office, Template, opened, template
from tests.service.sending.test_kills import Nursery
from tests.store.conftest import database, postgresql, s3, url, way

__all__ = ["database", "kept", "office", "postgresql", "s3", "url", "way"]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return an installation that sent its circular and its questionnaire to three organisations."""
    return template(tmp_path_factory.mktemp("at-work") / "installation")


@pytest.fixture
def office(kept: Template, tmp_path: Path) -> Iterator[Office]:
    """Return a copy of it, opened."""
    with opened(kept, tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def believing(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return an installation that believes a mail server, made once."""
    return group.template(tmp_path_factory.mktemp("believing") / "installation")


@pytest.fixture
def believer(believing: Template, tmp_path: Path) -> Iterator[Office]:
    """Return a copy of it, opened."""
    with group.opened(believing, tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Return the one process that forks all the others."""
    one = Nursery()
    yield one
    one.close()
