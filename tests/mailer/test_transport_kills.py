"""A process that is killed in the middle of a letter: what the server then has, and what the journal knew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.servers import Servers

SENDER = """
import sys
from domain.letter import Envelope
from mailer.transports import transports
from settings.reading import read

class OnDisk:
    def record(self, verdicts, beginning, _meanwhile=None):
        open(sys.argv[2], "a").write(verdicts[0].outcome + "\\n" if verdicts else "sending\\n")
        return frozenset(beginning)

settings = {"host": "127.0.0.1", "port": int(sys.argv[1]), "security": "none", "connections": 1}
content = b"Message-ID: <1@agency.test>\\r\\n\\r\\nHello\\r\\n"
letter = Envelope(letter_id=1, mail_from="a@agency.test", rcpt_to="b@member.test", pieces=(content,))
plugin = transports()["smtp"]
plugin.open(read(plugin.settings, settings, "[transport]")).send([letter], OnDisk())
"""


@pytest.fixture(scope="module", params=["one by one", "at once"])
def servers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Run the recording server for all tests of this file, without and with PIPELINING."""
    with Servers(tmp_path_factory.mktemp("servers"), pipelining=request.param == "at once") as servers:
        yield servers


@pytest.mark.parametrize(
    ("failpoint", "accepted", "journal"),
    [
        ("smtp.before_mail", 0, ""),
        ("smtp.after_rcpt", 0, ""),
        ("smtp.before_data", 0, "sending\n"),
        ("smtp.mid_data", 0, "sending\n"),
        ("smtp.after_data", 1, "sending\n"),
        ("", 1, "sending\nsent\n"),
    ],
)
def test_whatever_the_server_accepted_was_recorded_as_sending_before(
    servers: Servers, tmp_path: Path, failpoint: str, accepted: int, journal: str
) -> None:
    """Whatever the server accepted was recorded as sending before, wherever the process dies."""
    told = tmp_path / "journal"
    told.touch()
    before = len(servers.accepted())
    command = [sys.executable, "-c", SENDER, str(servers.smtp_port), str(told)]
    ended = subprocess.run(command, env=os.environ | {"COUNTERFOIL_FAILPOINT": failpoint}, timeout=300, check=False)
    assert ended.returncode == (-signal.SIGKILL if failpoint else 0)
    assert len(servers.accepted()) - before == accepted
    assert told.read_text() == journal
