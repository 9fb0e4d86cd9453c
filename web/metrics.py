"""The figures of an installation as Prometheus reads them. Every label has its values from a list of ours, so that there are never more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import TypeVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.process.gauges import StoreGauges
from domain.rules.ready import Condition
from service.operation.health import HealthFigures
from service.operation.pulse import Beats

Labels = TypeVar("Labels", bound=tuple[str, ...])
TYPE = "text/plain; version=0.0.4; charset=utf-8"  # Of the format that every Prometheus reads.


class Exposition(Collector):
    """The figures of one moment."""

    def __init__(self, figures: HealthFigures, conditions: Iterable[Condition], beats: Beats | None, now: datetime) -> None:
        self._figures, self._conditions, self._beats, self._now = figures, tuple(conditions), beats, now

    def collect(self) -> Iterator[Metric]:
        """Yield every family; what is not known has none."""
        yield _one("build_info", "The version of Counterfoil.", {(version("counterfoil"),): 1}, "version")
        yield _one("ready", "Whether a condition of /readyz is well.", {(one.what,): one.well for one in self._conditions}, "condition")
        if self._figures.store:
            yield from self._of_store(self._figures.store)
        if self._figures.collected:
            lag = self._now - self._figures.collected
            yield _plain("collect_lag_seconds", "Seconds since the mailbox was taken in to its end for every study.", lag.total_seconds())
        if self._beats:
            yield from _of_ticks(self._beats)
        if (free := self._figures.disk_free) is not None:
            yield _plain("archive_disk_free_bytes", "Bytes that are free where the archive is.", free)
        if sizes := self._figures.sizes:
            yield _plain("archive_bytes", "Bytes of the archive, measured within the last hour.", sizes.archive)
            yield _plain("database_bytes", "Bytes of the database, measured within the last hour.", sizes.database)

    def _of_store(self, store: StoreGauges) -> Iterator[Metric]:
        waits = (self._now - store.oldest_waiting).total_seconds() if store.oldest_waiting else 0
        yield _one("letters", "Letters of the outbox.", {(state.value,): many for state, many in store.letters.items()}, "state")
        yield _plain("letters_due", "Letters that are due and wait.", store.due)
        yield _plain(
            "oldest_letter_seconds", "Seconds for which the oldest letter waits that is due, or was put off; 0 where none does.", waits
        )
        yield _one("messages", "Messages that came in.", {(state,): many for state, many in store.messages.items()}, "state")
        cases = {(kind.value, age): many for (kind, age), many in store.cases.items()}
        yield _one("cases", "Cases and questions that wait for a person, by the age that they have at most.", cases, "kind", "age")
        first = min(store.oldest_case.values(), default=None)
        yield _plain("oldest_case_seconds", "Seconds for which the oldest case waits; 0 where none does.", _since(first, self._now))
        spent = {("yes" if asked else "no",): part for asked, part in store.budget_spent.items()}
        told = "The part of an hour's automatic replies that is spent, of the study that has spent most, to messages vouched for or not."
        yield _one("reply_budget_spent_ratio", told, spent, "vouched")
        held = {(duty,): many for duty, many in store.leases.items()}
        yield _one("leases", "Leases in force, by what processes do under them, where several share the work.", held, "duty")


def exposition(figures: HealthFigures, conditions: Iterable[Condition], beats: Beats | None, now: datetime) -> bytes:
    """Return the figures in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Exposition(figures, conditions, beats, now))
    return generate_latest(registry)


def _of_ticks(beats: Beats) -> Iterator[Metric]:
    if beats.ended:
        yield _plain("last_tick_timestamp_seconds", "When the last tick ended.", beats.ended.timestamp())
    if beats.good:
        yield _plain("last_good_tick_timestamp_seconds", "When the last tick ended that had no problem.", beats.good.timestamp())


def _since(first: datetime | None, now: datetime) -> float:
    return (now - first).total_seconds() if first else 0


def _plain(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"counterfoil_{name}", told, value=value)


def _one(name: str, told: str, values: Mapping[Labels, float], *labels: str) -> Metric:
    family = GaugeMetricFamily(f"counterfoil_{name}", told, labels=labels)
    for of, value in values.items():
        family.add_metric(of, value)
    return family
