"""What the zygote has written lies in huge pages where the kernel has them, without holes for new values, and reads as before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cage.pages import collapse, spans


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
