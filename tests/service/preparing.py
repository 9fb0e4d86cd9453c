"""A mailing's letters as they would go out now, in memory: what tests look at has a few."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from domain.study import Mailing
from service.mailings.plan import Prepared, prepare
from service.studies.running import Running
from service.wiring import Service


def prepared_letters(service: Service, running: Running, mailing: Mailing, now: datetime, only: Collection[str] | None = None) -> Prepared:
    """Return what `service.mailings.plan.prepare` gives, with letters that outlive it."""
    with prepare(service, running, mailing, now, only) as found:
        return replace(found, letters=tuple(found.letters))
