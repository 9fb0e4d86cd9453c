"""Whether `counterfoil run` is alive: it holds a lock as long as it lives, which ends with its process, however that ends."""

from __future__ import annotations

from contextlib import ExitStack

from service.wiring import Service

_RUN = "run"


class Presence(ExitStack):
    """That the service runs, shown to other processes until the block ends."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self._service, self._shown = service, False

    def show(self) -> None:
        """Be seen from now on. Somebody may just be looking, with the lock in their hand: so it is tried again at every tick."""
        if not self._shown:
            self._shown = self.enter_context(self._service.store.exclusive(_RUN))


def is_running(service: Service) -> bool:
    """Say whether a process of `counterfoil run` is alive, which sends and collects."""
    with service.store.exclusive(_RUN) as nobody:
        return not nobody
