"""A fork of this process that works for it alone: it is asked in order, answers in order, and ends with it.

It has what this process had in memory when it was begun, and keeps nothing open: no connection and no lock is held by it, so that
a server sees a connection end, and another process gets a lock, when this process ends. It must use no library whose threads were running.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import pickle
import select
import signal
import socket
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from operator import attrgetter
from time import monotonic
from typing import Any, Final, NoReturn

_LENGTH: Final = struct.Struct("<I")
_MOST: Final = 1 << 20  # Bytes that are read at once.
_FIRST_OWN: Final = 3  # The descriptors below are input, output and errors.
_AHEAD: Final = 1 << 22  # Bytes that it may have answered before anybody listens; a system may allow fewer.
_HANGS: Final = 60  # Seconds after which an answer that is not there comes no more.


class NoAnswerError(Exception):
    """The process has ended, or says nothing: it is of no further use."""


class SecondProcess:
    """A process that answers what it is asked by `answer`, which may raise nothing. Both are any values that can be pickled.

    An answer that takes `hangs` seconds ends the process, which may wait for ever while nobody is there any more to end it.
    OSError where the system gives no further process.
    """

    def __init__(self, answer: Callable[[Any], Any], *, hangs: int = _HANGS) -> None:
        self._line, its = socket.socketpair()
        its.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _AHEAD)
        with its:
            self._process = self._forked()
            if self._process == 0:
                _work(its.fileno(), answer, hangs)
        self._line.setblocking(False)
        self._unsent = bytearray()
        self._heard = bytearray()

    def _forked(self) -> int:
        try:
            with warnings.catch_warnings():
                # From 3.12 on Python warns where there are threads: what they hold stays held in the fork, which must not wait for it.
                warnings.simplefilter("ignore", DeprecationWarning)
                return os.fork()
        except OSError:
            self._line.close()
            raise

    def ask(self, what: object) -> None:
        """Ask for something, without waiting for the process."""
        self._unsent += _framed(what)
        self._send()

    def listen(self) -> None:
        """Take in what it has said so far: it says no more where nobody listens, and could have gone on."""
        with suppress(NoAnswerError):
            while self._hear():
                pass

    def answer(self, seconds: float) -> Any:
        """Return the next answer; NoAnswerError where none comes within so many seconds, or ever."""
        until = monotonic() + seconds
        while (found := _first(self._heard)) is None:
            if not self._poll(max(0.0, until - monotonic())):
                raise NoAnswerError
            self._send()
            self._hear()
        return pickle.loads(found)  # noqa: S301 - it was written by this program, in a process of its own

    def close(self) -> None:
        """End the process."""
        self._line.close()
        # What it has in hand is of no use any more, and its end is not waited for.
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)

    def _poll(self, seconds: float) -> bool:
        """Wait until there is something to hear, or room for what is to be sent; say whether there is."""
        poll = select.poll()
        poll.register(self._line, select.POLLIN | (select.POLLOUT if self._unsent else 0))
        return bool(poll.poll(seconds * 1000))

    def _send(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: self._line.send(self._unsent)]
        except BlockingIOError:
            return
        except OSError:
            self._unsent.clear()  # It has ended, which whoever waits for an answer is told.

    def _hear(self) -> bool:
        try:
            heard = self._line.recv(_MOST)
        except BlockingIOError:
            return False
        except OSError as error:
            raise NoAnswerError from error
        if not heard:
            raise NoAnswerError
        self._heard += heard
        return True


class _Pickler(pickle.Pickler):
    """Writes a value of fields as its type and what it has in them: Python's own way of those with slots looks the fields up for each."""

    def reducer_override(self, value: Any) -> Any:
        """Return what the value is made of again; another than a value of fields is written as ever."""
        fields = _read_of(type(value))  # type: ignore[arg-type]  # A class can be hashed, whatever its values can.
        return NotImplemented if fields is None else (_made_again, (type(value), fields(value)))


@cache
def _read_of(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    names = [one.name for one in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else []
    slotted = all(hasattr(getattr(kind, name, None), "__set__") for name in names)
    # Of a single name the getter would return the value itself, and not a tuple.
    return attrgetter(*names) if slotted and len(names) > 1 else None


@cache
def _written_of(kind: type) -> tuple[Callable[[Any, Any], None], ...]:
    return tuple(getattr(kind, one.name).__set__ for one in dataclasses.fields(kind))


def _made_again(kind: type, values: Sequence[Any]) -> Any:
    """Return a value of these fields, as it was: nothing of it is worked out or looked through again."""
    made: Any = object.__new__(kind)
    for put, value in zip(_written_of(kind), values, strict=True):
        put(made, value)
    return made


def _framed(what: object) -> bytes:
    to = BytesIO()
    _Pickler(to, pickle.HIGHEST_PROTOCOL).dump(what)
    data = to.getvalue()
    return _LENGTH.pack(len(data)) + data


def _first(heard: bytearray) -> bytes | None:
    """Take the first whole frame out of what was heard."""
    if len(heard) < _LENGTH.size:
        return None
    end = _LENGTH.size + _LENGTH.unpack_from(heard)[0]
    if len(heard) < end:
        return None
    found = bytes(memoryview(heard)[_LENGTH.size : end])
    del heard[:end]
    return found


def _work(line: int, answer: Callable[[Any], Any], hangs: int) -> NoReturn:
    """Be the second process: let go of all that the first holds open, and answer until it ends."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # The first process has the word, and ends this one.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # The system ends the process then, whatever that waits for.
        gc.freeze()
        line = _alone(line)
        for asked in _asked(line):
            signal.alarm(hangs)
            answered = _framed(answer(asked))
            signal.alarm(0)
            _write(line, answered)
    except OSError:
        os._exit(0)  # The first process has ended.
    finally:
        os._exit(1)


def _alone(line: int) -> int:
    """Close all but the line, and return where it is now."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(_FIRST_OWN):
        os.dup2(nothing, number)
    os.dup2(line, _FIRST_OWN)
    os.closerange(_FIRST_OWN + 1, os.sysconf("SC_OPEN_MAX"))
    return _FIRST_OWN


def _asked(line: int) -> Iterator[Any]:
    heard = bytearray()
    while data := os.read(line, _MOST):
        heard += data
        while (found := _first(heard)) is not None:
            yield pickle.loads(found)  # noqa: S301 - as above


def _write(line: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(line, left) :]
