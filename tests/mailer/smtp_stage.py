"""A tiny SMTP server that does exactly what a test says at each step: what no well-behaved server can be made to do."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO

# What it does with one line: the bytes to answer; None ends the connection.
Answer = Callable[["Talk", str], bytes | None]


@dataclass
class Talk:
    """One connection: its number from 1, how to say something unasked, and how many messages it has taken."""

    number: int
    say: Callable[[bytes], object] = lambda _: None
    taken: int = 0


@dataclass
class Stage:
    """The server: its port, the connections, what each said, and the contents that were ended by a dot, and that were cut off.

    `ended` has the numbers of the connections that are over, however they ended.
    """

    port: int
    talks: list[Talk] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    cut_off: list[bytes] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)


def obliging(_talk: Talk, line: str) -> bytes | None:
    """Answer as a server without extensions does that takes everything."""
    verb = line.partition(" ")[0].upper()
    return {"GREETING": b"220 stage\r\n", "DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}.get(verb, b"250 OK\r\n")


@contextmanager
def stage(answer: Answer, context: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Stage]:
    """Run the server; `answer` is asked for GREETING, each command line, and CONTENT after the final dot. A `context` is for TLS."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        shown = Stage(listener.getsockname()[1])
        threading.Thread(target=_accept, args=(listener, shown, answer, context), daemon=True).start()
        yield shown


def _accept(listener: socket.socket, shown: Stage, answer: Answer, context: ssl.SSLContext | None) -> None:
    while True:
        try:
            plain, _ = listener.accept()
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # What is said unasked leaves at once.
            connection = context.wrap_socket(plain, server_side=True) if context else plain
        except OSError:
            return
        talk = Talk(len(shown.talks) + 1, connection.sendall)
        shown.talks.append(talk)
        threading.Thread(target=_talk_to_its_end, args=(connection, shown, talk, answer), daemon=True).start()


def _talk_to_its_end(connection: socket.socket, shown: Stage, talk: Talk, answer: Answer) -> None:
    try:
        _talk(connection, shown, talk, answer)
    finally:
        shown.ended.append(talk.number)


def _talk(connection: socket.socket, shown: Stage, talk: Talk, answer: Answer) -> None:
    with connection, connection.makefile("rb") as lines:
        reply = answer(talk, "GREETING")
        while reply is not None:
            try:
                connection.sendall(reply)
                said = lines.readline()
                if not said:
                    return
                line = said.decode().strip()
                shown.said.append((talk.number, line))
                reply = answer(talk, line)
                if reply and reply.splitlines()[-1].startswith(b"354"):
                    connection.sendall(reply)
                    content, is_whole = _content(lines)
                    (shown.contents if is_whole else shown.cut_off).append(content)
                    if not is_whole:
                        return
                    reply = answer(talk, "CONTENT")
                    talk.taken += 1
            except OSError:
                return


def _content(lines: BinaryIO) -> tuple[bytes, bool]:
    """Read a content, and say whether it was ended by its dot; one that was not is no letter (RFC 5321, 4.1.1.4)."""
    content = b""
    with suppress(ConnectionError):  # Whoever cuts while something stands unread resets the connection.
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return content, False
            content += line
        return content, True
    return content, False
