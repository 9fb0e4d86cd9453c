"""Collecting is paused and goes on: nothing is taken in or read meanwhile, nothing is lost, and nobody is reminded until then."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest

from service.cases.paused_collecting import collecting_paused, pause_collecting
from service.collecting.collect import collect
from service.deciding.undo import Undoing, undo
from service.installation.install import SAMPLE
from service.operation.doctor import examine
from service.operation.health import Health
from service.operation.pulse import Pulse
from service.operation.tick import tick
from service.studies.running import require_running
from service.studies.taken_in import COLLECT, recently_collected
from service.views.status import status
from store import messages, studies
from tests.service.office import Office, person


def put(office: Office, number: int) -> None:
    """Let the answer of an organisation lie in the mailbox."""
    raw = office.written(person(number), ("answer.xlsx", office.workbook(number)), reply_to=number)
    (office.home / "inbox" / "new" / f"{number}.eml").write_bytes(raw)


def paused(office: Office, *, stop: bool = True) -> int:
    """Pause collecting, or let it go on; return the entry."""
    return pause_collecting(office.service, stop, office.later(), by="anna", note="the box is moved" if stop else "")


def collected_at(office: Office) -> object:
    """Return when the mailboxes were last taken in to their end."""
    with office.service.store.reading() as tx:
        return studies.due(tx, SAMPLE, COLLECT)


def test_nothing_is_taken_in_while_collecting_is_paused_and_nothing_is_lost(office: Office) -> None:
    """Mail stays where it lies, whoever asks; when it goes on, it counts as if it had come then."""
    before = collected_at(office)
    assert paused(office) > 0
    assert paused(office) == 0
    put(office, 0)
    for _ in range(2):
        report = tick(office.service, office.later())
        assert (report.new_messages, report.problems) == (0, [])
    asked = collect(office.service, office.later())
    assert (asked.new, asked.problems) == (0, [])
    assert "Collecting is paused since" in asked.paused
    assert "the box is moved" in asked.paused
    assert [one.name for one in (office.home / "inbox" / "new").iterdir()] == ["0.eml"]
    assert (office.standing(0), collected_at(office)) == ("silent", before)
    assert paused(office, stop=False) > 0
    assert tick(office.service, office.later()).new_messages == 1
    assert office.standing(0) == "answered"
    office.check()


def test_nobody_is_reminded_of_an_answer_that_may_lie_there(office: Office) -> None:
    """The mailing waits for the mailbox, as where that does not answer."""
    paused(office)
    office.later(days=1)
    tick(office.service, office.now)
    with office.service.store.reading() as tx:
        assert not recently_collected(tx, [SAMPLE], office.now)


@pytest.mark.parametrize("when", ["archive.after", "store.after_take_in"])
def test_a_collect_under_way_ends_at_the_next_message_and_reads_the_rest_when_it_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """What was taken in before waits unread; it is not written down that the mailbox was taken in to its end."""
    before = collected_at(office)
    put(office, 0)
    put(office, 1)

    def reached(point: str) -> None:
        if point == when:
            monkeypatch.setattr("service.collecting.polling.reach", lambda _: None)
            paused(office)

    monkeypatch.setattr("service.collecting.polling.reach", reached)
    collect(office.service, office.later())
    with office.service.store.reading() as tx:
        assert messages.count_pending(tx) > 0
    assert (office.standing(0), office.standing(1), collected_at(office)) == ("silent", "silent", before)
    paused(office, stop=False)
    tick(office.service, office.later())
    assert (office.standing(0), office.standing(1)) == ("answered", "answered")
    office.check()


def test_pausing_is_undone_and_who_did_it_stands_in_the_journal(office: Office) -> None:
    """Undone, it goes on; the undoing undone, it is paused again."""
    undone = undo(office.service, Undoing(entry=paused(office), by="ben"), office.later())
    assert "collecting paused" in undone.told
    assert "Mail is collected." in undone.told
    with office.service.store.reading() as tx:
        assert collecting_paused(tx) is None
    undo(office.service, Undoing(entry=undone.entry, by="ben"), office.later())
    with office.service.store.reading() as tx:
        found = collecting_paused(tx)
    assert found is not None
    assert found.because == "the box is moved"
    office.check()


def test_that_collecting_is_paused_is_said_wherever_somebody_looks(office: Office) -> None:
    """By status, doctor and health; it is no fault of anything."""
    health = Health(office.service, lambda: office.now, Pulse(timedelta(seconds=60), lambda: None))
    for stop in (True, False):
        paused(office, stop=stop)
        with office.service.store.reading() as tx:
            figures = status(tx, require_running(office.service, tx, SAMPLE), office.now)
        assert bool(figures["collecting_paused"]) is stop
        looks = {one.what: one for one in examine(office.service, office.now)}
        assert ("collecting" in looks) is stop
    paused(office)
    (mailbox,) = [one for one in health.ready() if one.what == "mailbox"]
    assert (mailbox.well, "a person paused collecting" in mailbox.found) == (True, True)


def test_the_archive_is_swept_at_first_and_once_a_day(office: Office) -> None:
    """Its whole folder is looked through for that, which with a million contents no tick can afford."""
    left = office.home / "archive" / "ab" / "ab.elsewhere.1.new"

    def swept(now: datetime) -> bool:
        left.parent.mkdir(exist_ok=True)
        left.touch()
        os.utime(left, (0, 0))
        collect(office.service, now)
        return not left.exists()

    office.service.swept_at = None
    first = office.later()
    assert swept(first)
    assert not swept(first + timedelta(hours=23))
    assert swept(first + timedelta(hours=25))
