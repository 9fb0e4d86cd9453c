"""Speaking to a mail server without sending anything: whether it answers, and how large a message may be (RFC 1870)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from domain.endpoint import Endpoint
from domain.errors import CounterfoilError
from mailer.transports.conversation import FAULTS, Connection, readable

_BRIEFLY = 5.0  # Seconds for a question that need not be answered.


async def greeted(endpoint: Endpoint, local_hostname: str | None) -> str:
    """Connect, verify, log in and leave again; say who answered. CounterfoilError where nobody did."""
    async with _connected(endpoint, local_hostname):
        return f"{endpoint} answers ({endpoint.security})"


async def limit(endpoint: Endpoint, local_hostname: str | None) -> int | None:
    """Return how many bytes a message may have; None where the server does not say, or says 0: no limit that is fixed."""
    brief = replace(endpoint, timeout=min(endpoint.timeout, _BRIEFLY))
    async with _connected(brief, local_hostname) as connection:
        said = connection.esmtp_extensions.get("size", "").strip()
    return int(said) or None if said.isdecimal() else None


@asynccontextmanager
async def _connected(endpoint: Endpoint, local_hostname: str | None) -> AsyncIterator[Connection]:
    connection = Connection(endpoint, local_hostname)
    try:
        await connection.connect()
        if connection.is_ehlo_or_helo_needed:
            await connection.ehlo()
    except FAULTS as error:
        connection.drop()
        remedy = "Check host, port, security, user and password, and that the server is running."
        raise CounterfoilError(readable(f"Could not connect to the server: {error}."), where=str(endpoint), remedy=remedy) from error
    try:
        yield connection
    finally:
        await connection.end()
