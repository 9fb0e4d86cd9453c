"""The figures of reports that a page shows: the last that are known of each study, and whether newer ones are being worked out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digests.quality_facts import QualityFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresSeen:
    """The figures as of the moment that they bear; None where there are none yet.

    They are `current` where nothing has happened since; else newer ones are being worked out, or, where that is `not_possible`, are not.
    """

    told: QualityFacts | None
    current: bool = False
    not_possible: bool = False


@dataclass(slots=True)
class _Known:
    told: QualityFacts | None
    key: object = None  # All that they depend on; None where that is not known any more.
    coming: object = None  # What those depend on that are being worked out; None where none are.
    failed: object = None


class KnownFigures:
    """Keeps the last figures of each study, by all that they depend on."""

    def __init__(self) -> None:
        self._lock, self._studies = RLock(), dict[str, _Known]()

    def seen(
        self, study: str, key: object, last: Callable[[], QualityFacts | None], begin: Callable[[], Future[QualityFacts | None]]
    ) -> FiguresSeen:
        """Return the figures of a study; where others than those of `key` are known, let newer ones `begin`, if none are in hand.

        `last` gives those that another process left.
        """
        with self._lock:
            known = self._studies.get(study) or self._studies.setdefault(study, _Known(last()))
            if known.key == key:
                return FiguresSeen(told=known.told, current=True)
            if known.coming is None and known.failed != key:
                begun = begin()
                known.coming = key
                begun.add_done_callback(lambda came: self._take(study, key, came))
            return FiguresSeen(told=known.told, not_possible=known.coming is None)

    def is_coming(self, study: str) -> bool:
        """Say whether figures of a study are being worked out."""
        known = self._studies.get(study)
        return known is not None and known.coming is not None

    def _take(self, study: str, key: object, came: Future[QualityFacts | None]) -> None:
        told = None if came.cancelled() or came.exception() else came.result()
        with self._lock:
            known = self._studies[study]
            known.coming = None
            if told is None:
                known.failed = key
            else:
                known.told, known.key = told, key
