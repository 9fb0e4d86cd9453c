"""The dispatch book: a file beside the archive in which each pass of the sender and each letter that it begins is a line.

It stands outside of the database, so that a copy of that which is put back later meets what left since. It names letters by their tags
alone. Where several senders share a store, each has a volume of it to itself.
"""

from __future__ import annotations

import errno
import glob
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import StoreError, disk_fault
from domain.letter import Outcome, Verdict
from domain.mail.dispatch import Dispatched, Generation, Outside
from domain.mail.reference import is_tag
from domain.process.failpoints import reach
from settings import private
from store.archive.disk_faults import told_of
from store.archive.objects import Objects
from store.archive.shared_pages import SharedPages

_PASS, _BEGUN, _END = "generation", "begun", "end"
_FROM = "from"  # The domain in the Message-IDs of what is begun below it, to the end of the pass; earlier versions pass over it.
_NEXT = "\nvolume\n"  # Between two volumes that are read one after the other.
_OUTCOMES = {one.value: one for one in Outcome}


class BookPage:
    """The page of one pass: what is written is with the system at once, and on disk at the end of the pass.

    Who loses power in the middle of a pass and then puts back an older copy is told that the pass never ended.
    """

    def __init__(self, path: Path, file: int, number: int) -> None:
        self._path, self._file, self._number = path, file, number
        self._domain: str | None = ""  # None where a write failed: nobody knows how much of it is there.

    def begun(self, attempts: Mapping[str, int], domains: Mapping[str, str] | None = None) -> None:
        """Write down letters for which DATA is about to begin, by their tags: how many attempts there were before, and their domains."""
        try:
            self._write(line for tag, before in attempts.items() for line in self._begun(tag, before, (domains or {}).get(tag, "")))
        except StoreError:
            self._domain = None
            raise

    def _begun(self, tag: str, before: int, domain: str) -> Iterator[str]:
        if domain != self._domain:
            self._domain = domain
            yield f"{_FROM} {domain}\n"
        yield f"{_BEGUN} {tag} {before}\n"

    def said(self, verdicts: Mapping[str, Verdict]) -> None:
        """Write down what became of letters, by their tags."""
        self._write(f"{one.outcome.value} {tag}\n" for tag, one in verdicts.items())

    def end(self) -> None:
        """Write down that the pass ended, and let all of it be on disk."""
        self._write([f"{_END} {self._number}\n"])
        self.flush()

    def flush(self) -> None:
        """Let all that was written be on disk. StoreError where the disk refuses."""
        with told_of(self._path):
            os.fdatasync(self._file)

    def _write(self, lines: Iterable[str]) -> None:
        data = "".join(lines).encode()
        with told_of(self._path):
            if os.write(self._file, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        reach("book.after_write")


class Book:
    """The dispatch book of an archive. What the disk, or the bucket, refuses is a StoreError that says where.

    Where machines share a bucket (`objects`), each page is there too: that it began, before its first letter, and all of it at its end.
    """

    def __init__(self, archive: Path, objects: Objects | None = None) -> None:
        self.path = archive.with_name(f"{archive.name}.dispatched")
        self._shared = SharedPages(objects) if objects else None

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the volumes of this machine; the first is named even where it is not there."""
        return tuple(self._volumes())

    @contextmanager
    def page(self, generation: Generation, volume: int = 1) -> Iterator[BookPage]:
        """Begin a page for a pass, which is on disk before the first letter of the pass is; each volume has one writer at a time."""
        path = self._volume(volume)
        with told_of(path):
            file = _opened(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            page = BookPage(path, file, generation.number)
            when = generation.at.astimezone(UTC).isoformat() if generation.at else ""
            # A line that lost its end with the power is ended first.
            begin, first = os.fstat(file).st_size, f"\n{_PASS} {generation.number} {generation.store} {when}\n"
            page._write([first])
            page.flush()
            with self._shown(path, generation.number, first, begin):
                yield page
        finally:
            os.close(file)

    @contextmanager
    def _shown(self, path: Path, number: int, first: str, begin: int) -> Iterator[None]:
        """Show a page that begins at a byte of the file to those who share the bucket: its `first` line, and at its end all of it."""
        if self._shared is None:
            yield
            return
        key = self._shared.begin(number, first)
        try:
            yield
        finally:
            # Others take the pass for one that never ended, where its end does not come to the bucket: that is only more careful.
            with suppress(StoreError):
                self._shared.end(key, _from(path, begin))

    def share(self) -> None:
        """Show those who share the bucket what stands in the files of this machine, which were begun before there was a bucket."""
        if self._shared and (text := _NEXT.join(self._own())) and (outside := seen(text, 0)):
            self._shared.begin(outside.last.number, text)

    def read(self, since: int = 0) -> str | None:
        """Return what stands in the book, one volume after the other, or None where there is none.

        Of other machines, it is what they wrote from pass `since` on; each of their pages stands there as a volume.
        """
        found = [*self._own(), *(self._shared.read(since) if self._shared else [])]
        return _NEXT.join(found) if found else None

    def _own(self) -> list[str]:
        return [text for path in self._volumes() if (text := _text(path)) is not None]

    def _volume(self, number: int) -> Path:
        return self.path if number == 1 else self.path.with_name(f"{self.path.name}.{number}")

    def _volumes(self) -> list[Path]:
        """Return where the volumes are; the first is named even where it is not there."""
        with told_of(self.path):
            more = [path for path in self.path.parent.glob(f"{glob.escape(self.path.name)}.*") if path.suffix[1:].isdecimal()]
        return [self.path, *sorted(more, key=lambda path: int(path.suffix[1:]))]


def _text(path: Path) -> str | None:
    try:
        file = _opened(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    with told_of(path), os.fdopen(file, encoding="ascii", errors="replace") as there:
        return there.read()


def _from(path: Path, begin: int) -> bytes:
    with told_of(path), os.fdopen(_opened(path, os.O_RDONLY), "rb") as there:
        there.seek(begin)
        return there.read()


def _opened(path: Path, flags: int) -> int:
    """Open a volume itself: a link to another file, or what is no file, could lead us to read or write elsewhere, or wait for ever."""
    try:
        file = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, private.OWNER_ONLY)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _no_book(path) if not path.is_file() or path.is_symlink() else disk_fault(error, path) from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise _no_book(path)
    return file


def seen(text: str | None, since: int) -> Outside | None:
    """Return what a book says of the passes from number `since` on; lines that are torn or of nothing that is known say nothing.

    Of a letter that stands in two volumes, the later attempt counts.
    """
    found = [one for volume in (text or "").split(_NEXT) if (one := _seen(volume, since))]
    if not found:
        return None
    letters: dict[str, Dispatched] = {}
    for letter in sorted((each for volume in found for each in volume.letters), key=lambda each: each.attempts):
        letters[letter.tag] = letter
    last = max((one.last for one in found), key=lambda last: last.number)
    # A volume that ends before says nothing of what was asked for.
    return Outside(last, tuple(letters.values()), all(one.complete for one in found if one.last.number >= since or one.last is last))


def _seen(text: str, since: int) -> Outside | None:
    last: Generation | None = None
    complete, ended, domain, letters = True, False, "", dict[str, Dispatched]()
    for line in text.splitlines():
        what, *words = line.split() or [""]
        if what == _PASS and (found := _generation(words)):
            # A pass that was never ended may have begun letters whose lines were lost with the power.
            complete = complete and (ended or last is None or last.number < since)
            last, ended, domain = found, False, ""
        elif last is None or last.number < since:
            continue
        elif what == _BEGUN and len(words) == 2 and is_tag(words[0]) and words[1].isdecimal():
            letters[words[0]] = Dispatched(tag=words[0], attempts=int(words[1]), domain=domain, at=last.at)
        elif what == _FROM and len(words) <= 1:
            domain = "".join(words)
        elif what in _OUTCOMES and words and words[0] in letters:
            letters[words[0]] = replace(letters[words[0]], outcome=_OUTCOMES[what])
        elif what == _END:
            ended = True
    return Outside(last, tuple(letters.values()), complete and ended) if last else None


def _generation(words: list[str]) -> Generation | None:
    try:
        number, store, at = words
        return Generation(store, int(number), datetime.fromisoformat(at))
    except ValueError:
        return None


def _no_book(path: Path) -> StoreError:
    remedy = "Put the file itself there. Where it is to be on another disk, move the archive too, and name that in [store] archive."
    return StoreError("The dispatch book is a link, or no file.", where=str(path), remedy=remedy)
