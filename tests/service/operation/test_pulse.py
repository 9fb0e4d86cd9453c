"""Signs of life: what counts as one, and that systemd is told by its own protocol."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.process.events import LOG, Event, tell
from domain.rules.ready import SILENT
from service.operation.pulse import Beats, Pulse, felt
from service.process.notify import notify, watchdog_seconds

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.outside  # Sockets are listened at.


@pytest.fixture(params=["path", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Listen as systemd does, at a path or under an abstract name."""
    monkeypatch.chdir(tmp_path)
    named = "/proc/self/cwd/notify" if request.param == "path" else f"@counterfoil-{os.getpid()}"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listening:
        listening.bind("notify" if request.param == "path" else f"\0{named[1:]}")
        listening.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", named)
        yield listening


def test_systemd_hears_that_the_service_is_ready_alive_and_ends(systemd: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each state is a datagram; the watchdog is fed twice as often as it asks."""
    monkeypatch.setenv("WATCHDOG_USEC", "100000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    with felt(Pulse(MINUTE)):
        assert [systemd.recv(99) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    heard = [systemd.recv(99)]
    while heard[-1] != b"STOPPING=1":
        heard.append(systemd.recv(99))
    assert {*heard[:-1]} <= {b"WATCHDOG=1"}


def test_a_service_that_hangs_does_not_feed_the_watchdog(systemd: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """So systemd kills it, and starts it anew."""
    monkeypatch.setenv("WATCHDOG_USEC", "20000")
    pulse = Pulse(MINUTE)
    pulse.beats = Beats(sign=datetime.now(UTC) - MINUTE - SILENT - MINUTE)
    with felt(pulse):
        assert systemd.recv(99) == b"READY=1"
        systemd.settimeout(0.3)
        with pytest.raises(TimeoutError):
            systemd.recv(99)
        pulse.end(well=True)
        systemd.settimeout(10)
        assert systemd.recv(99) == b"WATCHDOG=1"


@pytest.mark.parametrize("named", [None, "", "no-path", "/nowhere/notify"])
def test_where_nobody_listens_nothing_is_sent_and_nothing_fails(named: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started by hand, or by another init."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if named is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", named)
    assert notify("READY=1") is False


def test_a_manager_that_reads_nothing_holds_up_nobody(systemd: socket.socket) -> None:
    """The queue of such a socket is short: what does not fit is not sent."""
    assert [notify("WATCHDOG=1") for _ in range(10_000)][-1] is False
    assert systemd.recv(99) == b"WATCHDOG=1"
    assert notify("STOPPING=1")


@pytest.mark.parametrize(("usec", "pid", "seconds"), [("", "", 0), ("3000000", "", 3), ("3000000", "1", 0), ("soon", "", 0)])
def test_the_watchdog_of_another_process_is_not_ours(usec: str, pid: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A parent's environment may be inherited."""
    monkeypatch.setenv("WATCHDOG_USEC", usec)
    monkeypatch.setenv("WATCHDOG_PID", pid)
    assert watchdog_seconds() == seconds


@pytest.fixture
def logged() -> Iterator[None]:
    """Log events as the service does, whatever was logged before."""
    before = LOG.level
    LOG.setLevel(logging.INFO)  # By the method, since a logger remembers what it is enabled for.
    yield
    LOG.setLevel(before)


@pytest.mark.usefixtures("logged")
def test_an_event_of_a_tick_is_a_sign_of_life_and_one_of_the_web_is_not() -> None:
    """Whoever clicks at a page must not hide that nothing is sent any more."""
    pulse = Pulse(MINUTE)
    long_ago = Beats(sign=datetime.now(UTC) - 3 * SILENT)
    with felt(pulse):
        pulse.beats = long_ago
        tell(Event.ONE_CLICK, letter=1)
        tell(Event.NOT_PINGED, error="TimeoutError")
        assert pulse.beats == long_ago
        tell(Event.OUTCOME, letter=1, outcome="sent")
        assert pulse.turns().well
    pulse.beats = long_ago
    tell(Event.OUTCOME, letter=1, outcome="sent")
    assert not pulse.turns().well


def test_only_a_tick_without_a_problem_is_good() -> None:
    """What is to be called after one is not called after another."""
    called: list[int] = []
    pulse = Pulse(MINUTE, lambda: called.append(1))
    pulse.end(well=False)
    assert (pulse.beats.ended is None, pulse.beats.good, called) == (False, None, [])
    pulse.end(well=True)
    good = pulse.beats.good
    pulse.end(well=False)
    assert good is not None
    assert (pulse.beats.good, called) == (good, [1])
