"""Takes messages from a Maildir: a folder with `new` and `cur`, as delivery agents fill it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field

from domain.bulk import LARGE, beginning, sha256_of
from domain.errors import CounterfoilError
from domain.ports import Fetched, Head, Known, Location, LookedThrough, Mailbox
from intake.mailboxes import MailboxPlugin
from intake.mailboxes.batches import batches, unknown
from intake.mailboxes.bulk import BulkFile
from languages.telling import phrased
from settings.reading import Text, TomlSection

# A message that a mail program moves from `new` to `cur` is the same one, so both are the folder "new".
_FOLDER = "new"


class MaildirMailboxSettings(TomlSection):
    """The folder that holds `new` and `cur`."""

    path: Text = Field(examples=['path = "/var/mail/study"'])


def open_maildir(settings: MaildirMailboxSettings) -> Mailbox:
    """Return a mailbox over the Maildir."""
    return MaildirMailbox(Path(settings.path))


class MaildirMailbox:
    """The messages in `new` and `cur`. A message is named by its file name up to the colon, which stays when flags change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = str(path.resolve())

    def fetch(self, known: Known, seen: Sequence[LookedThrough] = (), since: datetime | None = None) -> Iterator[Sequence[Fetched]]:  # noqa: ARG002
        """Yield what is new (see `domain.ports.Mailbox`); CounterfoilError where there is no Maildir or it cannot be read.

        Names of files have no order that could be relied on, and their times are set by whoever copies them: all are looked at.
        """
        there = self._files()
        new = unknown((self._place(uid) for uid in there), known)
        files = {place.uid: there[place.uid] for place in new}
        for batch in batches(_sizes(files)):
            yield [fetched for uid in batch if (fetched := self._read(uid, files[uid])) is not None]

    def seen(self) -> Sequence[LookedThrough]:
        """Return nothing (see `fetch`)."""
        return ()

    def file(self, taken: Sequence[Fetched], folder: str) -> Sequence[Location]:
        """Move the messages into the Maildir++ folder `.folder` (see `domain.ports.Mailbox`)."""
        wanted = {one.location.uid: one for one in taken if self.holds(one.location)}
        left: list[Location] = []
        if not wanted:
            return left
        target = self._subfolder(folder)
        for uid, file in self._files().items():
            if uid not in wanted:
                continue
            there = self._read(uid, file)
            if there is not None and sha256_of(there.raw) != sha256_of(wanted[uid].raw):
                left.append(there.location)
            elif there is not None:
                info = file.name.partition(":")[2] or "2,"
                _move(file, target / "cur" / f"{uid}:{info}")
        return left

    def hint(self, seconds: float) -> bool | None:  # noqa: ARG002
        """Return that nobody hints (see `domain.ports.Mailbox`)."""
        return None

    def newest(self, folder: str, count: int) -> Sequence[Fetched]:
        """Return what came into a subfolder last (see `domain.ports.Mailbox`)."""
        other = MaildirMailbox(self._folder_of(folder))
        if not other._path.is_dir():
            return ()
        files = sorted(other._files().items(), key=lambda one: one[1].stat().st_ctime_ns)[-count:]
        return [found for uid, file in files if (found := other._read(uid, file)) is not None]

    def heads(self) -> Iterator[Head]:
        """Yield the header of each message (see `domain.ports.Mailbox`)."""
        for uid, file in self._files().items():
            if (found := self._read(uid, file)) is not None:
                begins = beginning(found.raw)
                yield Head(begins.partition(b"\r\n\r\n" if b"\r\n" in begins else b"\n\n")[0], found.received_at)

    def cut(self) -> None:
        """Do nothing: there is no server to wait for."""

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def _place(self, uid: str) -> Location:
        return Location(self._name, _FOLDER, 0, uid)

    def holds(self, place: Location) -> bool:
        """Say whether a place is one of this Maildir."""
        return (place.mailbox, place.folder) == (self._name, _FOLDER)

    def _files(self) -> dict[str, Path]:
        """Return the files by the unique part of their name, those that came first in front."""
        try:
            found = [file for folder in ("new", "cur") for file in (self._path / folder).iterdir() if not file.name.startswith(".")]
        except OSError as error:
            raise CounterfoilError(
                phrased("doctor.fault.no_maildir", said=str(error)), where=self._name, remedy=phrased("doctor.fault.no_maildir_do")
            ) from error
        return {file.name.partition(":")[0]: file for file in sorted(found, key=lambda file: file.name)}

    def _read(self, uid: str, file: Path) -> Fetched | None:
        try:
            status = file.stat()
            raw = BulkFile(file.open("rb")) if status.st_size > LARGE else file.read_bytes()
            received_at = datetime.fromtimestamp(status.st_mtime, UTC)
        except FileNotFoundError:  # A mail program moved it meanwhile; the next collect finds it.
            return None
        return Fetched(self._place(uid), raw, received_at)

    def _folder_of(self, folder: str) -> Path:
        return self._path / ("." + folder.strip("/.").replace("/", "."))

    def _subfolder(self, folder: str) -> Path:
        """Return the Maildir++ folder, made if need be: `A/B` is `.A.B`."""
        target = self._folder_of(folder)
        for part in ("tmp", "new", "cur"):
            (target / part).mkdir(parents=True, exist_ok=True)
        (target / "maildirfolder").touch()
        return target


def _sizes(files: Mapping[str, Path]) -> Iterator[tuple[str, int]]:
    for uid, file in files.items():
        try:
            yield uid, file.stat().st_size
        except FileNotFoundError:
            continue


def _move(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except FileNotFoundError:
        return


MAILBOX = MailboxPlugin("maildir", "Takes messages from a Maildir and files them in its subfolders.", MaildirMailboxSettings, open_maildir)
