"""Whether what is kept can be written to and has room: looked at in one way by the doctor, and by those who watch."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import FULL, SHUT, CounterfoilError
from languages.telling import phrased, together
from service.wiring import Service
from settings import disk

LEAST = 64 * 2**20  # Bytes: what a large message takes in the archive, in the database, and in the log of that.
_BESIDE = ("logins", "rehearsals", "uploads")  # Folders of the installation into which something is written, where they are there.


@dataclass(frozen=True, slots=True)
class DiskFault:
    """Folders and files of which one thing is wrong: what the system says, with its number, or that hardly any bytes are `free`."""

    paths: tuple[Path, ...]
    said: str = ""
    number: int = 0
    free: int = 0

    def __str__(self) -> str:
        """Say it for whoever watches."""
        where = ", ".join(map(str, self.paths))
        return (
            f"nothing can be written into {where}: {self.said}"
            if self.number
            else f"hardly any room is left for {where}: {mib(self.free)} MiB"
        )


@dataclass(frozen=True, slots=True)
class DiskState:
    """What is wrong with the disks, and how many bytes are free on the fullest (None where that cannot be known)."""

    faults: tuple[DiskFault, ...]
    free: int | None


def disks(service: Service) -> DiskState:
    """Look at all folders and files into which the program writes: of the database, the archive, the dispatch book, and beside them."""
    store = service.store
    folders = tuple(dict.fromkeys((store.archive.root, *(file.parent for file in store.files[:1]), store.book.path.parent)))
    rooms = {folder: room for folder in folders if (room := disk.free(folder)) is not None}
    beside = (one for name in _BESIDE if (one := service.installation.root / name).is_dir())
    tried = ((one, disk.folder_refused(one)) for one in (*folders, *beside))
    refused = tuple(_refused((*tried, *((one, disk.file_refused(one)) for one in _files(service)))))
    full = {path for one in refused if one.number in FULL for path in one.paths}
    hardly_free = _hardly_free({folder: room for folder, room in rooms.items() if folder not in full})
    return DiskState((*refused, *hardly_free), min(rooms.values(), default=None))


def _files(service: Service) -> Iterator[Path]:
    """Yield the files that are there already and grow: whoever ran a command as another user has made some that are not ours."""
    store = service.store
    beside = store.book.path.parent
    every = (*store.files, *store.book.files, *store.archive.erasures.lines.files, *sorted(beside.glob(".*.lock")))
    return (file for file in every if file.is_file())


def _refused(looked: Iterable[tuple[Path, OSError | None]]) -> Iterator[DiskFault]:
    """Yield what cannot be written to, together where the system says the same of it."""
    found: dict[tuple[int, str], list[Path]] = {}
    for path, error in looked:
        if error:
            found.setdefault((error.errno or errno.EIO, error.strerror or str(error)), []).append(path)
    return (DiskFault(tuple(those), said, number) for (number, said), those in found.items())


def _hardly_free(rooms: dict[Path, int]) -> Iterator[DiskFault]:
    """Yield the folders that have hardly any room, together where it is the same room: of one disk, which others write to meanwhile."""
    scarce = {folder: room for folder, room in rooms.items() if room < LEAST}
    for device in dict.fromkeys(folder.stat().st_dev for folder in scarce):
        those = tuple(folder for folder in scarce if folder.stat().st_dev == device)
        yield DiskFault(those, free=min(scarce[one] for one in those))


def require_room(service: Service) -> str:
    """Say how much room there is; CounterfoilError where something cannot be written to, or there is hardly any room."""
    found = disks(service)
    if found.faults:
        raise CounterfoilError(together(*map(_told, found.faults)), remedy=together(*dict.fromkeys(map(_remedy, found.faults))))
    return phrased("doctor.disk", free=mib(found.free)) if found.free is not None else phrased("doctor.disk_unmeasured")


def _told(fault: DiskFault) -> str:
    paths = tuple(map(str, fault.paths))
    if fault.number:
        return phrased("doctor.fault.unwritable", paths=paths, said=fault.said)
    return phrased("doctor.fault.hardly_free", paths=paths, free=mib(fault.free))


def _remedy(fault: DiskFault) -> str:
    if fault.number in SHUT:
        return phrased("doctor.fault.unwritable_do")
    if fault.number == errno.EROFS:
        return phrased("doctor.fault.read_only_do")
    return phrased("doctor.fault.full_do" if fault.number in FULL or not fault.number else "doctor.fault.no_disk_do")


def mib(size: int) -> int:
    """Return how many MiB these bytes are, rounded down."""
    return size // 2**20
