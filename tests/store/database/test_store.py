from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, MissingError
from store import Store, outbox, studies
from store.archive.originals import Archive
from tests.store.values import LATER, NOW, letter

HOLDER = """
import sys
from pathlib import Path
from store import Store

store = Store(sys.argv[1], Path(sys.argv[2]))
with store.exclusive("sender") as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


def test_a_study_runs_as_it_was_applied_last(store: Store) -> None:
    """The same files make no new version; pause and deadline belong to the study, not to a version."""
    with store.transaction() as tx:
        assert studies.applied(tx, "study") is None
        assert studies.apply(tx, "study", {"study.toml": "a"}, NOW) == 1
        assert studies.apply(tx, "study", {"study.toml": "a"}, LATER) == 1
        studies.set_paused(tx, "study", paused=True)
        studies.extend(tx, "study", date(2012, 5, 31))
        assert studies.apply(tx, "study", {"study.toml": "b"}, LATER) == 2
        assert studies.applied(tx, "study") == studies.Applied(
            study="study", version=2, applied_at=LATER, files={"study.toml": "b"}, paused=True, deadline=date(2012, 5, 31)
        )
        studies.set_paused(tx, "study", paused=False)
        found = studies.applied(tx, "study")
        assert found is not None
        assert not found.paused
        assert studies.applied_ids(tx) == ("study",)


def test_layouts_are_kept_for_as_long_as_workbooks_come_back(store: Store) -> None:
    """A layout that is kept stays as it was, and those of another study are not given."""
    with store.transaction() as tx:
        for study, version, data in (("study", "1", "{}"), ("study", "1", "{new}"), ("study", "2", "[]"), ("other", "1", "()")):
            studies.keep_layout(tx, study, version, data)
        assert studies.layouts(tx, "study") == ("{}", "[]")


def test_what_was_dealt_with_is_remembered_by_its_latest_record(store: Store) -> None:
    """A due date has one record, and the latest of a kind is found by the beginning of its name."""
    mailing = studies.Due("mailing:circular", NOW, NOW, "held")
    with store.transaction() as tx:
        assert studies.due(tx, "study", "mailing:circular") is None
        studies.record_due(tx, "study", mailing)
        studies.record_due(tx, "study", replace(mailing, done_at=LATER, outcome="done"))
        studies.record_due(tx, "study", studies.Due("digest:weekly", NOW, NOW, "done"))
        assert studies.due(tx, "study", "mailing:circular") == replace(mailing, done_at=LATER, outcome="done")


def test_a_transaction_is_whole_or_nothing(store: Store) -> None:
    """What was done before an error is not there afterwards."""

    def fail() -> None:
        with store.transaction() as tx:
            outbox.plan(tx, [letter("a")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as tx:
        assert outbox.waiting(tx, NOW, 0, 10) == ()


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    """Which instant it means would be a guess."""
    with pytest.raises(Exception, match="an instant needs its zone"), store.transaction() as tx:
        outbox.plan(tx, [letter("a", due_at=datetime(2012, 3, 1, 9, 5))])  # noqa: DTZ001 - the wrong value on purpose


@pytest.mark.parametrize("end", [lambda process: process.kill(), lambda process: process.stdin.close()], ids=["killed", "ended"])
def test_only_one_process_holds_a_lock_and_it_ends_with_its_process(
    store: Store, url: str, tmp_path: Path, end: Callable[[subprocess.Popen[str]], None]
) -> None:
    """Another process is told that it is taken; however the holder ends, the lock is free again."""
    with store.exclusive("sender") as mine, store.exclusive("collector") as other:
        assert mine
        assert other
        assert _holder(url, tmp_path, _say_and_end) == "False\n"
    assert _holder(url, tmp_path, lambda process: _while_held(store, process, end)) == "True\n"


def test_a_lock_is_free_again_after_an_error(store: Store, url: str, tmp_path: Path) -> None:
    """Work that failed under a lock does not leave it taken."""

    def fail() -> None:
        with store.exclusive("sender") as mine:
            assert mine
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert _holder(url, tmp_path, _say_and_end) == "True\n"


def _while_held(store: Store, process: subprocess.Popen[str], end: Callable[[subprocess.Popen[str]], None]) -> str:
    assert process.stdout
    said = process.stdout.readline()
    with store.exclusive("sender") as mine:
        assert not mine
    end(process)
    process.wait(300)
    with store.exclusive("sender") as mine:
        assert mine
    return said


def _say_and_end(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    assert process.stdin
    said = process.stdout.readline()
    process.stdin.close()
    return said


def _holder(url: str, tmp_path: Path, use: Callable[[subprocess.Popen[str]], str]) -> str:
    command = [sys.executable, "-c", HOLDER, url, str(tmp_path / "archive")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        return use(process)
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait(300)
        if process.stdout:
            process.stdout.close()


def test_opening_again_changes_nothing(store: Store, url: str, tmp_path: Path) -> None:
    """The database keeps what is in it."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter("a")])
    again = Store(url, tmp_path / "archive")
    with again.reading() as tx:
        assert [one.cause for one in outbox.waiting(tx, NOW, 0, 10)] == ["a"]
    again.close()


def test_a_database_that_does_not_open_is_told_without_its_password(tmp_path: Path) -> None:
    """The person learns which database, and the password is not shown."""
    with pytest.raises(ConfigurationError) as caught:
        Store("postgresql+psycopg://staff:secret@127.0.0.1:1/none", tmp_path / "archive")
    assert "127.0.0.1:1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_sqlite_store_is_durable(tmp_path: Path) -> None:
    """Each commit waits for the disk."""
    store = Store(f"sqlite:///{tmp_path / 'counterfoil.db'}", tmp_path / "archive")
    with store.reading() as tx:
        asked = {name: tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}
    store.close()
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_archive_keeps_each_content_once_under_its_hash(tmp_path: Path) -> None:
    """The same content twice in one call, and again in another, is one file; no draft is left."""
    archive = Archive(tmp_path / "archive")
    first, second, again = archive.put([b"letter", b"", b"letter"])
    assert first == again
    assert Archive(tmp_path / "archive").put([b"letter"]) == [first]
    assert (archive.get(first), archive.get(second)) == (b"letter", b"")
    assert sorted(path for path in archive.root.rglob("*") if path.is_file()) == sorted(map(Path, map(archive.where, (first, second))))
    with pytest.raises(MissingError, match="erased or lost"):
        archive.get("0" * 64)


def test_what_the_archive_returned_is_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file and every folder that changed was synced, the file before it got its name."""
    synced: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    archive = Archive(tmp_path / "archive")
    (sha256,) = archive.put([b"letter"])
    draft, *folders = synced
    assert draft.startswith(f"{sha256}.")
    assert draft.endswith(".new")
    assert sorted(folders) == sorted([sha256[:2], "archive"])
