"""The installation to play with: it says where it is, mail goes both ways, and it ends on Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from demo import dev
from demo.post import Post
from domain.errors import CounterfoilError
from tests.cli.program import counterfoil
from tests.servers import HOST
from tests.web.desk import Browser

COORDINATOR = "miriam.keller@unodc.example"
SOMEBODY = "ines.carvalho@atlantida.example"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[Path, str, subprocess.Popen[str]]]:
    """Start it, and return its folder, what it printed, and its process."""
    folder = tmp_path / "dev"
    command = [sys.executable, "-c", "from cli.main import run; run()", "demo", "--stay", "--no-play", "--out", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("Ctrl-C"):
                break
        try:
            yield folder, printed, process
        finally:
            process.send_signal(signal.SIGINT)


def test_a_newcomer_who_types_what_is_printed_gets_an_answer_that_counts(started: tuple[Path, str, subprocess.Popen[str]]) -> None:
    """Questionnaires leave; somebody opens their mailbox and sends one back filled in, which is accepted; Ctrl-C ends it all."""
    folder, printed, process = started
    home = folder / "installation"
    ports = sorted({int(port) for port in re.findall(rf"{re.escape(HOST)}:(\d+)", printed)})
    assert len(ports) == 2
    assert f"export COUNTERFOIL_HOME={home}\n" in printed
    commands = [line.split() for line in printed.splitlines() if line.startswith("  ") and "/counterfoil" in line]
    # The service is done with the letters that came first: while it sends, a command that sends is told so, and sends nothing.
    _until(lambda: (told := counterfoil("status", "--json", "--home", home).one["deliveries"]).get("sent") and not told.get("queued"))
    assert counterfoil("status", "--json", "--home", home).one["held"] == 0
    assert " sent" in "".join(_ran(commands[0], home))
    people = Browser(int(re.findall(rf"respondents +http://{re.escape(HOST)}:(\d+)", printed)[0]))
    assert SOMEBODY in people.ask("/").words
    assert "attach it" not in people.ask(f"/box/{quote(COORDINATOR)}/0").words
    box = f"/box/{quote(SOMEBODY)}"
    letters = re.findall(rf'href="({box}/\d+)"', people.ask(box).text)
    assert "CYB12-" in people.ask(f"{letters[0]}/html").text
    assert "attach it" in people.ask(letters[0]).words
    assert [people.ask(path).status for path in ("/box/nobody@member.example", f"/box/{'a' * 300}@b.c", "/box/..%2Fx@y", f"{box}/99")] == [
        404
    ] * 4
    assert people.ask(f"{letters[0]}/file/0").data
    sent = people.ask(letters[0], {"text": "Please find our answers attached.", "filled": "yes"})
    assert (sent.status, "was sent" in people.ask(sent.headers["location"]).words) == (303, True)
    _until(lambda: "1 answered" in "".join(_ran(commands[1], home)))
    _until(lambda: people.ask(box).text.count(f"{box}/") > len(letters))
    staff = Browser(int(re.findall(rf"staff +http://{re.escape(HOST)}:(\d+)", printed)[0]))
    assert staff.ask(re.findall(r"staff +http://[^/]+(/welcome/\S+)", printed)[0]).status == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(300) == 0
    assert all(_nobody_listens(port) for port in ports)
    assert counterfoil("status", "--home", home).code == 0


def _until(holds: Callable[[], object]) -> None:
    """Wait for it, as somebody does who sits there; a minute at most."""
    for _ in range(60):
        if holds():
            return
        time.sleep(1)
    raise AssertionError("It never came.")


def _ran(command: list[str], home: Path) -> tuple[str, str]:
    environment = os.environ | {"COUNTERFOIL_HOME": str(home)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout, ended.stderr


def _nobody_listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((HOST, port)) != 0


def test_the_demo_ends_by_itself_and_its_files_stay(tmp_path: Path) -> None:
    """`make demo`: everything is as scripted, and what it says that it made is there."""
    folder = tmp_path / "demo"
    command = [sys.executable, "-c", "from cli.main import run; run()", "demo", "--json", "--out", str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert ended.returncode == 0, ended.stderr[-2_000:] + ended.stdout[-2_000:]
    said = json.loads(ended.stdout)
    assert said["differences"] == []
    assert [name for name, path in said["files"].items() if not Path(path).is_file()] == []


def test_nothing_that_is_not_played_stays_by_itself(tmp_path: Path) -> None:
    """Exit status 2, with what to write."""
    ran = counterfoil("demo", "--no-play", "--out", tmp_path / "demo")
    assert ran.code == 2
    assert "--stay" in ran.err


def test_who_got_no_mail_is_told_so(tmp_path: Path) -> None:
    """It names the command that lists those who did."""
    with pytest.raises(CounterfoilError, match=r"demo\.dev letters"):
        dev.answer(Post(tmp_path), "nobody@member.example")
