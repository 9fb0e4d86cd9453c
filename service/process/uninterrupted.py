"""What is done while nobody sends or collects, such as an erasure; and how it is rehearsed, so that nothing of it stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from domain.errors import ConfigurationError
from service.process.awaited import LONGEST, Patience, minutes
from service.process.leases import nobody_else
from service.wiring import Service
from store import Transaction, journal

_PATIENCE = LONGEST  # For a pass of the sender or the collector to end.
Value = TypeVar("Value")


class _NotMeantError(Exception):
    """Ends a transaction of which nothing is to stay."""


@contextmanager
def alone(service: Service, what: str = "erase", undone: str = "nothing was erased") -> Iterator[None]:
    """Keep the sender and the collector away meanwhile: what they have in hand would be written after it was done."""
    with nobody_else(service, Patience(service, _PATIENCE)) as nobody:
        if not nobody:
            why = f"Letters are being sent or collected just now, and still were after {minutes(_PATIENCE)}, so {undone}."
            raise ConfigurationError(why, where=what, remedy="Try again in a minute, or stop the service first.")
        yield


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
