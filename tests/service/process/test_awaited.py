"""Who was asked by a person waits for the process that is at it, for a while, and says so; the service waits for nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from domain.process.roles import ServiceRole
from service.collecting.collect import ANOTHER, READING, collect
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.operation.tick import tick
from service.process import awaited, uninterrupted
from service.process.awaited import Patience
from service.process.leases import Duty, held, nobody_else
from service.sending.send import send_due
from service.studies.taken_in import COLLECT
from service.wiring import Service, open_service
from store import outbox, studies
from tests.service.installed import at, make

ORGANISATIONS = 6
NOW = at("02-10")
SENDING = "Another process is already sending, so this one did not."


@dataclass
class Two:
    """An installation that is open twice: `other` is at work, and `asked` is who was asked by a person, and what that `told`."""

    other: Service
    asked: Service
    told: list[str] = field(default_factory=list)

    @contextmanager
    def until_told(self, at_work: Callable[[ExitStack], object]) -> Iterator[None]:
        """Let the other be at work until the one who was asked tells that it waits."""
        with ExitStack() as working:
            assert at_work(working)

            def tell(line: str) -> None:
                self.told.append(line)
                working.close()

            self.asked.tell = tell
            yield


@pytest.fixture
def two(url: str, tmp_path: Path) -> Iterator[Two]:
    """Return it with a circular that is planned for six; letters go into a Maildir."""
    make(tmp_path / "home", ORGANISATIONS, url)
    found = config.load(tmp_path / "home", {"COUNTERFOIL_DATABASE_URL": url})
    with open_service(found) as other, open_service(found) as asked:
        tick(other, NOW, frozenset({ServiceRole.TICK}))
        asked.waits = True
        yield Two(other, asked)


def test_whoever_waited_sends_what_is_due_by_then(two: Two) -> None:
    """A letter that was not due when it was asked for leaves too."""
    with two.other.store.transaction() as tx:
        first, *_ = outbox.in_states(tx, list(DeliveryState))
        outbox.be_due(tx, {first.id: NOW + timedelta(seconds=0.3)})
    with two.until_told(lambda working: working.enter_context(nobody_else(two.other, Patience(two.other, 0.0)))):
        sent = send_due(two.asked, NOW)
    assert (sent.outcomes["sent"], sent.problems) == (ORGANISATIONS, [])
    assert two.told == [
        "Another process is sending just now. Waiting until it has finished, for 2 minutes at most.",
        "It has finished.",
        f"{ORGANISATIONS} letters that are due are left.",
    ]


def test_who_has_to_wait_for_nobody_tells_nothing_of_it(two: Two) -> None:
    """It is as it was."""
    two.asked.tell = two.told.append
    assert send_due(two.asked, NOW).outcomes["sent"] == ORGANISATIONS
    assert not collect(two.asked, NOW).problems
    assert not two.told


def test_whoever_waited_long_enough_says_what_is_to_be_done(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was sent here, and nothing is lost."""
    monkeypatch.setattr(awaited, "LONGEST", 0.6)
    two.asked.tell = two.told.append
    with nobody_else(two.other, Patience(two.other, 0.0)):
        (problem,) = send_due(two.asked, NOW).problems
        assert problem.startswith(f"{SENDING} That one did not finish within 0.01 minutes. Nothing is lost")
        (problem,) = collect(two.asked, NOW).problems
        assert problem.startswith(f"{ANOTHER} That one did not finish within 0.01 minutes. Nothing is lost")
        assert len(two.told) == 2
        with pytest.raises(ConfigurationError, match=r"The mailbox was not fully collected.*Another process is already collecting"):
            send_now(two.asked, SAMPLE, "reminder", NOW, by="staff")
        monkeypatch.setattr(uninterrupted, "_PATIENCE", 0.6)
        with (
            pytest.raises(ConfigurationError, match=r"still were after 0\.01 minutes, so nothing was erased"),
            uninterrupted.alone(two.asked),
        ):
            pytest.fail("somebody was at work")


def test_the_service_waits_for_nobody_and_tells_no_more_than_it_did(two: Two) -> None:
    """Its next pass does what is left, in a minute."""
    two.asked.waits, two.asked.tell = False, two.told.append
    with nobody_else(two.other, Patience(two.other, 0.0)):
        assert send_due(two.asked, NOW).problems == [SENDING]
        assert collect(two.asked, NOW).problems == [ANOTHER]
    assert not two.told


def test_whoever_asked_to_collect_looks_into_the_mailbox_after_the_other_did(two: Two) -> None:
    """The collect is dated after the wait: until then, something may have come."""
    with two.until_told(lambda working: working.enter_context(held(two.other, Duty.COLLECTOR))):
        assert not collect(two.asked, NOW).problems
    assert two.told == ["Another process is collecting just now. Waiting until it has finished, for 2 minutes at most.", "It has finished."]
    with two.other.store.reading() as tx:
        done = studies.due(tx, SAMPLE, COLLECT)
    assert done
    assert done.done_at >= NOW + timedelta(seconds=0.4)


def test_a_reminder_waits_for_the_process_that_collects(two: Two) -> None:
    """An answer may lie in what that takes in: the reminder leaves when it is known."""
    now = at("03-26")
    with two.until_told(lambda working: working.enter_context(held(two.other, Duty.COLLECTOR))):
        report = send_now(two.asked, SAMPLE, "reminder", now, by="staff")
    assert not report.problems
    assert report.planned == {"reminder": ORGANISATIONS}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_who_may_not_read_within_the_time_says_so(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken in is read by the other: until then the collect is not finished, and nobody is reminded."""
    monkeypatch.setattr(awaited, "LONGEST", 0.6)
    with held(two.other, Duty.READER):
        (problem,) = collect(two.asked, NOW).problems
    assert problem.startswith(f"{READING} That one did not finish within")
    with two.other.store.reading() as tx:
        assert studies.due(tx, SAMPLE, COLLECT) is None


def test_whoever_is_stopped_while_it_waits_says_what_was_not_begun(two: Two) -> None:
    """It is no longer waited for, and the other is not named as a problem."""
    two.asked.tell = lambda _: two.asked.stopping.set()
    with nobody_else(two.other, Patience(two.other, 0.0)):
        (problem,) = send_due(two.asked, NOW).problems
    assert problem.startswith(f"Stopped: {ORGANISATIONS} letters that are due were not begun.")
