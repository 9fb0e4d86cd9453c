"""A mail server that refuses the sender costs no recipient its letter: real servers that refuse at each step, and are mended."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from digests.status import build
from domain.case import CaseKind
from domain.letter import DeliveryState
from service.cases.waiting import waiting
from service.deciding.held import decide
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.operation.doctor import examine
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.sending.delays import delays
from service.studies.running import require_running
from service.views.status import status
from tests.mailer.smtp_stage import Talk
from tests.service.installed import at
from tests.service.refusing import MANY, Server, halted, sending, states

REFUSALS = {
    "a wrong right of the sender, at MAIL": {"MAIL": b"554 5.7.1 Sender not allowed\r\n"},
    "a daily limit, at MAIL": {"MAIL": b"550 5.4.5 Daily sending quota exceeded\r\n"},
    "no relaying, at RCPT": {"RCPT": b"554 5.7.1 <RECIPIENT>: Relay access denied\r\n"},
    "a bad sender, at RCPT": {"RCPT": b"550 5.1.8 <study@agency.example>: Sender address rejected: Domain not found\r\n"},
    "a daily limit, at RCPT": {"RCPT": b"550 5.1.90 Your message can't be sent because you've reached your daily limit\r\n"},
    "no code but words, at RCPT": {"RCPT": b"550 relaying of RECIPIENT denied\r\n"},
    "before the content": {"DATA": b"554 5.5.1 No valid recipients\r\n"},
    "a policy, after the content": {"CONTENT": b"550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n"},
    "the greeting": {"GREETING": b"554 5.7.1 No SMTP service here\r\n"},
    "EHLO and HELO": {"EHLO": b"550 5.7.1 Not you\r\n", "HELO": b"550 5.7.1 Not you\r\n"},
}


@pytest.mark.parametrize("refused", REFUSALS.values(), ids=REFUSALS)
def test_what_is_refused_of_everybody_is_sent_once_the_server_is_mended(tmp_path: Path, refused: dict[str, bytes]) -> None:
    """Nothing is rejected for good, a case says why sending has stopped, and everybody gets the letter once, by itself."""
    server = Server(**refused)
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        assert states(tmp_path)[DeliveryState.REJECTED] == 0
        assert states(tmp_path).total() == MANY
        (case,) = halted(service)
        words = next(iter(refused.values())).decode().partition(" ")[2].partition("RECIPIENT")[0].strip(" <\r\n")
        assert words in " ".join(case.reasons)
        server.refused = {}
        tick(service, at("02-10", 11))
        assert states(tmp_path) == {DeliveryState.SENT: MANY}
        assert not halted(service)
    assert sorted(to for to in server.taken if "@member" in to) == sorted(
        f"person{number}@member{number}.example" for number in range(MANY)
    )


def test_while_it_is_refused_a_sender_is_tried_now_and_then_with_one_letter(tmp_path: Path) -> None:
    """The server is not stormed: after five minutes, fifteen, an hour, and every four hours, whatever the tick."""
    server = Server(MAIL=b"554 5.7.1 Sender not allowed\r\n")
    with sending(tmp_path, server, connections=1) as (service, shown):
        tick(service, at("02-10"))
        first = sum(line.startswith("MAIL") for _, line in shown.said)
        assert first <= 2
        for hour in range(11, 24):
            for _ in range(3):
                tick(service, at("02-10", hour))
        assert sum(line.startswith("MAIL") for _, line in shown.said) - first == 5  # At 11, 12, 13, 17 and 21 o'clock.
        assert len(halted(service)) == 1


def test_a_server_that_is_mended_after_weeks_gets_every_letter(tmp_path: Path) -> None:
    """The time that a letter has is used up by nothing that is not its own; what its state is says that it waits.

    The next mailing of the timetable, whose day was long ago by then, is a person's to send.
    """
    server = Server(MAIL=b"554 5.7.1 Sender not allowed\r\n")
    with sending(tmp_path, server, organisations=3) as (service, _):
        for day in range(10, 29):
            for hour in range(8, 20, 2):
                tick(service, at(f"02-{day}", hour))
        assert not set(states(tmp_path)) & {DeliveryState.REJECTED, DeliveryState.FAILED}
        server.refused = {}
        tick(service, at("03-01"))
        assert set(states(tmp_path)) == {DeliveryState.SENT}
        with service.store.reading() as tx:
            late = [one for one in waiting(tx) if one.kind is CaseKind.MAILING]
        for case in late:
            decide(service, Deciding(case=str(case.id), what="send", by="anna", live=True), at("03-02"))
    assert late
    assert not [to for to, times in Counter(to for to in server.taken if "@member" in to).items() if times != 2]


def test_addresses_that_do_not_exist_are_rejected_however_many_they_are(tmp_path: Path) -> None:
    """Nothing is halted."""
    with sending(tmp_path, Server(RCPT=b"550 5.1.1 <RECIPIENT>: no such user\r\n")) as (service, _):
        tick(service, at("02-10"))
        assert states(tmp_path) == {DeliveryState.REJECTED: MANY}
        assert not halted(service)


def test_what_is_refused_of_a_few_is_theirs(tmp_path: Path) -> None:
    """Two servers behind the relay want nothing of us; the others do."""
    server = Server(RCPT=b"550 5.7.1 <RECIPIENT>: blocked\r\n")
    server.spared = tuple(f"@member{number}." for number in range(2, MANY))
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        assert states(tmp_path) == {DeliveryState.REJECTED: 2, DeliveryState.SENT: MANY - 2}
        assert not halted(service)


def test_the_limit_of_a_day_that_is_reached_in_the_middle_lets_the_rest_wait(tmp_path: Path) -> None:
    """The server refuses the same of more recipients than it takes, of three domains at least, and not since they do not exist: a halt."""
    server = Server(RCPT=b"550 5.4.5 Daily user sending quota exceeded\r\n")
    server.spared = tuple(f"@member{number}." for number in range(8))
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        assert states(tmp_path)[DeliveryState.SENT] == 8
        assert states(tmp_path)[DeliveryState.REJECTED] == 0
        assert len(halted(service)) == 1


def test_a_letter_that_was_under_way_when_its_sender_was_refused_lifts_no_halt(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It was handed over before the limit of the day was reached, and only the server's word that it is taken comes later."""
    server = Server(RCPT=b"550 5.4.5 Daily user sending quota exceeded\r\n")
    server.spared = ("@member0.",)
    answer = server.answer

    def late(talk: Talk, line: str) -> bytes | None:
        if line == "CONTENT" and len(server.taken) == 0:
            ends = time.monotonic() + 30
            while "event=sender.halted" not in caplog.text and time.monotonic() < ends:
                time.sleep(0.01)
        return answer(talk, line)

    server.answer = late  # type: ignore[method-assign]
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        assert len(halted(service)) == 1
        assert states(tmp_path)[DeliveryState.SENT] == 1
        assert states(tmp_path)[DeliveryState.REJECTED] == 0


def test_a_server_that_is_away_for_an_hour_becomes_a_case_and_costs_no_letter_its_time(tmp_path: Path) -> None:
    """The server cannot be reached: the letters are deferred, and a shorter absence is told by nobody but the log and the tick."""
    server = Server()
    with sending(tmp_path, server, organisations=3) as (service, _):
        answer, server.answer = server.answer, lambda _talk, _line: None  # type: ignore[method-assign,assignment]
        server.refused = {"GREETING": b"421 4.3.2 Shutting down\r\n"}
        tick(service, at("02-10"))
        assert not halted(service)
        server.answer = answer  # type: ignore[method-assign]
        tick(service, at("02-10", 11))
        (case,) = halted(service)
        assert "cannot be reached" in case.reasons[0]
        for day in range(11, 15):
            tick(service, at(f"02-{day}"))
        server.refused = {}
        tick(service, at("02-19"))
        assert states(tmp_path) == {DeliveryState.SENT: 3}
        assert not halted(service)


def test_a_person_who_knows_that_the_server_is_there_again_lets_everything_leave_at_once(tmp_path: Path) -> None:
    """No letter waits for the time at which it would have been tried by itself."""
    server = Server(GREETING=b"421 4.3.2 Shutting down\r\n")
    with sending(tmp_path, server, organisations=3) as (service, _):
        tick(service, at("02-10"))
        tick(service, at("02-10", 11))
        (case,) = halted(service)
        server.refused = {}
        decide(service, Deciding(case=str(case.id), what="resend", by="staff"), at("02-10", 11))
        tick(service, at("02-10", 11))
        assert states(tmp_path) == {DeliveryState.SENT: 3}


def test_a_person_lets_what_waits_go_on(tmp_path: Path) -> None:
    """All of it leaves with the next tick, before the time of the next try; where it is refused again, that is a new case."""
    server = Server(MAIL=b"554 5.7.1 Sender not allowed\r\n")
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        (case,) = halted(service)
        decide(service, Deciding(case=str(case.id), what="resend", by="staff"), at("02-10"))
        assert not halted(service)
        tick(service, at("02-10"))
        (again,) = halted(service)
        assert again.id != case.id
        server.refused = {}
        decide(service, Deciding(case=str(again.id), what="resend", by="staff"), at("02-10"))
        tick(service, at("02-10"))
        assert states(tmp_path) == {DeliveryState.SENT: MANY}


def test_a_person_says_that_it_is_the_recipients_after_all(tmp_path: Path) -> None:
    """A person decides that what is halted goes on, or that it is the recipients after all: the refused are rejected, the others sent."""
    server = Server(RCPT=b"550 no such user here\r\n")
    server.spared = ("@member9.",)
    with sending(tmp_path, server, connections=1) as (service, _):
        tick(service, at("02-10"))
        (case,) = halted(service)
        assert case.options == ("resend", "reject")
        decide(service, Deciding(case=str(case.id), what="reject", by="staff"), at("02-10"))
        tick(service, at("02-10"))
        assert states(tmp_path) == {DeliveryState.REJECTED: MANY - 1, DeliveryState.SENT: 1}
        assert not halted(service)


def test_doctor_status_and_the_digest_tell_what_waits(tmp_path: Path) -> None:
    """With the server's words, which the digest leaves in the case; `send` says so too, and tries it anew."""
    server = Server(MAIL=b"554 5.7.1 Sender not allowed\r\n")
    with sending(tmp_path, server, organisations=3) as (service, _):
        report = tick(service, at("02-10"))
        assert "Sender not allowed" in " ".join(report.problems)
        assert tick(service, at("02-10")).problems == []
        (found,) = [one for one in examine(service, at("02-10")) if one.what == "sending"]
        assert not found.well
        with service.store.reading() as tx:
            study = require_running(service, tx, SAMPLE)
            (told,) = status(tx, study, at("02-10"))["halted"]
            known = facts(tx, study, at("02-10"), None)
            (case,) = waiting(tx)
            assert delays(service, tx, at("02-10")) == []  # What was tried waits for nothing else than what was not.
        for words in (found.found, told, " ".join(case.reasons)):
            assert "Sender not allowed" in words
        assert "Letters that wait: 3. " in told
        assert "at once when `counterfoil send` is run again" in told
        assert f"`counterfoil held decide {case.id} resend`" in told
        digest = json.dumps(build(known, "en").context)
        assert ("sends, whoever the recipient is." in digest, "Sender not allowed" in digest) == (True, False)
        *_, waits = send_now(service, SAMPLE, "circular", at("02-10"), by="staff").problems
        assert waits == told.replace("09:10", "09:20")
        server.refused = {}
        later = at("02-10") + timedelta(minutes=1)
        assert send_now(service, SAMPLE, "circular", later, by="staff").sent["sent"] == 3
        (found,) = [one for one in examine(service, at("02-10")) if one.what == "sending"]
        assert found.well
