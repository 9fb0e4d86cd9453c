"""Putting a backup back: into a folder where nothing is written over, and checked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError
from service import config
from service.backups.file import DATABASE, ERASED, SETTINGS, Backup, with_bases, without_passwords
from service.backups.verifying import database, verify
from settings import private
from store import Store, copying
from store.archive import Archive
from store.engine import files_of

_TOGETHER = 200  # Originals that are written, and waited for, together.


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """An installation that was put back: when its backup was made, into which database, with how many originals.

    `sends_nothing` says that letters left before, so that nothing is sent until a person has decided what may have left since.
    """

    home: str
    at: str
    database: str
    originals: int
    sends_nothing: bool


def restore(file: Path, home: Path, environment: Mapping[str, str]) -> Restored:
    """Put a backup, with its bases, back into `home`, where neither settings, studies nor a database may be.

    An erasure log that lies there is kept if it is longer, and so are the dispatch book and originals. ConfigurationError where the backup
    is damaged, or where something would be written over.
    """
    if faults := verify(file).faults:
        raise ConfigurationError(f"This backup is damaged: {faults[0]}", where=str(file), remedy="Take another one. Nothing was restored.")
    with with_bases(file) as backups:
        newest = backups[0]
        own = [name for name in newest.manifest.files if name not in {DATABASE, ERASED}]
        if there := next((home / name for name in (*own, DATABASE) if (home / name).exists()), None):
            remedy = "Give another folder, or move this one away first."
            raise ConfigurationError(f"{there.name} is there already. Nothing was restored.", where=str(there), remedy=remedy)
        paths = {name: home / name for name in own}
        with _removed_on_failure(paths.values()):
            for name, path in paths.items():
                data = newest.read(name)
                _write(path, without_passwords(data) if name == SETTINGS else data)
            return _restored(backups, config.places(home, environment), home)


def _restored(backups: Sequence[Backup], places: config.Places, home: Path) -> Restored:
    """Put back the originals, and behind them the database that names them. Whatever is there already is looked at first."""
    newest = backups[0]
    with database(newest) as copy, _opened(places) as target:
        with copy.reading() as source, target.transaction() as tx:
            copying.refuse_what_is_used(tx)
            _put_back_log(newest, target.archive)
            originals = sum(_originals(one, target.archive) for one in backups)
            copying.copy(source, tx)
        sent = newest.manifest.generation > 0
        return Restored(home=str(home), at=newest.manifest.at, database=target.address, originals=originals, sends_nothing=sent)


@contextmanager
def _opened(places: config.Places) -> Iterator[Store]:
    """Open the database that is to be filled. One that was there before is never removed, whatever happens to it."""
    files = files_of(places.database_url)
    new = () if any(one.exists() for one in files) else files
    with _removed_on_failure(new), closing(Store(places.database_url, places.archive, places.bucket)) as target:
        yield target


@contextmanager
def _removed_on_failure(paths: Iterable[Path]) -> Iterator[None]:
    """Leave nothing behind of an installation that was not put back: the next restore would find it there."""
    try:
        yield
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


def _write(path: Path, data: bytes) -> None:
    private.make_folder(path.parent)
    private.write(path, data)


def _put_back_log(backup: Backup, archive: Archive) -> None:
    if ERASED in backup.manifest.files:
        archive.erasures.lines.put_back(backup.read(ERASED))


def _originals(backup: Backup, archive: Archive) -> int:
    """Put back the originals of a backup, but for those that were erased since it was made, and return how many."""
    hashes = [one for one in backup.manifest.originals if archive.erasures.erased_at(one) is None]
    there = archive.there(hashes)
    missing = [one for one in hashes if one not in there]
    for start in range(0, len(missing), _TOGETHER):
        archive.put(backup.original(one) for one in missing[start : start + _TOGETHER])
    return len(hashes)
