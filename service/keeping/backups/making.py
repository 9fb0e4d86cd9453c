"""Making a backup while the service works: first the database, in one state; then the originals, which are there before it names them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from domain.errors import ConfigurationError, MissingError, OriginalError, disk_fault
from service.keeping.backups.file import DATABASE, ERASED, MANIFEST, SETTINGS, Backup, Manifest, member, with_bases, without_passwords
from service.keeping.backups.lost import LostOriginal, first_lost
from service.wiring import Service
from settings import private
from store import Store, copying, generation, read_over
from store.archive.originals import DAMAGED, MISSING, Archive

LEFT_OUT = (
    "passwords, keys and logins (the environment, secret files and the keyring)",
    "the dispatch book: an older copy of it would hide what left since",
    "files that wait in uploads/, and links in studies/",
)
_PREFIX, _DAY = "counterfoil-backup-", 24 * 60 * 60
_EVERY = 1_000  # Originals after which it is told how far it is.


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A backup that was made: how many originals are in it, how many in its bases, its size in bytes, and what is not in it.

    `lost` are originals that were damaged or gone already, by their SHA-256, and `only_earlier` those of which that is so, but which the
    backup that it continues has still. `first_lost` are the first few of both.
    """

    file: str
    originals: int
    inherited: int
    bytes: int
    lost: Sequence[str]
    only_earlier: Sequence[str]
    first_lost: Sequence[LostOriginal]
    left_out: Sequence[str] = LEFT_OUT


@dataclass(slots=True)
class _Archived:
    """What the archive was found to hold: `kept` are in the backup, `there` is whatever lies there, `damaged` what is not what it was."""

    kept: list[str] = field(default_factory=list)
    there: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Packed:
    """What was packed, and the faults of the archive that were found by it, by SHA-256."""

    manifest: Manifest
    faults: dict[str, str]


def back_up(service: Service, file: Path, since: Path | None, now: datetime) -> BackedUp:
    """Write a backup of the installation into the new file; without the originals of the backup `since`, if there is one.

    The file has its name once it is whole, and only its owner may read it. ConfigurationError where it is there already.
    """
    if file.exists():
        raise ConfigurationError(
            "This file is there already, and a backup is never written over.", where=str(file), remedy="Give a new name."
        )
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with _bases(file, since) as bases, _draft(draft) as packed:
            found = _packed(service, packed, bases[:1], now)
        draft.replace(file)
        private.flush(file.parent)
    except OSError as error:
        raise disk_fault(error, error.filename or file) from error
    finally:
        draft.unlink(missing_ok=True)
    return _backed_up(service, file, found)


def _backed_up(service: Service, file: Path, found: _Packed) -> BackedUp:
    """Keep what was found wrong with the archive, where `doctor` looks for it, and return what is told of the backup."""
    manifest, archive = found.manifest, service.store.archive
    inherited = frozenset(manifest.inherited)
    read_over.tell(archive, found.faults, looked=lambda one: one not in inherited)
    only_earlier = sorted(found.faults.keys() & inherited)
    with service.store.reading() as tx:
        first = (*first_lost(tx, manifest.lost, archive), *first_lost(tx, only_earlier, archive))
    return BackedUp(
        file=str(file),
        originals=len(manifest.originals),
        inherited=len(manifest.inherited),
        bytes=file.stat().st_size,
        lost=manifest.lost,
        only_earlier=only_earlier,
        first_lost=first,
    )


@contextmanager
def _bases(file: Path, since: Path | None) -> Iterator[Sequence[Backup]]:
    if since is None:
        yield ()
        return
    if since.resolve().parent != file.resolve().parent:
        raise ConfigurationError(
            "A backup lies in the same folder as the one that it continues.", where=str(since), remedy="Give both the same folder."
        )
    with with_bases(since) as bases:
        yield bases


@contextmanager
def _draft(draft: Path) -> Iterator[zipfile.ZipFile]:
    with open(draft, "x+b", opener=private.opener) as file:
        # A file may be older than what ZIP can say.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as packed:
            yield packed
        file.flush()
        os.fsync(file.fileno())


def _sweep(folder: Path) -> None:
    """Remove what a backup that was killed has left: a copy of the database of which no erasure knows. None takes a day."""
    for left in folder.glob(f"{_PREFIX}*"):
        if time.time() - left.stat().st_mtime > _DAY:
            shutil.rmtree(left)


def _packed(service: Service, packed: zipfile.ZipFile, bases: Sequence[Backup], now: datetime) -> _Packed:
    beside, archive = service.store.archive.root.parent, service.store.archive
    _sweep(beside)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=beside) as folder:
        database = Path(folder) / DATABASE
        copying.snapshot(service.store, database)
        with closing(Store(f"sqlite:///{database}", Path(folder) / "archive")) as copy, copy.reading() as tx:
            own, named = generation.current(tx), frozenset(copying.originals(tx))
        files = {DATABASE: _put(packed, DATABASE, database)}
    inherited = frozenset[str]().union(*(one.manifest.all_originals for one in bases))
    found = _originals(service, packed, inherited)
    files |= {name: _put(packed, name, path) for name, path in _own(service) if path.is_file()}
    files |= _put_settings(packed, service.installation.root / SETTINGS)
    # The erasure log last, which must know of every original that went meanwhile.
    if log := archive.erasures.lines.copy():
        packed.writestr(ERASED, log)
        files[ERASED] = hashlib.sha256(log).hexdigest()
    faults = _faults(archive, found, named, inherited)
    manifest = Manifest(
        program=version("counterfoil"),
        at=now.isoformat(),
        store=own.store,
        generation=own.number,
        files=files,
        originals=found.kept,
        inherited=sorted(inherited),
        lost=sorted(faults.keys() - inherited),
        base={"file": bases[0].path.name, "id": bases[0].id} if bases else {},
    )
    packed.writestr(MANIFEST, manifest.written())
    return _Packed(manifest, faults)


def _own(service: Service) -> Iterator[tuple[str, Path]]:
    """Yield the installation's own files, but for its settings."""
    home = service.installation
    for path in sorted(home.studies.rglob("*")):
        if not path.is_symlink():
            yield path.relative_to(home.root).as_posix(), path


def _originals(service: Service, packed: zipfile.ZipFile, besides: frozenset[str]) -> _Archived:
    archive, found = service.store.archive, _Archived()
    for sha256 in archive.hashes():
        found.there.add(sha256)
        if sha256 in besides:
            continue
        try:
            packed.writestr(member(sha256), archive.get(sha256))
        except MissingError:  # It was erased, or lost, since its name was read.
            found.there.remove(sha256)
        except OriginalError:
            found.damaged.add(sha256)
        else:
            found.kept.append(sha256)
            if len(found.kept) % _EVERY == 0:
                service.tell(f"{len(found.kept):,} originals")
    return found


def _faults(archive: Archive, found: _Archived, named: frozenset[str], inherited: frozenset[str]) -> dict[str, str]:
    """Return what is wrong with the archive. What an earlier backup has is read again only where something was wrong with it before."""
    doubted = [one for one in read_over.load(archive).faults if one in inherited and one in found.there]
    known = {one for one in doubted if read_over.wrong(archive, one)}
    faults = dict.fromkeys(found.damaged | known, DAMAGED) | dict.fromkeys(named - found.there, MISSING)
    return {one: what for one, what in sorted(faults.items()) if archive.erasures.erased_at(one) is None}


def _put_settings(packed: zipfile.ZipFile, path: Path) -> dict[str, str]:
    """Pack the settings. A password among them is refused when they are read; one in a line that is out of use is left out here."""
    if not path.is_file():
        return {}
    written = without_passwords(path.read_bytes())
    packed.writestr(zipfile.ZipInfo.from_file(path, SETTINGS, strict_timestamps=False), written, zipfile.ZIP_DEFLATED, compresslevel=1)
    return {SETTINGS: hashlib.sha256(written).hexdigest()}


def _put(packed: zipfile.ZipFile, name: str, path: Path) -> str:
    packed.write(path, name)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
