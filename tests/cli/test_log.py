"""What `--verbose` tells on stderr, and that nothing is told without it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.program import done
from tests.service.installed import write_settings
from tests.web.test_health import RUN, until
from tests.web.watching import watched

LINE = re.compile(r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ level=INFO event=(\S+)(?: [a-z]+=[^\s=]+)+")


def test_nothing_is_logged_where_nothing_is_wrong(answered: Path) -> None:
    """Whoever does not ask reads results only."""
    assert "event=" not in done("collect", "--home", answered).err


def test_verbose_tells_each_event_in_a_line_with_its_numbers(answered: Path) -> None:
    """Four messages are understood; each is one line, and so is each decision that came of them. Results stay alone on stdout."""
    ran = done("--verbose", "collect", "--home", answered, "--json")
    assert ran.one["new"] == 4
    lines = [line for line in ran.err.splitlines() if line.startswith("time=")]
    told = [found[1] for line in lines if (found := LINE.fullmatch(line))]
    assert len(told) == len(lines)
    assert told.count("message.understood") == 4
    assert told.count("mailbox.taken_in") == 1
    assert "journal.entry" in told


def test_one_search_finds_what_befell_a_message(answered: Path) -> None:
    """The message with a good answer: it was understood, and what was decided about it bears its number."""
    lines = done("--verbose", "collect", "--home", answered).err.splitlines()
    accepted = next(line for line in lines if "what=accept" in line)
    (number,) = re.findall(r"message=\d+", accepted)
    assert any("event=message.understood" in line and number in line.split() for line in lines)


def test_each_tick_with_a_problem_is_an_event_that_an_alarm_can_wait_for(at_work: Path) -> None:
    """Whether the tick went on to its end (here a mailbox is away) or an error ended it; a tick that went well is none."""
    out = f'kind = "maildir"\npath = "{at_work / "out"}"'
    with watched(at_work, *RUN) as service:
        until(lambda: service.conditions() == (200, {}))
        assert [one for one in service.said if "tick.problems" in one] == []
    write_settings(at_work, {"transport": out, "mailbox": f'kind = "maildir"\npath = "{at_work / "nowhere"}"'})
    with watched(at_work, *RUN) as service:
        until(lambda: sum("level=WARNING event=tick.problems problems=1" in one for one in service.said) > 1)
        assert [one for one in service.said if "event=tick.failed" in one] == []
