"""Whether `counterfoil run` is alive: it holds a lock, or a lease, as long as it lives, and of several processes one does."""

from __future__ import annotations

from contextlib import ExitStack

from service.process.leases import Duty, held
from service.wiring import Service
from store import leases


class Presence(ExitStack):
    """That the service runs, shown to other processes until the block ends."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self._service, self._fence = service, -1

    def show(self) -> bool:
        """Be seen from now on, and say whether this is the process that is.

        Somebody may just be looking, with the lock in their hand, and a lease may have ended: so it is tried again at every tick.
        """
        if self._fence >= 0 and not self._holds():
            self.close()
            self._fence = -1
        if self._fence < 0 and (mine := self.enter_context(held(self._service, Duty.TICKER))):
            self._fence = mine.fence
        return self._fence >= 0

    def _holds(self) -> bool:
        if not self._fence:
            return True
        with self._service.store.reading() as tx:
            return leases.holds(tx, self._fence)


def is_running(service: Service) -> bool:
    """Say whether a process of `counterfoil run` is alive, which sends and collects."""
    if service.store.is_shared:
        with service.store.reading() as tx:
            return any(one.name == Duty.TICKER for one in leases.in_force(tx))
    with service.store.exclusive(Duty.TICKER) as nobody:
        return not nobody
