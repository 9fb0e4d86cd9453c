"""What the fields of a contact or an organisation come to where the loading of a file is taken back, or put on again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def put_back(now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], *, stands: bool) -> dict[str, Any]:
    """Return the fields as they are to be: those that the loading changed as they were `before` it, or `after` it where it `stands`.

    A field that is by `now` neither is somebody's since, and stays.
    """
    wanted, other = (after, before) if stands else (before, after)
    return {name: wanted[name] if wanted[name] != other[name] and value == other[name] else value for name, value in now.items()}
