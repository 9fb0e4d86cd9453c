"""A tiny SMTP server that does exactly what a test says at each step: what no well-behaved server can be made to do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# What it does with one line: the bytes to answer; None ends the connection.
Answer = Callable[["Talk", str], bytes | None]


@dataclass
class Talk:
    """One connection: its number from 1, and how many messages it has taken."""

    number: int
    taken: int = 0


@dataclass
class Stage:
    """The server: its port, the connections that it saw, and the verbs of each."""

    port: int
    talks: list[Talk] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)


def obliging(_talk: Talk, line: str) -> bytes | None:
    """Answer as a server without extensions does that takes everything."""
    verb = line.partition(" ")[0].upper()
    return {"GREETING": b"220 stage\r\n", "DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}.get(verb, b"250 OK\r\n")


@contextmanager
def stage(answer: Answer) -> Iterator[Stage]:
    """Run the server; `answer` is asked for GREETING, each command line, and CONTENT after the final dot."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        shown = Stage(listener.getsockname()[1])
        threading.Thread(target=_accept, args=(listener, shown, answer), daemon=True).start()
        yield shown


def _accept(listener: socket.socket, shown: Stage, answer: Answer) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        talk = Talk(len(shown.talks) + 1)
        shown.talks.append(talk)
        threading.Thread(target=_talk, args=(connection, shown, talk, answer), daemon=True).start()


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
                if reply is not None and reply.startswith(b"354"):
                    connection.sendall(reply)
                    while lines.readline() not in {b".\r\n", b""}:
                        pass
                    reply = answer(talk, "CONTENT")
                    talk.taken += 1
            except OSError:
                return
