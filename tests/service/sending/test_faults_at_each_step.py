"""A mail server refuses, cuts, hangs or lies at each step, beside another that works: in the end everybody has each letter once.

What is put right is put right by verbs that a person has, on what the server itself knows; nobody touches the database.
"""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from domain.letter import DeliveryState
from service.deciding.held import decide
from service.installation import config
from service.installation.install import SAMPLE
from service.rulings.decided import Deciding
from service.sending.retrying import Chosen, retry
from service.sending.send import send_due
from service.studies.running import pause, require_running
from service.wiring import Service, open_service
from tests.mailer.smtp_stage import Talk, stage
from tests.mailer.test_parameters import offering
from tests.service.installed import letters, make, write_settings
from tests.service.refusing import Server
from tests.service.two_transports import BOTH, NAME, NOW, put_out_both, settle_on, smtp

pytestmark = pytest.mark.sweep

MANY = 8
STEPS = ("GREETING", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT")
MANNERS: dict[str, bytes | None] = {
    "refuses": b"554 5.0.0 No\r\n",
    "refuses for now": b"451 4.3.0 Later\r\n",
    "closes": b"421 4.3.2 Closing\r\n",
    "cuts": None,
    "hangs": None,
    "gives the answer to something else": b"334 Go on\r\n",
    "answers rubbish": b"\xff\xfe 250 OK\r\n",
    "refuses before it obliges": b"451 4.3.0 Later\r\n",
    "obliges before it refuses": b"554 5.0.0 No\r\n",
}
TWICE = ("refuses before it obliges", "obliges before it refuses")
WITHOUT_A_WORD = ("cuts", "hangs", "gives the answer to something else", "answers rubbish")


class Faulty(Server):
    """A server with a fault at one step, until it is mended; where it `keeps` them, it has the letters that it says nothing good about.

    It may offer PIPELINING: then MAIL, RCPT and DATA have come before it says a word, and it asks for the content whatever it has said
    to the others. To the dot it says that there is no recipient, where it has refused the one that there was (RFC 2920, 3.1).
    """

    def __init__(self, step: str, manner: str, *, keeps: bool = False, pipelining: bool = False) -> None:
        super().__init__()
        self.mended = threading.Event()
        self.met = 0
        self._step, self._manner, self._keeps, self._pipelining = step, manner, keeps, pipelining
        self._nobody: dict[int, bool] = {}

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Answer one line."""
        verb = line.partition(" ")[0].upper()
        if verb == "CONTENT" and self._nobody.get(talk.number):
            return b"554 5.5.1 No valid recipients\r\n"
        if self.mended.is_set() or verb != self._step:
            self._nobody[talk.number] = False if verb in {"MAIL", "RSET"} else self._nobody.get(talk.number, False)
            return offering("PIPELINING")(talk, line) if self._pipelining and verb == "EHLO" else super().answer(talk, line)
        self.met += 1
        if self._manner in TWICE:
            obliged = super().answer(talk, line) or b""
            both = (MANNERS[self._manner] or b"", obliged)
            return b"".join(both if self._manner == TWICE[0] else reversed(both))
        self._nobody[talk.number] = self._pipelining and verb == "RCPT"
        if self._keeps:
            super().answer(talk, line)
        if self._manner == "hangs":
            self.mended.wait(60)
        return MANNERS[self._manner]


@pytest.fixture(scope="module")
def put_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation whose circular goes to one server and whose questionnaire to another; both are due, and nothing was sent."""
    home = tmp_path_factory.mktemp("put-out") / "installation"
    make(home, MANY)
    settle_on(home, smtp(1), smtp(1))
    with open_service(config.load(home, {})) as service:
        put_out_both(service)
    return home


@contextmanager
def beside_another(put_out: Path, home: Path, faulty: Server, well: Server) -> Iterator[dict[str, str]]:
    """Make a copy of that installation whose circular goes to the one server and whose questionnaire to the other.

    It waits two seconds for the faulty one. Yield settings by which it waits for as long as it usually does.
    """
    shutil.copytree(put_out, home)
    with stage(faulty.answer) as one, stage(well.answer) as other:
        as_usual = {
            "transport": smtp(one.port),
            f"transports.{NAME}": smtp(other.port),
            "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"',
        }
        write_settings(home, as_usual | {"transport": smtp(one.port) + "\ntimeout = 2"})
        yield as_usual


def put_right(service: Service, home: Path, servers: dict[str, Server]) -> None:
    """Settle what is in doubt by what the servers have, let the study go on, and send again what was rejected."""
    for one in letters(home):
        if one.state is DeliveryState.UNCERTAIN:
            what = "arrived" if one.address in servers[str(one.mailing)].taken else "resend"
            decide(service, Deciding(case=f"letter-{one.id}", what=what, by="staff"), NOW)
    with service.store.reading() as tx:
        paused = require_running(service, tx, SAMPLE).paused
    if paused:
        pause(service, SAMPLE, False, NOW, by="staff")
    retry(service, Chosen(study=SAMPLE), NOW, by="staff")


@pytest.mark.parametrize(
    ("step", "manner", "keeps", "pipelining"),
    [
        *((step, manner, False, False) for step in STEPS for manner in MANNERS),
        *((step, manner, False, True) for step in STEPS[2:] for manner in MANNERS),
        *(("CONTENT", manner, True, offered) for manner in WITHOUT_A_WORD for offered in (False, True)),
    ],
)
def test_everybody_has_each_letter_once_whatever_one_server_does(
    step: str, manner: str, keeps: bool, pipelining: bool, put_out: Path, tmp_path: Path
) -> None:
    """Lost 0, doubled 0; no letter counts as sent that the server does not have, and what the other server sends is sent that day."""
    faulty, well = Faulty(step, manner, keeps=keeps, pipelining=pipelining), Server()
    servers = dict(zip(BOTH, (faulty, well), strict=True))
    home = tmp_path / "installation"
    with beside_another(put_out, home, faulty, well) as as_usual:
        with open_service(config.load(home, {})) as service:
            send_due(service, NOW)
        assert faulty.met
        sent = {one.address for one in letters(home) if one.mailing == BOTH[0] and one.state is DeliveryState.SENT}
        assert sent <= set(faulty.taken)
        faulty.mended.set()
        write_settings(home, as_usual)
        with open_service(config.load(home, {})) as service:
            put_right(service, home, servers)
            for hour in range(1, 10):
                send_due(service, NOW + timedelta(hours=hour))
        assert {one.state for one in letters(home)} == {DeliveryState.SENT}
    everybody = Counter(f"person{number}@member{number}.example" for number in range(MANY))
    assert Counter(faulty.taken) == Counter(well.taken) == everybody
