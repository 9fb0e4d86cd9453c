"""The child process: reads one file after another from its pipe, under limits of memory and time, and ends when the pipe closes.

`python -m workbooks.worker MEMORY SECONDS`. It knows no store, no settings and no secret, and can write no file.
"""

from __future__ import annotations

import contextlib
import gc
import json
import signal
import sys
from typing import BinaryIO

from workbooks import wire
from workbooks.cells import Workbook
from workbooks.formats import formats
from workbooks.opening import Contained, FileContent, look
from workbooks.refusal import Refusal


def main(memory: int, seconds: float) -> None:
    """Answer one frame after another: to read a file (its name, the file and passwords), or to patch one (the file and what to do)."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    formats()
    # What was imported stays; a file's cells are no cycles, so that looking for such in their midst is time lost.
    gc.freeze()
    gc.set_threshold(1_000_000)
    _limit(memory)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            _serve(source, sink, seconds)


def _serve(source: BinaryIO, sink: BinaryIO, seconds: float) -> None:
    verb, *request = wire.receive(source)
    _alarm(seconds)
    try:
        blobs = _patched(*request) if verb == wire.PATCH else _read(*request)
    except MemoryError:
        blobs = encode(FileContent("unknown", Refusal("file_too_large", {})))
    except Exception:  # noqa: BLE001 - Whatever a hostile file brings about is told as a broken file; it must not end the service.
        blobs = encode(FileContent("unknown", Refusal("file_broken", {})))
    _alarm(0)
    wire.send(sink, blobs)


def _read(name: bytes, data: bytes, *passwords: bytes) -> list[bytes]:
    return encode(look(data, _text(name), [_text(password) for password in passwords]))


def _patched(data: bytes, request: bytes) -> list[bytes]:
    from workbooks import patching  # noqa: PLC0415 - Most child processes never patch.

    try:
        return [json.dumps({"kind": "patched", "files": [""]}).encode(), patching.patched(data, request)]
    except patching.Unpatchable as reason:
        return encode(FileContent("unknown", Refusal(reason.code, {})))


def _text(sent: bytes) -> str:
    return sent.decode("utf-8", "surrogatepass")


def encode(found: FileContent) -> list[bytes]:
    """Return the answer's blobs: a head in JSON, then the workbook in JSON, or the files of a zip."""
    head: dict[str, object] = {"kind": found.kind}
    match found.result:
        case Workbook():
            return [json.dumps(head).encode(), wire.encode(found.result)]
        case Contained(files):
            return [json.dumps(head | {"files": [name for name, _ in files]}).encode(), *(content for _, content in files)]
        case Refusal(code, facts):
            return [json.dumps(head | {"code": code, "facts": dict(facts)}).encode()]


def _limit(memory: int) -> None:
    """Take away what a reader does not need. A platform without such limits (Windows, in part macOS) still has the reader's timer."""
    try:
        import resource  # noqa: PLC0415 - It exists on Unix only.
    except ImportError:
        return
    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (value, value))


def _alarm(seconds: float) -> None:
    """End this process when the time is up, even where the parent that watches it was killed and cannot; 0 takes the alarm back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
