"""The process that works something out for another (see `service.process.reckoner`): told what by its input, it answers by its output."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Mapping
from typing import Final

from domain.process.garbage import collect_no_more
from service.installation.config import Installation
from service.process.reckoner import FIGURES, PDF, WantedFigures
from service.quality.kept_figures import as_kept
from service.quality.measured import quality
from service.quality.report import pdf
from service.studies.running import Running, require_running
from service.wiring import open_service
from store import Transaction

_POLITE: Final = 10  # Steps by which whoever waits for a page comes first.


def _figures(tx: Transaction, running: Running, wanted: WantedFigures) -> bytes:
    return as_kept(quality(tx, running, wanted.now))


def _pdf(tx: Transaction, running: Running, wanted: WantedFigures) -> bytes:
    return pdf(quality(tx, running, wanted.now), running, wanted.language)


_JOBS: Mapping[str, Callable[[Transaction, Running, WantedFigures], bytes]] = {FIGURES: _figures, PDF: _pdf}


def main() -> None:
    """Work out what is wanted, and write it."""
    os.nice(_POLITE)
    wanted: WantedFigures = pickle.load(sys.stdin.buffer)  # noqa: S301 - it was written by this program, in a process of its own
    at = Installation(
        root=wanted.root,
        database_url=wanted.database_url,
        archive=wanted.archive,
        bucket=wanted.bucket,
        transport=None,
        separator="+",
    )
    with open_service(at, does=f"report {wanted.job}") as service, service.store.reading() as tx:
        made = _JOBS[wanted.job](tx, require_running(service, tx, wanted.study), wanted)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # noqa: BLE001 - Whoever asked tells the log, which holds no words of an error.
        sys.exit(type(error).__name__)
    finally:
        collect_no_more()
