"""The report on quality for whoever waits for a page: of a small study as it is now, of a large one as it was worked out last.

Every answer is looked at for it, which takes seconds where there are thousands. So a page shows the last figures, which bear their moment,
and those of now are worked out meanwhile, in a process of their own; whoever asks the command line gets them exactly.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from digests.quality_facts import QualityFacts
from service.process.reckoner import FIGURES, PDF, WantedFigures
from service.quality.kept_figures import from_kept, keep, kept
from service.quality.known_figures import FiguresSeen
from service.quality.measured import quality
from service.quality.report import pdf
from service.studies.running import Running
from service.wiring import Service
from store import invitations

AT_ONCE = 150  # Organisations whose report is worked out while somebody waits: less than a tenth of a second.


def known_quality(service: Service, running: Running, now: datetime) -> QualityFacts:
    """Return the report as of `now`: as it was worked out last, if nothing was committed since and it is the same day."""
    key = _key(service, running, now)
    known = service.reports.get(running.study.id)
    if known is None or known[0] != key:
        with service.store.reading() as tx:
            service.reports[running.study.id] = known = (key, quality(tx, running, now))
    return _as_of(known[1], running, now)


def quality_seen(service: Service, running: Running, now: datetime) -> FiguresSeen:
    """Return the report for a page: as of `now`, or the last figures, while those of now are worked out."""
    study = running.study.id
    if is_small(service, study):
        return FiguresSeen(told=known_quality(service, running, now), current=True)

    def read(data: bytes) -> QualityFacts | None:
        keep(service, study, data)
        return from_kept(data)

    wanted = _wanted(service, running, FIGURES, now)
    seen = service.figures.seen(
        study, _key(service, running, now), lambda: kept(service, study), lambda: service.reckoner.begin(wanted, read)
    )
    if seen.not_possible:  # Whoever waits gets them all the same, and is told of whatever fault there is.
        return FiguresSeen(told=known_quality(service, running, now), current=True)
    return replace(seen, told=_as_of(seen.told, running, now)) if seen.current and seen.told else seen


def quality_pdf(service: Service, running: Running, now: datetime, language: str) -> bytes:
    """Return the whole report as of `now` as PDF."""
    if not is_small(service, running.study.id):
        made = service.reckoner.begin(_wanted(service, running, PDF, now, language), bytes).result()
        if made is not None:
            return made
    return pdf(known_quality(service, running, now), running, language)


def is_small(service: Service, study: str) -> bool:
    """Say whether a report on the study takes no time to speak of."""
    with service.store.reading() as tx:
        return invitations.count(tx, study) <= AT_ONCE


def _as_of(told: QualityFacts, running: Running, now: datetime) -> QualityFacts:
    return replace(told, now=now.astimezone(ZoneInfo(running.study.zone)))


def _key(service: Service, running: Running, now: datetime) -> object:
    """Return all that a report depends on."""
    return running.version, running.study, running.today(now), service.store.commits.mark()


def _wanted(service: Service, running: Running, job: str, now: datetime, language: str = "") -> WantedFigures:
    at = service.installation
    return WantedFigures(
        job=job,
        study=running.study.id,
        now=now,
        language=language,
        root=at.root,
        database_url=at.database_url,
        archive=at.archive,
        bucket=at.bucket,
    )
