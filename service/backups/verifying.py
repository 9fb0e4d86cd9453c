"""Checking a backup without restoring it: every byte of it, and that nothing is missing which its database names."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError
from service.backups.file import DATABASE, ERASED, Backup, member, with_bases
from store import Store, copying

_ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a backup came to: when it was made, how many rows and originals it has with those of its bases, and what is wrong with it.

    `lost` are originals that were damaged or gone already when it was made.
    """

    file: str
    at: str
    rows: int
    originals: int
    lost: Sequence[str]
    faults: Sequence[str]


def verify(file: Path) -> Verified:
    """Check a backup and its bases; ConfigurationError where one of them cannot be opened at all."""
    with with_bases(file) as backups:
        faults = [fault for one in backups for fault in _damage(one)]
        rows = 0
        if not faults:
            with database(backups[0]) as store, store.reading() as tx:
                rows = sum(total.rows for total in copying.sums(tx).values())
                faults = [*copying.wrong_with(tx), *_missing(backups[0], store, copying.originals(tx))]
        newest = backups[0].manifest
        return Verified(file=str(file), at=newest.at, rows=rows, originals=len(newest.all_originals), lost=newest.lost, faults=faults)


@contextmanager
def database(backup: Backup) -> Iterator[Store]:
    """Open the database of a backup, in a folder that is gone at the end, with the erasure log of the backup beside it."""
    with tempfile.TemporaryDirectory(prefix="counterfoil-backup-") as folder:
        copied_out(backup, DATABASE, Path(folder) / DATABASE)
        if ERASED in backup.manifest.files:
            copied_out(backup, ERASED, Path(folder) / ERASED)
        with closing(Store(f"sqlite:///{Path(folder) / DATABASE}", Path(folder) / _ARCHIVE)) as store:
            yield store


def copied_out(backup: Backup, name: str, path: Path) -> None:
    """Write a member of a backup into a file."""
    with path.open("wb") as file:
        file.writelines(backup.chunks(name))


def _damage(backup: Backup) -> Iterator[str]:
    """Yield what is not as the manifest says."""
    told = {**backup.manifest.files, **{member(sha256): sha256 for sha256 in backup.manifest.originals}}
    for name, sha256 in told.items():
        try:
            digest = hashlib.sha256()
            for piece in backup.chunks(name):
                digest.update(piece)
            if digest.hexdigest() != sha256:
                yield f"{backup.path.name}: {name} is not what it was."
        except ConfigurationError as error:
            yield f"{backup.path.name}: {error}"


def _missing(backup: Backup, store: Store, named: Iterator[str]) -> Iterator[str]:
    there, erased = backup.manifest.all_originals, store.archive.erasures
    for sha256 in sorted(set(named) - there - set(backup.manifest.lost)):
        if erased.erased_at(sha256) is None:
            yield f"The database names an original that is not in the backup: {sha256}."
