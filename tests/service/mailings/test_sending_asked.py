"""A mailing that is asked to be sent waits for the service, and is sent once, by what was looked at, or says why it is not."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, StoreError
from domain.journal import What
from domain.letter import DeliveryState
from service.approving.approve import proposals
from service.approving.cancelling import Cancelling, cancel
from service.authoring.drafts import apply
from service.contacts import census as census_of
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.mailings.sending_asked import AskingSending, SendingSeen, ask_sending, asked_sendings, foresee_sending, plan_asked
from service.operation.tick import tick
from service.sending.tick_report import TickReport
from service.studies.running import pause, require_running
from service.wiring import Service, open_service
from tests.service.approving.test_approvals import asks
from tests.service.approving.test_cancelling import letters as reminders
from tests.service.approving.test_cancelling import under_way
from tests.service.installed import LIST, at, contacts_csv, letters, make
from tests.service.office import ME, Office, person
from tests.service.sending.test_kills import Nursery

BEFORE = at("02-05")  # Before the circular leaves by its timetable.
KILLS = [
    "store.in_plan:1",
    "store.after_plan:1",
    *(f"store.{when}_commit:{number}" for when in ("before", "after") for number in range(1, 12)),
]


def hash_of(service: Service, name: str) -> str:
    """Return the hash of what a mailing would send now."""
    with service.store.reading() as tx:
        found = require_running(service, tx, SAMPLE)
    return next(one.sha256 for one in proposals(service, found, name))


def ask(office: Office, name: str = "reminder", sha256: str = "") -> int:
    """Ask for a mailing to be sent, and return the entry."""
    service = office.service
    with service.store.reading() as tx:
        found = require_running(service, tx, SAMPLE)
    said = AskingSending(mailing=name, sha256=sha256 or hash_of(service, name), by=ME, note="today")
    return ask_sending(service, found, said, office.later())


def became(office: Office, name: str = "reminder") -> SendingSeen:
    """Return what became of the newest that was asked for."""
    return asked_sendings(office.service, SAMPLE, name)[0]


def why_not(office: Office) -> str:
    """Let the service run, assert that nothing was sent and that the journal says why, and return that."""
    report = tick(office.service, office.later())
    assert reminders(office) == {}
    asked = became(office).asked
    assert (asked.letters, len(asked.told)) == (None, 1)
    (entry,) = [one for one in office.entries() if one.what is What.UNSENT]
    assert (entry.by, str(entry.about)) == ("rule:asked", f"mailing {SAMPLE}/reminder")
    assert report.held == [f"reminder was asked for and is not sent: {asked.told[0]}"]
    tick(office.service, office.later())
    assert [one.number for one in office.entries() if one.what is What.UNSENT] == [entry.number]
    office.check()
    return asked.told[0]


@pytest.fixture
def early(office: Office) -> Office:
    """Return an office whose reminder is to come."""
    office.now = at("03-20")
    return office


def test_it_is_sent_with_the_next_tick_in_the_name_of_who_asked_and_once(early: Office) -> None:
    """Who answered meanwhile gets none; by its timetable it is not sent again; and what was done cannot be taken back."""
    entry = ask(early)
    assert reminders(early) == {}
    assert became(early).waits
    early.write(person(1), ("answer.xlsx", early.workbook(1)), reply_to=1)
    assert tick(early.service, early.later()).planned == {"reminder": 2}
    assert {code: one.state for code, one in reminders(early).items()} == {"ORG000": "sent", "ORG002": "sent"}
    seen = became(early)
    assert (seen.asked.letters, seen.asked.told, seen.waits, seen.taken_back) == (2, (), False, False)
    (sent,) = [one for one in early.entries() if one.what is What.SEND and one.by_person]
    assert (sent.value, str(sent.about)) == ("2", f"mailing {SAMPLE}/reminder")
    early.now = at("03-26")
    tick(early.service, early.later())
    assert len(reminders(early)) == 2
    with pytest.raises(ConfigurationError, match="was done"):
        early.undo(entry)
    early.check()


def test_it_waits_where_the_database_is_away_while_its_letters_are_made(early: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not given up for that, which nobody who asked for it could mend."""

    def away(*_: object) -> dict[str, object]:
        raise StoreError("The database reports a fault.", where="the database")

    ask(early)
    with monkeypatch.context() as patched:
        patched.setattr(census_of, "census", away)
        with pytest.raises(StoreError):
            tick(early.service, early.later())
    assert became(early).waits
    assert tick(early.service, early.later()).planned == {"reminder": 3}


def test_it_is_planned_as_by_the_command_that_sends(early: Office, tmp_path: Path) -> None:
    """The same letters, the same entry, the same word on the timetable."""
    other = tmp_path / "other"
    shutil.copytree(early.home, other)
    settings = other / config.FILE
    settings.write_text(settings.read_text().replace(str(early.home), str(other)))
    ask(early)
    tick(early.service, early.later())
    with open_service(config.load(other, {})) as service:
        send_now(service, SAMPLE, "reminder", early.now, by=ME, note="today")

    def mailed(home: Path) -> list[tuple[str, str, str]]:
        return sorted((one.cause, one.template, one.state.value) for one in letters(home) if one.mailing == "reminder")

    assert mailed(early.home) == mailed(other)
    assert len(mailed(other)) == 3


def test_it_is_taken_back_while_it_waits_and_the_taking_back_too(early: Office) -> None:
    """By undoing its entry, as everything else."""
    undoing = early.undo(ask(early))
    assert became(early).taken_back
    tick(early.service, early.later())
    assert reminders(early) == {}
    assert ask(early)  # It may be asked for again.
    early.undo(undoing)
    tick(early.service, early.later())
    assert len(reminders(early)) == 3
    early.check()


def test_the_same_is_not_asked_for_twice_while_it_waits(early: Office) -> None:
    """Nor is what has another hash, or a mailing that there is not."""
    ask(early)
    with pytest.raises(ConfigurationError, match="waits already"):
        ask(early)
    with pytest.raises(ConfigurationError, match="not what would be sent"):
        ask(early, "questionnaire", "0" * 64)
    with pytest.raises(ConfigurationError, match="remindr"):
        ask(early, "remindr", "0" * 64)
    assert [one.what for one in early.entries()].count(What.WISH) == 1


def test_what_is_not_what_was_looked_at_any_more_is_not_sent(early: Office) -> None:
    """Somebody stands on the list since then."""
    ask(early)
    file = early.home / "more.csv"
    file.write_bytes(contacts_csv(3).replace(b"person2@", b"another2@"))
    load_file(early.service, file, LIST, {}, store=True)
    assert "not what would be sent any more" in why_not(early)


def test_another_version_of_the_study_is_not_what_was_looked_at(early: Office) -> None:
    """Its letter says something else."""
    ask(early)
    letter = early.home / "studies" / SAMPLE / "letters" / "reminder.en.md"
    letter.write_text(f"{letter.read_text(encoding='utf-8')}\nWe look forward to it.\n", encoding="utf-8")
    apply(early.service, SAMPLE, early.later(), by=ME)
    assert "not what would be sent any more" in why_not(early)


def test_a_study_that_is_paused_sends_nothing_that_was_asked_for(early: Office) -> None:
    """Not when it goes on either: whoever paused it did not know of it."""
    ask(early)
    pause(early.service, SAMPLE, True, early.later(), by=ME)
    assert "The study is paused" in why_not(early)


def test_what_is_not_approved_when_its_turn_comes_is_not_sent(early: Office) -> None:
    """The study asks for approvals since then."""
    ask(early)
    asks(early.home, 1)
    apply(early.service, SAMPLE, early.later(), by=ME)
    assert "nobody has approved it" in why_not(early)


def test_a_mailing_that_was_cancelled_meanwhile_is_not_sent(office: Office) -> None:
    """What of it had left before stays so."""
    under_way(office)
    ask(office)
    cancel(office.service, SAMPLE, Cancelling(mailing="reminder", by=ME), office.later())
    tick(office.service, office.later())
    assert sorted(one.state for one in reminders(office).values()) == ["cancelled", "cancelled", "sent"]
    assert "The mailing was cancelled" in became(office).asked.told[0]


def test_what_waited_too_long_is_asked_for_again(early: Office) -> None:
    """The service did not run for longer than the study lets a mailing be late."""
    ask(early)
    with early.service.store.reading() as tx:
        early.now += require_running(early.service, tx, SAMPLE).study.late_after
    report = TickReport()
    plan_asked(early.service, early.later(minutes=2), report)
    assert "too long ago" in report.held[0]
    assert reminders(early) == {}


def test_a_reminder_waits_for_the_mailbox_that_cannot_be_read(early: Office) -> None:
    """There may be an answer in it; once it can be read, it leaves."""
    ask(early)
    inbox = early.home / "inbox"
    inbox.rename(early.home / "away")
    early.later(hours=2)
    tick(early.service, early.later())
    assert became(early).waits
    (early.home / "away").rename(inbox)
    tick(early.service, early.later())
    assert len(reminders(early)) == 3


def test_what_would_leave_is_told_by_language_and_without_what_was_put_out_before(office: Office) -> None:
    """Before anybody asks for it; what may not leave says why instead."""
    under_way(office)
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    now = office.later()
    seen = foresee_sending(office.service, found, "reminder", hash_of(office.service, "reminder"), now)
    assert (seen.letters, seen.organisations, seen.before, seen.kept_back) == (0, 0, 3, 0)
    last = foresee_sending(office.service, found, "last-call", hash_of(office.service, "last-call"), now)
    assert (last.languages, last.letters, last.organisations, last.before) == ((("en", 2), ("fr", 1)), 3, 3, 0)
    with pytest.raises(ConfigurationError, match="not what would be sent"):
        foresee_sending(office.service, found, "last-call", "0" * 64, now)


@pytest.fixture(scope="module")
def asked_for(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation of which the circular was asked for, days before it is due."""
    home = tmp_path_factory.mktemp("asked") / "installation"
    make(home, 5)
    with open_service(config.load(home, {})) as service:
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
        ask_sending(service, found, AskingSending(mailing="circular", sha256=hash_of(service, "circular"), by=ME), BEFORE)
    return home


@pytest.mark.sweep
@pytest.mark.parametrize("failpoint", KILLS)
def test_it_is_sent_once_wherever_the_service_dies(failpoint: str, nursery: Nursery, asked_for: Path, tmp_path: Path) -> None:
    """The letters and the word that it is done stand in the store together, or neither does: nothing is doubled, nothing is lost."""
    home = tmp_path / "installation"
    shutil.copytree(asked_for, home)
    settings = home / config.FILE
    settings.write_text(settings.read_text().replace(str(asked_for), str(home)))
    now = BEFORE + timedelta(minutes=1)
    nursery.tick(home, now, failpoint)
    with open_service(config.load(home, {})) as service:
        (seen,) = asked_sendings(service, SAMPLE, "circular")
    planned = [one for one in letters(home) if one.mailing == "circular"]
    assert (len(planned), seen.asked.letters) in {(0, None), (5, 5)}
    status, report = nursery.tick(home, now)
    assert (status, report["held"]) == (0, [])
    planned = [one for one in letters(home) if one.mailing == "circular"]
    assert len(planned) == len({one.cause for one in planned}) == 5
    assert {one.state for one in planned} <= {DeliveryState.SENT, DeliveryState.UNCERTAIN}
    arrived = Counter(one.read_bytes().partition(b"\nTo: ")[2].partition(b"\n")[0] for one in (home / "out" / "new").iterdir())
    assert max(arrived.values()) == 1
    assert len(arrived) >= sum(one.state is DeliveryState.SENT for one in planned)
    with open_service(config.load(home, {})) as service:
        assert [(one.asked.letters, one.waits) for one in asked_sendings(service, SAMPLE, "circular")] == [(5, False)]
