"""Opening a store makes its database or brings it on: once, wholly or not at all; and what is up to date is only looked at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from store import Store, outbox
from tests.store.shapes import SHAPES, content, make, rows
from tests.store.values import letter

OPENS = """
import sys
from pathlib import Path
from store import Store

print("ready", flush=True)
sys.stdin.readline()
Store(sys.argv[1], Path(sys.argv[2])).close()
print(any(name.partition(".")[0] == "alembic" for name in sys.modules))
"""


def test_a_database_of_a_newer_program_is_refused_untouched(store: Store, url: str, tmp_path: Path) -> None:
    """The error says what to do, and nothing is changed."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter("a")])
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = content(url)
    with pytest.raises(ConfigurationError, match=r"version 9999.*newer Counterfoil"):
        Store(url, tmp_path / "archive")
    assert content(url) == before


def test_processes_that_open_at_the_same_time_upgrade_once(url: str, tmp_path: Path) -> None:
    """The others wait for the one that does it, and none fails."""
    make(url, "0001")
    assert all(_open_at_once(url, tmp_path))
    after = content(url)
    assert after["alembic_version"] == [(SHAPES[-1],)]
    assert len(after["answer"]) == len(rows("0001")["answer"])


def test_processes_that_open_at_the_same_time_make_a_new_database_once(url: str, tmp_path: Path) -> None:
    """One makes it and the others find it made."""
    assert all(_open_at_once(url, tmp_path))
    assert content(url)["alembic_version"] == [(SHAPES[-1],)]


def _open_at_once(url: str, tmp_path: Path, processes: int = 4) -> list[bool]:
    command = [sys.executable, "-c", OPENS, url, str(tmp_path / "archive")]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    for one in started:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in started:
        one.communicate(timeout=300)
    return [one.returncode == 0 for one in started]


def test_opening_waits_for_no_writer(store: Store, url: str, tmp_path: Path) -> None:
    """Somebody may look at the status while another process holds the database: who waited for that would wait for ever here."""
    with store.transaction() as tx:
        outbox.plan(tx, [letter("a")])
        Store(url, tmp_path / "archive").close()


def test_opening_what_is_up_to_date_does_not_load_alembic(store: Store, url: str, tmp_path: Path) -> None:
    """Every command would start later for it."""
    with store.reading():
        command = [sys.executable, "-c", OPENS, url, str(tmp_path / "archive")]
        done = subprocess.run(command, input="go\n", capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.endswith("False\n")


def test_a_process_that_dies_while_upgrading_leaves_the_earlier_shape(url: str, tmp_path: Path) -> None:
    """The next one begins anew."""
    make(url, "0001")
    before = content(url)
    command = [sys.executable, "-c", OPENS, url, str(tmp_path / "archive")]
    environment = os.environ | {"COUNTERFOIL_FAILPOINT": "store.before_commit"}
    died = subprocess.run(command, input="go\n", stdout=subprocess.DEVNULL, text=True, env=environment, check=False, timeout=300)
    assert died.returncode == -signal.SIGKILL
    assert content(url) == before
    Store(url, tmp_path / "archive").close()
    assert content(url)["alembic_version"] == [(SHAPES[-1],)]
