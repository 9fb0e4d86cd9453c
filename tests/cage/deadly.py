"""The work of the cage, with messages that break it: none is known that does, or it would be mended."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from cage.zygote import jobs_of
from domain.message import By, Clue
from intake.understanding import caged

KILLS, FILE_KILLS, SPINS, SLEEPS, HURTS, LIES = b"It kills", b"deadly.xlsx", b"It spins", b"It sleeps", b"It hurts", b"It lies"
NAMES = b"It names what cannot be written"


def _examine(request: Sequence[bytes], tell: Callable[[int], None]) -> Sequence[bytes]:
    asked = caged.to_examine().decode(request)
    if KILLS in asked.raw:
        os._exit(9)
    if FILE_KILLS in asked.raw and asked.spared is None:
        tell(0)
        os._exit(9)
    while SPINS in asked.raw:
        pass
    if SLEEPS in asked.raw:
        threading.Event().wait()
    if HURTS in asked.raw:
        raise RecursionError("too deep")
    if LIES in asked.raw:
        return [b'[1,2,3,"no message"]']
    answer = caged.JOBS[caged.EXAMINE.encode()](request, tell)
    if NAMES in asked.raw:
        found = caged.examined().decode(answer)
        return caged.examined().encode(replace(found, clues=(*found.clues, Clue(By.THREADING, "\ud800", "its thread"))))
    return answer


JOBS = jobs_of({caged.EXAMINE: _examine})


def warm() -> None:
    """Do nothing: the true work has warmed up."""
