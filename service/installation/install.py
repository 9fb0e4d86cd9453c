"""A new installation: the settings' file, and the sample study unless it is to be empty."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

import templates
from domain.errors import ConfigurationError
from service.installation.config import FILE
from service.installation.writing import write_anew

SAMPLE = "cybercrime-2012"


def install(directory: Path, *, empty: bool = False) -> list[Path]:
    """Make an installation in `directory`, which must be empty or new; return the files. An `empty` one has no study yet."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        remedy = "Give a folder that is new or empty."
        raise ConfigurationError("This folder is not empty. Nothing was overwritten.", where=str(directory), remedy=remedy)
    files = {FILE: (templates.folder("installation") / FILE).read_bytes()}
    sample = {} if empty else dict(_files(templates.folder("studies") / SAMPLE, f"studies/{SAMPLE}"))
    return write_anew(directory, files | sample)


def _files(source: Traversable, into: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(source.iterdir(), key=lambda one: one.name):
        if not entry.is_dir():
            yield f"{into}/{entry.name}", entry.read_bytes()
        elif entry.name != "__pycache__":
            yield from _files(entry, f"{into}/{entry.name}")
