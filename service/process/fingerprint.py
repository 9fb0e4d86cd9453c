"""What the program that makes letters is made of, so that nothing is believed that another program found."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

_OURS = ("domain", "languages", "mailer", "questionnaire", "service", "templates", "workbooks")
_OTHERS = ("babel", "css-inline", "jinja2", "lxml", "markdown-it-py", "openpyxl", "typst")


def digest(value: Any) -> str:
    """Return the SHA-256 of a value that JSON knows; dates and the like count as they are written."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


@cache
def fingerprint() -> str:
    """Return a hash that is another one after any change of the program, or of a library that letters are made with.

    What installs programs may give all files the same time, so that when each was put there counts, too: nobody can set that.
    """
    root = Path(__file__).parents[2]
    files = sorted(path for name in _OURS for path in (root / name).rglob("*") if path.suffix != ".pyc" and path.is_file())
    ours = [(path.relative_to(root).as_posix(), *_shown(path.stat())) for path in files]
    return digest([ours, [version(name) for name in _OTHERS]])


def _shown(file: os.stat_result) -> tuple[int, int, int]:
    """Return what shows that a file was replaced, without reading it."""
    return file.st_size, file.st_mtime_ns, file.st_ctime_ns
