"""Everything that is data and goes with the program, apart from languages: layouts, the digests' letter, and the sample study."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable


def folder(name: str) -> Traversable:
    """Return a folder of the templates, as in `folder("layouts")`."""
    return resources.files(__name__) / name
