"""A process that stays gives the memory back that it needed for what it did: else it grows with each study that it sees."""

from __future__ import annotations

import ctypes
import gc
from typing import Final

from mailer.pdf import forget_pages

# The C library of Linux keeps what was freed in the middle of its memory, and gives it back where it is asked to; others have no such word.
_TRIM: Final = getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """Free what hangs together in cycles, and what pages were set from, and let the system have what is free: some 0.1 s of the processor.

    For a process that stays, when it has done something. The blank workbooks of a mailing leave some MiB in cycles, for which Python by
    itself looks seldom (see `domain.process.garbage`).
    """
    gc.collect()
    forget_pages()
    if _TRIM is not None:
        _TRIM(0)
