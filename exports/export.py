"""How an export is made: it gets a dataset, and writes files into a folder, row by row."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from exports.dataset import Dataset


class Out(Protocol):
    """Where an export writes to, and tells what a format cannot hold."""

    def file(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Give a new file, in which one may go back."""

    def warn(self, message: str) -> None:
        """Tell what the reader of the files must know; it is printed and kept in the manifest."""


class Write(Protocol):
    """How an export writes a dataset."""

    def __call__(self, dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:
        """Write codes, or with `labels` what people see, in `language`."""


@dataclass(frozen=True, slots=True)
class Export:
    """A format: `says` is one sentence about it, and `opens` how its files are opened, where STUDY stands for the name of the study."""

    name: str
    says: str
    write: Write
    opens: str = ""


def shortened(text: str, room: int, encoding: str = "utf-8") -> str:
    """Return a text that takes `room` bytes at most, cut between characters and ended with an ellipsis where it does not fit."""
    data = text.encode(encoding)
    if len(data) <= room:
        return text
    return data[: room - len("…".encode(encoding))].decode(encoding, "ignore") + "…"
