"""Files that a command leaves for a person, and for nobody else, with their folder; what the disk refuses is told with the path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.errors import disk_fault
from settings import private


def write(path: Path, data: bytes) -> Path:
    """Write a file and return its path."""
    try:
        private.make_folder(path.parent)
        private.write(path, data)
    except OSError as error:
        raise disk_fault(error, path) from error
    return path


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files by their names into a folder, and return their paths."""
    return [write(folder / name, data) for name, data in files.items()]
