"""What is done while nobody sends or collects, such as an erasure; and how it is rehearsed, so that nothing of it stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from domain.errors import ConfigurationError
from service.leases import nobody_else
from service.wiring import Service
from store import Transaction, journal

_PATIENCE = 30.0  # Seconds for a pass of the sender or the collector to end.
Value = TypeVar("Value")


class _NotMeantError(Exception):
    """Ends a transaction of which nothing is to stay."""


@contextmanager
def alone(service: Service, what: str = "erase", undone: str = "nothing was erased") -> Iterator[None]:
    """Keep the sender and the collector away meanwhile: what they have in hand would be written after it was done."""
    end = time.monotonic() + _PATIENCE
    while True:
        with nobody_else(service) as nobody:
            if nobody:
                yield
                return
        if time.monotonic() > end:
            remedy = "Try again in a minute, or stop the service first."
            raise ConfigurationError(f"Letters are being sent or collected just now, so {undone}.", where=what, remedy=remedy)
        time.sleep(0.5)


def rehearsed(service: Service, go: Callable[[Transaction], Value]) -> Value:
    """Return what something would do: it does it in a transaction of which nothing stays."""
    done: list[Value] = []
    try:
        with service.store.transaction() as tx:
            journal.alone(tx)
            done.append(go(tx))
            _take_back()
    except _NotMeantError:
        return done[0]


def _take_back() -> NoReturn:
    raise _NotMeantError
