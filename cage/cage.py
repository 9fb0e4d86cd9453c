"""Having hostile bytes read by a caged process: one that is forked for them alone, and ends with them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self, cast

from cage import frames, zygote
from cage.walls import Limits, Wall

MIB: Final = 1024 * 1024
MEMORY: Final = 768 * MIB  # Of address space, of which the interpreter and its libraries take a hundred.
SECONDS: Final = 6
ANSWER: Final = 192 * MIB
_HOME = Path(__file__).parents[1]
_MOST_PROGRESS: Final = 5_000
_MOST_WHY: Final = 1_000  # Characters of why it failed,
_MOST_FAULT: Final = 100_000  # and bytes of the traceback.
_GRACE: Final = 10.0  # Seconds after which the zygote is at fault, and no child of it,
_START: Final = 180.0  # and so many more where it may still be warming up: a slow machine that has compiled nothing takes a minute.


class ClosedCageError(Exception):
    """The cage was closed while a child was at work: nothing is known of what it read."""


class NotStartedError(Exception):
    """The cage itself cannot work here: its first process ended before any child of it had said a word. No message is to blame."""


class EndedError(Exception):
    """A child ended before it had answered, or answered without sense. `at` is the last number that it told, or None."""

    def __init__(self, status: int, *, late: bool, at: int | None) -> None:
        self.status, self.at = status, at
        self.late = late or status == -signal.SIGXCPU
        # Rust aborts the process where memory runs out, and a kernel that has none left kills it.
        self.starved = not late and status in {-signal.SIGABRT, -signal.SIGKILL}
        super().__init__("it took too long" if self.late else "it took too much memory" if self.starved else "it broke off")


class InsideError(Exception):
    """The program failed inside of the cage; the note is the traceback."""


class Cage:
    """A zygote, and a child of it for each `run`. It starts when it is first needed, and again where it died; threads may share it.

    `modules` are imported by the zygote; each has `JOBS`, by name, and `warm`, which does once what a child should not do each time.
    """

    def __init__(self, modules: Sequence[str], *, memory: int = MEMORY, seconds: int = SECONDS) -> None:
        self._modules = tuple(modules)
        self._limits = Limits(memory=memory, seconds=seconds)
        self._lock = threading.Lock()
        self._zygote: _Started | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the zygote, if it is not there, and return at once: while it warms up there is other work."""
        with self._lock:
            self._alive()

    def run(self, job: str, request: Sequence[bytes | frames.LongBlob], *, seconds: int | None = None) -> list[bytes]:
        """Return what a fresh child answers; EndedError, InsideError, NotStartedError, or ClosedCageError where `close` came first."""
        limits = self._limits if seconds is None else Limits(memory=self._limits.memory, seconds=seconds)
        with self._forked(limits) as child:
            at: int | None = None
            try:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # It may have said something before it ended.
                    frames.send(child.sink, frames.REQUEST, [job.encode(), *request])
                for _ in range(_MOST_PROGRESS):
                    kind, blobs = frames.receive(child.source, ANSWER)
                    child.parent.works = True
                    if kind != frames.PROGRESS:
                        return _answer(kind, blobs)
                    at = int.from_bytes(blobs[0][:4], "little")
            except TimeoutError:
                child.parent.end()
                if not child.parent.works:
                    raise NotStartedError("The process that reads messages and workbooks takes too long to start.") from None
            except (OSError, EOFError):
                raise child.ended(at) from None
            except (ValueError, IndexError):
                pass
            # It talks nonsense: nothing that it says of itself is worth waiting for, and it is killed when its line is let go.
            raise EndedError(0, late=False, at=at)

    def walls(self) -> tuple[Wall, ...]:
        """Return the walls, each with what keeps it from standing on this machine."""
        said = (blob.decode("utf-8", "replace").partition("\0") for blob in self.run(zygote.WALLS.decode(), []))
        return tuple(Wall(name, missing) for name, _, missing in said)

    @property
    def process(self) -> int | None:
        """Return the process of the zygote, or None where there is none."""
        return self._zygote.process.pid if self._zygote else None

    @property
    def is_closed(self) -> bool:
        """Say whether it was closed."""
        return self._closed

    def close(self) -> None:
        """End the zygote with its children, for good: who waits for one, or asks for another, has a ClosedCageError."""
        with self._lock:
            self._closed = True
            if self._zygote is not None:
                self._zygote.end()
                self._zygote = None

    @contextmanager
    def _forked(self, limits: Limits) -> Iterator[_Forked]:
        """Have a child forked, and let it go at the end; where it is still at work, it is killed then."""
        ours, theirs = socket.socketpair()
        told, tells = os.pipe()
        try:
            with ours:
                with theirs:
                    try:
                        parent = self._ask(limits, [theirs.fileno(), tells])
                    finally:
                        os.close(tells)
                ours.settimeout(limits.clock + _GRACE + (0 if parent.works else _START))
                with ours.makefile("rb") as source, ours.makefile("wb", buffering=0) as sink:
                    yield _Forked(cage=self, parent=parent, source=source, sink=cast("BinaryIO", sink), told=told)
        finally:
            os.close(told)

    def _ask(self, limits: Limits, descriptors: Sequence[int]) -> _Started:
        with self._lock:
            started = self._alive()
            with contextlib.suppress(OSError):  # Where it died just now, the line ends at once.
                socket.send_fds(started.control, [zygote.ASKED.pack(limits.memory, limits.seconds)], descriptors)
            return started

    def _alive(self) -> _Started:
        if self._closed:
            raise ClosedCageError("The cage is closed.")
        if self._zygote is not None and self._zygote.process.poll() is not None:
            self._zygote.end()
            self._zygote = None
        if self._zygote is None:
            self._zygote = _Started(self._modules)
        return self._zygote


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forked:
    """A child: its cage, its zygote, the two directions of its line, and the pipe on which its end is told."""

    cage: Cage
    parent: _Started
    source: BinaryIO
    sink: BinaryIO
    told: int

    def ended(self, at: int | None) -> Exception:
        """Return how it ended. A zygote that tells nothing of it died too, or was closed."""
        said = os.read(self.told, zygote.ENDED.size)
        if self.cage.is_closed:
            return ClosedCageError("The cage was closed.")
        if len(said) != zygote.ENDED.size:
            self.parent.end()  # So that the next child has another.
            if not self.parent.works:
                return NotStartedError("The process that reads messages and workbooks cannot be started, or ends at once.")
            return EndedError(0, late=False, at=at)
        status, late = zygote.ENDED.unpack(said)
        return EndedError(os.waitstatus_to_exitcode(status), late=late, at=at)


class _Started:
    """A zygote that was started; it `works` once a child spoke. Nothing of this process's environment goes along: it may hold secrets."""

    def __init__(self, modules: Sequence[str]) -> None:
        self.works = False
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - This interpreter, and modules of this program.
                [sys.executable, "-P", "-s", "-m", "cage.zygote", *modules],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={"PYTHONPATH": str(_HOME)},
                cwd="/",
                start_new_session=True,
            )

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.control.close()


def _answer(kind: int, blobs: list[bytes]) -> list[bytes]:
    if kind == frames.ANSWER:
        return blobs
    why, fault = (_shown(blob[:_MOST_FAULT].decode("utf-8", "replace")) for blob in blobs)
    error = InsideError(why[:_MOST_WHY])
    error.add_note(fault)
    raise error


def _shown(text: str) -> str:
    """Return what a child says of itself without signs that command a terminal: a message may have written it."""
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)
