"""What the zygote holds, told to be immortal (CPython 3.12 and later, PEP 683): who looks at a value then does not write to it.

CPython counts in each value who refers to it, so that a child had to copy a page for whatever it only looked at, which was half of all
that it copied. References to what is immortal are not counted. The zygote frees nothing of what it has warmed up anyway.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, FunctionType
from typing import Final

# What the first four bytes of an immortal value say at least, as a number (Include/internal/pycore_object.h, refcount.h).
_LEAST: Final = 3 << 30
_PLACES: Final = 1 << 46  # Numbers of four bytes: all memory that a process may have.


def immortalise() -> bool:
    """Tell all values of this process that they are immortal; False where this Python has no such values, or writes them otherwise."""
    sign = _sign()
    if sign is None:
        return False
    gc.unfreeze()  # What is frozen is not told of.
    held = _held()
    gc.freeze()
    memory = memoryview((ctypes.c_uint32 * _PLACES).from_address(0)).cast("B").cast("I")
    for at in held:
        memory[at >> 2] = sign
    return True


def _sign() -> int | None:
    """Return by what a value is told to be immortal, as None is told; None where that is no such sign, or stands elsewhere."""
    if sys.implementation.name != "cpython" or "t" in sys.abiflags or sys.byteorder != "little" or sys.maxsize < 1 << 32:
        return None
    said = ctypes.c_uint32.from_address(id(None)).value
    return said if said >= _LEAST and said == sys.getrefcount(None) else None


def _held() -> set[int]:
    """Return where the values of this process lie: those that may be part of a cycle, what they hold, and what functions name."""
    tracked = gc.get_objects()
    places = set(map(id, tracked))
    places.update(map(id, gc.get_referents(*tracked)))
    places.update(_named([one.__code__ for one in tracked if type(one) is FunctionType]))
    return places


def _named(codes: Sequence[CodeType]) -> Iterator[int]:
    """Yield the places of code and of what it names, which no cycle is looked for in; and of the code within it."""
    while codes:
        for one in codes:
            yield from map(id, (one, one.co_name, one.co_qualname, one.co_names, one.co_consts, *one.co_names, *one.co_consts))
        codes = [inner for one in codes for inner in one.co_consts if type(inner) is CodeType]
