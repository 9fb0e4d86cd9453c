"""Whoever chases for longer than an hour looks again whether answers came, and says so where nobody can look."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from service.authoring.drafts import apply
from service.collecting.collect import collect
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.plan import put_out
from service.mailings.send_now import send_now
from service.sending.send import send_due
from service.studies.running import require_running
from service.wiring import Service, open_service
from store.cases.decisions import rule
from tests.mailer.smtp_stage import Talk, stage
from tests.service.installed import at, make
from tests.service.preparing import prepared_letters
from tests.service.sending.test_pace import Server, connect

ORGANISATIONS, A_MINUTE = 8, 4
NOW = at("03-26")


@contextmanager
def reminding(home: Path, server: Server) -> Iterator[Service]:
    """Open an installation that may remind a few a minute."""
    make(home, ORGANISATIONS)
    with stage(server.answer) as shown:
        connect(home, shown, f"connections = 1\nper_minute = {A_MINUTE}")
        with open_service(config.load(home, {})) as service:
            apply(service, SAMPLE, NOW, by="staff")
            yield service


def put_out_reminder(service: Service) -> None:
    """Put the reminder into the outbox."""
    with service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
    prepared = prepared_letters(service, running, running.study.mailing("reminder"), NOW)
    with service.store.transaction() as tx:
        put_out(tx, running, prepared, rule("test"), NOW)


def test_letters_that_chase_and_may_not_leave_are_told_with_what_is_to_be_done(tmp_path: Path) -> None:
    """Nobody looked for answers within the hour: nothing leaves, and that is no secret."""
    server = Server()
    with reminding(tmp_path, server) as service:
        put_out_reminder(service)
        sent = send_due(service, NOW)
        (told,) = sent.halted
        assert f"reminder: {ORGANISATIONS} letters wait, since the mailbox was not taken in within the last hour" in told
        assert "Whoever sends this mailing again takes it in first" in told
        collect(service, NOW)
        assert not send_due(service, NOW).halted
    assert len(server.taken) == A_MINUTE


def test_a_pass_that_takes_hours_chases_nobody_by_what_was_collected_before_it(tmp_path: Path) -> None:
    """What came in meanwhile nobody has seen: the time that counts is that of each letter's turn."""
    server = Server()
    with reminding(tmp_path, server) as service:
        put_out_reminder(service)
        collect(service, NOW)
        sent = send_due(service, NOW, since=monotonic() - timedelta(hours=2).total_seconds())
        assert len(sent.halted) == 1
    assert not server.taken


class HoursLong(Server):
    """A server with which a few letters take two hours, by the clock of whoever sends; a mailbox that is `lost` is so by then."""

    late = 0.0
    lost: Path | None = None

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Answer one line."""
        reply = super().answer(talk, line)
        if len(self.taken) == A_MINUTE:
            self.late = timedelta(hours=2).total_seconds()
            if self.lost and self.lost.exists():
                shutil.rmtree(self.lost)
        return reply


@pytest.mark.parametrize("mailbox_is_there", [True, False])
def test_whoever_sends_a_reminder_for_hours_takes_in_the_mailbox_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mailbox_is_there: bool
) -> None:
    """They said it once and all of it leaves; only where the mailbox has gone meanwhile the rest waits, and both are told."""
    server = HoursLong()
    monkeypatch.setattr("service.mailings.send_now.monotonic", lambda: monotonic() + server.late)
    monkeypatch.setattr("service.sending.patience.SHORTEST", timedelta(seconds=0.1))
    with reminding(tmp_path, server) as service:
        server.lost = None if mailbox_is_there else tmp_path / "inbox"
        report = send_now(service, SAMPLE, "reminder", NOW, by="staff")
    assert len(server.taken) == len(set(server.taken)) == (ORGANISATIONS if mailbox_is_there else A_MINUTE)
    assert any("4 letters wait, since the mailbox" in one for one in report.problems) == (not mailbox_is_there)
