"""The figures of reports that a page shows, and whether newer ones are being worked out."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from digests.quality_facts import QualityFacts
from service.quality.known_figures import KnownFigures


def test_what_could_not_be_begun_is_begun_by_whoever_asks_next() -> None:
    """Where the system gave no thread, say: nobody waits for figures that do not come."""
    known = KnownFigures()

    def fails() -> Future[QualityFacts | None]:
        raise RuntimeError("can't start new thread")

    with pytest.raises(RuntimeError):
        known.seen("study", 1, lambda: None, fails)
    assert not known.is_coming("study")
    known.seen("study", 1, lambda: None, Future)
    assert known.is_coming("study")
