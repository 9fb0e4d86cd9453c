from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workbooks.files import ordinary
from workbooks.caged.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Give a file of tests one reader, as the service has one for all its mail."""
    with Reader(seconds=30) as one:
        yield one


@pytest.fixture(scope="session")
def book() -> bytes:
    """Make the ordinary workbook once."""
    return ordinary()
