"""How often this process looks through its values for cycles."""

from __future__ import annotations

import gc
from typing import Final

# Python looks after each 700 new values (2,000 since 3.13), and through all of them once that came to a tenth and a quarter of what is
# there. Loading the program and putting a study together make some hundred thousand that stay, and a message leaves hardly a cycle behind:
# an eighth of the processor's time went there.
_USUAL: Final = {(700, 10, 10), (2_000, 10, 10), (2_000, 10, 0)}
# What hangs together in a cycle then waits for so many new values, which are some MiB.
_SELDOM: Final = (20_000, 10, 10)


def collect_no_more() -> None:
    """Have Python look for no cycles in what there is: it does once more before it ends, which takes a second of the processor and more.

    Whatever is to be closed was closed by then. Several services that end together kept each other waiting for that.
    """
    gc.freeze()


def collect_seldom() -> None:
    """Have Python look for cycles less often than by itself; where somebody set how often, that stands."""
    if gc.get_threshold() in _USUAL:
        gc.set_threshold(*_SELDOM)
