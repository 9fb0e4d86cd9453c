"""The press of each study is kept while the service is open: blank workbooks and templates are made once, and not for each pass."""

from __future__ import annotations

from service.press import Press
from service.running import Running
from service.wiring import Service


def press_of(service: Service, running: Running) -> Press:
    """Return the press of a study as it runs; the one of before where its files and all that its letters say of it are the same.

    The three blank workbooks of a study take longer to make than a thousand letters, and a limit lets some thirty leave in a pass.
    """
    kept: Press | None = service.presses.get(running.study.id)
    if kept is None or kept.running.folder is not running.folder or kept.study != running.study:
        kept = service.presses[running.study.id] = Press(running, service.installation.outgoing, service.store.archive)
    kept.running = running  # Whether it is paused, and since which version it is so, is no matter of what was made.
    return kept
