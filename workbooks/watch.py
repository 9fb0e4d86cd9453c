"""A watchdog for a child process: one thread for all files, since to start one for each costs a good part of reading it."""

from __future__ import annotations

import subprocess
import threading
import time


class Watch:
    """Kills a process that works longer than it may. It sleeps through the files that are done in time, and is woken for none of them."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._idle = self._ended = False
        self._until: float | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self.late = False  # Whether the process that was watched last had to be killed.

    def begin(self, process: subprocess.Popen[bytes]) -> None:
        """Watch `process` from now on."""
        with self._lock:
            self._process, self._until, self.late = process, time.monotonic() + self._seconds, False
        if self._thread is None:
            self._ended = False
            self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)
            self._thread.start()
        elif self._idle:
            self._wake.set()

    def end(self) -> None:
        """Watch no longer; what is done is done in time."""
        with self._lock:
            self._process = self._until = None

    def close(self) -> None:
        """End the thread; `begin` would start another."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._ended = True
            self._wake.set()
            thread.join()
            self._wake.clear()

    def _watch(self) -> None:
        while not self._ended:
            left = self._left()
            # Whoever begins either sees that this thread is idle, or is seen here.
            self._idle = left is None
            if self._until is None or left is not None:
                self._wake.wait(left)
            self._idle = False
            self._wake.clear()

    def _left(self) -> float | None:
        """Return for how many seconds there is nothing to do, None where for ever; kill the process whose time is up."""
        with self._lock:
            if self._until is None or self._process is None:
                return None
            left = self._until - time.monotonic()
            if left > 0:
                return left
            self.late = True
            self._process.kill()
            self._process = self._until = None
            return None
