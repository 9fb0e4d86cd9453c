"""Bodies of requests: no more is received than a page takes, and nobody may take for ever to send it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

PATIENCE = 10  # Seconds until a body must be there.


def at_most(receive: Receive, most: int) -> Receive:
    """Return what receives a body of at most so many bytes (HTTPException 413)."""
    got = 0

    async def receiving() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise HTTPException(413)
        return message

    return receiving
