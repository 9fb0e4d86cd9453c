"""Two transports send side by side, and the program is killed at each step of either: nothing is lost, nothing is sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.servers import Servers
from domain.letter import LetterKind
from service.installation import config
from service.wiring import open_service
from tests.service.installed import CONNECTIONS, make, write_settings
from tests.service.sending.test_kills import ORGANISATIONS, OUT, Nursery, assert_each_arrives_once, copy_of, killed_at
from tests.service.two_transports import NAME, NOW, put_out_both, settle_on, smtp

# Later passages than with one, so that both have begun.
STEPS = {
    **{f"smtp.{step}": (3, 11) for step in ("before_mail", "at_once", "after_rcpt", "before_data", "mid_data", "after_data")},
    "book.after_write": (2, 4),
    **{f"store.{when}_{what}": (2, 4) for what in ("sending", "verdict") for when in ("before", "in", "after")},
    **{f"store.{when}_commit": (1, 2, 4, 8) for when in ("before", "after")},
}


def test_every_failpoint_of_sending_is_covered_here() -> None:
    """A failpoint that is added to sending is added to these tests; planning knows of no transport."""
    assert {name for name in OUT if not name.endswith("_plan")} == set(STEPS)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return the recording servers, of which the one for SMTP offers PIPELINING."""
    with Servers(tmp_path_factory.mktemp("servers"), pipelining=True) as running:
        yield running


@pytest.fixture(scope="module")
def before_both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation that has two transports and a mailing in the outbox for each, and has sent nothing yet."""
    home = tmp_path_factory.mktemp("two") / "installation"
    make(home, ORGANISATIONS)
    settle_on(home, smtp(1), smtp(1))
    with open_service(config.load(home, {})) as service:
        put_out_both(service)
    return home


@pytest.mark.sweep
@pytest.mark.parametrize("failpoint", STEPS)
def test_no_letter_of_either_is_lost_or_sent_twice(
    failpoint: str, nursery: Nursery, servers: Servers, before_both: Path, tmp_path: Path
) -> None:
    """Every letter arrives once; at each death no more are in doubt than both transports have connections."""
    home = copy_of(before_both, tmp_path, servers)
    half = CONNECTIONS // 2
    maildir = f'kind = "maildir"\npath = "{home / "inbox"}"'
    both = smtp(servers.smtp_port, half)
    write_settings(home, {"transport": both, f"transports.{NAME}": both, "mailbox": maildir})
    kills = killed_at(nursery, home, NOW, failpoint, STEPS[failpoint])
    assert_each_arrives_once(home, servers, NOW, [LetterKind.MAILING], kills)
