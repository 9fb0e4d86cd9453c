"""The zygote: it imports everything once, never reads a message, and forks a caged child for each request.

`python -m cage.zygote MODULE...`, with a socket as its standard input. A request is the limits of one child, and two descriptors: the line
to the child, and a pipe on which its end is told (its wait status, and whether it was killed for its time). Whoever asked may close that
pipe to have the child killed. It ends when the socket does.
"""

from __future__ import annotations

import contextlib
import encodings
import gc
import importlib
import mimetypes
import os
import pkgutil
import select
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NoReturn

from cage import frames, immortal, pages, walls

ASKED: Final = struct.Struct("<QL")  # Limits: memory, seconds.
ENDED: Final = struct.Struct("<i?")  # Wait status, and whether the child was killed for its time.
# So many children are forked of memory as it came to lie: each costs some 6 ms more than behind `pages`, which take 100 to 200 themselves.
FEW: Final = 5
WALLS: Final = b"cage.walls"  # The one job that the zygote has itself: to say which walls stand.
_LAZY: Final = ("_strptime", "email.parser", "heapq")  # What functions of the standard library import while they run.
_FAULT: Final = 20_000  # Characters of a traceback.

# A job takes blobs, may tell where it is (a number), and returns blobs.
Job = Callable[[Sequence[bytes], Callable[[int], None]], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class _Child:
    process: int
    until: float


def main(modules: Sequence[str]) -> None:
    """Import the modules, whose `JOBS` are the work, and warm them up; then fork until the socket ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # These are for the service, which ends this process when it is done.
    gc.disable()  # What is imported stays; looking through it for cycles would take a third of the time.
    control = socket.socket(fileno=os.dup(0))
    jobs: dict[bytes, Job] = {}
    for name in modules:
        module = importlib.import_module(name)
        module.warm()
        jobs |= module.JOBS
    _load()
    # The values of one message are few cycles, so that looking for such in their midst is time lost too.
    gc.freeze()
    gc.collect()  # There is nothing left to look through; but the interpreter gives back what it kept of freed values, all over its memory.
    os.environ.clear()
    maps = pages.maps()
    _Zygote(control, jobs, walls.around_zygote(), maps).serve()


def _load() -> None:
    """Load what the standard library would read from files when it is first asked for it."""
    mimetypes.init()
    for name in _LAZY:
        importlib.import_module(name)
    for found in pkgutil.iter_modules(encodings.__path__):
        with contextlib.suppress(ImportError):  # Some are of another system.
            importlib.import_module(f"{encodings.__name__}.{found.name}")


class _Zygote:
    """The loop: requests come in, children end or are killed."""

    def __init__(self, control: socket.socket, jobs: Mapping[bytes, Job], raised: Sequence[walls.Wall], maps: BinaryIO | None) -> None:
        self._control, self._jobs, self._raised = control, jobs, raised
        self._maps, self._asked = maps, 0
        self._children: dict[int, _Child] = {}  # By the pipe on which their end is told.
        self._poll = select.poll()
        self._woken, waking = os.pipe()
        os.set_blocking(waking, False)
        os.set_blocking(self._woken, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        self._poll.register(control, select.POLLIN)
        self._poll.register(self._woken, select.POLLIN)

    def serve(self) -> None:
        """Work until the socket ends; the children then end with this process."""
        while True:
            for number, event in self._poll.poll(self._pause()):
                if number == self._woken:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self._woken, 4096)
                elif number in self._children:
                    os.kill(self._children[number].process, signal.SIGKILL)
                    self._poll.unregister(number)  # An error would be told again and again, until the child has ended.
                elif event and not self._take():
                    self._kill(self._children)
                    return
            now = time.monotonic()
            self._kill([one for one, child in self._children.items() if child.until <= now])
            self._reap(now)

    def _pause(self) -> float | None:
        """Return for how many milliseconds there is nothing to do."""
        first = min((child.until for child in self._children.values()), default=None)
        return None if first is None else max(0.0, first - time.monotonic()) * 1000 + 1

    def _take(self) -> bool:
        """Take one request; False where the socket ended."""
        asked, given, _, _ = socket.recv_fds(self._control, ASKED.size, 2)
        if len(asked) != ASKED.size or len(given) != 2:
            return False
        line, told = given
        memory, seconds = ASKED.unpack(asked)
        limits = walls.Limits(memory=memory, seconds=seconds)
        self._asked += 1
        if self._asked == FEW + 1:
            immortal.immortalise()
            pages.collapse(self._maps)
            pages.fill(self._maps)
        try:
            process = os.fork()
        except OSError:
            process = -1  # Nothing is told on the pipe: it was not the message.
        if process == 0:
            _work(line, limits, self._jobs, self._raised)
        os.close(line)
        if process < 0:
            os.close(told)
        else:
            self._children[told] = _Child(process, time.monotonic() + limits.clock)
            self._poll.register(told, 0)  # An error is told all the same: that nobody listens any more.
        return True

    def _kill(self, pipes: Sequence[int] | Mapping[int, _Child]) -> None:
        for pipe in pipes:
            os.kill(self._children[pipe].process, signal.SIGKILL)

    def _reap(self, now: float) -> None:
        while self._children:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            pipe, child = next((pipe, child) for pipe, child in self._children.items() if child.process == process)
            with contextlib.suppress(BrokenPipeError):
                os.write(pipe, ENDED.pack(status, child.until <= now))
            with contextlib.suppress(KeyError):  # It was killed, as nobody listens any more.
                self._poll.unregister(pipe)
            os.close(pipe)
            del self._children[pipe]


def _work(line: int, limits: walls.Limits, jobs: Mapping[bytes, Job], raised: Sequence[walls.Wall]) -> NoReturn:
    """Be the child: raise the walls, read the request, answer it, and end."""
    try:
        signal.set_wakeup_fd(-1)
        own = walls.around_child(line, limits)
        source, sink = open(line, "rb", closefd=False), open(line, "wb", buffering=0, closefd=False)  # noqa: SIM115 - A descriptor.
        _, (job, *blobs) = frames.receive(source)
        if job == WALLS:
            said = [f"{wall.name}\0{wall.missing}".encode() for wall in (*raised, *own)]
            frames.send(sink, frames.ANSWER, said)
        else:
            _answer(jobs[job], blobs, sink)
    finally:
        os._exit(0)


def _answer(job: Job, blobs: Sequence[bytes], sink: BinaryIO) -> None:
    def tell(at: int) -> None:
        frames.send(sink, frames.PROGRESS, [at.to_bytes(4, "little")])

    try:
        answer = job(blobs, tell)
    except BaseException as error:  # noqa: BLE001 - Whatever a message does to the program is told to those who can mend it.
        fault = "".join(traceback.format_exception(error))[-_FAULT:]
        said = (f"{type(error).__name__}: {error}"[:1000], fault)
        frames.send(sink, frames.FAILURE, [text.encode("utf-8", "replace") for text in said])
        return
    frames.send(sink, frames.ANSWER, answer)


def jobs_of(work: Mapping[str, Any]) -> dict[bytes, Job]:
    """Return jobs by their names as they travel."""
    return {name.encode(): job for name, job in work.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
