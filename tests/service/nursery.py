"""A process that forks a child for each tick and tells how it ended: the program is loaded once, and each child may be killed.

It reads one JSON object a line ({"home", "now", "failpoint"}) and answers with one ({"status", "report"}); `status` is the exit status, or
minus the number of the signal that killed the child. What one child had to load, the next ones find loaded; all work with one cage. Before
the first, a mailing, a reminder and an answer pass in this process: their statements and templates are put together for all children then,
which is three quarters of what such a tick takes where nothing of it is there.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import traceback
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from domain.process import failpoints
from service.installation import config
from service.letters import press
from service.operation.tick import tick
from service.sending.tick_report import TickReport
from service.wiring import open_service
from store.database import connecting, values_on_disk
from tests.kept_statements import SharingEngines
from tests.service.lent_cage import lend
from tests.service.office import Office, person, template


def main() -> None:
    """Serve until stdin closes."""
    lent = lend()
    _warm()
    for line in sys.stdin:
        lent.start()
        status, report = _in_child(json.loads(line))
        for name in report.pop("loaded", ()):
            importlib.import_module(name)
        sys.stdout.write(json.dumps({"status": status, "report": report}) + "\n")
        sys.stdout.flush()


def _warm() -> None:
    patch.object(connecting, "create_engine", SharingEngines()).start()
    # Whoever is forked from a process in which typst has set a page waits for its threads for ever, and has no part in its file.
    with (
        TemporaryDirectory() as folder,
        patch.object(press, "render_pdf", lambda *_, **__: b"%PDF-1.7\n"),
        patch.object(values_on_disk, "_file", values_on_disk._File()),
    ):
        kept = template(Path(folder) / "installation")
        with open_service(config.load(kept.home, {})) as service:
            office = Office(kept, service)
            office.write(person(0), ("answers.xlsx", office.workbook(0)), reply_to=0)
            tick(service, office.later())
    gc.collect()
    gc.freeze()


def _in_child(order: dict[str, str]) -> tuple[int, dict[str, Any]]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(order, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended), json.loads(said or "{}")


def _live(order: dict[str, str], writing: int) -> None:
    """Tick once in the child, with its failpoint armed, and end."""
    status = 1
    try:
        os.environ["COUNTERFOIL_FAILPOINT"] = order["failpoint"]
        # Whoever imported `reach` has the same function's globals, which this sets anew.
        importlib.reload(failpoints)
        known = {*sys.modules}
        report = _tick(Path(order["home"]), datetime.fromisoformat(order["now"]))
        loaded = [name for name in sys.modules if name not in known]
        os.write(writing, json.dumps({"problems": report.problems, "held": report.held, "sent": report.sent, "loaded": loaded}).encode())
        status = 0
    except BaseException:  # noqa: BLE001 - a child must never go on as its parent, whatever happens to it
        traceback.print_exc()
    finally:
        os._exit(status)


def _tick(home: Path, now: datetime) -> TickReport:
    with open_service(config.load(home, {})) as service:
        return tick(service, now)


if __name__ == "__main__":
    main()
