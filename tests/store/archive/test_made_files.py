"""What was made once is kept beside the archive, and whatever is wrong with it there is made again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from store.archive import made_files
from store.archive.made_files import MadeFiles

KEY = "ab" * 32


def counting(content: bytes, calls: list[str], name: str = "") -> Callable[[], bytes]:
    """Return what makes `content` and notes that it was asked to."""

    def make() -> bytes:
        calls.append(name)
        return content

    return make


def test_what_is_kept_is_not_made_again_by_another_process(tmp_path: Path) -> None:
    """What one process made, the next one reads."""
    calls: list[str] = []
    assert MadeFiles(tmp_path / "archive").get(KEY, counting(b"workbook", calls)) == b"workbook"
    assert MadeFiles(tmp_path / "archive").get(KEY, counting(b"another", calls)) == b"workbook"
    assert len(calls) == 1


def test_what_is_made_of_something_else_is_kept_beside_it(tmp_path: Path) -> None:
    """The key says what it is made of."""
    calls: list[str] = []
    there = MadeFiles(tmp_path / "archive")
    assert [there.get(key, counting(key.encode(), calls)) for key in ("aa", "bb", "aa")] == [b"aa", b"bb", b"aa"]
    assert len(calls) == 2


def test_a_damaged_file_is_made_again_and_put_right(tmp_path: Path) -> None:
    """A file that was cut, changed or emptied is told by its hash."""
    calls: list[str] = []
    there = MadeFiles(tmp_path / "archive")
    for damage in (lambda data: data[:-1], lambda data: data[:-1] + b"?", lambda _: b"", lambda data: bytes(32) + data[32:]):
        there.get(KEY, counting(b"workbook", calls))
        path = there.root / KEY
        path.write_bytes(damage(path.read_bytes()))
        calls.clear()
        assert there.get(KEY, counting(b"workbook", calls)) == b"workbook"
        assert there.get(KEY, counting(b"another", calls)) == b"workbook"
        assert len(calls) == 1


def test_where_nothing_can_be_written_it_is_made_each_time_and_nobody_is_kept_up(tmp_path: Path) -> None:
    """A disk that refuses costs time, and nothing else."""
    calls: list[str] = []
    there = MadeFiles(tmp_path / "archive")
    there.root.write_text("a file where the folder would be")
    assert [there.get(KEY, counting(b"workbook", calls)) for _ in range(2)] == [b"workbook"] * 2
    assert len(calls) == 2


def test_nobody_else_may_read_it_and_no_draft_is_left(tmp_path: Path) -> None:
    """It is as private as the archive."""
    there = MadeFiles(tmp_path / "archive")
    there.get(KEY, lambda: b"workbook")
    assert [one.name for one in there.root.iterdir()] == [KEY]
    assert (there.root.stat().st_mode & 0o777, (there.root / KEY).stat().st_mode & 0o777) == (0o700, 0o600)


def test_what_somebody_else_could_have_put_there_is_made_again(tmp_path: Path) -> None:
    """A folder or a file that others may change, or a link to what lies elsewhere: its hash is right, and says nothing of who wrote it."""
    calls: list[str] = []
    there = MadeFiles(tmp_path / "archive")
    there.get(KEY, lambda: b"workbook")
    path, elsewhere = there.root / KEY, tmp_path / "elsewhere"
    path.write_bytes(hashlib.sha256(b"forged").digest() + b"forged")
    assert there.get(KEY, counting(b"workbook", calls)) == b"forged"
    for one, mode in ((path, 0o620), (path, 0o602), (there.root, 0o770), (there.root, 0o707)):
        path.write_bytes(hashlib.sha256(b"forged").digest() + b"forged")
        path.chmod(0o600)
        before = one.stat().st_mode
        one.chmod(mode)
        assert there.get(KEY, counting(b"workbook", calls)) == b"workbook"
        one.chmod(before)
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert there.get(KEY, counting(b"workbook", calls)) == b"workbook"
    assert not path.is_symlink()
    there.root.rename(elsewhere.with_name("folder"))
    there.root.symlink_to(elsewhere.with_name("folder"))
    assert there.get(KEY, counting(b"another", calls)) == b"another"
    assert len(calls) == 6


def test_the_oldest_goes_where_there_are_too_many(tmp_path: Path) -> None:
    """What grows with every change of a form has an end."""
    there = MadeFiles(tmp_path / "archive")
    for number in range(made_files._KEPT + 2):
        there.get(f"{number:04x}", lambda: b"workbook")
        os.utime(there.root / f"{number:04x}", (number, number))
    assert sorted(one.name for one in there.root.iterdir()) == [f"{number:04x}" for number in range(2, made_files._KEPT + 2)]
