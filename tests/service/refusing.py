"""A mail server that refuses what a test says, and an installation that sends to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.case import CaseKind
from domain.letter import DeliveryState
from service.cases.waiting import Waiting, waiting
from service.installation import config
from service.wiring import Service, open_service
from tests.mailer.smtp_stage import Stage, Talk, obliging, stage
from tests.service.installed import letters, make, write_settings

MANY = 12


class Server:
    """A server that takes everything apart from what it refuses: a reply by the verb, for the recipients that are not `spared`."""

    def __init__(self, **refused: bytes) -> None:
        self.refused = refused
        self.spared: tuple[str, ...] = ()
        self.taken: list[str] = []
        self._to: dict[int, str] = {}

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Answer one line."""
        verb = line.partition(" ")[0].upper()
        if verb == "RCPT":
            self._to[talk.number] = line.partition("<")[2].partition(">")[0]
        to = self._to.get(talk.number, "")
        if verb in self.refused and not (verb in {"RCPT", "DATA", "CONTENT"} and any(one in to for one in self.spared)):
            return self.refused[verb].replace(b"RECIPIENT", to.encode())
        if verb == "CONTENT":
            self.taken.append(to)
        return obliging(talk, line)


@contextmanager
def sending(home: Path, server: Server, organisations: int = MANY, connections: int = 2) -> Iterator[tuple[Service, Stage]]:
    """Open an installation whose letters go to this server."""
    make(home, organisations)
    with stage(server.answer) as shown:
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {shown.port}\nsecurity = "none"\nconnections = {connections}'
        write_settings(home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'})
        with open_service(config.load(home, {})) as service:
            yield service, shown


def states(home: Path) -> Counter[DeliveryState]:
    """Count the letters to organisations by their states."""
    return Counter(one.state for one in letters(home) if one.organisation)


def halted(service: Service) -> list[Waiting]:
    """Return the cases about senders that are refused."""
    with service.store.reading() as tx:
        return [one for one in waiting(tx) if one.kind is CaseKind.HALTED]
