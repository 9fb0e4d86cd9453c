"""An installation at work, whose pages are asked over HTTP; and a browser for those who look at the console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.conftest import kept, office
from tests.service.office import Office
from tests.web.desk import DeskAtWork, desk_of

__all__ = ["desk", "kept", "office"]


@pytest.fixture
def desk(office: Office) -> Iterator[DeskAtWork]:
    """Serve the console of an installation at work."""
    with desk_of(office) as found:
        yield found
