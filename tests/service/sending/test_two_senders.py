"""Two processes send from the same outbox because the lock between them was lost: each letter still leaves once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from demo.servers import Servers
from domain.letter import DeliveryState
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.plan import put_out
from service.studies.running import require_running
from service.wiring import open_service
from store import outbox
from store.cases.decisions import rule
from tests.service.installed import at, connect, make
from tests.service.preparing import prepared_letters

ORGANISATIONS = 200
DAY_OUT = at("02-10")
SENDER = """
import json, os, sys
from datetime import datetime
from pathlib import Path
from zlib import crc32
from service.installation import config
from service.sending import send, sending_journal
from service.wiring import open_service

begun = []

def reach(name, reached=sending_journal.reach):
    reached(name)
    if name == "store.after_sending" and not begun:  # Its first letters are begun, and no lock of the database is held.
        begun.append(name)
        print("begun", flush=True)
        sys.stdin.readline()

if sys.argv[3] == "stays":
    sending_journal.reach = reach
with open_service(config.load(Path(sys.argv[1]), os.environ)) as service:
    print("ready", flush=True)
    sys.stdin.readline()
    sent = send.send_due(service, datetime.fromisoformat(sys.argv[2]))
    print(json.dumps({"outcomes": sent.outcomes, "problems": sent.problems}), flush=True)
"""


@contextmanager
def sender(home: Path, url: str, *, stays: bool) -> Iterator[subprocess.Popen[str]]:
    """Run a process that sends what is due as soon as it is told to; where it `stays`, it tells when it has begun and waits again."""
    process = subprocess.Popen(
        [sys.executable, "-c", SENDER, str(home), DAY_OUT.isoformat(), "stays" if stays else "goes on"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"COUNTERFOIL_DATABASE_URL": url},
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.stdin.close()
        process.wait(300)
        process.stdout.close()


def go(process: subprocess.Popen[str]) -> None:
    """Let a sender begin."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> Any:
    """Return what a sender told when it had finished."""
    assert process.stdout
    return json.loads(process.stdout.readline())


def lose_the_lock(home: Path, url: str) -> None:
    """Take the sender's lock from whoever holds it, as a person who tidies up does; or end its lease, as a network that fails does."""
    if url.startswith("sqlite"):
        (home / ".sender.lock").unlink()
        return
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as administrator:
        ended = administrator.execute("UPDATE lease SET until = now() WHERE name = 'sender 1'")
    assert ended.rowcount == 1


@pytest.fixture
def home(tmp_path: Path, url: str) -> Path:
    """Return an installation whose circular is planned for everybody."""
    home = tmp_path / "installation"
    make(home, ORGANISATIONS, url)
    with open_service(config.load(home, {"COUNTERFOIL_DATABASE_URL": url})) as service:
        with service.store.reading() as tx:
            running = require_running(service, tx, SAMPLE)
        prepared = prepared_letters(service, running, running.study.mailing("circular"), DAY_OUT)
        with service.store.transaction() as tx:
            assert put_out(tx, running, prepared, rule("test"), DAY_OUT) == ORGANISATIONS
    return home


def test_two_senders_that_have_lost_their_lock_send_no_letter_twice(home: Path, url: str, tmp_path: Path) -> None:
    """Two processes send at once, since the lock between them was lost: what one has begun the other leaves alone.

    What the second took for a dead sender's is settled by the verdict that comes.
    """
    with Servers(tmp_path / "servers") as servers:
        connect(home, servers, connections=2)
        with sender(home, url, stays=True) as first, sender(home, url, stays=False) as second:
            go(first)
            assert first.stdout
            assert first.stdout.readline() == "begun\n"
            lose_the_lock(home, url)
            go(second)
            wait_for_accepted(servers, 1)
            go(first)
            results = [said(first), said(second)]
        taken = Counter(one.message_id.strip("<>").partition("@")[0] for one in servers.accepted())
    with open_service(config.load(home, {"COUNTERFOIL_DATABASE_URL": url})) as service, service.store.reading() as tx:
        letters = outbox.in_states(tx, list(DeliveryState))
    assert taken == Counter(letter.tag for letter in letters)
    assert {letter.state for letter in letters} == {DeliveryState.SENT}
    assert {letter.attempts for letter in letters} == {1}
    shares = [result["outcomes"].get("sent", 0) for result in results]
    assert sum(shares) == ORGANISATIONS
    assert all(shares)
    assert any("another process" in problem for result in results for problem in result["problems"])


def wait_for_accepted(servers: Servers, messages: int) -> None:
    """Return as soon as the server has taken so many messages."""
    end = time.monotonic() + 300
    while len(servers.accepted()) < messages:
        assert time.monotonic() < end, "nothing was sent"
        time.sleep(0.002)
