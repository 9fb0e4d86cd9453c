"""Values by their keys on disk: as a mapping in memory says them, and without its memory."""

from __future__ import annotations

import gc
import sqlite3
import tempfile
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from domain.errors import StoreError
from service.studies.previous import in_memory
from store.database import values_on_disk
from store.database.values_on_disk import LookedUp

ROWS = [("B", {"x": "1", "y": "2"}), ("A", {"x": "\u00e9\n\"'"}), ("C", {}), ("B", {"x": "3"})]
MANY = 3 * values_on_disk._TOGETHER + 7


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[values_on_disk._File]:
    """Let values lie in a file of their own, in a folder of their own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = values_on_disk._File()
    monkeypatch.setattr(values_on_disk, "_file", made)
    yield made
    if made._connection:
        made._connection.close()


def row(number: int) -> tuple[str, Mapping[str, str]]:
    """Return what is said of an organisation, some 1.5 KiB in memory."""
    return f"ORG{number:06d}", {f"{one}{key}": str(number * key) for one in ("people", "losses") for key in range(12)}


def many(number: int) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield what is said of so many organisations."""
    return map(row, range(number))


@pytest.mark.parametrize("merged", [False, True])
def test_they_are_what_memory_would_say(file: values_on_disk._File, *, merged: bool) -> None:
    """Of two rows of one key the later one counts, or both are put together; also where many others stand between them."""
    for rows in (ROWS, [*ROWS, *many(MANY), *reversed(ROWS)], []):
        found = LookedUp(rows, merged=merged)
        assert found == in_memory(rows, merged=merged)
        assert list(found) == sorted(dict(rows))
        assert len(found) == len(dict(rows))
        assert found.get("nobody") is None
    assert file._connection is not None


def test_what_nobody_can_ask_any_more_leaves_its_room_to_the_next(file: values_on_disk._File) -> None:
    """A desk that reads one draft after the other would fill the disk."""
    one, other = LookedUp(many(MANY)), LookedUp(ROWS)
    pages = file.ask("PRAGMA page_count", ())
    for _ in range(3):
        del one
        gc.collect()
        one = LookedUp(many(MANY))
    assert file.ask("SELECT count(DISTINCT shelf) FROM said", ()) == [(2,)]
    assert file.ask("PRAGMA page_count", ()) == pages
    assert (len(one), other["C"]) == (MANY, {})


def test_ten_tables_are_one_open_file_without_a_name(file: values_on_disk._File, tmp_path: Path) -> None:
    """Else a service would have one more open with each round; and figures of organisations would lie there for others to read."""
    before = len([*Path("/proc/self/fd").iterdir()])
    tables = [LookedUp(many(MANY)) for _ in range(10)]
    assert len([*Path("/proc/self/fd").iterdir()]) == before + 1
    assert (len(tables), list(tmp_path.iterdir())) == (10, [])
    assert file._connection is not None


@pytest.mark.usefixtures("file")
def test_memory_is_the_same_however_many_there_are() -> None:
    """Neither while they are put there nor afterwards does it grow with them; a mapping would take some MiB."""
    peaks = {}
    LookedUp(many(MANY))
    for number in (MANY, 8 * MANY):
        gc.collect()
        tracemalloc.start()
        found = LookedUp(many(number))
        kept, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(found) == number
        assert kept < 128 << 10, kept
        peaks[number] = peak
    assert peaks[8 * MANY] < peaks[MANY] + (64 << 10), peaks


def test_a_fork_has_no_part_in_it(file: values_on_disk._File) -> None:
    """It closes what was open, and another file may have that number there."""
    found = LookedUp(ROWS)
    file._process += 1
    with pytest.raises(RuntimeError, match="fork"):
        found.get("A")


def test_a_disk_that_is_full_is_told_and_leaves_the_others_as_they_were(
    file: values_on_disk._File, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do about it; and what was begun is taken out with the next."""
    there = LookedUp(ROWS)
    file.ask(f"PRAGMA max_page_count = {int(file.ask('PRAGMA page_count', ())[0][0]) + 3}", ())
    with pytest.raises(StoreError, match="full") as told:
        LookedUp(many(MANY))
    assert "Free some space" in told.value.remedy
    file.ask("PRAGMA max_page_count = 100000", ())
    assert there == in_memory(ROWS)
    monkeypatch.setattr(sqlite3, "connect", None)
    assert len(LookedUp(many(MANY))) == MANY


def test_a_folder_for_temporary_files_that_is_not_there_is_told(file: values_on_disk._File, monkeypatch: pytest.MonkeyPatch) -> None:
    """As whatever the disk does not do."""
    assert file._connection is None
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    with pytest.raises(StoreError, match="cannot be read or written"):
        LookedUp(ROWS)
