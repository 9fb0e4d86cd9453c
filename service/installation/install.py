"""A new installation: the settings' file, and the sample study unless it is to be empty."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

import templates
from domain.errors import ConfigurationError
from service.installation.config import FILE
from service.installation.writing import write

SAMPLE = "cybercrime-2012"


def install(directory: Path, *, empty: bool = False) -> list[Path]:
    """Make an installation in `directory`, which must be empty or new; return the files. An `empty` one has no study yet."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        remedy = "Give a folder that is new or empty."
        raise ConfigurationError("This folder is not empty. Nothing was overwritten.", where=str(directory), remedy=remedy)
    settings = write(directory / FILE, (templates.folder("installation") / FILE).read_bytes())
    return [settings] if empty else [settings, *_copy(templates.folder("studies") / SAMPLE, directory / "studies" / SAMPLE)]


def _copy(source: Traversable, target: Path) -> list[Path]:
    made: list[Path] = []
    for entry in sorted(source.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            made += _copy(entry, target / entry.name) if entry.name != "__pycache__" else []
        else:
            made.append(write(target / entry.name, entry.read_bytes()))
    return made
