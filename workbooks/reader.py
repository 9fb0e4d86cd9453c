"""Reading files that may be hostile: in a child process that is killed when it takes too long, and restarted when it died."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from workbooks import limits, patching, wire
from workbooks.annotate import CellMark, Notice, Unpatchable
from workbooks.cells import Cell, CellValue, Workbook
from workbooks.refusal import Refusal
from workbooks.watch import Watch

__all__ = ["Opened", "Reader", "Refusal"]

_HOME = Path(__file__).parents[1]
_NESTING = 1  # A zip in a zip is opened; what is deeper is refused.


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One file that was opened. `format` is what it is (a kind of `workbooks.sniff`), `sha256` is in hexadecimal.

    A file out of a zip is called `zip/file`.
    """

    name: str
    format: str
    size: int
    sha256: str
    data: bytes
    result: Workbook | Refusal


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    requests: BinaryIO
    answers: BinaryIO


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: str
    result: Workbook | Refusal | tuple[tuple[str, bytes], ...]


class Reader:
    """Opens files in a child process: at most `memory` bytes, and `seconds` for one file (for one attachment, three times as many).

    A context manager; it may be used from several threads, which then wait for each other.
    """

    def __init__(self, *, memory: int = 512 * limits.MIB, seconds: float = 10) -> None:
        self._memory = memory
        self._seconds = seconds
        self._child: _Child | None = None
        self._watch = Watch(seconds)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def open(self, data: bytes, name: str, passwords: Sequence[str] = ()) -> tuple[Opened, ...]:
        """Return what `data` is: one for a workbook (or for a file that is refused), one for each workbook inside of a zip.

        An encrypted workbook is tried with each of the `passwords`, in the child process; they are neither kept nor told.
        It never raises for what a file contains: that is a Refusal.
        """
        with self._lock:
            return tuple(self._open(data, name, passwords, 0, time.monotonic() + 3 * self._seconds))

    def annotate(self, data: bytes, marks: Sequence[CellMark], notice: Notice) -> bytes:
        """Return the file with cells marked and a first sheet that lists them; Unpatchable where that cannot be done to it."""
        return self._patch(data, patching.to_annotate(marks, notice))

    def fill(self, data: bytes, values: Mapping[Cell, CellValue]) -> bytes:
        """Return the file with these values in its cells; Unpatchable where that cannot be done to it."""
        return self._patch(data, patching.to_fill(values))

    def close(self) -> None:
        """End the child process; the next `open` would start another."""
        with self._lock:
            self._end()
            self._watch.close()

    def _open(self, data: bytes, name: str, passwords: Sequence[str], depth: int, until: float) -> Iterator[Opened]:
        answer = self._ask(data, name, passwords) if time.monotonic() < until else _Answer("unknown", Refusal("file_too_slow", {}))
        if not isinstance(answer.result, tuple):
            yield _opened(data, name, answer.kind, answer.result)
        elif depth > _NESTING:
            yield _opened(data, name, answer.kind, Refusal("file_zip_too_deep", {}))
        else:
            for inner, content in answer.result:
                yield from self._open(content, f"{name}/{inner}", passwords, depth + 1, until)

    def _patch(self, data: bytes, request: bytes) -> bytes:
        with self._lock:
            result = self._answered([wire.PATCH, data, request]).result
        if isinstance(result, tuple):
            return result[0][1]
        raise Unpatchable(result.code if isinstance(result, Refusal) else "broken")

    def _ask(self, data: bytes, name: str, passwords: Sequence[str]) -> _Answer:
        if len(data) > limits.FILE:
            return _Answer("unknown", Refusal("file_too_large", {}))
        return self._answered([wire.READ, _sent(name), data, *map(_sent, passwords)])

    def _answered(self, request: Sequence[bytes]) -> _Answer:
        child = self._started()
        self._watch.begin(child.process)
        try:
            wire.send(child.requests, request)
            return _answer(wire.receive(child.answers))
        except (OSError, EOFError, ValueError):
            # The child died, was killed by the timer, or answered without sense: it is not asked again.
            return _Answer("unknown", Refusal(_cause(self._end(), late=self._watch.late), {}))
        finally:
            self._watch.end()

    def _started(self) -> _Child:
        if self._child is not None and self._child.process.poll() is not None:
            self._end()
        if self._child is None:
            self._child = _start(self._memory, self._seconds)
        return self._child

    def _end(self) -> int:
        """End the child and return its exit status, negative for a signal."""
        child, self._child = self._child, None
        if child is None:
            return 0
        # What it had to say is said or lost: there is nothing to wait for.
        with contextlib.suppress(OSError):
            child.requests.close()
        child.process.kill()
        child.answers.close()
        return child.process.wait()


def _start(memory: int, seconds: float) -> _Child:
    # The child's own alarm only matters where this process was killed, so it comes later than the timer here.
    command = [sys.executable, "-P", "-s", "-m", "workbooks.worker", str(memory), str(2 * seconds)]
    # Nothing of this process's environment goes along: it may hold secrets.
    environment = {"PYTHONPATH": str(_HOME)} | {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
    process = subprocess.Popen(  # noqa: S603 - This interpreter, and a module of this package.
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    return _Child(process, cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout))


def _sent(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _cause(status: int, *, late: bool) -> str:
    if late:
        return "file_too_slow"
    # Rust aborts the process where memory runs out.
    return "file_too_large" if status == -signal.SIGABRT else "file_broken"


def _answer(blobs: Sequence[bytes]) -> _Answer:
    """Return what the child said; ValueError where it makes no sense."""
    try:
        head = json.loads(blobs[0])
        kind = str(head["kind"])
        if "code" in head:
            return _Answer(kind, Refusal(str(head["code"]), {str(key): str(value) for key, value in head["facts"].items()}))
        if "files" in head:
            return _Answer(kind, tuple(zip(map(str, head["files"]), blobs[1:], strict=True)))
        return _Answer(kind, wire.decode(blobs[1]))
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError("The child process gave a meaningless answer.") from error


def _opened(data: bytes, name: str, kind: str, result: Workbook | Refusal) -> Opened:
    if isinstance(result, Refusal):
        result = Refusal(result.code, {"name": name, **result.facts})
    return Opened(name=name, format=kind, size=len(data), sha256=hashlib.sha256(data).hexdigest(), data=data, result=result)
