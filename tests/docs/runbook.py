"""The runbook as somebody follows it: what a test names as a sign, or runs as a command, stands in that part of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.program import Ran, counterfoil
from tests.servers import HOST
from tests.service.installed import write_settings
from tests.web.test_health import RUN, figures, until
from tests.web.watching import Watched, watched

PAGE = Path(__file__).parents[2] / "docs" / "runbook.md"
PARTS = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One of the twelve, by its number, at an installation in `home`."""

    number: int
    home: Path

    def line(self, name: str) -> str:
        """Return what the page says after Sign, Look, Do or Tried."""
        part = PARTS[self.number - 1].replace("\n  ", " ")
        (found,) = re.findall(rf"^- \*\*{name}:\*\* (.*)$", part, re.MULTILINE)
        return str(found)

    def sign(self, *signs: str) -> None:
        """Assert that the page tells of these signs."""
        assert [one for one in signs if one not in self.line("Sign")] == []

    def names(self, command: str) -> None:
        """Assert that the page says this command under Look or Do."""
        assert re.search(rf"`counterfoil {re.escape(command)}[` ]", self.line("Look") + self.line("Do")), command

    def follow(self, command: str, **named: str | Path) -> Ran:
        """Run a command as the page says it under Look or Do; words in capitals stand for what is `named`."""
        self.names(command)
        words = [str(named.get(word, word)) for word in command.split()]
        at_home = () if {"--verify", "--version"} & {*words} else ("--home", str(self.home))
        return counterfoil(*words, *at_home)

    def well(self, command: str, **named: str | Path) -> Ran:
        """Run a command, which ends well."""
        ran = self.follow(command, **named)
        assert ran.code == 0, ran.err
        return ran

    def case(self, kind: str) -> str:
        """Return the number of the only case of this kind that waits; "" where there is none."""
        ran = counterfoil("held", "--json", "--home", self.home)
        found = [str(one["id"]) for one in ran.objects if one["kind"] == kind and one["decision"] is None]
        assert len(found) <= 1
        return found[0] if found else ""

    def a_case(self, kind: str) -> str:
        """Wait until there is such a case, and return its number."""
        self.sign(f"`{kind}`")
        until(lambda: self.case(kind) != "")
        return self.case(kind)

    @contextmanager
    def service(self, **environment: str) -> Iterator[Watched]:
        """Run the service, which looks each second and is watched."""
        with watched(self.home, *RUN, **environment) as found:
            yield found

    def log_has(self, service: Watched, event: str) -> None:
        """Wait until the log of the service has an event that the page names."""
        assert f"event={event}" in PARTS[self.number - 1]
        until(lambda: any(f"event={event} " in one for one in service.said))


def told(service: Watched, *named: str) -> float:
    """Return a figure of /metrics by its name and the values of its labels; 0 where it is not told."""
    return figures(service.ask("/metrics")[1]).get(named, 0)


def until_told(service: Watched, *named: str, least: float = 1) -> None:
    """Wait until a figure is so large; they are looked at each ten seconds."""
    until(lambda: told(service, *named) >= least)


def connect_to(home: Path, port: int, *, connections: int = 2, more: str = "") -> None:
    """Let letters go to a server on this machine, and take returns from a Maildir; `more` are further sections."""
    smtp = f'kind = "smtp"\nhost = "{HOST}"\nport = {port}\nsecurity = "none"\nconnections = {connections}\ntimeout = 5'
    write_settings(home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"\n{more}'})
