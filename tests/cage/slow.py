"""What takes two seconds to warm up, and then answers at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence


def warm() -> None:
    """Take long."""
    time.sleep(2)


def _say(request: Sequence[bytes], _tell: Callable[[int], None]) -> Sequence[bytes]:
    return request


JOBS = {b"slow.say": _say}
