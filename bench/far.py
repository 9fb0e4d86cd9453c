"""A server that is far away: `python -m bench.far PORT` stands before the one on that port and delays what passes it.

What passes is late by half a round trip. Only that is as with a distant server: the line is as fast as this machine, and loses nothing.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bench.ground import HOST

ROUND_TRIP = 0.020  # seconds


@contextmanager
def far(port: int) -> Iterator[int]:
    """Let a process of its own stand before the server on `port`, and yield where it listens."""
    command = [sys.executable, "-m", "bench.far", str(port)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


async def _serve(port: int) -> None:
    server = await asyncio.start_server(lambda reader, writer: _talk(reader, writer, port), HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Carry one connection, whose handshake takes a round trip like any other exchange."""
    await asyncio.sleep(ROUND_TRIP)
    there, back = await asyncio.open_connection(HOST, port)
    await asyncio.gather(_carry(reader, back), _carry(there, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on what comes, each piece half a round trip after it came, however many are under way."""
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    handing_on = asyncio.create_task(_hand_on(under_way, writer))
    data = b"?"
    while data:
        try:
            data = await reader.read(1 << 18)
        except ConnectionError:
            data = b""
        under_way.put_nowait((asyncio.get_running_loop().time() + ROUND_TRIP / 2, data))
    await handing_on


async def _hand_on(under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while True:
            due, data = await under_way.get()
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            if not data:
                break
            writer.write(data)
            await writer.drain()
    writer.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(int(sys.argv[1])))
