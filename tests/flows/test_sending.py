"""What happens while letters are sent: rows of docs/flows.md, with real servers, real mailboxes and a real kill."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.case import CaseKind, Decision
from domain.contact import Stopped
from domain.letter import DeliveryState
from domain.rules.owes import Owes
from domain.submission import Standing
from service.authoring.drafts import apply
from service.cases.waiting import Waiting, waiting
from service.contacts.census import InvitedOrganisation, census
from service.contacts.lists import load_file
from service.deciding.held import decide
from service.installation import config
from service.installation.install import SAMPLE, install
from service.mailings.plan import put_out
from service.operation import doctor
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.sending.in_doubt import Settling, settle_all
from service.studies.running import pause, require_running
from service.views.status import status
from service.wiring import Service, open_service
from store import suppressions
from store.cases.decisions import rule
from tests.mailer.smtp_stage import Answer, Talk, obliging, stage
from tests.service.correspondence import STUDY
from tests.service.installed import LIST, at, contacts_csv, letters, maildirs, make, write_settings
from tests.service.preparing import prepared_letters
from tests.service.sending.test_kills import Nursery

PERSON = "person0@member0.example"


@contextmanager
def sending(home: Path, answer: Answer, organisations: int = 1, connections: int = 8) -> Iterator[Service]:
    """Open an installation whose letters go to a server that does what the test says."""
    make(home, organisations)
    with stage(answer) as server:
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nconnections = {connections}\ntimeout = 1'
        write_settings(home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'})
        with open_service(config.load(home, {})) as service:
            yield service


def but(verb: str, reply: Callable[[str], bytes | None]) -> Answer:
    """Return a server that takes everything, apart from what it says to one verb."""

    def answer(talk: Talk, line: str) -> bytes | None:
        return reply(line) if line.partition(" ")[0].upper() == verb else obliging(talk, line)

    return answer


def waits(service: Service) -> tuple[Waiting, ...]:
    """Return what waits for a person."""
    with service.store.reading() as tx:
        return waiting(tx)


def case_of(service: Service, day: str) -> InvitedOrganisation:
    """Return how the one organisation stands."""
    with service.store.reading() as tx:
        return census(tx, require_running(service, tx, STUDY), at(day))["ORG000"]


def states(home: Path) -> list[DeliveryState]:
    """Return the states of the letters to the one organisation."""
    return [one.state for one in letters(home) if one.address == PERSON]


def test_the_server_refuses_the_sender(tmp_path: Path) -> None:
    """The server refuses the sender while connecting, at MAIL, or by a code that is about senders: its letters wait until it is mended."""
    refused = [True]
    answer = but("MAIL", lambda _: b"554 5.7.1 not you\r\n" if refused[0] else b"250 OK\r\n")
    with sending(tmp_path, answer) as service:
        tick(service, at("02-10"))
        assert states(tmp_path) == [DeliveryState.DEFERRED]
        (line,) = waits(service)
        assert (line.kind, line.options) == (CaseKind.HALTED, ("resend", "reject"))
        assert case_of(service, "02-10").standing is Standing.SILENT
        refused[0] = False
        tick(service, at("02-10", 11))
        assert states(tmp_path) == [DeliveryState.SENT]
        assert not waits(service)


def test_the_connection_breaks_before_the_content(tmp_path: Path) -> None:
    """The connection breaks before the content began: the letter is deferred, and tried again five minutes later."""
    broken = [True]
    with sending(tmp_path, but("DATA", lambda _: None if broken[0] else b"354 go on\r\n")) as service:
        tick(service, at("02-10"))
        assert states(tmp_path) == [DeliveryState.DEFERRED]
        assert not waits(service)
        broken[0] = False
        tick(service, at("02-10", 11))
        assert states(tmp_path) == [DeliveryState.SENT]


def test_the_connection_breaks_after_the_content(tmp_path: Path) -> None:
    """The connection breaks after the content began: the letter is uncertain, waits to be settled, and is not sent again."""
    with sending(tmp_path, but("CONTENT", lambda _: None)) as service:
        tick(service, at("02-10"))
        tick(service, at("02-10", 11))
        assert states(tmp_path) == [DeliveryState.UNCERTAIN]
        (line,) = waits(service)
        assert (line.kind, line.organisation, line.options) == (CaseKind.LETTER, "ORG000", ("arrived", "resend"))
        assert str(line.id).startswith("letter-")


@pytest.mark.parametrize("fault", ["cuts", "hangs"])
def test_the_server_takes_letters_without_a_word(tmp_path: Path, fault: str) -> None:
    """The server takes letters without a word, as many in a row as there are connections: the study pauses itself, and says why.

    Nothing is sent until a person lets it go on. Where the server is not mended, the next letter in doubt pauses it again. In the end
    each letter was taken once.
    """
    mended, taken = threading.Event(), list[str]()  # What several threads append to loses nothing; what they count does.
    ended = threading.Event()

    def content(sender: str) -> bytes | None:
        if not mended.is_set():
            if fault == "hangs":
                ended.wait(300)
            return None
        taken.append(sender)
        return b"250 OK\r\n"

    with sending(tmp_path, but("CONTENT", content), 40, connections=4) as service:
        report = tick(service, at("02-10"))
        doubts = Counter(one.state for one in letters(tmp_path))
        assert set(doubts) == {DeliveryState.UNCERTAIN, DeliveryState.QUEUED}
        assert 4 <= doubts[DeliveryState.UNCERTAIN] < 8
        (case,) = (one for one in waits(service) if one.kind is CaseKind.STALLED)
        assert case.options == ("resume",)
        assert "4 letters in a row" in " ".join(case.reasons)
        assert any("is paused" in one for one in report.problems)
        with service.store.reading() as tx:
            found = require_running(service, tx, STUDY)
            assert "4 letters in a row" in status(tx, found, at("02-10"))["paused_because"]
        (told,) = (one for one in doctor.examine(service, at("02-10")) if one.what == "outbox")
        assert not told.well
        assert "4 letters in a row" in told.found
        tick(service, at("02-10", 11))
        assert Counter(one.state for one in letters(tmp_path)) == doubts
        decide(service, Deciding(case=str(case.id), what="resume", by="staff"), at("02-10", 12))
        tick(service, at("02-10", 12))
        again = Counter(one.state for one in letters(tmp_path))[DeliveryState.UNCERTAIN] - doubts[DeliveryState.UNCERTAIN]
        assert 1 <= again <= 4 + 3
        mended.set()
        ended.set()
        resend = Settling(what=Decision.RESEND, by="staff")
        assert settle_all(service, resend, at("02-10", 13)).in_doubt == 0
        pause(service, STUDY, False, at("02-10", 13), by="staff")
        assert not waits(service)
        tick(service, at("02-10", 14))
        (told,) = (one for one in doctor.examine(service, at("02-10", 14)) if one.what == "outbox")
        assert told.well
    assert set(Counter(one.state for one in letters(tmp_path))) == {DeliveryState.SENT}
    assert len(taken) == len(letters(tmp_path))


def test_the_server_says_that_an_address_does_not_exist(tmp_path: Path) -> None:
    """The server says that an address does not exist: the letter is rejected, and the address is not written to again."""
    with sending(tmp_path, but("RCPT", lambda _: b"550 5.1.1 no such user\r\n")) as service:
        tick(service, at("02-10"))
        assert states(tmp_path) == [DeliveryState.REJECTED]
        with service.store.reading() as tx:
            assert [one.why for one in suppressions.suppressed(tx, [PERSON]).values()] == [Stopped.NO_SUCH_MAILBOX]
        tick(service, at("02-20"))
        assert states(tmp_path) == [DeliveryState.REJECTED, DeliveryState.REJECTED]  # The second is the probe.
        assert case_of(service, "02-20").standing is Standing.UNDELIVERABLE


def test_a_question_that_cannot_be_passed_on(tmp_path: Path) -> None:
    """A question that cannot be passed on: it is a case with a number, and its organisation is not reminded meanwhile."""
    contact = b"550 5.7.1 not you\r\n"
    with sending(tmp_path, but("RCPT", lambda line: b"250 OK\r\n" if PERSON in line else contact)) as service:
        tick(service, at("02-10"))
        question = EmailMessage()
        question["From"], question["To"], question["Subject"] = PERSON, "cybercrime.study@unodc.example", "Question 1.1"
        question.set_content("Which year is meant?")
        (tmp_path / "inbox" / "new" / "1.question").write_bytes(question.as_bytes())
        tick(service, at("02-11"))
        (line,) = (one for one in waits(service) if one.kind is CaseKind.UNSENT and one.organisation)
        assert (line.organisation, line.options) == ("ORG000", ("reject",))
        assert "a question passed on" in line.reasons[0].lower()
        assert case_of(service, "02-11").owes is Owes.NOTHING
        decide(service, Deciding(case=str(line.id), what="reject", by="staff"), at("02-12"))
        assert case_of(service, "02-18").owes is Owes.NOTHING
        assert case_of(service, "02-19").owes is Owes.ANSWER


def test_the_program_is_killed_after_it_recorded_sending(tmp_path: Path) -> None:
    """The program is killed after it recorded `sending`: the letter is uncertain when it starts again."""
    make(tmp_path, 1)
    nursery = Nursery()
    try:
        assert nursery.tick(tmp_path, at("02-10"), "store.after_sending:1")[0] == -signal.SIGKILL
        assert states(tmp_path) == [DeliveryState.SENDING]
        assert nursery.tick(tmp_path, at("02-10"))[0] == 0
    finally:
        nursery.close()
    assert states(tmp_path) == [DeliveryState.UNCERTAIN]


def test_a_mailing_that_is_too_late(tmp_path: Path) -> None:
    """A mailing that is too late, or of which a letter cannot be made: it is a case with a number, and is sent when a person says so."""
    make(tmp_path, 1)
    with open_service(config.load(tmp_path, {})) as service:
        tick(service, at("02-20"))
        (late,) = waits(service)
        assert (late.kind, late.options) == (CaseKind.MAILING, ("send", "skip"))
        assert [one.mailing for one in letters(tmp_path) if one.address == PERSON] == ["questionnaire"]
        decide(service, Deciding(case=str(late.id), what="send", by="staff", live=True), at("02-21"))
        assert not waits(service)
    assert sorted(str(one.mailing) for one in letters(tmp_path) if one.address == PERSON) == ["circular", "questionnaire"]
    assert set(states(tmp_path)) == {DeliveryState.SENT}


def test_a_mailing_is_due_and_nobody_is_on_the_list(tmp_path: Path) -> None:
    """A mailing is due, and nobody is on the contact list: it is held, and leaves once the list is loaded."""
    install(tmp_path)
    maildirs(tmp_path)
    with open_service(config.load(tmp_path, {})) as service:
        apply(service, SAMPLE, at("02-01"), by="staff")
        report = tick(service, at("02-10"))
        assert (report.planned, len(report.held)) == ({}, 1)
        assert "is empty" in report.held[0]
        (tmp_path / "people.csv").write_bytes(contacts_csv(2))
        load_file(service, tmp_path / "people.csv", LIST, {}, store=True)
        assert tick(service, at("02-10", 13)).planned == {"circular": 2}
        with service.store.reading() as tx:
            assert not waiting(tx, SAMPLE)


def test_the_mailbox_does_not_answer(tmp_path: Path) -> None:
    """The mailbox does not answer: what goes to all leaves, and nobody is reminded until it answers, though the letter be planned."""
    make(tmp_path, 1)
    inbox, away = tmp_path / "inbox", tmp_path / "away"
    inbox.rename(away)
    with open_service(config.load(tmp_path, {})) as service:
        for day in ("02-10", "02-20", "03-26"):
            assert tick(service, at(day)).problems, day
        assert [one.mailing for one in letters(tmp_path) if one.address == PERSON] == ["circular", "questionnaire"]
        with service.store.transaction() as tx:
            study = require_running(service, tx, STUDY)
        prepared = prepared_letters(service, study, study.study.mailing("reminder"), at("03-26"))
        with service.store.transaction() as tx:
            put_out(tx, study, prepared, rule("timetable"), at("03-26"))
        tick(service, at("03-26", 11))
        assert states(tmp_path) == [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.QUEUED]
        away.rename(inbox)
        assert not tick(service, at("03-26", 12)).problems
    assert states(tmp_path) == [DeliveryState.SENT] * 3
