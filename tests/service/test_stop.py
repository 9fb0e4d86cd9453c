"""SIGTERM in the middle of a mailing: the letters in hand are finished, nothing is in doubt, and the next start goes on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from demo.servers import Servers
from domain.letter import DeliveryState
from service import config
from service.install import SAMPLE
from service.running import apply
from service.tick import tick
from service.wiring import open_service
from tests.service.installation import ZONE, connect, letters, make

ORGANISATIONS = 150


def test_sigterm_finishes_the_letter_in_hand(tmp_path: Path) -> None:
    """The service ends with exit status 0; what was accepted counts as sent, and the rest waits."""
    home = tmp_path / "installation"
    make(home, ORGANISATIONS)
    now = datetime.now(ZONE)
    _let_the_circular_be_due(home, now)
    with Servers(tmp_path / "servers") as servers:
        connect(home, servers, connections=1)
        log = servers.folder / "accepted.jsonl"
        service = subprocess.Popen(
            [sys.executable, "-c", "from cli.main import run; run()", "run", "--live", "--home", str(home), "--every", "3600"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"COUNTERFOIL_FAILPOINT": ""},
        )  # fmt: skip
        _wait_for_lines(log, 5)
        service.send_signal(signal.SIGTERM)
        out, err = service.communicate(timeout=30)
        assert service.returncode == 0, err
        assert "Traceback" not in err
        taken = {one.message_id.strip("<>").partition("@")[0] for one in servers.accepted()}
        assert "sent" in out
        assert 5 <= len(taken) < ORGANISATIONS
        found = letters(home)
        assert {letter.tag for letter in found if letter.state is DeliveryState.SENT} == taken
        assert Counter(letter.state for letter in found) == {
            DeliveryState.SENT: len(taken),
            DeliveryState.QUEUED: ORGANISATIONS - len(taken),
        }
        with open_service(config.load(home, {})) as again:
            tick(again, datetime.now(ZONE))
        assert len(servers.accepted()) == ORGANISATIONS
        assert {letter.state for letter in letters(home)} == {DeliveryState.SENT}


def _let_the_circular_be_due(home: Path, now: datetime) -> None:
    """Move the study to the present: its circular was due a moment ago, the other mailings are to come."""
    file = home / "studies" / SAMPLE / "study.toml"
    dates = iter([now - timedelta(minutes=1), *(now + timedelta(days=10 * number) for number in (1, 2, 3))])
    text = re.sub(r"^at = \S+", lambda _: f"at = {next(dates):%Y-%m-%dT%H:%M:%S}", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = re.sub(r"^deadline = \S+", f"deadline = {now + timedelta(days=40):%Y-%m-%d}", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, now, by="staff")


def _wait_for_lines(file: Path, lines: int) -> None:
    end = time.monotonic() + 30
    while file.read_bytes().count(b"\n") < lines:
        assert time.monotonic() < end, "nothing was sent"
        time.sleep(0.002)
