"""The timetable: at most one mailing a day for an organisation, and what is held is judged anew until it leaves or a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from domain.letter import DeliveryState
from service.authoring.drafts import apply
from service.cases.waiting import Waiting, everything, waiting
from service.deciding.held import decide
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.plan import put_out_part
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.sending.tick_report import TickReport
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import decisions, outbox
from tests.flows.test_sending import but
from tests.mailer.smtp_stage import stage
from tests.service.installed import ZONE, letters, make, write_settings
from tests.service.preparing import prepared_letters

ORGANISATIONS = 3
MONDAY = datetime(2012, 2, 6, 10, 5, tzinfo=ZONE)
DAY = timedelta(days=1)
MAILINGS = ("circular", "questionnaire", "reminder", "last-call")


def dated(home: Path, *dates: datetime, by: str = "staff") -> None:
    """Give the mailings of the study these dates, and put it into use."""
    file = home / "studies" / SAMPLE / "study.toml"
    each = iter(dates)
    text = re.sub(r"^at = \S+", lambda _: f"at = {next(each):%Y-%m-%dT%H:%M:%S}", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, MONDAY, by=by)


@contextmanager
def a_study(home: Path, *dates: datetime) -> Iterator[Service]:
    """Open an installation whose study has these dates."""
    make(home, ORGANISATIONS)
    dated(home, *dates)
    with open_service(config.load(home, {})) as service:
        yield service


def minutes_past(number: int = 4) -> list[datetime]:
    """Return dates of mailings of which the first so many have passed some minutes ago, each a minute after the other."""
    return [MONDAY - timedelta(minutes=9 - one) if one < number else MONDAY + 30 * DAY for one in range(4)]


def got(home: Path) -> dict[str, list[str]]:
    """Return the mailings of which each organisation was sent a letter, in order."""
    found: dict[str, list[str]] = {}
    for one in letters(home):
        if one.mailing and one.state is DeliveryState.SENT:
            found.setdefault(str(one.organisation), []).append(one.mailing)
    return found


def everybody(*names: str) -> dict[str, list[str]]:
    """Return that each organisation was sent these mailings."""
    return {f"ORG{number:03d}": list(names) for number in range(ORGANISATIONS)}


def cases(service: Service) -> tuple[Waiting, ...]:
    """Return what waits for a person."""
    with service.store.reading() as tx:
        return waiting(tx)


def closed(service: Service) -> list[str | None]:
    """Return what became of each case."""
    with service.store.reading() as tx:
        return [one.decision for one in everything(tx)]


def put_out_by_hand(service: Service, name: str, organisation: str, now: datetime) -> None:
    """Let a person send a mailing to one organisation."""
    with service.store.reading() as tx:
        found = require_running(service, tx, SAMPLE)
    ready = prepared_letters(service, found, found.study.mailing(name), now)
    one = replace(ready, letters=tuple(letter for letter in ready.letters if letter.organisation == organisation))
    with service.store.transaction() as tx:
        assert put_out_part(tx, found, one, decisions.person(tx, "anna"), now) == 1


def told(report: TickReport) -> list[str]:
    """Return the mailings that a tick says it holds."""
    return [line.partition(":")[0] for line in report.held]


def test_a_study_that_is_applied_with_dates_that_have_passed(tmp_path: Path) -> None:
    """Two mailings of a study are due within a day: one leaves a day; those that wait are told, and leave by themselves."""
    with a_study(tmp_path, *minutes_past(3)) as service:
        assert told(tick(service, MONDAY)) == ["questionnaire", "reminder"]
        assert got(tmp_path) == everybody("circular")
        assert [(one.kind, one.options) for one in cases(service)] == [("mailing", ("send", "skip"))] * 2
        assert "3 organisations" in cases(service)[0].reasons[0]
        for minutes in (1, 2, 61, 600):
            assert not tick(service, MONDAY + timedelta(minutes=minutes)).held
        assert got(tmp_path) == everybody("circular")
        tick(service, MONDAY + DAY)
        assert got(tmp_path) == everybody("circular", "questionnaire")
        assert (closed(service), len(cases(service))) == (["sent", None], 1)
        tick(service, MONDAY + 2 * DAY - timedelta(minutes=30))
        assert got(tmp_path) == everybody("circular", "questionnaire", "reminder")
        assert not cases(service)


def test_shortly_after_midnight_is_no_other_day(tmp_path: Path) -> None:
    """What leaves at five to twelve and what leaves at five past do not leave on two days."""
    late = MONDAY.replace(hour=23, minute=55)
    with a_study(tmp_path, *minutes_past(2)) as service:
        tick(service, late)
        tick(service, late + timedelta(minutes=10))
        assert got(tmp_path) == everybody("circular")
        tick(service, late + timedelta(hours=13))
        assert got(tmp_path) == everybody("circular", "questionnaire")


def test_a_person_may_send_two_mailings_in_a_day(tmp_path: Path) -> None:
    """Their word is exempt; what they skip does not leave on the next day."""
    with a_study(tmp_path, *minutes_past(3)) as service:
        tick(service, MONDAY)
        questionnaire, reminder = cases(service)
        decide(service, Deciding(case=str(questionnaire.id), what="send", by="anna", live=True), MONDAY + timedelta(minutes=5))
        decide(service, Deciding(case=str(reminder.id), what="skip", by="anna"), MONDAY + timedelta(minutes=6))
        assert got(tmp_path) == everybody("circular", "questionnaire")
        for days in (1, 2, 3):
            assert not tick(service, MONDAY + days * DAY).held
        assert got(tmp_path) == everybody("circular", "questionnaire")


def test_whoever_had_no_mailing_that_day_does_not_wait_for_those_who_had(tmp_path: Path) -> None:
    """A late organisation catches up by a person's word: the mailing of the day leaves to the others, and to it on the next."""
    tuesday = MONDAY + DAY
    with a_study(tmp_path, MONDAY, tuesday, MONDAY + 30 * DAY, MONDAY + 31 * DAY) as service:
        tick(service, MONDAY)
        put_out_by_hand(service, "reminder", "ORG001", tuesday - timedelta(hours=1))
        assert tick(service, tuesday).planned == {"questionnaire": 2}
        (case,) = cases(service)
        assert "was not sent to everybody: 1 organisation has" in case.reasons[0]
        assert "(ORG001)" in case.reasons[0]
        tick(service, tuesday + timedelta(hours=2))
        assert got(tmp_path) == everybody("circular", "questionnaire") | {"ORG001": ["circular", "reminder"]}
        tick(service, tuesday + DAY)
        assert got(tmp_path) == everybody("circular", "questionnaire") | {"ORG001": ["circular", "reminder", "questionnaire"]}
        assert not cases(service)


def test_a_letter_that_is_still_on_its_way_counts(tmp_path: Path) -> None:
    """A server that was away for a day does not bring two mailings at once when it comes back."""
    away = [True]
    with (
        a_study(tmp_path, MONDAY, MONDAY + DAY, MONDAY + 30 * DAY, MONDAY + 31 * DAY) as service,
        stage(but("MAIL", lambda _: b"451 4.3.0 later\r\n" if away[0] else b"250 OK\r\n")) as server,
    ):
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"'
        write_settings(tmp_path, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{tmp_path / "inbox"}"'})
        with open_service(config.load(tmp_path, {})) as sending:
            tick(sending, MONDAY)
            tick(sending, MONDAY + DAY)
            away[0] = False
            for minute in range(3):  # Whoever asked to be slower gets one at first.
                tick(sending, MONDAY + DAY + timedelta(hours=3, minutes=minute))
            assert got(tmp_path) == everybody("circular")
            for minute in range(3):
                tick(sending, MONDAY + 2 * DAY + timedelta(minutes=minute))
            assert got(tmp_path) == everybody("circular", "questionnaire")
        assert not cases(service)


def test_a_clock_that_ran_a_year_ahead(tmp_path: Path) -> None:
    """The clock ran ahead and is put right: mailings that were held as late wait for their dates again, and leave on them."""
    dates = [MONDAY + 10 * one * DAY for one in range(4)]
    with a_study(tmp_path, *dates) as service:
        ahead = MONDAY + 365 * DAY
        assert sorted(told(tick(service, ahead))) == sorted(one for one in names(service))
        assert len(cases(service)) == 4
        tick(service, MONDAY - DAY)
        assert (cases(service), closed(service), got(tmp_path)) == ((), ["not_due"] * 4, {})
        for one in dates:
            assert not tick(service, one).held
        assert got(tmp_path) == everybody(*names(service))
        assert told(tick(service, ahead)) == []


def test_what_is_held_again_after_it_was_released_is_a_case_again(tmp_path: Path) -> None:
    """Its first case was closed; nothing is held without one that waits."""
    with a_study(tmp_path, *(MONDAY + 10 * one * DAY for one in range(4))) as service:
        tick(service, MONDAY + 365 * DAY)
        tick(service, MONDAY - DAY)
        assert told(tick(service, MONDAY + 3 * DAY)) == ["circular"]
        (case,) = cases(service)
        assert (case.kind, "(Europe/Vienna) and is 3 days late" in " ".join(case.reasons)) == ("mailing", True)


def test_a_mailing_whose_date_is_moved_waits_for_it(tmp_path: Path) -> None:
    """It was held as late, and its new date is its date."""
    with a_study(tmp_path, *(MONDAY + 10 * one * DAY for one in range(4))) as service:
        assert told(tick(service, MONDAY + 3 * DAY)) == ["circular"]
        dated(tmp_path, *(MONDAY + (5 + 10 * one) * DAY for one in range(4)))
        tick(service, MONDAY + 4 * DAY)
        assert not cases(service)
        tick(service, MONDAY + 5 * DAY)
        assert got(tmp_path) == everybody("circular")


def test_a_mailing_that_could_not_be_made_leaves_when_it_can(tmp_path: Path) -> None:
    """The study was mended and put into use: its mailing leaves at the next tick, and the case is closed by that."""
    with a_study(tmp_path, *(MONDAY + 10 * one * DAY for one in range(4))) as service:
        letter = tmp_path / "studies" / SAMPLE / "letters" / "circular.fr.md"
        right = letter.read_text(encoding="utf-8")
        letter.write_text(f"{right}\n{{{{ no.such_thing }}}}\n", encoding="utf-8")
        apply(service, SAMPLE, MONDAY - DAY, by="staff")
        assert told(tick(service, MONDAY)) == ["circular"]
        assert not tick(service, MONDAY + timedelta(minutes=1)).held
        letter.write_text(right, encoding="utf-8")
        apply(service, SAMPLE, MONDAY + timedelta(minutes=2), by="staff")
        assert tick(service, MONDAY + timedelta(minutes=3)).planned == {"circular": ORGANISATIONS}
        assert (got(tmp_path), closed(service)) == (everybody("circular"), ["sent"])


def test_a_letter_that_was_deferred_while_the_clock_ran_ahead_is_tried_when_it_is_put_right(tmp_path: Path) -> None:
    """It does not wait for a year."""
    with a_study(tmp_path, *(MONDAY + 10 * one * DAY for one in range(4))) as service:
        with service.store.transaction() as tx:
            found = require_running(service, tx, SAMPLE)
        ready = prepared_letters(service, found, found.study.mailing("circular"), MONDAY)
        with service.store.transaction() as tx:
            outbox.plan(tx, [replace(one, due_at=MONDAY + 365 * DAY) for one in ready.letters])
        tick(service, MONDAY - DAY)
        assert got(tmp_path) == everybody("circular")


def test_a_digest_comes_though_the_clock_ran_ahead_once(tmp_path: Path) -> None:
    """The one that was made then is no reason to make none for a year."""
    with a_study(tmp_path, *(MONDAY + 10 * one * DAY for one in range(4))) as service:
        assert tick(service, MONDAY + 60 * DAY).digests
        assert tick(service, MONDAY + 8 * DAY).digests
        assert not tick(service, MONDAY + 8 * DAY).digests


def names(service: Service) -> list[str]:
    """Return the names of the study's mailings, in order."""
    with service.store.reading() as tx:
        return [one.name for one in require_running(service, tx, SAMPLE).study.mailings]
