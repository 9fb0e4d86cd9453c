"""A deadline over a whole answer: what comes byte by byte is no longer waited for, however soon each next byte is there.

To be imported when somebody is asked: it needs the library requests.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

import requests

from service.installation.logins.web import TIMEOUT, DirectAdapter, trust

_WHOLE = 15.0  # Seconds in which a token is there, or none is: letters wait meanwhile, and so does a program that is to end.


class Deadline:
    """So many seconds from when it is entered; then the connections that it holds are shut, and whoever reads there reads no more."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._held: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Begin to wait."""
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it: all was in time, or failed otherwise."""
        self._timer.cancel()

    def hold(self, connection: socket.socket) -> None:
        """Shut this connection when the time is over, or at once where it is."""
        with self._lock:
            self._held.append(connection)
        if self.over:
            self._end()

    def check(self) -> None:
        """Raise TimeoutError where the time is over: what was read may have been cut off."""
        if self.over:
            raise TimeoutError("the whole answer took too long")

    def _end(self) -> None:
        self.over = True
        with self._lock:
            held = tuple(self._held)
        for one in held:
            with suppress(OSError):  # It was closed meanwhile.
                # Not the method of a TLS socket, which would take its state away from whoever reads there now.
                socket.socket.shutdown(one, socket.SHUT_RDWR)


class _Held(DirectAdapter):
    """Connects as the other adapter does, under a deadline."""

    def __init__(self, deadline: Deadline, *given: Any) -> None:
        self._deadline = deadline
        super().__init__(*given)

    def get_connection_with_tls_context(self, *given: Any, **named: Any) -> Any:
        """Return the pool from which a connection is taken, through a proxy or not."""
        pool, deadline = super().get_connection_with_tls_context(*given, **named), self._deadline

        class _Connection(pool.ConnectionCls):  # type: ignore[misc,name-defined]
            def connect(self) -> None:
                super().connect()
                deadline.hold(self.sock)

        pool.ConnectionCls = _Connection
        return pool


def within(deadline: Deadline, ca_file: str, patience: float) -> requests.Session:
    """Return a new session whose answers end with a deadline. ConfigurationError where `ca_file` cannot be read."""
    session, adapter = requests.Session(), _Held(deadline, trust(ca_file), patience)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    return session


@contextmanager
def in_time(ca_file: str) -> Iterator[requests.Session]:
    """Lend a session with which a provider is asked for a token. ConfigurationError where `ca_file` cannot be read."""
    with Deadline(_WHOLE) as deadline, within(deadline, ca_file, TIMEOUT) as session:
        yield session
