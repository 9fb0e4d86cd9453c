"""The transports that the studies chose for their senders, by their names, and how those are opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from domain.errors import ConfigurationError
from domain.ports import Transport
from domain.study import DEFAULT, transport_of
from service.studies.running import if_readable
from service.wiring import Service
from store import Transaction

_Scope = tuple[str, str]


def by_transport(service: Service, tx: Transaction, senders: Iterable[_Scope]) -> dict[str, frozenset[_Scope]]:
    """Return the senders (study and key) by the name of the transport that each of their studies, as it runs, chose for them."""
    found: dict[str, set[_Scope]] = {}
    for study, sender in senders:
        running = if_readable(service, tx, study)  # What cannot be read is told where its letters would be made.
        found.setdefault(transport_of(running.study, sender) if running else DEFAULT, set()).add((study, sender))
    return {name: frozenset(found[name]) for name in sorted(found)}


@contextmanager
def opened(service: Service, names: Iterable[str]) -> Iterator[tuple[dict[str, Transport], list[str]]]:
    """Open transports by their names, and say of those that cannot be opened that what leaves by them waits.

    ConfigurationError where none can be.
    """
    with ExitStack() as stack:
        found: dict[str, Transport] = {}
        faults: list[ConfigurationError] = []
        for name in names:
            try:
                found[name] = stack.enter_context(service.transport(name))
            except ConfigurationError as error:
                faults.append(error)
        if faults and not found:
            raise faults[0]
        yield found, [f"Letters wait. {error}" for error in faults]
