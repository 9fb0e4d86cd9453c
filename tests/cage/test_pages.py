"""What the zygote has written lies in huge pages where the kernel has them, without holes for new values, and reads as before."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from cage.cage import Cage
from cage.pages import collapse, lies_in, maps, spans
from cage.zygote import FEW
from intake.understanding.modules import MODULES


def test_what_was_written_is_the_same_in_huge_pages() -> None:
    """It is asked for twice, as of what is gathered already nothing is left to do."""
    written = [str(number) * 50 for number in range(50_000)]
    collapse()
    collapse()
    assert written == [str(number) * 50 for number in range(50_000)]


def test_memory_lies_in_huge_pages_where_the_kernel_has_them() -> None:
    """Elsewhere nothing happens: no error, and no harm."""
    switch = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    written = [bytes(1000) for _ in range(20_000)]
    collapse()
    huge = [line for line in Path("/proc/self/smaps_rollup").read_text().splitlines() if line.startswith("AnonHugePages")]
    has = switch.exists() and "[never]" not in switch.read_text()
    assert len(written) == 20_000
    assert not has or int(huge[0].split()[1]) > 10_000


_HOLES = """
from cage.pages import fill, lies_in, spans
values = [bytes(number % 900) for number in range(100_000)]
del values[::2]
taken = spans()
{fill}
new = [bytes(number % 900) for number in range(5_000)]
print(sum(lies_in(id(one), taken) for one in new))
"""


def test_new_values_lie_behind_all_others_once_every_hole_is_filled() -> None:
    """Half of the values were freed here and there; without `fill` new ones take their places, and a child would copy all those pages."""
    unfilled, filled = (
        int(subprocess.run([sys.executable, "-c", _HOLES.format(fill=fill)], check=True, capture_output=True, text=True).stdout)
        for fill in ("", "fill()")
    )
    assert not spans() or (filled < 50 and unfilled > 2_500)


def test_where_memory_lies_is_told_by_a_file_that_was_opened_before() -> None:
    """It tells what holds when it is read, again and again: whoever forks children can open no file any more."""
    opened = maps()
    assert opened is not None or not spans()
    if opened is None:
        return
    with opened:
        assert spans(opened)
        more = ctypes.pythonapi.PyMem_RawMalloc
        more.argtypes, more.restype = (ctypes.c_size_t,), ctypes.c_void_p
        new = more(64 * 1024 * 1024)
        assert lies_in(new, spans(opened))


def test_memory_is_gathered_once_a_few_children_were_forked() -> None:
    """Whoever reads a message or two does without, which is sooner done; what is read is the same before and behind it."""
    with Cage(MODULES) as cage:
        said = [(cage.walls(), _huge(cage.process)) for _ in range(FEW + 2)]
    assert len({walls for walls, _ in said}) == 1
    before, behind = {huge for _, huge in said[:FEW]}, {huge for _, huge in said[FEW:]}
    if None in before | behind:
        pytest.skip("Only root may look at the memory of a process that is hidden, or the kernel has no huge pages.")
    assert (before, min(filter(None, behind), default=0) > 10_000) == ({0}, True)


def _huge(process: int | None) -> int | None:
    """Return how many KiB of huge pages a process has; None where nobody tells, or there are none at all."""
    switch = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    if not switch.exists() or "[never]" in switch.read_text():
        return None
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages"))
