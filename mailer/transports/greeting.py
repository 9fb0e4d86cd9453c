"""Speaking to a mail server without sending anything: whether it answers, and how large a message may be (RFC 1870)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.errors import CounterfoilError
from domain.sentences import sized
from mailer.transports.connection import FAULTS, Connection, readable

BRIEFLY = 5.0  # Seconds for a question that need not be answered.


async def greeted(connection: Connection) -> str:
    """Connect, verify, log in and leave again; say who answered. CounterfoilError where nobody did."""
    async with _opened(connection):
        limit = f", and takes letters of up to {sized(connection.most)}" if connection.most else ""
        return f"{connection.endpoint} answers ({connection.endpoint.security}){limit}"


async def limit(connection: Connection) -> int | None:
    """Return how many bytes a message may have; None where the server does not say, or says 0: no limit that is fixed."""
    async with _opened(connection):
        return connection.most


@asynccontextmanager
async def _opened(connection: Connection) -> AsyncIterator[Connection]:
    try:
        await connection.open()
    except CounterfoilError:
        connection.drop()
        raise
    except FAULTS as error:
        connection.drop()
        remedy = "Check host, port, security, user and password, and that the server is running."
        where = str(connection.endpoint)
        raise CounterfoilError(readable(f"Could not connect to the server: {error}."), where=where, remedy=remedy) from error
    try:
        yield connection
    finally:
        await connection.end()
