"""Exports that are taken away by the console: made beside the store, packed into one file, and written down in the journal."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.journal import About, Subject, What
from exports import values
from service.export import export, known
from service.running import Running
from service.wiring import Service
from store import decisions
from store.decisions import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAway:
    """Which answers somebody takes away: the format, with labels or codes, in which language; and who, and why."""

    kind: str
    language: str
    by: str
    labels: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A ZIP file of what was exported, and by which entry of the journal that stands there."""

    name: str
    data: bytes
    entry: int


def formats() -> tuple[str, ...]:
    """Return the formats in which answers can be had."""
    return (*known(), values.NAME)


def download(service: Service, running: Running, said: TakenAway, now: datetime) -> Download:
    """Return the answers of a study as one file, once the journal says who took them. ConfigurationError where there is no such format."""
    study = running.study.id
    with tempfile.TemporaryDirectory(prefix="counterfoil-") as folder:
        made = export(service, running, said.kind, Path(folder), now, labels=said.labels, language=said.language)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in made.files:
                archive.write(path, path.name)
    with service.store.transaction() as tx:
        ruling = Ruling(what=What.EXPORT, about=About(Subject.STUDY, study), value=said.kind, study=study, note=said.note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
    return Download(f"{study}-{said.kind}.zip", packed.getvalue(), entry.number)
