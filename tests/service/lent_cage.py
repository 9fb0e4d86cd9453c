"""A cage that one process starts and those that it forks work with: as that of a service outlives ticks, it outlives whoever is killed."""

from __future__ import annotations

from typing import Final

from cage.cage import Cage, _Started
from intake.understanding.caged import MODULES
from service import wiring


class LentCage(Cage):
    """A cage whose zygote is the child of another process, so that here it is neither waited for nor ended."""

    def __init__(self) -> None:
        super().__init__(MODULES)
        self._kept: Final = super()._alive()

    def _alive(self) -> _Started:
        return self._kept

    def close(self) -> None:
        """Do nothing: it ends with the process that started it."""


def lend() -> None:
    """Start a cage, with which every service of the processes that are forked from this one works."""
    lent = LentCage()
    wiring.Cage = lambda _: lent  # type: ignore[assignment,attr-defined,misc]
