"""The archive gives back what it was given or says why not, says what the disk refuses, and clears away what killed writers left."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import MissingError, OriginalError, StoreError
from store.archive import originals as archive_module
from store.archive.originals import Archive

A_DAY = timedelta(days=1)
WRITER = """
import sys
from pathlib import Path
from store.archive.originals import Archive
Archive(Path(sys.argv[1])).put([sys.argv[2].encode() * 100, b"another"])
"""
HANGS = """
import sys, time
from pathlib import Path
from settings import private
from store.archive import originals
private.flush = lambda _: (print("written", flush=True), time.sleep(60))
originals.Archive(Path(sys.argv[1])).put([b"being written"])
"""


def now() -> datetime:
    """Return the time: drafts are as old as the disk says."""
    return datetime.now(UTC)


def drafts(root: Path) -> list[Path]:
    """Return the files that are no content yet."""
    return list(root.rglob("*.new"))


def killed_in_put(root: Path, content: str) -> None:
    """Let another process die after it wrote its drafts, and before these get their names."""
    ended = subprocess.run(
        [sys.executable, "-c", WRITER, str(root), content],
        env=os.environ | {"COUNTERFOIL_FAILPOINT": "archive.in_put"},
        timeout=300,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse larger files to this process, as a quota or a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_content_that_is_gone_is_told(tmp_path: Path) -> None:
    """With its path, and that somebody may have erased it."""
    archive = Archive(tmp_path)
    (sha256,) = archive.put([b"letter"])
    Path(archive.where(sha256)).unlink()
    with pytest.raises(MissingError, match=f"{sha256}: .*erased or lost.*backup"):
        archive.get(sha256)
    assert archive.size(sha256) == 0


@pytest.mark.parametrize("damaged", [b"lettex", b"lette", b"", b"letter\0"])
def test_a_content_that_is_damaged_is_never_given(damaged: bytes, tmp_path: Path) -> None:
    """One byte changed, cut short, emptied, or grown."""
    archive = Archive(tmp_path)
    (sha256,) = archive.put([b"letter"])
    Path(archive.where(sha256)).write_bytes(damaged)
    with pytest.raises(OriginalError, match=f"{sha256}: .*damaged.*backup") as told:
        archive.get(sha256)
    assert not isinstance(told.value, MissingError)


def test_a_file_that_the_disk_does_not_give_is_told(tmp_path: Path) -> None:
    """A folder stands where the content should be: neither gone nor damaged."""
    archive = Archive(tmp_path)
    (sha256,) = archive.put([b"letter"])
    Path(archive.where(sha256)).unlink()
    Path(archive.where(sha256)).mkdir()
    with pytest.raises(StoreError, match=f"{sha256}: This cannot be read or written"):
        archive.get(sha256)


def test_an_archive_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Its path is in the way of a file."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file/archive: This cannot be read or written"):
        Archive(tmp_path / "file" / "archive")


def test_a_full_disk_keeps_nothing_by_halves(tmp_path: Path) -> None:
    """It is told, no draft takes the last room, what was kept before stays, and with room again the same call succeeds."""
    archive = Archive(tmp_path)
    (before,) = archive.put([b"before"])
    contents = [b"small", os.urandom(50_000)]
    with no_file_larger_than(1000), pytest.raises(StoreError, match=r"File too large.*Free some space"):
        archive.put(contents)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [before]
    assert [archive.get(sha256) for sha256 in archive.put(contents)] == contents


def test_threads_that_keep_the_same_content_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Several letters that share a piece may be recorded at once."""
    contents = [f"shared {number}".encode() for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda _: Archive(tmp_path).put(contents), range(8)))
    assert kept == [[hashlib.sha256(content).hexdigest() for content in contents]] * 8
    assert drafts(tmp_path) == []


def test_what_a_killed_writer_left_is_swept_and_contents_stay(tmp_path: Path) -> None:
    """However fresh it is: its process is dead, and it was of this machine."""
    archive = Archive(tmp_path)
    (kept,) = archive.put([b"kept"])
    killed_in_put(tmp_path, "lost")
    assert len(drafts(tmp_path)) == 2
    assert archive.sweep(now()) == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [kept]
    assert archive.sweep(now()) == 0


def test_the_draft_of_a_process_that_lives_is_never_swept(tmp_path: Path) -> None:
    """Not even when it is older than a day: a disk may hang for long."""
    writer = subprocess.Popen([sys.executable, "-c", HANGS, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    try:
        assert writer.stdout.readline() == "written\n"
        assert Archive(tmp_path).sweep(now() + 2 * A_DAY) == 0
        assert len(drafts(tmp_path)) == 1
    finally:
        writer.kill()
        writer.wait(300)
        writer.stdout.close()
    assert Archive(tmp_path).sweep(now()) == 1


def test_what_another_machine_left_is_swept_after_a_day(tmp_path: Path) -> None:
    """Whether its process lives cannot be seen from here; that of an earlier version, which named no machine, neither."""
    folder = tmp_path / "ab"
    folder.mkdir()
    ended = subprocess.Popen(["true"])
    ended.wait(300)
    for process in (ended.pid, os.getpid()):
        (folder / f"ab.elsewhere.{process}.new").touch()
        (folder / f"ab.{process}.new").touch()
    archive = Archive(tmp_path)
    assert archive.sweep(now() + A_DAY - timedelta(minutes=1)) == 0
    assert archive.sweep(now() + A_DAY + timedelta(minutes=1)) == 4
    assert drafts(tmp_path) == []


def test_what_an_earlier_process_of_the_same_number_left_is_swept(tmp_path: Path) -> None:
    """In a container that is started again, the program has the number that it had before."""
    archive = Archive(tmp_path)
    killed_in_put(tmp_path, "lost")
    for draft in drafts(tmp_path):
        sha256, host, _, _ = draft.name.split(".")
        draft.rename(draft.with_name(f"{sha256}.{host}.{os.getpid()}.new"))
    assert archive.sweep(now()) == 0
    for draft in drafts(tmp_path):
        os.utime(draft, (yesterday := (now() - A_DAY).timestamp(), yesterday))
    assert archive.sweep(now()) == 2


def test_of_what_was_put_no_more_is_remembered_than_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that stays would have the hash of each message that ever came; what is put again is kept once all the same."""
    monkeypatch.setattr(archive_module, "_KNOWN", 8)
    archive = Archive(tmp_path)
    for number in range(40):
        shared = archive.put([b"shared", str(number).encode()])[0]
        assert len(archive._known) <= 8
    archive.keep({shared: b"shared"})
    assert len(list(archive.hashes())) == 41
    assert archive.get(shared) == b"shared"
