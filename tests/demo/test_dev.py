"""The installation to play with: it says where it is, mail goes both ways, and it ends on Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import dev
from domain.errors import CounterfoilError
from tests.cli.program import counterfoil
from tests.servers import HOST

SOMEBODY = "ines.carvalho@atlantida.example"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[Path, str, subprocess.Popen[str]]]:
    """Start it, and return its folder, what it printed, and its process."""
    folder = tmp_path / "dev"
    command = [sys.executable, "-m", "demo.dev", "--out", str(folder)]
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
    """Questionnaires leave, one comes back filled in and is accepted; then Ctrl-C ends the servers, and the installation stays."""
    folder, printed, process = started
    home = folder / "installation"
    ports = [int(port) for port in re.findall(rf"{re.escape(HOST)}:(\d+)", printed)]
    assert len(ports) == 2
    assert f"export COUNTERFOIL_HOME={home}\n" in printed
    commands = [line.partition("  #")[0].split() for line in printed.splitlines() if line.startswith("  ")][1:]
    said = ["".join(_ran(command, home)) for command in commands]
    assert len(said) == 6
    assert " sent" in said[0]
    assert SOMEBODY in said[1]
    assert "CYB12-" in said[2]
    assert "event=message.understood message=1 kind=return" in said[4]
    assert "1 answered" in said[5]
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert all(_nobody_listens(port) for port in ports)
    assert counterfoil("status", "--home", home).code == 0


def _ran(command: list[str], home: Path) -> tuple[str, str]:
    environment = os.environ | {"COUNTERFOIL_HOME": str(home)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout, ended.stderr


def _nobody_listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((HOST, port)) != 0


def test_who_got_no_mail_is_told_so(tmp_path: Path) -> None:
    """It names the command that lists those who did."""
    with pytest.raises(CounterfoilError, match=r"demo\.dev letters"):
        dev.answer(tmp_path, "nobody@member.example")
