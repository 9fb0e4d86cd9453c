"""Listening: the pages are served beside the service, in a thread of its own, in plain HTTP and behind a server that speaks TLS."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from domain.errors import Asked, ConfigurationError
from service.installation.public import ListeningTable, WebTable
from service.wiring import Service
from web.leaving import routes

_AT_ONCE = 64  # Requests that are in hand; who comes then is asked to come again (503).
_HEAD = 16 * 1024  # Bytes of a request before its body.
_IDLE, _LAST = 5, 5  # Seconds within which a connection says what it asks for; that what is in hand gets at the end.

# Whatever a library logs of its own accord may hold the address that was asked for, which has a code in it.
logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
_TWO_LENGTHS = PlainTextResponse("Two lengths of a body were said.\n", 400, {"Connection": "close"})


@contextmanager
def listening(service: Service, settings: WebTable | None, now: Callable[[], datetime]) -> Iterator[None]:
    """Answer requests while the block runs; `now` says what time it is. Where the settings have no `[web]`, none come.

    ConfigurationError where the port is taken.
    """
    if settings is None:
        yield
        return
    with served(Starlette(routes=routes(service, settings.path, now)), settings, "web"):
        yield


@contextmanager
def served(app: ASGIApp, settings: ListeningTable, table: str) -> Iterator[int]:
    """Serve an application while the block runs, where the settings' `table` says; give the port (ConfigurationError: it is taken)."""
    with closing(_bound(settings, table)) as door:
        server = uvicorn.Server(_how(app, settings))
        thread = Thread(target=server.run, kwargs={"sockets": [door]}, name=table, daemon=True)
        thread.start()
        try:
            yield int(door.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(2 * _LAST)


def _certain(app: ASGIApp) -> ASGIApp:
    """Return an application that is asked nothing whose end could be read in two ways: by us, and by a server before us (RFC 9112, 6.1)."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        lengths = {"content-length", "transfer-encoding"} - {*Headers(scope=scope)}
        await (app if lengths else _TWO_LENGTHS)(scope, receive, send)

    return asked


class _Impatient(H11Protocol):
    """A connection that is closed where it asks for nothing in time, however it dawdles: else a few dozen would keep everybody out.

    The server itself only waits so for a further request, and goes on waiting once the first byte of that has come.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # As the server itself has it.
        """Wait for what is asked."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def data_received(self, data: bytes) -> None:
        """Take a part of what is asked; only the whole head of it ends the waiting."""
        waits, self.timeout_keep_alive_task, asked = self.timeout_keep_alive_task, None, self.cycle
        super().data_received(data)
        if waits and self.cycle is asked:
            self.timeout_keep_alive_task = waits
        elif waits:
            waits.cancel()


def _how(app: ASGIApp, settings: ListeningTable) -> uvicorn.Config:
    return uvicorn.Config(
        _certain(app),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.proxies,
        limit_concurrency=_AT_ONCE,
        h11_max_incomplete_event_size=_HEAD,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_LAST,
        lifespan="off",
        loop="asyncio",
        http=_Impatient,
        ws="none",
    )


def _bound(settings: ListeningTable, table: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2 * _AT_ONCE)
    except OSError as error:
        raise ConfigurationError(
            f"Nothing can be served at {settings.host} port {settings.port}: {error.strerror}.",
            where=Asked.HEALTH if table == "health" else f"counterfoil.toml [{table}]",
            remedy="Choose another port, or end the program that has this one; is the service running already?",
        ) from error
