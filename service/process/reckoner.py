"""What takes seconds of the processor, worked out in a process of its own, one thing after the other, while pages are answered.

A thread would not do: it would hold the interpreter, and each page would wait for it at each row that it reads. The process is begun anew
for each thing, reads one state of the store, and ends. Whoever asks is told where nothing came of it, and works it out themselves.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

from domain.process.events import Event, tell
from store.archive.objects import S3Bucket

FIGURES: Final = "figures"  # Of the report on quality, as `service.quality.kept_figures` keeps them.
PDF: Final = "pdf"  # That report, whole.
_HOME: Final = Path(__file__).parents[2]
T = TypeVar("T")
_LONGEST: Final = 30 * 60  # Seconds; a million organisations take some minutes.


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFigures:
    """What is to be worked out: the `job` (FIGURES or PDF) of a study as of `now`, in a language where it has one; and where.

    It travels by a pipe, so that no password of a database is seen among the processes.
    """

    job: str
    study: str
    now: datetime
    language: str = ""
    root: Path
    database_url: str = field(repr=False)
    archive: Path
    bucket: S3Bucket | None = None


class Reckoner:
    """Has things worked out; nothing is begun before it is wanted, and nothing stays once it is closed."""

    def __init__(self) -> None:
        self._lock, self._closed = Lock(), False
        self._one: ThreadPoolExecutor | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, wanted: WantedFigures, then: Callable[[bytes], T]) -> Future[T | None]:
        """Have something worked out, and return at once; it is what `then` makes of it, or None where it cannot be, or was ended."""
        with self._lock:
            if self._closed:
                nothing: Future[T | None] = Future()
                nothing.set_result(None)
                return nothing
            self._one = self._one or ThreadPoolExecutor(1, thread_name_prefix="reckoner")
            return self._one.submit(self._work, wanted, then)

    @property
    def is_at_work(self) -> bool:
        """Say whether a process was begun that has not ended."""
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """End the process that is at work; what waits is not begun."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
        if self._one is not None:
            self._one.shutdown(cancel_futures=True)

    def _work(self, wanted: WantedFigures, then: Callable[[bytes], T]) -> T | None:
        with self._lock:
            if self._closed:
                return None
            try:
                self._process = _started()
            except OSError as error:  # The system has no room for a further process.
                _tell(wanted, type(error).__name__)
                return None
        made, fault = _answer(self._process, wanted)
        if not fault:
            return then(made)
        if self._goes_on():  # Else the process was ended on purpose.
            _tell(wanted, fault)
        return None

    def _goes_on(self) -> bool:
        return not self._closed


def _tell(wanted: WantedFigures, fault: str) -> None:
    tell(Event.NOT_RECKONED, logging.WARNING, study=wanted.study, what=wanted.job, error=fault)


def _answer(process: subprocess.Popen[bytes], wanted: WantedFigures) -> tuple[bytes, str]:
    """Return what a process makes of it, and the class of the error where it fails, or how it ended where it tells none."""
    with process:
        try:
            made, said = process.communicate(pickle.dumps(wanted), timeout=_LONGEST)
        except subprocess.TimeoutExpired as late:
            process.kill()
            return b"", type(late).__name__
    fault = said.decode(errors="replace").strip()
    return made, (fault if fault.isidentifier() else f"exit_{process.returncode}") if process.returncode else ""


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "service.quality.reckoned"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(_HOME)},
        start_new_session=True,  # What is typed at a terminal ends the program, which ends this.
    )
