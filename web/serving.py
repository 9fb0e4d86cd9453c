"""Listening: the pages are served beside the service, in a thread of its own, in plain HTTP and behind a server that speaks TLS."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from domain.errors import ConfigurationError
from service.public import ListeningTable, WebTable
from service.wiring import Service
from web.leaving import routes

_AT_ONCE = 64  # Requests that are in hand; who comes then is asked to come again (503).
_HEAD = 16 * 1024  # Bytes of a request before its body.
_IDLE, _LAST = 5, 5  # Seconds that a connection may be silent; that what is in hand gets at the end.

# Whatever a library logs of its own accord may hold the address that was asked for, which has a code in it.
logging.getLogger("uvicorn").setLevel(logging.CRITICAL)


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


def _how(app: ASGIApp, settings: ListeningTable) -> uvicorn.Config:
    return uvicorn.Config(
        app,
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
        http="h11",
        ws="none",
    )


def _bound(settings: ListeningTable, table: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2 * _AT_ONCE)
    except OSError as error:
        raise ConfigurationError(
            f"Nothing can be served at {settings.host} port {settings.port}: {error.strerror}.",
            where=f"counterfoil.toml [{table}]",
            remedy="Choose another port, or end the program that has this one; is the service running already?",
        ) from error
