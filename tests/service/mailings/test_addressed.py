"""A mailing to the organisations that a person names: what they missed goes first, and a command given twice sends nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from service.approving.cancelling import Cancelling, cancel
from service.authoring.drafts import apply
from service.cases.entries import of_study
from service.contacts.lists import load_file
from service.deciding.held import decide
from service.deciding.organisation_marks import Marking, mark
from service.deciding.undo import Undoing, undo
from service.installation.install import SAMPLE
from service.keeping.restored import stop
from service.mailings.addressed import rehearse_addressed, send_addressed
from service.mailings.late import late
from service.mailings.send_now import send_now
from service.mailings.shares import MailingTo, Share
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.studies.running import require_running
from service.views.show import timeline
from service.wiring import Service
from store import journal, outbox
from tests.flows.test_sending import but, sending
from tests.mailer.smtp_stage import obliging
from tests.service.installed import LIST, at, contacts_csv, letters
from tests.service.mailings.test_timetable import MONDAY, a_study, cases, got, minutes_past

LATE, EARLY = "ORG002", "ORG000"
HOUR = timedelta(hours=1)


def joins(service: Service, organisations: int = 3) -> None:
    """Let the list have so many organisations from now on."""
    file = service.installation.root / "more.csv"
    file.write_bytes(contacts_csv(organisations))
    load_file(service, file, LIST, {}, store=True)


def send(service: Service, mailing: str, *to: str, now: datetime, again: bool = False) -> tuple[Share, ...]:
    """Let a person send a mailing to some organisations."""
    return send_addressed(service, SAMPLE, MailingTo(mailing=mailing, to=to, by="anna", again=again), now)[1]


def whys(each: tuple[Share, ...]) -> str:
    """Return why organisations got nothing."""
    return " ".join(one.why for one in each if one.why)


def test_a_late_organisation_gets_what_it_missed(tmp_path: Path) -> None:
    """An organisation that was added after mailings had left is named: it gets them now, in their order, and nobody else gets anything."""
    with sending(tmp_path, obliging, organisations=2) as service:
        tick(service, at("02-10"))
        tick(service, at("02-20"))
        joins(service)
        each = send(service, "questionnaire", LATE, now=at("02-21"))
        assert [(one.case.organisation.code, one.mailing.name, one.missed) for one in each] == [
            (LATE, "circular", True),
            (LATE, "questionnaire", True),
        ]
        assert "which it missed" in each[0].told
        assert got(tmp_path) == {code: ["circular", "questionnaire"] for code in ("ORG000", "ORG001", LATE)}
        assert not any(one.letters for one in send(service, "questionnaire", LATE, now=at("02-21", 11)))
        tick(service, at("02-22"))
        assert sum(map(len, got(tmp_path).values())) == 6


def test_nobody_gets_the_same_mailing_twice_without_again(tmp_path: Path) -> None:
    """It is said when they had it, and how they get it again; the timetable sends the others theirs, and not them a second."""
    with a_study(tmp_path, *minutes_past(0)) as service:
        send(service, "circular", EARLY, now=MONDAY)
        assert "was sent to it before (2012-02-06)" in whys(send(service, "circular", EARLY, now=MONDAY + HOUR))
        assert got(tmp_path) == {EARLY: ["circular"]}
        send_now(service, SAMPLE, "circular", MONDAY + 2 * HOUR, by="anna")
        assert got(tmp_path) == {code: ["circular"] for code in ("ORG000", "ORG001", "ORG002")}


def test_again_is_a_new_letter_and_the_same_command_twice_is_told(tmp_path: Path) -> None:
    """A person sends a mailing again to an organisation: the second time is one too many on that day; on another day it is meant."""
    with sending(tmp_path, obliging, organisations=2) as service:
        tick(service, at("02-10"))
        assert [len(one.letters) for one in send(service, "circular", EARLY, now=at("02-10", 11), again=True)] == [1]
        refused = whys(send(service, "circular", EARLY, now=at("02-10", 12), again=True))
        assert "again twice in a day" in refused
        assert "again at 2012-02-10 10:05 UTC (entry" in refused
        assert got(tmp_path)[EARLY] == ["circular"] * 2
        assert [len(one.letters) for one in send(service, "circular", EARLY, now=at("02-11", 11), again=True)] == [1]
        assert got(tmp_path) == {EARLY: ["circular"] * 3, "ORG001": ["circular"]}
        first, *more = [one for one in letters(tmp_path) if one.organisation == EARLY]
        assert len({first.tag, *(one.tag for one in more)}) == 3


def test_again_for_who_never_had_it_is_the_first_letter(tmp_path: Path) -> None:
    """Given twice it is told all the same, and the timetable does not send another."""
    with a_study(tmp_path, *minutes_past(0)) as service:
        assert send(service, "circular", EARLY, now=MONDAY, again=True)[0].letters
        assert "twice in a day" in whys(send(service, "circular", EARLY, now=MONDAY + HOUR, again=True))
        send_now(service, SAMPLE, "circular", MONDAY + 2 * HOUR, by="anna")
        assert got(tmp_path)[EARLY] == ["circular"]


def test_what_was_lost_may_go_again_on_the_same_day(tmp_path: Path) -> None:
    """Nothing reached them; and what is on its way still is not sent beside itself."""
    with sending(tmp_path, but("MAIL", lambda _: b"451 4.3.0 Later\r\n"), organisations=1) as service:
        send(service, "circular", EARLY, now=at("02-10"))
        assert "on its way" in whys(send(service, "circular", EARLY, now=at("02-10", 11), again=True))
        assert len(letters(tmp_path)) == 1
    with sending(tmp_path / "other", but("RCPT", lambda _: b"550 5.7.1 Not today\r\n"), organisations=1) as service:
        for hour in (10, 11, 12):
            assert send(service, "circular", EARLY, now=at("02-10", hour), again=True)[0].letters
        assert {one.state for one in letters(tmp_path / "other")} == {DeliveryState.REJECTED}


def test_the_later_mailing_does_not_overtake_the_earlier_one(tmp_path: Path) -> None:
    """While the server puts the circular off, the questionnaire waits for the command to be given again."""
    reply = {"circular": b"451 4.3.0 Later\r\n"}
    with sending(tmp_path, but("MAIL", lambda _: reply.get("circular", b"250 OK\r\n")), organisations=2) as service:
        reply_now = reply.pop("circular")
        tick(service, at("02-10"))
        tick(service, at("02-20"))
        joins(service)
        reply["circular"] = reply_now
        assert "Run the command again" in whys(send(service, "questionnaire", LATE, now=at("02-21")))
        assert [one.mailing for one in letters(tmp_path) if one.organisation == LATE] == ["circular"]
        reply.clear()
        tick(service, at("02-21", 12))
        send(service, "questionnaire", LATE, now=at("02-21", 13))
        assert got(tmp_path)[LATE] == ["circular", "questionnaire"]


def test_who_is_given_the_questionnaire_only_now_is_not_reminded_of_it(tmp_path: Path) -> None:
    """A person who names them gets them what they missed; the reminder is theirs another time."""
    with a_study(tmp_path, *minutes_past(2)) as service:
        for day in range(2):
            tick(service, MONDAY + timedelta(days=day))
        joins(service, 4)
        each = send(service, "reminder", "ORG003", now=MONDAY + timedelta(days=2))
        assert "only now" in whys(each)
        assert got(tmp_path)["ORG003"] == ["circular", "questionnaire"]
        send(service, "reminder", "ORG003", now=MONDAY + timedelta(days=3))
        assert got(tmp_path)["ORG003"] == ["circular", "questionnaire", "reminder"]


def test_a_mailing_that_was_skipped_was_missed_by_nobody(tmp_path: Path) -> None:
    """What a person decided not to send is not made up for; what is named itself is refused until that is undone."""
    with a_study(tmp_path, *minutes_past(2)) as service:
        tick(service, MONDAY)
        tick(service, MONDAY + timedelta(minutes=1))
        (held,) = cases(service)
        send(service, "questionnaire", "ORG001", now=MONDAY + timedelta(minutes=2))
        decide(service, Deciding(case=str(held.id), what="skip", by="anna"), MONDAY + HOUR)
        joins(service, 4)
        send(service, "last-call", EARLY, now=MONDAY + 2 * HOUR)
        assert got(tmp_path)[EARLY] == ["circular", "last-call"]
        with pytest.raises(ConfigurationError, match="decided not to send"):
            send(service, "questionnaire", EARLY, now=MONDAY + 3 * HOUR)


def test_a_mailing_that_was_cancelled_was_missed_by_nobody(tmp_path: Path) -> None:
    """Who came later gets what follows; to give it the cancelled one, too, a person undoes that first."""
    with sending(tmp_path, obliging, organisations=2) as service:
        tick(service, at("02-10"))
        tick(service, at("02-20"))
        with service.store.transaction() as tx:
            (waits,) = (one for one in outbox.of_mailings(tx, ["circular"]) if one.organisation == EARLY)
            outbox.settle(tx, waits.id, DeliveryState.DEFERRED, "The server put it off.", at("02-20"))
        entry = cancel(service, SAMPLE, Cancelling(mailing="circular", by="anna"), at("02-20", 12)).entry
        joins(service)
        each = send(service, "questionnaire", LATE, now=at("02-21"))
        assert [(one.mailing.name, len(one.letters)) for one in each] == [("questionnaire", 1)]
        assert late(service, LIST, at("02-21", 11)) == ()
        undo(service, Undoing(entry=entry, by="anna"), at("02-21", 12))
        assert [one.missed for one in late(service, LIST, at("02-21", 13))] == [("circular",)]


def test_who_gets_none_is_told_why_and_the_others_get_theirs(tmp_path: Path) -> None:
    """One that has declined, by its code, and one that is well, by its name."""
    with a_study(tmp_path, *minutes_past(0)) as service:
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
        mark(service, found, Marking(organisation=EARLY, what="declined", by="anna"), MONDAY)
        each = send(service, "circular", EARLY, "organisation  1", now=MONDAY + HOUR)
        assert "it is declined" in whys(each)
        assert got(tmp_path) == {"ORG001": ["circular"]}


@pytest.mark.parametrize(("wrong", "near"), [("ORG0O1", "ORG001"), ("Organistion 2", "Organisation 2"), ("CYB12-0001-A", "-0001-")])
def test_an_organisation_that_is_none_is_told_with_those_that_are_called_nearly_so(tmp_path: Path, wrong: str, near: str) -> None:
    """By code, by name, and by reference; nothing is sent, to those neither that were named rightly."""
    with a_study(tmp_path, *minutes_past(0)) as service:
        with pytest.raises(ConfigurationError) as caught:
            send(service, "circular", EARLY, wrong, now=MONDAY)
        assert wrong in caught.value.what
        assert near in str(caught.value.remedy)
        assert not letters(tmp_path)


def test_who_would_get_none_of_what_it_missed_is_told_once(tmp_path: Path) -> None:
    """One that came late and declined since: the reason is that of the mailing that was named."""
    with a_study(tmp_path, *minutes_past(1)) as service:
        tick(service, MONDAY)
        joins(service, 4)
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
        mark(service, found, Marking(organisation="ORG003", what="declined", by="anna"), MONDAY + HOUR)
        assert [(one.mailing.name, bool(one.why)) for one in send(service, "questionnaire", "ORG003", now=MONDAY + 2 * HOUR)] == [
            ("questionnaire", True)
        ]


def test_an_organisation_may_be_called_what_another_is_called_too(tmp_path: Path) -> None:
    """Then it is told which they are, and nobody gets anything."""
    with a_study(tmp_path, *minutes_past(0)) as service:
        file = tmp_path / "twins.csv"
        file.write_text("code;organisation;email\nTWIN1;Gemini;a@one.example\nTWIN2;GÉMINI;b@two.example\n", encoding="utf-8")
        load_file(service, file, LIST, {}, store=True)
        with pytest.raises(ConfigurationError, match="2 organisations") as caught:
            send(service, "circular", "gemini", now=MONDAY)
        assert all(code in str(caught.value.remedy) for code in ("TWIN1", "TWIN2"))


def test_what_a_person_sent_to_one_organisation_stands_in_its_history_and_in_the_studys(tmp_path: Path) -> None:
    """By whom, of which mailing, and whether it was again."""
    with a_study(tmp_path, *minutes_past(0)) as service:
        shares = [*send(service, "circular", EARLY, now=MONDAY), *send(service, "circular", EARLY, now=MONDAY + HOUR, again=True)]
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
            mine = [one.detail for one in timeline(service, tx, found, shares[0].case) if one.what == "decided"]
            studys = [one.what for one in of_study(tx, SAMPLE) if "circular" in one.what]
        assert [("sent by hand" in one, "sent again" in one, "by anna" in one) for one in mine] == [
            (True, False, True),
            (False, True, True),
        ]
        assert len(studys) == 2


def test_a_rehearsal_writes_what_would_be_sent_and_sends_nothing(tmp_path: Path) -> None:
    """With what they missed; the outbox stays as it was."""
    with sending(tmp_path, obliging, organisations=2) as service:
        tick(service, at("02-10"))
        joins(service)
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
        asked = MailingTo(mailing="questionnaire", to=(LATE, EARLY), by="anna")
        each = rehearse_addressed(service, found, asked, at("02-11"), tmp_path / "rehearsal")
        assert [(one.mailing.name, one.case.organisation.code) for one in each] == [
            ("circular", LATE),
            ("questionnaire", LATE),
            ("questionnaire", EARLY),
        ]
        assert len(list((tmp_path / "rehearsal" / "new").iterdir())) == 3
        assert LATE not in got(tmp_path)


def test_a_mailing_that_is_held_has_not_left_by_one_letter_of_it(tmp_path: Path) -> None:
    """A late mailing waits for a person, who sends it to one organisation: the others did not miss it, since it may leave still."""
    with a_study(tmp_path, *minutes_past(1)) as service:
        late = MONDAY + 5 * 24 * HOUR
        tick(service, late)
        assert cases(service)[0].kind == "mailing"
        send(service, "circular", EARLY, now=late)
        assert [(one.mailing.name, one.missed) for one in send(service, "circular", LATE, now=late + HOUR)] == [("circular", False)]


def test_who_is_named_is_told_what_waits_for_the_hours(tmp_path: Path) -> None:
    """As whoever sends to all is."""
    with a_study(tmp_path, *minutes_past(0)) as service:
        file = tmp_path / "studies" / SAMPLE / "study.toml"
        file.write_text(f'{file.read_text(encoding="utf-8")}\n[sending]\nhours = "08:00-18:00"\nweekend = "sat,sun"\n', encoding="utf-8")
        apply(service, SAMPLE, MONDAY, by="staff")
        asked = MailingTo(mailing="circular", to=(EARLY,), by="anna")
        report, _ = send_addressed(service, SAMPLE, asked, MONDAY + 5 * 24 * HOUR)
        assert [one.letters for one in report.waits] == [1]
        assert not got(tmp_path)


def test_an_older_store_sends_nothing_to_who_is_named(tmp_path: Path) -> None:
    """A copy that was put back waits for a person: it is said plainly with the case to decide, and no letter or entry is made."""
    with sending(tmp_path, obliging, organisations=2) as service:
        tick(service, at("02-10"))
        stop(service, ["An older copy was put back."], [], at("02-11"))
        with service.store.reading() as tx:
            before = journal.end(tx), len(letters(tmp_path))
        with pytest.raises(ConfigurationError, match=r"Nothing is sent: An older copy was put back\. This is case 1"):
            send(service, "circular", EARLY, now=at("02-12"), again=True)
        with service.store.reading() as tx:
            assert (journal.end(tx), len(letters(tmp_path))) == before
