"""The study at work, made once and copied for each attack; the agency's mail server runs while there are attacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.border import Border, Mx
from tests.attacks.scene import AtWork, Scene, at_work, opened


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> AtWork:
    """Return an installation that sent its circular and its questionnaire to forty organisations."""
    return at_work(tmp_path_factory.mktemp("attacked") / "installation")


@pytest.fixture(scope="session")
def mx() -> Iterator[Mx]:
    """Run the agency's mail server."""
    server = Mx(Border())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def scene(kept: AtWork, mx: Mx, tmp_path: Path) -> Iterator[Scene]:
    """Return a copy of the installation, which believes what its mail server says."""
    with opened(kept, tmp_path, mx.handler, mx.listens_on) as found:
        yield found


@pytest.fixture
def unguarded(kept: AtWork, mx: Mx, tmp_path: Path) -> Iterator[Scene]:
    """Return a copy of the installation whose mail server says nothing of authors, and where nothing is configured about that."""
    with opened(kept, tmp_path, mx.handler, mx.listens_on, says=False) as found:
        yield found
