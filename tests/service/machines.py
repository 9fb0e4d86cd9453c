"""Several processes at one store, which are killed: `python -m tests.service.machines --kills 100` does it at length and tells figures."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise, zip_longest
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from demo import respondents
from demo.acts import entries
from demo.script import usual
from demo.servers import Servers
from domain.letter import DeliveryState, Letter, LetterKind
from domain.roles import ServiceRole
from service import config
from service.decided import Deciding
from service.held import decide
from service.install import SAMPLE
from service.running import require_running
from service.tick import tick
from service.wiring import Service, open_service
from store import holds, messages, outbox, submissions
from tests.service.installation import at, connect, make
from tests.store.conftest import postgresql_server, schema

ROOT = Path(__file__).parents[2]
LASTS = 1.0  # Seconds of a lease: who comes after a dead one waits as long.
CONNECTIONS = 4
CIRCULAR, QUESTIONNAIRE, ANSWERS = at("02-10"), at("02-20"), at("03-01")
_DIES_WITHIN = 20.0  # Seconds after which a worker that did not come to its failpoint is killed where it is.
_PATIENCE = 600.0
_ARMED = 0.7  # The share of workers that die at a point.

POINTS = {
    ServiceRole.SEND: (
        *("smtp.before_mail", "smtp.after_rcpt", "smtp.before_data", "smtp.mid_data", "smtp.after_data", "book.after_write"),
        *("store.before_sending", "store.in_sending", "store.after_sending", "store.before_verdict", "store.in_verdict"),
        *("store.after_verdict", "store.before_commit", "store.after_commit"),
    ),
    ServiceRole.COLLECT: (
        *("imap.before_fetch", "imap.after_fetch", "imap.before_move", "imap.after_move", "archive.before", "archive.in_put"),
        *("archive.after", "store.in_take_in", "store.after_take_in"),
    ),
    ServiceRole.READ: ("store.before_commit", "store.after_commit"),
    # What follows the planning is come to once, and so is last.
    ServiceRole.TICK: ("store.before_commit", "store.after_commit", "store.in_plan", "store.after_plan"),
}
_READS = 2  # A reader commits for several reasons: it is killed at the first ones.
Fates = Mapping[ServiceRole, Sequence[str]]
"""Where workers of each role are killed, one after the other: a failpoint and which time it is come to, or "" for anywhere."""


def each_point() -> Fates:
    """Return fates by which workers die at every point of their role."""
    times = {ServiceRole.READ: range(1, _READS + 1)}
    return {role: [f"{point}:{time}" for time in times.get(role, (1,)) for point in points] for role, points in POINTS.items()}


def by_chance(kills: int, seed: int) -> Fates:
    """Return so many fates of each role, at its points and anywhere."""
    chance = random.Random(seed)  # noqa: S311 - chance, and no secret

    def one(points: Sequence[str]) -> str:
        return f"{chance.choice(points)}:{chance.choice((1, 1, 2, 3))}" if chance.random() < _ARMED else ""

    return {role: [one(points) for _ in range(kills)] for role, points in POINTS.items()}


@dataclass
class Machines:
    """Workers at one installation; `kills` counts by role those that died, `missed` has the points to which one did not come in time."""

    home: Path
    url: str
    nursery: subprocess.Popen[str]
    fate: random.Random
    kills: Counter[ServiceRole] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    alive: dict[int, ServiceRole] = field(default_factory=dict)

    def start(self, role: ServiceRole, now: datetime, failpoint: str = "") -> int:
        """Start a worker of one role, and return its process."""
        order = {"home": str(self.home), "url": self.url, "now": now.isoformat(), "roles": [role], "failpoint": failpoint, "lasts": LASTS}
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(json.dumps(order) + "\n")
        self.nursery.stdin.flush()
        process = int(self.nursery.stdout.readline())
        self.alive[process] = role
        return process

    def kill(self, role: ServiceRole, now: datetime, point: str) -> None:
        """Start a worker that dies at this point, or anywhere where there is none, and wait until it is dead."""
        process = self.start(role, now, point)
        wait_until(lambda: not lives(process), _DIES_WITHIN if point else self.fate.uniform(0.05, 0.6), strict=False)
        if point and lives(process):
            self.missed.append(f"{role} {point}")
        self.end(process)
        self.kills[role] += 1

    def end(self, process: int) -> None:
        """Kill a worker where it is."""
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: not lives(process), 10)
        self.alive.pop(process, None)

    def end_all(self) -> None:
        """Kill all workers."""
        for process in list(self.alive):
            self.end(process)

    @contextmanager
    def service(self) -> Iterator[Service]:
        """Open the installation here."""
        with open_service(config.load(self.home, {"COUNTERFOIL_DATABASE_URL": self.url})) as service:
            yield service

    def letters(self) -> tuple[Letter, ...]:
        """Return every letter."""
        with self.service() as service, service.store.reading() as tx:
            return outbox.in_states(tx, list(DeliveryState))


def lives(process: int) -> bool:
    """Say whether a process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(done: Callable[[], bool], seconds: float = _PATIENCE, *, strict: bool = True) -> None:
    """Wait until something is so; after so many seconds that is an error, if it is `strict`."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            assert not strict, "it never came to an end"
            return
        time.sleep(0.01)


@contextmanager
def machines(home: Path, url: str, seed: int) -> Iterator[Machines]:
    """Give workers at an installation, and end all of them."""
    command = [sys.executable, "-m", "tests.service.machine"]
    nursery = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    found = Machines(home, url, nursery, random.Random(seed))  # noqa: S311 - chance, and no secret
    try:
        yield found
    finally:
        found.end_all()
        assert nursery.stdin
        nursery.stdin.close()
        nursery.wait(30)
        assert nursery.stdout
        nursery.stdout.close()


def say(progress: str) -> None:
    """Tell progress to whoever waits."""
    sys.stderr.write(f"{progress}\n")


def doubtful(letters: Sequence[Letter]) -> list[Letter]:
    """Return the letters that are in doubt."""
    return [one for one in letters if one.state is DeliveryState.UNCERTAIN]


def taken(servers: Servers) -> Counter[str]:
    """Return how often the server took each letter, by the tag in its Message-ID."""
    return Counter(one.message_id.strip("<>").partition("@")[0] for one in servers.accepted())


def mailed(crew: Machines) -> list[Letter]:
    """Return the letters of mailings; digests go out beside them."""
    return [one for one in crew.letters() if one.kind is LetterKind.MAILING]


def sent_to_the_end(crew: Machines) -> bool:
    """Say whether no letter waits or is under way any more."""
    return not {one.state for one in crew.letters()} & {DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.SENDING}


def assert_each_left_once(crew: Machines, servers: Servers, now: datetime, dead: int) -> int:
    """Assert that no letter is lost or doubled, and few are in doubt; settle these by the server's own log; return how many they were."""
    letters, found = crew.letters(), taken(servers)
    in_doubt = doubtful(letters)
    assert {one.state for one in letters} <= {DeliveryState.SENT, DeliveryState.UNCERTAIN}
    assert {found[one.tag] for one in letters if one.state is DeliveryState.SENT} == {1}
    assert {found[one.tag] for one in in_doubt} <= {0, 1}
    assert len(in_doubt) <= CONNECTIONS * dead
    with crew.service() as service:
        for one in in_doubt:
            what = "arrived" if found[one.tag] else "resend"
            decide(service, Deciding(case=f"letter-{one.id}", what=what, by="staff"), now)
        tick(service, now, frozenset({ServiceRole.SEND}))
    assert {taken(servers)[one.tag] for one in letters} == {1}
    return len(in_doubt)


def out(crew: Machines, servers: Servers, now: datetime, fates: Fates) -> int:
    """Let tickers plan a mailing and senders send it, killed as their fates say; return how many letters were in doubt."""
    for point in fates.get(ServiceRole.TICK, ()):
        crew.kill(ServiceRole.TICK, now, point)
    crew.start(ServiceRole.TICK, now)
    crew.start(ServiceRole.TICK, now)
    planned = _organisations(crew.home) * (1 if now == CIRCULAR else 2)
    wait_until(lambda: len(mailed(crew)) >= planned)
    for point in fates.get(ServiceRole.SEND, ()):
        crew.kill(ServiceRole.SEND, now, point)
    for _ in range(2):
        crew.start(ServiceRole.SEND, now)
    say(f"{crew.kills}: {Counter(one.state.value for one in crew.letters())}")
    wait_until(lambda: sent_to_the_end(crew))
    say(f"{now:%m-%d}: {Counter(one.state.value for one in crew.letters())}")
    crew.end_all()
    assert len({one.cause for one in mailed(crew)}) == len(mailed(crew)) == planned
    return assert_each_left_once(crew, servers, now, len(fates.get(ServiceRole.SEND, ())))


def _organisations(home: Path) -> int:
    return (home / "people.csv").read_text(encoding="utf-8").count("\n") - 1


def answers(crew: Machines, letters: Sequence[Path], count: int) -> list[bytes]:
    """Return so many answers to the letters with workbooks; each fourth organisation writes again, with another figure."""
    with crew.service() as service, service.store.reading() as tx:
        form = require_running(service, tx, SAMPLE).questionnaire
    opened = [one for path in letters if (one := respondents.open_letter(path)).workbook and one.to.startswith("person")]
    found: list[bytes] = []
    for number, letter in enumerate(opened[:count]):
        name, workbook = letter.workbook or ("", b"")
        for again in range(2 if number % 4 == 0 else 1):
            given = {**usual(number), "employees": 10 + again}
            file = (name, respondents.fill(workbook, entries(form, given, letter.language)))
            text = "Please take this one instead." if again else "Attached."
            found.append(respondents.answer(letter, sender=letter.to, sender_name="A", text=text, files=[file], now=ANSWERS))
    return found


def come_in(crew: Machines, servers: Servers, raws: Sequence[bytes], fates: Fates) -> None:
    """Let pollers take answers in and readers read them, killed as their fates say, while the answers arrive."""
    both = [*zip_longest(fates.get(ServiceRole.COLLECT, ()), fates.get(ServiceRole.READ, ()))] or [(None, None)]
    # In their order: of two workbooks of one organisation the one that came last counts.
    edges = [len(raws) * part // len(both) for part in range(len(both) + 1)]
    for (begin, end), points in zip(pairwise(edges), both, strict=True):
        put(servers, raws[begin:end])
        for role, point in zip((ServiceRole.COLLECT, ServiceRole.READ), points, strict=True):
            if point is not None:
                crew.kill(role, ANSWERS, point)
    for role in (ServiceRole.COLLECT, ServiceRole.READ):
        crew.start(role, ANSWERS)
        crew.start(role, ANSWERS)
    wait_until(lambda: _is_read(crew, len(raws)))
    crew.end_all()


def put(servers: Servers, raws: Sequence[bytes]) -> None:
    """Put messages into the mailbox."""
    with MailBoxUnencrypted(servers.host, servers.imap_port, timeout=30).login(servers.user, servers.password) as box:
        for raw in raws:
            box.append(raw, "INBOX", dt=ANSWERS)


def _is_read(crew: Machines, count: int) -> bool:
    with crew.service() as service, service.store.reading() as tx:
        return len(messages.in_states(tx, ["done", "failed"])) >= count and not messages.unfiled(tx)


def what_came(crew: Machines) -> dict[str, object]:
    """Return what the answers came to: the states of submissions, the employees that count, the letters that answer, and the cases."""
    with crew.service() as service, service.store.reading() as tx:
        found = messages.in_states(tx, ["done", "failed", "pending"])
        filed = submissions.of_messages(tx, [one.id for one in found])
        planned = Counter(one.kind.value for one in outbox.in_states(tx, list(DeliveryState)))
        return {
            "messages": Counter(one.state for one in found),
            "submissions": Counter(one.state.value for one in filed),
            "counts": sorted(int(str(one.answers["employees"])) for one in filed if one.state.value == "accepted"),
            "letters": planned,
            "cases": len(holds.waiting(tx)),
        }


def made(home: Path, url: str, organisations: int) -> Path:
    """Make an installation of so many organisations at a database."""
    make(home, organisations, url)
    return home


def main() -> None:
    """Kill each role so often, and tell what became of everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.service.machines", description="Kill processes that share a store.")
    parser.add_argument("--kills", type=int, default=100, help="kills of each role (default 100)")
    parser.add_argument("--letters", type=int, default=300, help="letters of the mailing (default 300)")
    parser.add_argument("--seed", type=int, default=0, help="which points and moments are chosen")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="machines-") as name, postgresql_server() as server:
        folder, began = Path(name), time.monotonic()
        url, fates = schema(server.get_uri()), by_chance(chosen.kills, chosen.seed)
        with Servers(folder / "servers") as servers, machines(made(folder / "home", url, chosen.letters), url, chosen.seed) as crew:
            connect(crew.home, servers, connections=CONNECTIONS)
            uncertain = out(crew, servers, CIRCULAR, fates)
            told = {"letters": chosen.letters, "lost": 0, "doubled": 0, "uncertain": uncertain}
            uncertain = out(crew, servers, QUESTIONNAIRE, {})
            raws = answers(crew, [path for n in range(24) for path in servers.mail_for(f"person{n}@member{n}.example")], 24)
            come_in(crew, servers, raws, fates)
            told |= {"answers": len(raws), "kills": dict(crew.kills), "came": what_came(crew)}
        told["seconds"] = round(time.monotonic() - began)
        sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
