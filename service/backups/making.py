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
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from domain.errors import ConfigurationError, OriginalError, disk_fault
from service.backups.file import DATABASE, ERASED, MANIFEST, SETTINGS, Backup, Manifest, member, with_bases, without_passwords
from service.wiring import Service
from settings import private
from store import Store, copying, generation

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

    `lost` are originals that were damaged or gone already, by their SHA-256.
    """

    file: str
    originals: int
    inherited: int
    bytes: int
    lost: Sequence[str]
    left_out: Sequence[str] = LEFT_OUT


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
            manifest = _packed(service, packed, bases[:1], now)
        draft.replace(file)
        private.flush(file.parent)
        originals, inherited = len(manifest.originals), len(manifest.inherited)
        return BackedUp(file=str(file), originals=originals, inherited=inherited, bytes=file.stat().st_size, lost=manifest.lost)
    except OSError as error:
        raise disk_fault(error, error.filename or file) from error
    finally:
        draft.unlink(missing_ok=True)


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


def _packed(service: Service, packed: zipfile.ZipFile, bases: Sequence[Backup], now: datetime) -> Manifest:
    beside = service.store.archive.root.parent
    _sweep(beside)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=beside) as folder:
        database = Path(folder) / DATABASE
        copying.snapshot(service.store, database)
        with closing(Store(f"sqlite:///{database}", Path(folder) / "archive")) as copy, copy.reading() as tx:
            own, named = generation.current(tx), frozenset(copying.originals(tx))
        files = {DATABASE: _put(packed, DATABASE, database)}
    inherited = frozenset[str]().union(*(one.manifest.all_originals for one in bases))
    originals = tuple(_originals(service, packed, inherited))
    files |= {name: _put(packed, name, path) for name, path in _own(service) if path.is_file()}
    files |= _put_settings(packed, service.installation.root / SETTINGS)
    # The erasure log last, which must know of every original that went meanwhile.
    if log := service.store.archive.erasures.lines.copy():
        packed.writestr(ERASED, log)
        files[ERASED] = hashlib.sha256(log).hexdigest()
    gone = named - inherited - frozenset(originals)
    lost = sorted(one for one in gone if service.store.archive.erasures.erased_at(one) is None)
    manifest = Manifest(
        program=version("counterfoil"),
        at=now.isoformat(),
        store=own.store,
        generation=own.number,
        files=files,
        originals=originals,
        inherited=sorted(inherited),
        lost=lost,
        base={"file": bases[0].path.name, "id": bases[0].id} if bases else {},
    )
    packed.writestr(MANIFEST, manifest.written())
    return manifest


def _own(service: Service) -> Iterator[tuple[str, Path]]:
    """Yield the installation's own files, but for its settings."""
    home = service.installation
    for path in sorted(home.studies.rglob("*")):
        if not path.is_symlink():
            yield path.relative_to(home.root).as_posix(), path


def _originals(service: Service, packed: zipfile.ZipFile, besides: frozenset[str]) -> Iterator[str]:
    archive = service.store.archive
    for number, sha256 in enumerate((one for one in archive.hashes() if one not in besides), 1):
        try:
            packed.writestr(member(sha256), archive.get(sha256))
        except OriginalError:  # It was erased since its name was read, or is damaged: then it counts as lost.
            continue
        yield sha256
        if number % _EVERY == 0:
            service.tell(f"{number:,} originals")


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
