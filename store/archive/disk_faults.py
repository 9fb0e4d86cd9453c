"""What fails on the disk is told as an error of ours, which says where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import disk_fault


@contextmanager
def told_of(file: Path) -> Iterator[None]:
    """Tell what fails meanwhile of a file."""
    try:
        yield
    except OSError as error:
        raise disk_fault(error, file) from error


@contextmanager
def told_within(folder: Path) -> Iterator[None]:
    """Tell what fails meanwhile of the file in a folder with which it does, or of the folder where that is not known."""
    try:
        yield
    except OSError as error:
        raise disk_fault(error, error.filename or folder) from error
