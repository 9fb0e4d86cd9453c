"""Messages explained: what intake would do with each, and why. Nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cage.cage import Cage
from domain.errors import ConfigurationError
from domain.packing import unpacked
from intake.deciding.explain import explain
from intake.understanding.caged import examine_caged
from intake.understanding.modules import MODULES
from intake.understanding.receiving import Receiving
from service.authoring.files import content
from service.effects.knowledge import knowledge
from service.process.caged import examine
from service.studies.at_work import at_work
from service.wiring import Service

_ORIGINAL = re.compile(r"[0-9a-f]{64}")  # The name of a file of the archive.


def _message(path: Path) -> bytes:
    """Return a message as it came: an original of the archive, to which letters and pages point, may lie packed under its hash."""
    if not _ORIGINAL.fullmatch(path.name):
        return content(path)
    if (data := unpacked(content(path), path.name)) is None:
        remedy = "Restore it from a backup; if it is no original of an archive, give it another name."
        raise ConfigurationError("This original is damaged: it does not have the hash that it is named by.", where=str(path), remedy=remedy)
    return data


def explain_messages(files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield what intake would do with each message, and why."""
    with Cage(MODULES) as cage:
        for path in files:
            yield {"file": str(path), **explain(examine_caged(cage, _message(path), Receiving()))}


def explain_at(service: Service, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield what an installation would do with each message, and why: by its own addresses and settings, and what its store knows."""
    with service.store.reading() as tx:
        studies = at_work(service, tx)
    for path in files:
        examined = examine(service, _message(path), studies.receiving(service.installation))
        with service.store.reading() as tx:
            known = knowledge(tx, examined, studies, archive=service.store.archive, copies=service.installation.copies)
        yield {
            "file": str(path),
            **explain(examined, replace(known, deadlines=studies.deadlines, languages=studies.languages, closes=studies.closes)),
        }
