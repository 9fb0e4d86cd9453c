"""Checking a backup without restoring it: every byte of it, and that nothing is missing which its database names."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError
from service.keeping.backups.file import DATABASE, ERASED, Backup, member, with_bases
from service.keeping.backups.lost import LostOriginal, first_lost
from store import Store, copying

_ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a backup came to: when it was made, how many rows and originals it has with those of its bases, and what is wrong with it.

    `rows` is None where its database is too damaged to be counted. `lost` are originals that were damaged or gone already when it was
    made, and `first_lost` the first few of them. It is `whole` where nothing is wrong with it and nothing was lost.
    """

    file: str
    at: str
    rows: int | None
    originals: int
    lost: Sequence[str]
    faults: Sequence[str]
    whole: bool
    first_lost: Sequence[LostOriginal]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found in the database of a backup."""

    rows: int | None = None
    faults: tuple[str, ...] = ()
    first_lost: tuple[LostOriginal, ...] = ()


def verify(file: Path) -> Verified:
    """Check a backup and its bases; ConfigurationError where one of them cannot be opened at all."""
    with with_bases(file) as backups:
        damage = [dict(_damage(one)) for one in backups]
        # What stands in the newest alone is looked into; the database needs the erasure log beside it.
        looked = _Looked() if damage[0].keys() & {DATABASE, ERASED} else _looked(backups[0])
        newest = backups[0].manifest
        faults = [*(fault for one in damage for fault in one.values()), *looked.faults]
        return Verified(
            file=str(file),
            at=newest.at,
            rows=looked.rows,
            originals=len(newest.all_originals),
            lost=newest.lost,
            faults=faults,
            whole=not faults and not newest.lost,
            first_lost=looked.first_lost,
        )


def _looked(backup: Backup) -> _Looked:
    with database(backup) as store, store.reading() as tx:
        rows = sum(total.rows for total in copying.sums(tx).values())
        faults = (*copying.wrong_with(tx), *_missing(backup, store, copying.originals(tx)))
        return _Looked(rows, faults, first_lost(tx, backup.manifest.lost))


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


def _damage(backup: Backup) -> Iterator[tuple[str, str]]:
    """Yield which members are not as the manifest says, each with the sentence that says so."""
    told = {**backup.manifest.files, **{member(sha256): sha256 for sha256 in backup.manifest.originals}}
    for name, sha256 in told.items():
        try:
            digest = hashlib.sha256()
            for piece in backup.chunks(name):
                digest.update(piece)
            if digest.hexdigest() != sha256:
                yield name, f"{backup.path.name}: {name} is not what it was."
        except ConfigurationError as error:
            yield name, f"{backup.path.name}: {error.facts['why']}."


def _missing(backup: Backup, store: Store, named: Iterator[str]) -> Iterator[str]:
    there, erased = backup.manifest.all_originals, store.archive.erasures
    for sha256 in sorted(set(named) - there - set(backup.manifest.lost)):
        if erased.erased_at(sha256) is None:
            yield f"The database names an original that is not in the backup: {sha256}."
