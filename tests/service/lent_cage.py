"""A cage that one process starts and those that it forks work with: as that of a service outlives ticks, it outlives whoever is killed."""

from __future__ import annotations

import os
from typing import Final

from cage.cage import Cage, _Started
from intake.understanding.modules import MODULES
from service import wiring


class LentCage(Cage):
    """A cage whose zygote is the child of another process, so that here it is neither waited for nor ended.

    Whoever started it calls `start` before each fork: a zygote that ended is followed by another.
    """

    def __init__(self) -> None:
        super().__init__(MODULES)
        self._owner: Final = os.getpid()
        self.start()

    def _alive(self) -> _Started:
        return super()._alive() if self._zygote is None or os.getpid() == self._owner else self._zygote

    def close(self) -> None:
        """Do nothing: it ends with the process that started it."""


def lend() -> LentCage:
    """Start a cage, with which every service of the processes that are forked from this one works."""
    lent = LentCage()
    wiring.Cage = lambda _: lent  # type: ignore[assignment,attr-defined,misc]
    return lent
