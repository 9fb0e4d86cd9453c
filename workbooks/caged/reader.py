"""Reading single files that may be hostile: each in a caged process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from cage.cage import MEMORY, SECONDS, Cage, EndedError, InsideError
from workbooks.annotate import CellMark, Notice, Unpatchable
from workbooks.caged import patching, requests
from workbooks.caged.opened import Opened, opened
from workbooks.cells import Cell, CellValue
from workbooks.harmless import NOT_LOOKED, Looked
from workbooks.refusal import Refusal

__all__ = ["Opened", "Reader", "Refusal", "why_refused"]


class Reader:
    """Opens files in the cage: at most `memory` bytes, and `seconds` of the processor for each.

    A context manager; it may be used from several threads. A cage that is lent to it stays open at its end.
    """

    def __init__(self, lent: Cage | None = None, *, memory: int = MEMORY, seconds: int = SECONDS) -> None:
        self._seconds = seconds
        self._lent = lent is not None
        self.cage = lent or Cage(("workbooks.caged.jobs",), memory=memory, seconds=seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def open(self, data: bytes, name: str, passwords: Sequence[str] = ()) -> tuple[Opened, ...]:
        """Return what `data` is: one for a workbook (or for a file that is refused), one for each workbook inside of a zip.

        An encrypted workbook is tried with each of the `passwords`, in the cage; they are neither kept nor told.
        It never raises for what a file contains: that is a Refusal.
        """
        asked = requests.ToOpen(data=data, name=name, passwords=tuple(passwords), seconds=requests.SHARE * self._seconds)
        try:
            return requests.files().decode(self.cage.run(requests.OPEN, requests.to_open().encode(asked)))
        except EndedError as error:
            return (opened(data, name, "unknown", Refusal(why_refused(error), {})),)
        except (InsideError, ValueError):
            return (opened(data, name, "unknown", Refusal("file_broken", {})),)

    def look_through(self, data: bytes, name: str) -> Looked:
        """Return whether a file may be shown to others (`workbooks.harmless.look_through`); of one that ends its child nobody knows."""
        try:
            return requests.looked().decode(self.cage.run(requests.LOOK, [data, name.encode("utf-8", "replace")]))
        except (EndedError, InsideError, ValueError):
            return NOT_LOOKED

    def annotate(self, data: bytes, marks: Sequence[CellMark], notice: Notice) -> bytes:
        """Return the file with cells marked and a first sheet that lists them; Unpatchable where that cannot be done to it."""
        return self._patch(data, patching.to_annotate(marks, notice))

    def fill(self, data: bytes, values: Mapping[Cell, CellValue]) -> bytes:
        """Return the file with these values in its cells; Unpatchable where that cannot be done to it."""
        return self._patch(data, patching.to_fill(values))

    def close(self) -> None:
        """End the zygote, if it is the reader's own."""
        if not self._lent:
            self.cage.close()

    def _patch(self, data: bytes, request: bytes) -> bytes:
        try:
            file, *reason = self.cage.run(requests.PATCH, [data, request])
        except EndedError as error:
            raise Unpatchable(why_refused(error)) from None
        except (InsideError, ValueError):
            raise Unpatchable("file_broken") from None
        if reason:
            raise Unpatchable(reason[0].decode("utf-8", "replace"))
        return file


def why_refused(error: EndedError) -> str:
    """Return the code of the sentence about a file of which a child died."""
    return "file_too_slow" if error.late else "file_too_large" if error.starved else "file_broken"
