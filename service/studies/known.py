"""The studies that an installation knows: as they run, and as they stand in their folders."""

from __future__ import annotations

from collections.abc import Iterator

from domain.errors import CounterfoilError, StoreError
from domain.study import Study
from service.authoring.drafts import draft
from service.studies.running import readable
from service.wiring import Service
from store import Transaction, studies


def known_studies(service: Service, tx: Transaction, only: str | None = None) -> tuple[tuple[Study, ...], bool]:
    """Return every study as it was applied and as its folder has it, or `only` one; and whether all of them can be read."""
    found: list[Study] = []
    whole = True
    for study in _names(service, tx, only):
        try:
            found += _of(service, tx, study)
        except StoreError:
            raise
        except CounterfoilError:  # `check` and `doctor` say what is wrong with it.
            whole = False
    return tuple(found), whole


def _names(service: Service, tx: Transaction, only: str | None) -> list[str]:
    folders = sorted(path.parent.name for path in service.installation.studies.glob("*/study.toml"))
    return [one for one in dict.fromkeys([*studies.applied_ids(tx), *folders]) if only in (None, one)]


def _of(service: Service, tx: Transaction, study: str) -> Iterator[Study]:
    if applied := readable(service, tx, study):
        yield applied.study
    if (service.installation.studies / study / "study.toml").exists():
        yield draft(service, study).study
