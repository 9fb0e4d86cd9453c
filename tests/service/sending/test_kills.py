"""The program is killed at every commit and at every step of SMTP and IMAP, and started again: nothing is lost, nothing happens twice."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from imap_tools import BaseMailBox, MailBoxUnencrypted

from demo import respondents
from demo.acts import entries
from demo.servers import Servers
from demo.usual_answers import usual
from domain.letter import DeliveryState, LetterKind
from service.deciding.held import decide
from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import holds, message_places, messages, submissions
from tests.service.installed import CONNECTIONS, at, connect, letters, make

ROOT = Path(__file__).parents[3]
ORGANISATIONS = 30
DAY_OUT, DAY_IN = at("02-10"), at("03-01")
REPLIES = (LetterKind.RECEIPT, LetterKind.QUESTION_BACK, LetterKind.PASSED_ON, LetterKind.ANSWER)

AT_ONCE = "smtp.at_once"  # Reached only where the server offers PIPELINING.
# Each failpoint with the passages at which the process dies, one after the other, on the same installation.
# How many letters the servers had taken before a copy of an installation began.
BEFORE: dict[Path, int] = {}
OUT = {
    "smtp.before_mail": (1, 7),
    AT_ONCE: (1, 7),
    "smtp.after_rcpt": (1, 7),
    "smtp.before_data": (1, 7),
    "smtp.mid_data": (1, 7),
    "smtp.after_data": (1, 7),
    "store.in_plan": (1,),
    "store.after_plan": (1,),
    "book.after_write": (1, 3),
    "store.before_sending": (1, 3),
    "store.in_sending": (1, 3),
    "store.after_sending": (1, 3),
    "store.before_verdict": (1, 3),
    "store.in_verdict": (1, 3),
    "store.after_verdict": (1, 3),
    # At each commit in turn: the first does not get far, the later ones get further.
    "store.before_commit": (1, 2, 3, 4, 5, 6, 8, 11, 15),
    "store.after_commit": (1, 2, 3, 4, 5, 6, 8, 11, 15),
}
IN = {
    "imap.before_fetch": (1,),
    "imap.after_fetch": (1,),
    "imap.before_move": (1,),
    "imap.after_move": (1,),
    "archive.before": (1,),
    "archive.in_put": (1,),
    "archive.after": (1,),
    "store.in_take_in": (1,),
    "store.after_take_in": (1,),
    "store.before_commit": tuple(range(1, 12)),
    "store.after_commit": tuple(range(1, 12)),
}


# What no tick passes is killed by the tests of what does.
BY_OTHERS = {
    "by_hand.archived": "cli/deciding/test_filing.py",
    "by_hand.in_filing": "cli/deciding/test_filing.py",
    "by_hand.filed": "cli/deciding/test_filing.py",
    "case.decided": "service/deciding/test_case_kills.py",
    "erasures.after_append": "service/personal/test_erasing.py",
    "one_click.archived": "web/test_from_letter_to_click.py",
    "one_click.taken_in": "web/test_from_letter_to_click.py",
}


def test_every_failpoint_of_the_program_is_covered_here() -> None:
    """A failpoint that is added to the program is added to these tests."""
    packages = ("service", "store", "mailer", "intake")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    reached = {name for path in sources for name in re.findall(r'\breach\("([a-z_.]+)"\)', path.read_text(encoding="utf-8"))}
    assert reached == {*OUT, *IN, *BY_OTHERS}
    assert all(f'"{name}"' in (ROOT / "tests" / file).read_text(encoding="utf-8") for name, file in BY_OTHERS.items())


class Nursery:
    """The process that ticks in children; see `tests.service.nursery`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.service.nursery"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tick(self, home: Path, now: datetime, failpoint: str = "") -> tuple[int, dict[str, Any]]:
        """Tick once in a process of its own; return how it ended, and what it reported."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"home": str(home), "now": now.isoformat(), "failpoint": failpoint}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["status"], answer["report"]

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(300)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return the recording servers; they are processes of their own, and survive every kill."""
    with Servers(tmp_path_factory.mktemp("servers")) as running:
        yield running


@pytest.fixture(scope="module")
def pipelining_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return the same for a mail server that offers PIPELINING."""
    with Servers(tmp_path_factory.mktemp("pipelining"), pipelining=True) as running:
        yield running


@pytest.fixture(scope="module")
def before_sending(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation that has sent nothing yet."""
    home = tmp_path_factory.mktemp("out") / "installation"
    make(home, ORGANISATIONS)
    return home


def copy_of(home: Path, folder: Path, servers: Servers) -> Path:
    """Return a copy of an installation, connected to the servers."""
    shutil.copytree(home, folder / "installation")
    connect(folder / "installation", servers)
    BEFORE[folder / "installation"] = len(servers.accepted())
    return folder / "installation"


def killed_at(nursery: Nursery, home: Path, now: datetime, failpoint: str, passages: Sequence[int]) -> int:
    """Let the tick die at the passages of a failpoint, until it gets through; return how many deaths left letters in doubt at most."""
    for passage in passages:
        status, report = nursery.tick(home, now, f"{failpoint}:{passage}")
        if status == 0:
            assert not report["held"]
            assert passage != passages[0], f"{failpoint} was never reached"
            break
        assert status == -signal.SIGKILL
        in_hand = [letter for letter in letters(home) if letter.state is DeliveryState.SENDING]
        assert len(in_hand) <= CONNECTIONS
    status, report = nursery.tick(home, now)
    assert status == 0
    assert not report["held"]
    return len(passages)


def accepted_tags(servers: Servers, home: Path) -> Counter[str]:
    """Return how often the server took each letter of an installation, by the tag in its Message-ID: copies give the same tags."""
    return Counter(one.message_id.strip("<>").partition("@")[0] for one in servers.accepted()[BEFORE[home] :])


def assert_each_arrives_once(home: Path, servers: Servers, now: datetime, kinds: Sequence[LetterKind], kills: int) -> None:
    """Assert that none is lost or doubled; settle those in doubt by the server's own log; assert that then each has arrived once."""
    taken = accepted_tags(servers, home)
    chosen = [letter for letter in letters(home) if letter.kind in kinds]
    doubtful = [letter for letter in chosen if letter.state is DeliveryState.UNCERTAIN]
    assert len(doubtful) <= CONNECTIONS * kills
    assert {letter.state for letter in chosen} <= {DeliveryState.SENT, DeliveryState.UNCERTAIN}
    assert {taken[letter.tag] for letter in chosen if letter.state is DeliveryState.SENT} <= {1}
    assert {taken[letter.tag] for letter in doubtful} <= {0, 1}
    with open_service(config.load(home, {})) as service:
        for letter in doubtful:
            what = "arrived" if taken[letter.tag] == 1 else "resend"
            decide(service, Deciding(case=f"letter-{letter.id}", what=what, by="staff"), now)
        tick(service, now)
    after = accepted_tags(servers, home)
    assert {after[letter.tag] for letter in chosen} == {1}
    assert [(letter.kind, letter.template, letter.state) for letter in letters(home) if letter.state is not DeliveryState.SENT] == []


@pytest.mark.sweep
@pytest.mark.parametrize("failpoint", [name for name in OUT if name != AT_ONCE])
def test_no_letter_is_lost_or_sent_twice(failpoint: str, nursery: Nursery, servers: Servers, before_sending: Path, tmp_path: Path) -> None:
    """Wherever the sender dies, every letter arrives once; those it cannot be sure of are shown as uncertain, and are few."""
    home = copy_of(before_sending, tmp_path, servers)
    kills = killed_at(nursery, home, DAY_OUT, failpoint, OUT[failpoint])
    mailed = [letter for letter in letters(home) if letter.mailing == "circular"]
    assert len(mailed) == len({letter.cause for letter in mailed}) == ORGANISATIONS
    assert_each_arrives_once(home, servers, DAY_OUT, [LetterKind.MAILING], kills)


@pytest.mark.sweep
@pytest.mark.parametrize("failpoint", [name for name in OUT if name.startswith(("smtp.", "store.after_sending", "store.before_verdict"))])
def test_no_letter_is_lost_or_sent_twice_where_the_server_offers_pipelining(
    failpoint: str, nursery: Nursery, pipelining_servers: Servers, before_sending: Path, tmp_path: Path
) -> None:
    """The server waits for the content already when the sender dies before it is recorded: what is not ended by a dot is no letter."""
    test_no_letter_is_lost_or_sent_twice(failpoint, nursery, pipelining_servers, before_sending, tmp_path)


@dataclass(frozen=True)
class Arrivals:
    """An installation that wrote to everybody, and what six of them send back: a message each, and how many submissions these make."""

    home: Path
    raw: tuple[bytes, ...]
    submissions: int


@pytest.fixture(scope="module")
def before_collecting(tmp_path_factory: pytest.TempPathFactory) -> Arrivals:
    """Return an installation whose respondents have answered: well, with errors, the same file twice, with a question, and by a machine."""
    home = tmp_path_factory.mktemp("in") / "installation"
    make(home, 4)
    with open_service(config.load(home, {})) as service:
        tick(service, DAY_OUT)
        tick(service, at("02-20"))
        tick(service, at("02-29"))
        opened = [respondents.open_letter(path) for path in sorted((home / "out" / "new").iterdir())]
        # The coordinators' digest brings a spreadsheet too.
        raw = tuple(_answers(service, [letter for letter in opened if letter.workbook and letter.to.startswith("person")]))
    return Arrivals(home, raw, 4)


def _answers(service: Service, opened: Sequence[respondents.Received]) -> Iterator[bytes]:
    with service.store.reading() as tx:
        form = require_running(service, tx, SAMPLE).questionnaire
    for number, letter in enumerate(opened):
        name, workbook = letter.workbook or ("", b"")
        given = {**usual(number), **({"share_cross_border": 140.0} if number == 1 else {})}
        file = (name, respondents.fill(workbook, entries(form, given, letter.language)))
        yield respondents.answer(letter, sender=letter.to, sender_name="A", text="Attached.", files=[file], now=DAY_IN)
        if number == 0:
            again = "Attached once more, to be sure that it arrives."
            yield respondents.answer(letter, sender=letter.to, sender_name="A", text=again, files=[file], now=DAY_IN)
    question = "Which year is meant in question 5? Our counsel is travelling."
    yield respondents.answer(opened[-1], sender=opened[-1].to, sender_name="B", text=question, now=DAY_IN)
    yield respondents.out_of_office(opened[-2], sender=opened[-2].to, sender_name="C", text="I am away.", now=DAY_IN)


@pytest.mark.sweep
@pytest.mark.parametrize("failpoint", IN)
def test_no_message_is_lost_or_filed_twice(
    failpoint: str, nursery: Nursery, servers: Servers, before_collecting: Arrivals, tmp_path: Path
) -> None:
    """Wherever the collector dies, every message is kept, understood and moved once, and every answer has one receipt."""
    home = copy_of(before_collecting.home, tmp_path, servers)
    with mailbox(servers) as box:
        moved_before = count(box, "Counterfoil")
        for raw in before_collecting.raw:
            box.append(raw, "INBOX", dt=DAY_IN)
    kills = killed_at(nursery, home, DAY_IN, failpoint, IN[failpoint])
    with mailbox(servers) as box:
        assert count(box, "INBOX") == 0
        assert count(box, "Counterfoil") - moved_before == len(before_collecting.raw)
    assert_taken_in_once(home, before_collecting)
    replies = [letter for letter in letters(home) if letter.kind in REPLIES]
    assert Counter(letter.kind.value for letter in replies) == {"receipt": 3, "question_back": 1, "passed_on": 1, "answer": 1}
    assert_each_arrives_once(home, servers, DAY_IN, REPLIES, kills)


def mailbox(servers: Servers) -> BaseMailBox:
    """Log in to the IMAP server."""
    return MailBoxUnencrypted(servers.host, servers.imap_port, timeout=30).login(servers.user, servers.password)


def count(box: BaseMailBox, folder: str) -> int:
    """Return how many messages a folder holds; none where it does not exist."""
    return int(box.folder.status(folder, ["MESSAGES"])["MESSAGES"]) if box.folder.exists(folder) else 0


def assert_taken_in_once(home: Path, arrivals: Arrivals) -> None:
    """Assert that each message was kept byte for byte and understood, that each file was filed once, and that no draft is left."""
    assert not list((home / "archive").rglob("*.new"))
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        found = messages.in_states(tx, ["done"])
        assert len(found) == len(arrivals.raw)
        assert not messages.in_states(tx, ["pending", "failed"])
        assert not message_places.unfiled(tx)
        assert {service.store.archive.get(one.sha256) for one in found} == set(arrivals.raw)
        assert {hashlib.sha256(raw).hexdigest() for raw in arrivals.raw} == {one.sha256 for one in found}
        filed = submissions.of_messages(tx, [one.id for one in found])
        assert len(filed) == len({(one.invitation_id, one.fingerprint) for one in filed}) == arrivals.submissions
        assert Counter(one.state.value for one in filed) == {"accepted": 3, "queried": 1}
        assert not holds.waiting(tx)
