"""Files that a command leaves for a person, and for nobody else, with their folder; what the disk refuses is told with the path."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from domain.errors import CounterfoilError, disk_fault
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


def write_anew(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write all files into a folder that is new or empty, or none: what the disk refused is done again by the same command."""
    there = folder.exists()
    try:
        return write_all(folder, files)
    except CounterfoilError:
        for one in folder.iterdir() if folder.exists() else ():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        if folder.exists() and not there:
            folder.rmdir()
        raise
