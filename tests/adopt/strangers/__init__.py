"""Workbooks of people who know agencies' questionnaires and nothing of this program, each with what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.adopt.written import Written, written


@cache
def by_author() -> Mapping[str, tuple[Written, ...]]:
    """Return the workbooks of each author."""
    return {folder.name: tuple(written(folder)) for folder in sorted(Path(__file__).parent.iterdir()) if folder.is_dir()}


def strangers() -> tuple[Written, ...]:
    """Return all of them."""
    return tuple(one for those in by_author().values() for one in those)
