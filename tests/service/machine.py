"""A process that forks workers, each of which does its roles of `counterfoil run` over and over until it is killed.

It reads one JSON object a line ({"home", "url", "now", "roles", "failpoint", "lasts"}) and answers with the number of the process;
`lasts` are the seconds of a lease. The program is loaded once, and all work with one cage, so that a worker is there in an instant.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from domain.errors import CounterfoilError
from domain.process import failpoints
from domain.process.roles import ServiceRole
from service.installation import config
from service.operation.tick import tick
from service.process import leases
from service.process.presence import Presence
from service.wiring import open_service
from store import DatabaseFault
from tests.service.lent_cage import lend

_PAUSE = 0.02  # Seconds between two ticks.


def main() -> None:
    """Serve until stdin closes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Who is killed leaves nothing behind.
    lent = lend()
    for line in sys.stdin:
        lent.start()
        child = os.fork()
        if child == 0:
            _live(json.loads(line))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _live(order: dict[str, Any]) -> None:
    """Work until killed; what the database or a server does not do is tried again, as `run` does."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # The cage waits for its children.
    os.environ["COUNTERFOIL_FAILPOINT"] = order["failpoint"]
    importlib.reload(failpoints)
    leases.LASTS = timedelta(seconds=order["lasts"])  # type: ignore[misc]
    roles, now = frozenset(map(ServiceRole, order["roles"])), datetime.fromisoformat(order["now"])
    parent = os.getppid()
    while os.getppid() == parent:
        try:
            found = config.load(Path(order["home"]), {"COUNTERFOIL_DATABASE_URL": order["url"]})
            with open_service(found) as service, Presence(service) as presence:
                while os.getppid() == parent:
                    planning = ServiceRole.TICK in roles and presence.show()
                    tick(service, now, roles if planning else roles - {ServiceRole.TICK})
                    time.sleep(_PAUSE)
        except (CounterfoilError, DatabaseFault, OSError):
            time.sleep(_PAUSE)
    os._exit(0)


if __name__ == "__main__":
    main()
