"""Messages that end the process that reads them: each is tried twice at most, held with a sentence, and stops nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from cage.cage import Cage
from intake.understanding.caged import EXAMINE, to_examine
from intake.understanding.modules import MODULES
from service.collecting.collect import collect
from service.collecting.replay import replay
from service.installation import config
from service.operation import doctor
from service.wiring import Service, open_service
from store import examinations, holds, messages
from store.intake.examinations import Tried
from tests.service.installed import at, make, write_settings
from tests.workbooks.files import ordinary


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make an installation whose mail comes in and goes out as files."""
    make(tmp_path, 1)
    settings = {
        "transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"',
        "mailbox": f'kind = "maildir"\npath = "{tmp_path / "inbox"}"',
    }
    write_settings(tmp_path, settings)
    return tmp_path


@pytest.fixture
def service(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Open it, with a cage that messages can break."""
    monkeypatch.setattr("service.wiring.MODULES", (*MODULES, "tests.cage.deadly"))
    with open_service(config.load(home, {})) as one:
        yield one


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the list of the messages that children are given, as it grows."""
    found: list[bytes] = []
    run = Cage.run

    def running(self: Cage, job: str, request: Any, **limits: Any) -> list[bytes]:
        if job == EXAMINE:
            found.append(to_examine().decode(request).raw)
        return run(self, job, request, **limits)

    monkeypatch.setattr(Cage, "run", running)
    return found


def put(home: Path, name: str, words: str, *files: str) -> None:
    """Let a message come in."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "person0@member0.example", "cybercrime.study@unodc.example", name
    made.set_content(words)
    for file in files:
        made.add_attachment(ordinary(), maintype="application", subtype="octet-stream", filename=file)
    (home / "inbox" / "new" / name).write_bytes(made.as_bytes())


def reasons(service: Service) -> list[str]:
    """Return what the cases that wait say."""
    with service.store.reading() as tx:
        return [reason for one in holds.waiting(tx) for reason in one.reasons]


@pytest.mark.parametrize(("words", "how"), [("It kills.", "it broke off"), ("It lies.", "it broke off")])
def test_a_message_that_ends_two_processes_is_held_and_the_next_is_read(
    home: Path, service: Service, tries: list[bytes], words: str, how: str
) -> None:
    """It is tried twice, never again by itself; a person who replays it has it tried."""
    put(home, "1", words)
    put(home, "2", "May we answer later?")
    collected = collect(service, at("02-11"))
    assert (collected.new, collected.understood) == (2, {"unreadable": 1, "question": 1})
    (reason,) = [one for one in reasons(service) if "ended" in one]
    assert reason == f"The process that reads messages ended 2 times while it read this one ({how}). It is not read again by itself."
    assert len(tries) == 3
    collect(service, at("02-12"))
    assert len(tries) == 3
    (replayed,) = [one for one in replay(service, 1, at("02-13")) if one.message_id == 1]
    assert "ended 2 times" in replayed.problem
    assert len(tries) == 5


def test_a_message_that_names_what_nobody_can_ask_for_is_held_and_those_beside_it_are_read(home: Path, service: Service) -> None:
    """A process that it took over may answer so: what all messages name is asked for together, and one must not keep the others from it."""
    put(home, "1", "May we answer later?")
    put(home, "2", "It names what cannot be written.")
    put(home, "3", "May we answer later, please?")
    collected = collect(service, at("02-11"))
    assert (collected.new, collected.understood) == (3, {"unreadable": 1, "question": 2})
    assert len([one for one in reasons(service) if "could not understand this message (UnicodeEncodeError" in one]) == 1


def test_the_process_that_all_children_are_forked_from_outlives_a_collect(home: Path, service: Service) -> None:
    """It is warm when the next mail comes; each message has a child of its own, and none is opened in it."""
    processes = []
    for day, number in (("02-11", "1"), ("02-12", "2")):
        put(home, number, f"May we answer later? {number}")
        assert collect(service, at(day)).understood == {"question": 1}
        processes.append(service.cage.process)
    assert processes[0] is not None
    assert processes[0] == processes[1]


def test_a_file_that_ends_its_process_is_refused_and_the_rest_is_understood(home: Path, service: Service, tries: list[bytes]) -> None:
    """The second process does not open it."""
    put(home, "1", "Here are our answers.", "deadly.xlsx")
    collected = collect(service, at("02-11"))
    assert (collected.understood, collected.problems, len(tries)) == ({"return": 1}, [], 2)


def test_a_message_that_was_in_hand_when_the_service_ended_is_tried_alone(home: Path, service: Service, tries: list[bytes]) -> None:
    """One process ended of it before: it has one try left; what was begun too often is not tried at all."""
    put(home, "1", "It kills.")
    put(home, "2", "May we answer later?")
    put(home, "3", "May we answer later, please?")
    with service.mailbox() as box:
        raws = [one.raw for batch in box.fetch(lambda _: ()) for one in batch]
    hashes = service.store.archive.put(raws)
    with service.store.transaction() as tx:
        examinations.begin(tx, hashes, {})
        examinations.record_end(tx, hashes[0], Tried())
        examinations.begin(tx, [hashes[2]], {hashes[2]: Tried(4, 0)})
    collected = collect(service, at("02-11"))
    assert collected.understood == {"unreadable": 2, "question": 1}
    assert sorted("ended 2 times" in one or "ended 5 times" in one for one in reasons(service)).count(True) == 2
    assert len(tries) == 2
    with service.store.reading() as tx:
        assert examinations.tried(tx, hashes) == {}


def test_a_message_whose_answers_end_the_service_is_held_after_some_starts_and_the_next_is_read(home: Path) -> None:
    """The service itself finds out what is answered. Where it ends of that, or is ended since it hangs, it begins anew, with it alone.

    What ended it five times is held.
    """
    put(home, "1", "May we answer later?")
    dies = "import os, service.collecting.understand as reading; reading.decide = lambda *_: os._exit(9)"
    program = f"{dies}; import sys; sys.argv = ['counterfoil', 'collect', '--home', {str(home)!r}]; from cli.main import run; run()"
    for _ in range(5):
        died = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[3], check=False, capture_output=True, text=True)
        assert died.returncode == 9, died.stderr
    put(home, "2", "May we answer later, please?")
    with open_service(config.load(home, {})) as service:
        assert collect(service, at("02-11")).understood == {"unreadable": 1, "question": 1}
        (reason,) = [one for one in reasons(service) if "ended" in one]
        assert reason == "The service ended 5 times while it read this message. It is not read again by itself."


def collected_with(home: Path, fault: str) -> subprocess.CompletedProcess[str]:
    """Return what came of a collect of a process in which `fault` was run before."""
    program = f"{fault}; import sys; sys.argv = ['counterfoil', 'collect', '--home', {str(home)!r}]; from cli.main import run; run()"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=Path(__file__).parents[3], check=False, capture_output=True, text=True, timeout=60)


def test_a_service_that_works_on_a_message_without_an_end_ends_itself_and_nothing_is_lost(home: Path) -> None:
    """In a single step of the interpreter, as an expression is, which no other thread can break off; it says where it was."""
    put(home, "1", "May we answer later?")
    hangs = "import re, service.process.overtime, service.collecting.understand as reading; service.process.overtime.LIMIT = 1; "
    ended = collected_with(home, hangs + "reading.decide = lambda *_: re.match('(a|a)*b', 'a' * 99)")
    assert ended.returncode == -signal.SIGVTALRM
    assert re.search(r'File ".*understand_pending.py", line \d+ in _guarded', ended.stderr)
    with open_service(config.load(home, {})) as service:
        with service.store.reading() as tx:
            assert list(examinations.tried(tx, service.store.archive.hashes()).values()) == [Tried(1, 0)]
        assert collect(service, at("02-11")).understood == {"question": 1}


def test_a_service_that_has_read_its_mail_is_bound_by_nothing(home: Path, service: Service) -> None:
    """Else it would end two minutes after its last message, in the middle of a mailing."""
    put(home, "1", "May we answer later?")
    assert collect(service, at("02-11")).understood == {"question": 1}
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_time_that_a_service_waits_is_no_work_on_a_message(home: Path) -> None:
    """A database that keeps it waiting ends no service."""
    put(home, "1", "May we answer later?")
    waits = "import time, service.collecting.understand as reading; from service.process import overtime; overtime.LIMIT = 1; "
    ended = collected_with(home, waits + "decides = reading.decide; reading.decide = lambda *told: (time.sleep(2), decides(*told))[1]")
    assert ended.returncode == 0, ended.stderr


def test_sigterm_ends_the_service_while_a_child_is_busy(home: Path) -> None:
    """At once; the message waits, and is not suspected of anything."""
    put(home, "1", "It sleeps.")
    program = (
        "import sys, service.wiring as wiring; wiring.MODULES = (*wiring.MODULES, 'tests.cage.deadly'); "
        f"sys.argv = ['counterfoil', 'run', '--live', '--home', {str(home)!r}, '--every', '3600']; from cli.main import run; run()"
    )
    command = [sys.executable, "-c", program]
    with (
        subprocess.Popen(command, cwd=Path(__file__).parents[3], stderr=subprocess.PIPE, text=True) as running,
        open_service(config.load(home, {})) as service,
    ):
        _wait_until_begun(service)
        os.kill(running.pid, signal.SIGTERM)
        _, err = running.communicate(timeout=30)
        assert (running.returncode, "Traceback" in err) == (0, False), err
        with service.store.reading() as tx:
            (waiting,) = messages.pending(tx, 10)
            assert examinations.tried(tx, [waiting.sha256]) == {}


def _wait_until_begun(service: Service) -> None:
    end = time.monotonic() + 60
    while True:
        with service.store.reading() as tx:
            waiting = messages.pending(tx, 10)
            if waiting and examinations.tried(tx, [waiting[0].sha256]):
                return
        assert time.monotonic() < end, "nothing was begun"
        time.sleep(0.05)


def test_doctor_says_of_each_wall_whether_it_stands(service: Service) -> None:
    """In a line each."""
    told = {one.what: one for one in doctor.examine(service, at("02-11")) if one.what.startswith("cage")}
    assert len(told) == 6
    assert all(one.well for one in told.values())
