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
from service.exports.anonymous import ENDING
from service.exports.export import export, known
from service.studies.running import Running
from service.studies.versions import versions
from service.wiring import Service
from store import decisions
from store.cases.decisions import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAway:
    """Which answers somebody takes away: the format, with labels or codes, in which language; and who, and why.

    They are in the words of all versions of the questionnaire, or those to one `version`, as it was; `anonymous` ones name nobody.
    """

    kind: str
    language: str
    by: str
    labels: bool = False
    version: int | None = None
    anonymous: bool = False
    note: str = ""

    @property
    def told(self) -> str:
        """Return what the journal says was taken away."""
        more = (f"version {self.version}" if self.version is not None else "", "without names" if self.anonymous else "")
        return ", ".join([self.kind, *filter(None, more)])


@dataclass(frozen=True, slots=True)
class Download:
    """A ZIP file of what was exported, and by which entry of the journal that stands there."""

    name: str
    data: bytes
    entry: int


def formats() -> tuple[str, ...]:
    """Return the formats in which answers can be had."""
    return (*known(), values.NAME)


@dataclass(frozen=True, slots=True)
class OfferedVersion:
    """A version whose answers can be had as they were; `same_as` is the earliest with the same questionnaire, which it may be itself."""

    number: int
    same_as: int


def versions_of(service: Service, running: Running) -> tuple[OfferedVersion, ...]:
    """Return the versions of the questionnaire whose answers can be had as they were, the newest first; none where it never changed."""
    with service.store.reading() as tx:
        found = versions(service, tx, running.study.id)
    if found is None or found.words.are_one:
        return ()
    first: dict[str, int] = {}
    offered = [OfferedVersion(one.number, first.setdefault(one.questionnaire.fingerprint, one.number)) for one in found.words.versions]
    return tuple(sorted(offered, key=lambda one: one.number, reverse=True))


def download(service: Service, running: Running, said: TakenAway, now: datetime) -> Download:
    """Return the answers of a study as one file, once the journal says who took them. ConfigurationError where there is no such format."""
    study = running.study.id
    with tempfile.TemporaryDirectory(prefix="counterfoil-") as folder:
        made = export(
            service,
            running,
            said.kind,
            Path(folder),
            now,
            labels=said.labels,
            language=said.language,
            version=said.version,
            anonymous=said.anonymous,
        )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in made.files:
                archive.write(path, path.name)
    with service.store.transaction() as tx:
        ruling = Ruling(what=What.EXPORT, about=About(Subject.STUDY, study), value=said.told, study=study, note=said.note)
        (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
    which = "".join((f"-version-{said.version}" if said.version is not None else "", f"-{ENDING}" if said.anonymous else ""))
    return Download(f"{study}-{said.kind}{which}.zip", packed.getvalue(), entry.number)
