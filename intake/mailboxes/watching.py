"""Watching a folder by IDLE (RFC 2177), over imaplib: what a server says may come at any time, and in pieces."""

from __future__ import annotations

import imaplib
import ssl
from contextlib import suppress

from imap_tools import BaseMailBox
from imap_tools.idle import get_socket_poller


def watch(box: BaseMailBox, seconds: float) -> list[bytes]:
    """Return what the server says unasked within so many seconds, as soon as it says something.

    The library's own `idle.poll` reads without waiting, and takes a line that comes in pieces for a broken one; and its `idle.start` takes
    it for a refusal where a server first says what came meanwhile, as it may (RFC 3501, section 5.3).
    """
    client = box.client
    tag = client._command("IDLE")  # imaplib knows of IDLE since Python 3.14 only; imap_tools does the same.
    said: list[bytes] = []
    while (line := client._get_response()) is not None:  # None is the server's `+`, with which it begins.
        if client.tagged_commands[tag]:
            raise imaplib.IMAP4.error(line)
        said.append(line)
    if not said and not _unread(client):
        get_socket_poller(client.sock, seconds)  # type: ignore[arg-type] # Its annotation is narrower than what it takes.
    client.send(b"DONE\r\n")
    _, more = box.consume_until_tagged_response(tag)
    return [one for one in (*said, *more) if isinstance(one, bytes)]


def _unread(client: imaplib.IMAP4) -> bool:
    """Say whether more was taken from the socket than was read, of which no look at the socket tells."""
    taken = getattr(client, "_readbuf", None)
    if taken is not None:  # Since Python 3.14; until then it is what `makefile` makes that reads ahead.
        return any(taken) or (isinstance(client.sock, ssl.SSLSocket) and client.sock.pending() > 0)
    before = client.sock.gettimeout()
    client.sock.settimeout(0)
    try:
        with suppress(ssl.SSLWantReadError):
            return bool(client.file.peek(1))  # type: ignore[union-attr] # It is a BufferedReader.
        return False
    finally:
        client.sock.settimeout(before)
