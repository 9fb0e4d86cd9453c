"""A mail server for all recipients, in a process of its own: it notes each letter that it takes, and keeps the newest of each mailbox."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.ground import HOST
from bench.soak.people import is_greylisted, is_refused, number_of
from demo.child import end_with_parent, tell

_TAG = re.compile(rb"^Message-ID:\s*<([^@>]+)@", re.IGNORECASE | re.MULTILINE)
_LOG = "taken"


class Sink:
    """What the server does with each command."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = (folder / _LOG).open("ab", buffering=0)
        self._met: set[str] = set()

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802 - the library's name
        """Take the recipient, unless there is none of that name, or the server does not know us yet."""
        if is_refused(address):
            return "550 5.1.1 No such mailbox here"
        if is_greylisted(address) and address not in self._met:
            self._met.add(address)
            return "451 4.7.1 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Note the letter, and keep it for its reader in place of the last one."""
        content = envelope.original_content or b""
        found = _TAG.search(content.partition(b"\r\n\r\n")[0])
        for address in envelope.rcpt_tos:
            number = number_of(address)
            if number is not None:
                returns_to = f"Return-Path: <{envelope.mail_from}>\r\n".encode()
                newest(self._folder, number).write_bytes(returns_to + content)
        self._log.write((found[1] if found else b"") + b"\n")
        return "250 OK"


def newest(folder: Path, number: int) -> Path:
    """Return where the newest letter to an organisation is kept."""
    return folder / f"{number}.eml"


def taken(folder: Path) -> Counter[str]:
    """Return how often the server took each letter, by its tag."""
    log = folder / _LOG
    return Counter(log.read_text(encoding="ascii").splitlines() if log.exists() else ())


@contextmanager
def sink(folder: Path) -> Iterator[int]:
    """Run the server, and yield its port."""
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.soak.sink", str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield int(json.loads(line)["port"])
    finally:
        process.terminate()
        process.wait(30)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


async def _serve(folder: Path) -> None:
    handler, loop = Sink(folder), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, loop=loop, hostname="localhost", data_size_limit=None, enable_SMTPUTF8=True), HOST, 0
    )
    tell(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


def main() -> None:
    """Serve until the process ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    end_with_parent()
    asyncio.run(_serve(parser.parse_args().folder))


if __name__ == "__main__":
    main()
