"""What was collected, as files: the answers that count, and the tables beside them."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import exports
from domain.errors import Asked, ConfigurationError, disk_fault
from domain.process.plugins import discover, keyed
from exports import annexes, values
from exports.export import Export
from languages.telling import phrased
from service.exports.anonymous import ENDING
from service.exports.dataset import dataset
from service.reviewing.tracing import export_values
from service.studies.running import Running
from service.wiring import Service
from settings import private

MANIFEST = "manifest.json"
# What is exported with names or not at all.
_OF_PEOPLE = {
    values.NAME: "faults.of_people.values",
    annexes.NAME: "faults.of_people.annexes",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were written, and what their reader must know of what a format cannot hold."""

    files: tuple[Path, ...]
    warnings: tuple[str, ...]


def known() -> dict[str, Export]:
    """Return the formats by name."""
    return keyed(discover(exports, "EXPORT"), lambda one: [one.name], "export")


@contextmanager
def _undisturbed() -> Iterator[None]:
    # What is there stays; to look through it for cycles with every few rows would take a third of the time. Where somebody has set aside
    # already what is there (a process that was forked does), that is enough, and theirs to take back.
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@_undisturbed()
def export(  # noqa: PLR0913 - what a person can choose of an export, by name
    service: Service,
    running: Running,
    kind: str,
    folder: Path,
    now: datetime,
    *,
    labels: bool,
    language: str,
    version: int | None = None,
    anonymous: bool = False,
) -> Exported:
    """Write what was collected in a study in the format `kind`, with a manifest of the folder's exported files.

    It is in the words of all versions of the questionnaire, or what came to one `version`, as it was. `anonymous` names nobody.
    """
    if anonymous and kind in _OF_PEOPLE:
        raise ConfigurationError(phrased(_OF_PEOPLE[kind]), where=Asked.ANONYMOUS, remedy=phrased("faults.no_names_do"))
    if kind == values.NAME:
        return Exported((export_values(service, running, folder),), ())
    kinds = known()
    if kind not in kinds:
        there = phrased("faults.known", known=(*kinds, values.NAME))
        raise ConfigurationError(phrased("faults.no_export", kind=repr(kind)), where="export", remedy=there)
    out = _Folder(folder)
    with dataset(service, running, now, version=version, anonymous=anonymous) as made:
        for warning in made.warnings:
            out.warn(warning)
        kinds[kind].write(made, out, labels=labels, language=language)
    opens = kinds[kind].opens.replace("STUDY", running.study.id)
    manifest = out.manifest(running, f"{kind}-{ENDING}" if anonymous else kind, opens)
    return Exported((*out.made, manifest), tuple(out.warnings))


@dataclass(slots=True)
class _Folder:
    """A folder that files are written to, for nobody but their owner."""

    folder: Path
    made: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """Give a new file; what the disk refuses is told with the path, and a file that was not finished does not stay."""
        path = self.folder / name
        unfinished = path.with_name(f".{name}.unfinished")
        try:
            private.make_folder(self.folder)
            try:
                with open(unfinished, "w+b", opener=private.opener) as file:
                    yield file
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise disk_fault(error, path) from error
        self.made.append(path)

    def warn(self, message: str) -> None:
        """Keep what is to be told, once."""
        if message not in self.warnings:
            self.warnings.append(message)

    def manifest(self, running: Running, kind: str, opens: str) -> Path:
        """Write what was made, with hashes and how it is opened, beside what other formats left in the folder."""
        path = self.folder / MANIFEST
        formats = _before(path, running.study.id)
        files = [{"name": one.name, "bytes": one.stat().st_size, "sha256": _sha256(one)} for one in self.made]
        formats[kind] = {"version": running.version, "files": files, "warnings": self.warnings, **({"opens": opens} if opens else {})}
        text = json.dumps({"study": running.study.id, "formats": dict(sorted(formats.items()))}, ensure_ascii=False, indent=1)
        with self.file(MANIFEST) as file:
            file.write(f"{text}\n".encode())
        return self.made.pop()


def _before(path: Path, study: str) -> dict[str, object]:
    """Return what an earlier manifest in the folder says of the same study's other formats."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    is_ours = isinstance(said, dict) and said.get("study") == study and isinstance(said.get("formats"), dict)
    return dict(said["formats"]) if is_ours else {}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
