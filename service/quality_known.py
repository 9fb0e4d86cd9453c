"""The report on quality, kept for as long as nothing happens: every answer is looked at for it, and a page of it is asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from digests.quality_facts import QualityFacts
from service.quality import quality
from service.running import Running
from service.wiring import Service


def known_quality(service: Service, running: Running, now: datetime) -> QualityFacts:
    """Return the report as of `now`: as it was worked out last, if nothing was committed since and it is the same day."""
    key = (running.version, running.study, running.today(now), service.store.commits.mark())
    known = service.reports.get(running.study.id)
    if known is None or known[0] != key:
        with service.store.reading() as tx:
            service.reports[running.study.id] = known = (key, quality(tx, running, now))
    told: QualityFacts = known[1]
    return replace(told, now=now.astimezone(ZoneInfo(running.study.zone)))
