"""An installation of five organisations whose letters go to a server that counts them: what a store says, and what really left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.case import CaseKind
from domain.letter import DeliveryState
from service.cases.waiting import Waiting, waiting
from service.deciding.held import decide
from service.installation import config
from service.letters import ledger
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.wiring import Service, open_service
from store import outbox
from tests.mailer.smtp_stage import Answer, Stage, obliging, stage
from tests.service.installed import make, write_settings

ORGANISATIONS = 5


@dataclass(frozen=True)
class House:
    """An installation whose letters go to a server that counts them, and its database."""

    home: Path
    url: str
    server: Stage

    @contextmanager
    def opened(self) -> Iterator[Service]:
        """Open it."""
        with open_service(config.load(self.home, {"COUNTERFOIL_DATABASE_URL": self.url})) as service:
            yield service

    def tick(self, when: datetime) -> list[str]:
        """Let it do what is due, and return the problems."""
        with self.opened() as service:
            return tick(service, when).problems

    def got(self) -> Counter[str]:
        """Return how many letters each recipient got."""
        return Counter(line for _, line in self.server.said if line.startswith("RCPT"))

    def states(self) -> Counter[str]:
        """Return how many letters are in each state."""
        with self.opened() as service, service.store.reading() as tx:
            return Counter(one.state.value for one in outbox.in_states(tx, list(DeliveryState)))

    def dispatches(self) -> dict[str, ledger.Dispatch]:
        """Return what can be shown of each letter of a mailing, by its address."""
        with self.opened() as service, service.store.reading() as tx:
            letters = [one for one in outbox.in_states(tx, list(DeliveryState)) if one.mailing]
            return {one.address: ledger.dispatch(service, tx, one) for one in letters}

    def case(self) -> Waiting:
        """Return the one case that lets nothing be sent."""
        with self.opened() as service, service.store.reading() as tx:
            (case,) = (one for one in waiting(tx) if one.kind is CaseKind.RESTORED)
            return case

    def decide(self, what: str, when: datetime) -> str:
        """Let a person decide it, and return what they are told."""
        case = self.case()
        with self.opened() as service:
            return decide(service, Deciding(case=str(case.id), what=what, by="staff"), when).told

    @property
    def book(self) -> Path:
        """Return the dispatch book."""
        return self.home / "archive.dispatched"


@contextmanager
def house(tmp_path: Path, url: str, answer: Answer = obliging) -> Iterator[House]:
    """Give an installation that has sent nothing yet."""
    home = tmp_path / "installation"
    make(home, ORGANISATIONS, url)
    with stage(answer) as server:
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nconnections = 2'
        write_settings(home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'})
        yield House(home, url, server)


def once_each(got: Counter[str], letters: int = 1) -> bool:
    """Say whether everybody got as many letters."""
    members = {line: number for line, number in got.items() if "@member" in line}
    return set(members.values()) == {letters} and len(members) == ORGANISATIONS
