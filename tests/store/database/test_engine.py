"""Several writers at once, and processes that die: on both databases, and in the archive."""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import MissingError, StoreError
from domain.letter import DeliveryState, Piece, Shared
from domain.mail.reference import new_tag
from domain.process.events import Event, tell
from store import Store, deliveries, outbox
from store.archive.originals import Archive
from tests.store.values import NOW, envelope, letter

_PLANS = """
import sys
from pathlib import Path
from store import Store, outbox
from tests.store.values import letter
with Store(sys.argv[1], Path(sys.argv[2])).transaction() as tx:
    outbox.plan(tx, [letter("a"), letter("b")])
"""
_DIES_BEFORE_THE_NAME = """
import os, signal, sys
from pathlib import Path
from store.archive.originals import Archive
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Archive(Path(sys.argv[1])).put([b"a"])
"""


def _plan(store: Store, *causes: str) -> int:
    with store.transaction() as tx:
        return outbox.plan(tx, [letter(cause) for cause in causes])


def _counts(store: Store) -> dict[str, int]:
    with store.reading() as tx:
        return deliveries.counts(tx, "study")


def _killed(program: str, *arguments: str, failpoint: str = "") -> bool:
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=os.environ | {"COUNTERFOIL_FAILPOINT": failpoint}, check=False, timeout=300
    )
    return ended.returncode == -signal.SIGKILL


def test_planners_at_the_same_time_plan_each_cause_once(store: Store) -> None:
    """Two processes may look at the clock in the same moment: one waits for the other, and neither fails."""
    with ThreadPoolExecutor(3) as pool:
        new = pool.map(lambda _: sum(_plan(store, f"cause{number}") for number in range(15)), range(3))
        assert sum(new) == 15
    assert _counts(store) == {"queued": 15}


def test_writers_wait_for_each_other(store: Store) -> None:
    """None is turned away because the database is busy, or because another wrote after it had read."""

    def work(writer: int) -> None:
        for number in range(10):
            with store.transaction() as tx:
                deliveries.counts(tx, "study")
                outbox.plan(tx, [letter(f"{writer}-{number}")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert _counts(store) == {"queued": 40}


def test_while_the_disk_is_waited_for_something_else_is_done_which_may_read_and_write_too(store: Store) -> None:
    """A letter is made meanwhile, in the same thread; what is read is as it was before, and what is written waits for its turn."""
    seen: list[dict[str, int]] = []
    go_on = threading.Event()

    def meanwhile() -> bool:
        seen.append(_counts(store))
        if len(seen) < 3:
            return True
        go_on.set()
        _plan(store, "b")
        return False

    slow = _slowed(store, go_on)
    with store.transaction(meanwhile) as tx:
        outbox.plan(tx, [letter("a")])
    slow.undo()
    assert seen == [{}] * 3
    assert _counts(store) == {DeliveryState.QUEUED: 2}


def test_a_commit_that_fails_in_its_thread_is_told_where_it_was_asked_for(store: Store) -> None:
    """Whatever was done meanwhile; nothing of the transaction stays."""
    slow = _slowed(store, fault=StoreError("The disk is full."))
    with pytest.raises(StoreError, match="The disk is full"), store.transaction(lambda: False) as tx:
        outbox.plan(tx, [letter("a")])
    slow.undo()
    assert not _counts(store)


def test_what_is_told_beside_a_commit_that_fails_is_logged_where_it_is_on_disk(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """It is another transaction's: a letter that was dropped meanwhile is dropped, and the log says so."""
    caplog.set_level(logging.INFO, "counterfoil")
    go_on = threading.Event()

    def meanwhile() -> bool:
        tell(Event.DROPPED, letter=7)
        go_on.set()
        return False

    slow = _slowed(store, go_on, StoreError("The disk is full."))
    with pytest.raises(StoreError, match="The disk is full"), store.transaction(meanwhile):
        tell(Event.SENDING, letter=8)
    slow.undo()
    assert [one.getMessage() for one in caplog.records if one.name == "counterfoil"] == ["event=letter.dropped letter=7"]


def test_what_ends_the_work_beside_a_commit_does_not_end_the_commit(store: Store) -> None:
    """Somebody stops the program in that moment: whoever asked hears of it when all of it is on disk."""
    slow = _slowed(store)

    def meanwhile() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), store.transaction(meanwhile) as tx:
        outbox.plan(tx, [letter("a")])
    slow.undo()
    assert _counts(store) == {DeliveryState.QUEUED: 1}


def _slowed(store: Store, until: threading.Event | None = None, fault: Exception | None = None) -> pytest.MonkeyPatch:
    """Let commits in other threads than this one wait, and fail where there is a fault."""
    here, real, patched = threading.get_ident(), store.engine.dialect.do_commit, pytest.MonkeyPatch()

    def commit(connection: Any) -> None:
        if threading.get_ident() != here:
            (until or threading.Event()).wait(20 if until else 0.02)
            if fault:
                raise fault
        real(connection)

    patched.setattr(store.engine.dialect, "do_commit", commit)
    return patched


def test_a_reader_waits_for_no_writer_and_sees_what_was_committed(store: Store) -> None:
    """Not what is under way."""
    _plan(store, "a")
    with store.transaction() as tx:
        outbox.plan(tx, [letter("b")])
        assert _counts(store) == {"queued": 1}
    assert _counts(store) == {"queued": 2}


@pytest.mark.parametrize(("failpoint", "kept"), [("store.before_commit", {}), ("store.after_commit", {"queued": 2})])
def test_a_killed_process_leaves_all_of_a_transaction_or_nothing(
    store: Store, url: str, tmp_path: Path, failpoint: str, kept: dict[str, int]
) -> None:
    """Opening what is up to date commits nothing; the first commit plans two letters."""
    assert _killed(_PLANS, url, str(tmp_path / "archive"), failpoint=failpoint)
    assert _counts(store) == kept


def test_an_instant_of_any_zone_comes_back_in_utc(store: Store) -> None:
    """On SQLite too, which knows no zones."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter("a", due_at=NOW.astimezone(timezone(timedelta(hours=-9, minutes=-30))))])
        (found,) = outbox.in_states(tx, [DeliveryState.QUEUED])
    assert found.due_at == NOW
    assert found.due_at.tzinfo is UTC


_PIECES = st.one_of(st.binary(max_size=80), st.binary(max_size=80).map(Shared.of))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PIECES, max_size=5))
def test_any_bytes_that_were_recorded_come_back(store: Store, pieces: list[Piece]) -> None:
    """Whatever of them is shared with other letters, and in whatever order."""
    cause = new_tag()
    with store.transaction() as tx:
        outbox.plan(tx, [letter(cause)])
        (one,) = [one for one in outbox.in_states(tx, [DeliveryState.QUEUED]) if one.cause == cause]
        outbox.record_sending(tx, store.archive, [replace(envelope(one.id), pieces=tuple(pieces))])
        found = outbox.recorded(tx, store.archive, one.id)
    assert found is not None
    assert found.data == b"".join(piece.data if isinstance(piece, Shared) else piece for piece in pieces)


def test_a_writer_that_died_leaves_no_half_content_and_the_next_one_succeeds(tmp_path: Path) -> None:
    """What it left behind in the archive is under no hash's name."""
    assert _killed(_DIES_BEFORE_THE_NAME, str(tmp_path))
    archive, sha256 = Archive(tmp_path), hashlib.sha256(b"a").hexdigest()
    with pytest.raises(MissingError):
        archive.get(sha256)
    assert archive.put([b"a"]) == [sha256]
    assert archive.get(sha256) == b"a"


_LOOKS = """
import sys
from pathlib import Path
from store import Store
Store(sys.argv[1], Path(sys.argv[2])).close()
"""


def test_what_is_written_stays_though_the_store_is_open_twice_here_and_another_process_was_the_last_to_close_it(tmp_path: Path) -> None:
    """SQLite's locks are a process's: whoever opens and closes the file by hand lets go of them, and the log is taken away under us."""
    url, archive = f"sqlite:///{tmp_path / 'counterfoil.db'}", tmp_path / "archive"
    first = Store(url, archive)
    _plan(first, "a")
    second = Store(url, archive)
    subprocess.run([sys.executable, "-c", _LOOKS, url, str(archive)], check=True, timeout=300)
    _plan(first, "b")
    subprocess.run([sys.executable, "-c", _LOOKS, url, str(archive)], check=True, timeout=300)
    looker = Store(url, archive)
    assert sum(_counts(looker).values()) == 2
    for one in (first, second, looker):
        one.close()
