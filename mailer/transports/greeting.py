"""Speaking to a mail server without sending anything: whether it answers, and how large a message may be (RFC 1870)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.errors import CounterfoilError
from domain.sentences import sized
from domain.telling import Telling
from languages.telling import phrased
from mailer.transports.connection import FAULTS, Connection
from mailer.transports.unconnected import fault

_MANY = 10  # Megabytes that are told without a fraction.
BRIEFLY = 5.0  # Seconds for a question that need not be answered.


async def greeted(connection: Connection) -> str:
    """Connect, verify, log in and leave again; say who answered. CounterfoilError where nobody did."""
    async with _opened(connection):
        security = str(connection.endpoint.security)
        who = {"server": str(connection.endpoint), "security": Telling(security, f"doctor.security.{security}")}
        return phrased("doctor.answers_up_to", size=_told(connection.most), **who) if connection.most else phrased("doctor.answers", **who)


def _told(number: int) -> Telling:
    """Return a number of bytes as each language writes it: in whole megabytes where they are many."""
    kib = number // 1024
    unit, many = ("mb", kib // 1024) if kib >= _MANY * 1024 else ("kb", kib)
    return Telling(sized(number), f"doctor.size.{unit}", {"size": many})


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
        what, remedy = fault(error, connection.endpoint)
        raise CounterfoilError(what, where=str(connection.endpoint), remedy=remedy) from error
    try:
        yield connection
    finally:
        await connection.end()
