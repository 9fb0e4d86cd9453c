"""The memory of the zygote, laid out so that its children copy little of it (Linux).

A child shares each page with the zygote until it writes to it, and what it writes to is copied, at some microseconds a page: of three
thousand such pages these are a third of its time. And a fork copies an entry for each page, whether it is written to or not.
"""

from __future__ import annotations

import ctypes
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

_COLLAPSE: Final = 25
_HUGE: Final = 2 * 1024 * 1024
_MAPS: Final = Path("/proc/self/maps")
_OBJECTS: Final = range(512, 0, -16)  # The sizes of blocks for small objects (Objects/obmalloc.c); larger ones come from malloc.
# malloc takes a part of a larger hole, but of small ones it keeps some of each size that it never parts (tcache, malloc(3)).
_BLOCKS: Final = (*(1 << power for power in range(16, 10, -1)), *range(1024, 0, -16))
_MOST: Final = 64 * 1024 * 1024  # Bytes that are taken of one allocator: an unknown one may have no end of holes.

Span = tuple[int, int]


def maps() -> BinaryIO | None:
    """Open the file by which the kernel tells where this process has its memory, for whoever can soon open none; None where it has none."""
    return _MAPS.open("rb", buffering=0) if _MAPS.exists() else None


def collapse(told: BinaryIO | None = None) -> None:
    """Gather what this process has written so far in huge pages, as far as the kernel can (6.1, `MADV_COLLAPSE`).

    Of a hundred MiB a fork then copies some fifty entries and not 25,000. What a child writes to is copied by small pages all the same.
    """
    kernel = ctypes.CDLL(None)
    kernel.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for start, end in spans(told):
        for at in range(-(-start // _HUGE) * _HUGE, end - _HUGE + 1, _HUGE):
            kernel.madvise(at, _HUGE, _COLLAPSE)


def fill(told: BinaryIO | None = None) -> None:
    """Take every hole that is left between the values of this process, for good.

    What a child makes then lies together behind them. In the holes, which freed values left everywhere, each small value would cost it the
    copy of another page, and so would the way from hole to hole in malloc's lists.
    """
    taken = spans(told)
    for take, sizes in ((ctypes.CDLL(None).malloc, _BLOCKS), (ctypes.pythonapi.PyObject_Malloc, _OBJECTS)):
        take.argtypes, take.restype = (ctypes.c_size_t,), ctypes.c_void_p
        _fill(take, sizes, taken)


def spans(told: BinaryIO | None = None) -> Sequence[Span]:
    """Return from where to where this process may write to memory of no file, in order; nothing where the system does not tell.

    `told` is what `maps` opened.
    """
    if told is None and not _MAPS.exists():
        return ()
    found = []
    for line in (_whole(told) if told else _MAPS.read_bytes()).decode("utf-8", "replace").splitlines():
        places, rights, _, _, file, *name = line.split(maxsplit=5)
        if file == "0" and rights.startswith("rw") and name in ([], ["[heap]"]):
            start, end = places.split("-")
            found.append((int(start, 16), int(end, 16)))
    return found


def _whole(file: BinaryIO) -> bytes:
    file.seek(0)
    return b"".join(iter(lambda: file.read(65_536), b""))


def lies_in(at: int, taken: Sequence[Span]) -> bool:
    """Say whether an address lies in one of the spans, which are in order."""
    place = bisect(taken, at, key=lambda span: span[0]) - 1
    return place >= 0 and at < taken[place][1]


def _fill(take: Callable[[int], int], sizes: Iterable[int], taken: Sequence[Span]) -> None:
    """Take blocks, large ones first, until none lies in the spans any more."""
    left = _MOST
    for size in sizes:
        while left > 0 and lies_in(take(size), taken):
            left -= size
