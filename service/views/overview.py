"""What a person sees first: their studies, and of each where it stands, what waits for them, and what goes out next.

It is the first screen of the status digest, asked of the database instead of reckoned from every organisation: a page waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from digests.curve import Curve, curve_of
from digests.rates import Counts
from domain.errors import CounterfoilError, StoreError
from domain.study import Study
from domain.submission import Standing
from languages.telling import of_error
from service.authoring.drafts import draft, folders
from service.cases import waiting
from service.cases.entries import StudyPaused, study_paused
from service.cases.paused_collecting import collecting_paused
from service.cases.waiting import Waiting
from service.keeping import restored
from service.sending.delays import delays
from service.sending.halts import sentences
from service.studies.running import Running, readable
from service.views.status import Next, figures_of, upcoming
from service.wiring import Service
from store import Transaction, deliveries, returns, studies
from store.figures.standings import Figures

_FIRST = 5  # Cases that stand on the first screen; a page has them all.


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyLine:
    """One study in a list of them; `fault` says why it cannot be read, and then nothing else is known of it."""

    study: str
    titles: Mapping[str, str]
    deadline: date | None = None
    zone: str = ""
    counts: Counts = field(default_factory=Counts)
    held: int = 0
    asked: int = 0
    paused: bool = False
    nothing_sent: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Where a study stands: as a digest's first screen tells it. `mailings` are the days of those that left, `troubles` hold up sending."""

    counts: Counts
    ineligible: int
    waiting: int
    held: int
    asked: int
    cases: tuple[Waiting, ...]
    curve: Curve
    upcoming: tuple[Next, ...]
    deliveries: Mapping[str, int]
    paused: StudyPaused | None
    troubles: tuple[str, ...]
    nothing_sent: bool = False


def studies_of(service: Service, now: datetime, may: Callable[[str], bool]) -> tuple[StudyLine, ...]:
    """Return the studies that somebody may look at; one that cannot be read is among them, and says why."""
    with service.store.reading() as tx:
        return tuple(_line(service, tx, study, now) for study in studies.applied_ids(tx) if may(study))


def zones_of(service: Service) -> dict[str, str]:
    """Return the zone of each study that was applied, "" where it cannot be read."""
    with service.store.reading() as tx:
        return {study: _zone(service, tx, study) for study in studies.applied_ids(tx)}


def _zone(service: Service, tx: Transaction, study: str) -> str:
    try:
        found = readable(service, tx, study)
    except StoreError:
        raise
    except CounterfoilError:
        return ""
    return found.study.zone if found else ""


@dataclass(frozen=True, slots=True)
class NotApplied:
    """A study that stands in its folder and was never applied; None where it cannot be read, and `fault` says why."""

    id: str
    study: Study | None
    fault: str = ""


def unapplied(service: Service, may: Callable[[str], bool]) -> tuple[NotApplied, ...]:
    """Return the studies that were never applied, of those that somebody may look at."""
    with service.store.reading() as tx:
        applied = set(studies.applied_ids(tx))
    return tuple(_draft(service, name) for name in folders(service) if name not in applied and may(name))


def _draft(service: Service, name: str) -> NotApplied:
    try:
        return NotApplied(name, draft(service, name).study)
    except StoreError:
        raise
    except CounterfoilError as error:
        return NotApplied(name, None, of_error(error))


def _line(service: Service, tx: Transaction, study: str, now: datetime) -> StudyLine:
    try:
        found = readable(service, tx, study)
    except StoreError:
        raise
    except CounterfoilError as error:
        return StudyLine(study=study, titles={}, fault=of_error(error))
    if found is None:
        return StudyLine(study=study, titles={}, fault=study)
    return StudyLine(
        study=study,
        titles={language: found.study.title_in(language) for language in found.study.languages},
        deadline=found.study.deadline,
        zone=found.study.zone,
        counts=_counts(figures_of(tx, found, now)),
        held=waiting.count(tx, study),
        asked=waiting.count_questions(tx, study),
        paused=found.paused,
        nothing_sent=deliveries.nothing_left(tx, study),
    )


def _counts(figures: Figures) -> Counts:
    return Counts(**{standing.value: figures.standings[standing] for standing in Standing})


def overview(service: Service, running: Running, now: datetime) -> Overview:
    """Return where a study stands."""
    study, local = running.study, now.astimezone(ZoneInfo(running.study.zone))
    with service.store.reading() as tx:
        figures = figures_of(tx, running, now)
        counts = _counts(figures)
        came = returns.first_returns(tx, study.id, study.contact_list, all_listed=figures.all_listed)
        older = restored.waiting(tx)
        return Overview(
            counts=counts,
            ineligible=figures.ineligible,
            waiting=figures.waiting,
            held=waiting.count(tx, study.id),
            asked=waiting.count_questions(tx, study.id),
            cases=waiting.waiting(tx, study.id, _FIRST),
            curve=curve_of(came, min(one.at for one in study.mailings).date(), local, study.deadline, counts.total, _left(tx, running)),
            upcoming=upcoming(tx, running, figures, now),
            deliveries=deliveries.counts(tx, study.id),
            nothing_sent=deliveries.nothing_left(tx, study.id),
            paused=study_paused(tx, study.id),
            troubles=(
                *([stopped.told] if (stopped := collecting_paused(tx)) else []),
                *([restored.sentence(older)] if older else []),
                *sentences(tx, study.id),
                *map(str, delays(service, tx, now, study.id)),
            ),
        )


def _left(tx: Transaction, running: Running) -> tuple[date, ...]:
    """Return the days, where the study is at home, on which its mailings left."""
    done = studies.dealt_with(tx, running.study.id)
    known = (done.get(f"mailing:{one.name}") for one in running.study.mailings)
    return tuple(one.done_at.astimezone(ZoneInfo(running.study.zone)).date() for one in known if one and one.outcome in studies.WENT)
