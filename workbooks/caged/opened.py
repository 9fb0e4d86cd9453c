"""A file of a message, opened: by whoever reads it, in the cage."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbooks import limits
from workbooks.caged.opening import Contained, look
from workbooks.cells import Workbook
from workbooks.refusal import Refusal

_NESTING = 1  # A zip in a zip is opened; what is deeper is refused.


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One file that was opened. `format` is what it is (a kind of `workbooks.recognition.sniff`), `sha256` is in hexadecimal.

    A file out of a zip is called `zip/file`.
    """

    name: str
    format: str
    size: int
    sha256: str
    data: bytes
    result: Workbook | Refusal


@dataclass(slots=True, kw_only=True)
class Opener:
    """Opens files in this process, which ought to be a caged one: as many as `seconds` of its processor time and `limits.Filled` allow.

    An encrypted workbook is tried with each of the `passwords`. `spared` are files that are refused without a look, by their number (the
    first is 0), with a code of the catalogue: this process would not be the first to die of them. `begins` is told each number. The looks
    of cells are read only `with_looks`.
    """

    seconds: float
    passwords: Sequence[str] = field(default=(), repr=False)
    spared: Mapping[int, str] = field(default_factory=dict)
    begins: Callable[[int], None] = lambda _: None
    with_looks: bool = True
    _next: int = 0
    _filled: limits.Filled = field(default_factory=limits.Filled)

    def open(self, data: bytes, name: str) -> tuple[Opened, ...]:
        """Return what `data` is: one for a workbook (or for a file that is refused), one for each workbook inside of a zip.

        It never raises for what a file contains: that is a Refusal.
        """
        number, self._next = self._next, self._next + 1
        if number in self.spared:
            return (opened(data, name, "unknown", Refusal(self.spared[number], {})),)
        self.begins(number)
        return tuple(self._open(data, name, 0))

    def _open(self, data: bytes, name: str, depth: int) -> Iterator[Opened]:
        kind, result = self._look(data, name)
        if not isinstance(result, Contained):
            yield opened(data, name, kind, result)
        elif depth > _NESTING:
            yield opened(data, name, kind, Refusal("file_zip_too_deep", {}))
        else:
            for inner, content in result.files:
                yield from self._open(content, f"{name}/{inner}", depth + 1)

    def _look(self, data: bytes, name: str) -> tuple[str, Workbook | Contained | Refusal]:
        if len(data) > limits.FILE:
            return "unknown", Refusal("file_too_large", {})
        if time.process_time() > self.seconds:
            return "unknown", Refusal("file_too_slow", {})
        try:
            found = look(data, name, self.passwords, with_looks=self.with_looks, beside=self._filled)
        except MemoryError:
            return "unknown", Refusal("file_too_large", {})
        except Exception:  # noqa: BLE001 - Whatever a hostile file brings about is told as a broken file; it must not end the message.
            return "unknown", Refusal("file_broken", {})
        return found.kind, found.result


def opened(data: bytes, name: str, kind: str, result: Workbook | Refusal) -> Opened:
    """Return a file as it was opened; a refusal knows its name."""
    if isinstance(result, Refusal):
        result = Refusal(result.code, {"name": name, **result.facts})
    return Opened(name=name, format=kind, size=len(data), sha256=hashlib.sha256(data).hexdigest(), data=data, result=result)
