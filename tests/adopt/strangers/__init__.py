"""Workbooks of people who know agencies' questionnaires and nothing of this program, each with what it asks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.adopt.written import Written, written


@cache
def strangers() -> tuple[Written, ...]:
    """Return all of them."""
    return tuple(one for folder in sorted(Path(__file__).parent.iterdir()) if folder.is_dir() for one in written(folder))
