"""Putting a backup back: into a folder where nothing is written over, and checked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError
from domain.sentences import counted
from service.installation import config
from service.keeping.backups.file import DATABASE, ERASED, SETTINGS, Backup, with_bases, without_passwords
from service.keeping.backups.lost import LostOriginal, first_lost
from service.keeping.backups.verifying import database, verify
from settings import private
from store import Store, copying, read_over
from store.archive.originals import DAMAGED, Archive
from store.database.engine import files_of

_TOGETHER = 200  # Originals that are written, and waited for, together.


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """An installation that was put back: when its backup was made, into which database, with how many originals.

    `sends_nothing` says that letters left before, so that nothing is sent until a person has decided what may have left since. `lost` are
    originals that the backup has not, and that do not lie in the archive either; `first_lost` are the first few of them.
    """

    home: str
    at: str
    database: str
    originals: int
    sends_nothing: bool
    lost: Sequence[str]
    first_lost: Sequence[LostOriginal]


def restore(file: Path, home: Path, environment: Mapping[str, str]) -> Restored:
    """Put a backup, with its bases, back into `home`, where neither settings, studies nor a database may be.

    An erasure log that lies there is kept if it is longer, and so are the dispatch book and originals. ConfigurationError where the backup
    is damaged, or where something would be written over.
    """
    if faults := verify(file).faults:
        raise _damaged(file, faults)
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


def _damaged(file: Path, faults: Sequence[str]) -> ConfigurationError:
    first, more = faults[0].removeprefix(f"{file.name}: "), len(faults) - 1
    besides = f" There {'is' if more == 1 else 'are'} {counted(more, 'more fault')}, which checking it tells." if more else ""
    what = f"This backup is damaged, so nothing was restored: {first}{besides}"
    return ConfigurationError(what, where=str(file), remedy="Take another backup.")


def _restored(backups: Sequence[Backup], places: config.Places, home: Path) -> Restored:
    """Put back the originals, and behind them the database that names them. Whatever is there already is looked at first."""
    newest = backups[0]
    with database(newest) as copy, _opened(places) as target:
        with copy.reading() as source, target.transaction() as tx:
            copying.refuse_what_is_used(tx)
            _put_back_log(newest, target.archive)
            originals = sum(_originals(one, target.archive) for one in backups)
            copying.copy(source, tx)
            lost = _lost(newest, target.archive)
            first = first_lost(source, lost, target.archive)
        read_over.tell(target.archive, lost)
        sent = newest.manifest.generation > 0
        return Restored(
            home=str(home),
            at=newest.manifest.at,
            database=target.address,
            originals=originals,
            sends_nothing=sent,
            lost=tuple(lost),
            first_lost=first,
        )


@contextmanager
def _opened(places: config.Places) -> Iterator[Store]:
    """Open the database that is to be filled. One that was there before is never removed, whatever happens to it."""
    files = files_of(places.database_url)
    new = () if any(one.exists() for one in files) else files
    with _removed_on_failure(new), closing(Store(places.database_url, places.archive, places.bucket, places.database_called)) as target:
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


def _lost(backup: Backup, archive: Archive) -> dict[str, str]:
    """Return what the backup has lost and is not whole in the archive either, where it may lie still, with what is wrong with it."""
    return {one: what for one in backup.manifest.lost if (what := read_over.wrong(archive, one))}


def _originals(backup: Backup, archive: Archive) -> int:
    """Put back the originals of a backup, but for those that were erased since it was made, and return how many."""
    hashes = [one for one in backup.manifest.originals if archive.erasures.erased_at(one) is None]
    # What lies there and is damaged would be in the way of what is whole, whether anybody has found it yet or not.
    there = archive.there(hashes)
    damaged = {one for one in there if read_over.wrong(archive, one) == DAMAGED}
    archive.remove(damaged)
    missing = [one for one in hashes if one not in there or one in damaged]
    for start in range(0, len(missing), _TOGETHER):
        archive.put(backup.original(one) for one in missing[start : start + _TOGETHER])
    return len(hashes)
