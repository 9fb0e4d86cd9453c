"""Each sender of a study may have a transport of its own: its connections, its halt and its name in the ledger; the other goes on."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast
from unittest.mock import patch

import pytest
from sqlalchemy import event

from domain.errors import ConfigurationError, StoreError
from domain.letter import DeliveryState, Envelope, Outcome, Verdict
from domain.ports import Journal
from mailer.transports.desk import Desk
from mailer.transports.maildir import MaildirTransportSettings, open_maildir
from service.authoring.drafts import apply, draft
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.rehearse import Log
from service.mailings.trial import send_test
from service.operation.doctor import examine
from service.sending.send import send_due
from service.sending.sending_journal import JudgedVerdicts, SendingJournal, TransportFacts, record_together
from service.sending.side_by_side import Sending, side_by_side
from service.studies.running import require_running
from service.views.status import status
from service.wiring import open_service
from store import Transaction, outbox
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.mailer.test_transports import letter
from tests.service.installed import at, letters, make, write_settings
from tests.service.refusing import Server, halted, sending
from tests.service.two_transports import NAME, NOW, choose_transport, put_out_both, settle_on, states_of, two_agencies

MEMBERS = sorted(f"person{number}@member{number}.example" for number in range(12))


@pytest.fixture
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what one transport tells wait until the other tells something too, however slow the machine is."""
    monkeypatch.setattr("service.sending.side_by_side._MOMENT", 20.0)


def transports_of(home: Path, mailing: str) -> set[str | None]:
    """Return the transports by which the letters of a mailing were tried, as the ledger has them."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        return {one.transport for one in outbox.attempts(tx, [one.id for one in letters(home) if one.mailing == mailing])}


def test_each_sender_sends_through_its_own_server_and_the_ledger_names_it(tmp_path: Path) -> None:
    """In one pass, everybody gets the circular from the one server and the questionnaire from the other, each once."""
    first, second = Server(), Server()
    with two_agencies(tmp_path, first, second) as (service, one, other):
        sent = send_due(service, NOW)
        assert sent.outcomes["sent"] == 24
        assert not sent.problems
        assert (len({talk.number for talk in one.talks}), len({talk.number for talk in other.talks})) == (
            3,
            4,
        )  # The first of each was asked for its SIZE.
    assert sorted(first.taken) == sorted(second.taken) == MEMBERS
    assert transports_of(tmp_path, "circular") == {"default"}
    assert transports_of(tmp_path, "questionnaire") == {NAME}


def test_a_sender_that_is_refused_does_not_stop_the_other(tmp_path: Path) -> None:
    """What the refused one sends waits, with a case; what the other sends arrives, then and later; once it is mended all arrive once."""
    first, second = Server(MAIL=b"554 5.7.1 Sender not allowed\r\n"), Server()
    with two_agencies(tmp_path, first, second) as (service, _, _):
        send_due(service, NOW)
        assert sorted(second.taken) == MEMBERS
        assert DeliveryState.SENT not in states_of(tmp_path, "circular")
        (case,) = halted(service)
        assert "itu" in case.reasons[0]
        with service.store.reading() as tx:
            (waits,) = status(tx, require_running(service, tx, SAMPLE), NOW)["halted"]
        assert "itu" in waits
        first.refused = {}
        send_due(service, at("02-20", 11))
        assert not halted(service)
    assert sorted(first.taken) == sorted(second.taken) == MEMBERS


def test_a_server_that_is_away_does_not_stop_the_other(tmp_path: Path) -> None:
    """Its letters wait for it, and use up nothing of their time."""
    first, second = Server(GREETING=b"421 4.3.2 Shutting down\r\n"), Server()
    with two_agencies(tmp_path, first, second) as (service, _, _):
        send_due(service, NOW)
        assert sorted(second.taken) == MEMBERS
        assert states_of(tmp_path, "circular") == {DeliveryState.DEFERRED}
        first.refused = {}
        send_due(service, at("02-20", 11))
    assert sorted(first.taken) == MEMBERS


def test_a_server_that_hangs_keeps_nothing_of_the_other_back(tmp_path: Path) -> None:
    """While the one is silent, every letter of the other leaves; the silent one is heard of only then."""
    second = Server()

    class Waiting(Server):
        def answer(self, talk: Talk, line: str) -> bytes | None:
            while line.startswith("MAIL") and len(second.taken) < len(MEMBERS):
                time.sleep(0.01)
            return super().answer(talk, line)

    first = Waiting()
    with two_agencies(tmp_path, first, second) as (service, _, _):
        assert send_due(service, NOW).outcomes["sent"] == 24
    assert sorted(first.taken) == sorted(second.taken) == MEMBERS


def test_a_server_that_takes_letters_without_a_word_is_found_out_beside_one_that_works(tmp_path: Path) -> None:
    """The row of letters in doubt is counted for each transport: what the other takes meanwhile does not break it."""
    first, second = Server(), Server()
    first.answer = lambda talk, line: None if line == "CONTENT" else obliging(talk, line)  # type: ignore[method-assign]
    with two_agencies(tmp_path, first, second) as (service, _, _):
        told = send_due(service, NOW).problems
    assert any(f"{SAMPLE} is paused" in one for one in told)
    doubtful = [one for one in letters(tmp_path) if one.state is DeliveryState.UNCERTAIN]
    assert {one.mailing for one in doubtful} == {"circular"}
    assert len(doubtful) <= 4  # Two connections, and none begins another once the row was seen.


def test_a_transport_that_is_not_set_lets_its_letters_wait_and_no_others(tmp_path: Path) -> None:
    """Somebody removed the table after the study was applied: it is told, and put right when the table is there again."""
    first, second = Server(), Server()
    with two_agencies(tmp_path, first, second) as (service, _, _):
        kept = service.installation.transports
        service.installation = replace(service.installation, transports={})
        (told,) = send_due(service, NOW).problems
        assert told.startswith("Letters wait.")
        assert f"[transports.{NAME}]" in told
        assert states_of(tmp_path, "questionnaire") == {DeliveryState.QUEUED}
        assert sorted(first.taken) == MEMBERS
        service.installation = replace(service.installation, transports=kept)
        assert not send_due(service, NOW).problems
    assert sorted(second.taken) == MEMBERS


def test_a_disk_that_is_full_ends_both_and_nothing_is_sent_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error reaches whoever sends; the letters that were begun are in doubt or wait, and the others leave later."""
    first, second = Server(), Server()
    with two_agencies(tmp_path, first, second) as (service, _, _):
        record, calls = outbox.record_verdicts, Counter[str]()

        def full(*given: object) -> None:
            calls["verdicts"] += 1
            if calls["verdicts"] > 3:
                raise StoreError("The disk is full.")
            record(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(outbox, "record_verdicts", full)
        with pytest.raises(StoreError):
            send_due(service, NOW)
        monkeypatch.undo()
        send_due(service, NOW)
    for server in (first, second):
        assert max(Counter(server.taken).values()) == 1
    assert {one.state for one in letters(tmp_path)} <= {DeliveryState.SENT, DeliveryState.UNCERTAIN}


@pytest.mark.usefixtures("_no_hurry")
def test_what_two_transports_tell_shares_a_commit_and_verdicts_are_written_before_any_letter_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes verdicts locks in this order everywhere; with a commit for each, two accounts would wait for the disk twice as often."""
    told: list[list[str]] = []
    commits: list[object] = []

    def noted(what: Sequence[TransportFacts]) -> list[frozenset[int]]:
        before = len(commits)
        told.append([])
        begun = record_together(what)
        assert len(commits) - before <= 1
        told[-1].append(f"from {len(what)}")
        return begun

    said, begun_ = SendingJournal.said, SendingJournal.begun

    def noting_said(log: SendingJournal, tx: Transaction, verdicts: Sequence[Verdict]) -> JudgedVerdicts:
        told[-1].append("said")
        return said(log, tx, verdicts)

    def noting_begun(log: SendingJournal, tx: Transaction, letter_ids: Sequence[int]) -> dict[int, int]:
        told[-1].append("begun")
        return begun_(log, tx, letter_ids)

    monkeypatch.setattr(SendingJournal, "said", noting_said)
    monkeypatch.setattr(SendingJournal, "begun", noting_begun)
    monkeypatch.setattr("service.sending.side_by_side.record_together", noted)
    first, second = Server(), Server()
    with two_agencies(tmp_path, first, second, organisations=24) as (service, _, _):
        event.listen(service.store.engine, "commit", commits.append)
        assert send_due(service, NOW).outcomes["sent"] == 48
    assert any(one[-1] == "from 2" and "said" in one and "begun" in one for one in told)
    assert all(one[:-1] == sorted(one[:-1], reverse=True) for one in told)


@pytest.mark.usefixtures("_no_hurry")
def test_where_the_disk_has_no_room_for_what_one_transport_brings_neither_begins_and_the_verdicts_of_both_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter that was begun in the same commit, and then left alone since the other failed, would be in doubt for nothing."""
    full: list[TransportFacts] = []

    def kept(what: Sequence[TransportFacts]) -> list[frozenset[int]]:
        if len(what) < 2:
            return record_together(what)
        assert not any(one.verdicts for one in what)  # Both have drawn as many as they have room for, and begin with their first ones.
        record_together([TransportFacts(one.log, [], one.beginning[:1]) for one in what])
        for one in what:
            first, *others = [*one.beginning, *(one.log.under_way.keys() - set(one.beginning))]
            taken = Verdict(letter_id=first, outcome=Outcome.SENT, stage="data", code=250, text="taken")
            full.append(TransportFacts(one.log, [taken], others))
        assert all(one.beginning for one in full)
        error = StoreError("The disk is full.", where="archive", remedy="Make room.")
        with patch.object(what[0].log.service.store.archive, "keep", side_effect=error):
            return record_together(full)

    monkeypatch.setattr("service.sending.side_by_side.record_together", kept)
    with two_agencies(tmp_path, Server(), Server(), organisations=24) as (service, _, _):
        with pytest.raises(StoreError, match="The disk is full"):
            send_due(service, NOW)
        with service.store.reading() as tx:
            found = {one.id: one.state for one in outbox.in_states(tx, list(DeliveryState))}
    assert {found[verdict.letter_id] for one in full for verdict in one.verdicts} == {DeliveryState.SENT}
    assert {found[number] for one in full for number in one.beginning} == {DeliveryState.QUEUED}


def test_a_test_letter_leaves_by_the_transport_of_its_sender(tmp_path: Path) -> None:
    """Whoever tries the questionnaire tries the server that it will go through."""
    first, second = Server(), Server()
    with two_agencies(tmp_path, first, second) as (service, _, _):
        with service.store.reading() as tx:
            running = require_running(service, tx, SAMPLE)
        (one,) = send_test(service, running, running.study.mailing("questionnaire"), "me@agency.example", NOW, ["ORG001"])
        assert one.outcome is Outcome.SENT
    assert (first.taken, second.taken) == ([], ["me@agency.example"])


def test_doctor_looks_at_every_transport(tmp_path: Path) -> None:
    """By its name, each by itself."""
    first, second = Server(), Server(GREETING=b"554 5.7.1 No SMTP service here\r\n")
    with two_agencies(tmp_path, first, second) as (service, _, other):
        found = {one.what: one for one in examine(service, NOW)}
        assert found["transport"].well
        assert not found[f"transport {NAME}"].well
        assert str(other.port) in found[f"transport {NAME}"].found


def test_a_sender_that_names_no_transport_of_the_installation_is_refused_with_the_nearest(tmp_path: Path) -> None:
    """It is told when the study is checked or applied, and not when the mailing is due."""
    make(tmp_path, 1)
    settle_on(tmp_path, 'kind = "maildir"\npath = "out"', 'kind = "maildir"\npath = "other"')
    choose_transport(tmp_path, "unocd")
    text = (tmp_path / "studies" / SAMPLE / "study.toml").read_text().replace(f'transport = "{NAME}"\n', "")
    (tmp_path / "studies" / SAMPLE / "study.toml").write_text(text)
    with open_service(config.load(tmp_path, {})) as service:
        for verb in (lambda: draft(service, SAMPLE), lambda: apply(service, SAMPLE, NOW, by="staff")):
            with pytest.raises(ConfigurationError, match=r"'unocd' is not known here.*Did you mean 'unodc'") as error:
                verb()
            assert error.value.where == f"study.toml [senders.{NAME}] transport"


@pytest.mark.parametrize("name", ["default", "Itu", "i_tu", '"é"', '""'])
def test_a_transport_has_a_name_of_which_a_variable_can_be_made(tmp_path: Path, name: str) -> None:
    """Small letters, digits and hyphens; the plain table is called `default` already."""
    write_settings(tmp_path, {f"transports.{name}": 'kind = "maildir"\npath = "out"'})
    with pytest.raises(ConfigurationError, match="cannot be the name of a transport"):
        config.load(tmp_path, {})


def test_the_password_of_a_transport_has_a_variable_of_its_own(tmp_path: Path) -> None:
    """COUNTERFOIL_SMTP_ITU_EAST_PASSWORD is that of [transports.itu-east], and no other's; none may stand in the file."""
    asked = []

    def answer(talk: Talk, line: str) -> bytes | None:
        asked.append(line)
        if line.startswith("EHLO"):
            return b"250-stage\r\n250 AUTH PLAIN\r\n"
        return b"235 welcome\r\n" if line.startswith("AUTH") else obliging(talk, line)

    with stage(answer) as shown:
        named = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {shown.port}\nsecurity = "none"\nuser = "east"'
        write_settings(tmp_path, {"transport": 'kind = "maildir"\npath = "out"', "transports.itu-east": named})
        passwords = {"COUNTERFOIL_SMTP_PASSWORD": "wrong", "COUNTERFOIL_SMTP_ITU_EAST_PASSWORD": "right"}
        config.load(tmp_path, passwords).transports["itu-east"]().probe()
    assert [line for line in asked if line.startswith("AUTH")] == ["AUTH PLAIN AGVhc3QAcmlnaHQ="]
    write_settings(tmp_path, {"transports.itu-east": f'{named}\npassword = "x"'})
    with pytest.raises(ConfigurationError, match="COUNTERFOIL_SMTP_ITU_EAST_PASSWORD"):
        config.load(tmp_path, {})


def test_while_letters_are_sent_no_thread_keeps_the_others_waiting_and_afterwards_it_is_as_it_was(tmp_path: Path) -> None:
    """Python lets one thread go on for five milliseconds, in which a connection could have been served ten times; also where one fails."""
    usual, seen = sys.getswitchinterval(), list[float]()

    def noting() -> Iterator[Envelope]:
        seen.append(sys.getswitchinterval())
        yield letter(1)
        raise ZeroDivisionError

    to_a_folder = Sending(open_maildir(MaildirTransportSettings(path=str(tmp_path / "out"))), [noting()], cast("SendingJournal", Log()))
    with pytest.raises(ZeroDivisionError):
        side_by_side([to_a_folder])
    assert seen == [pytest.approx(0.001)]
    assert sys.getswitchinterval() == usual


class Parking(Server):
    """Keeps one connection waiting for the word that its letter is taken, and another for the word that its next may begin."""

    def __init__(self) -> None:
        super().__init__()
        self.parked: dict[str, int] = {}
        self.gone_on = threading.Event()
        self._meeting = threading.Lock()

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Answer one line, or keep the one that is to wait."""
        verb = line.partition(" ")[0].upper()
        with self._meeting:
            parks = verb in {"CONTENT", "RCPT"} and verb not in self.parked and talk.number not in self.parked.values()
            if parks and (verb == "CONTENT" or "CONTENT" in self.parked):
                self.parked[verb] = talk.number
            else:
                parks = False
        if parks:
            self.gone_on.wait()
        return super().answer(talk, line)

    def let_go(self, desk: Desk) -> None:
        """Once both wait, let them go on, and return when both have told what they know."""
        if len(self.parked) == 2 and not self.gone_on.is_set():
            self.gone_on.set()
            while desk._told.qsize() < 2:
                time.sleep(0.001)


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> list[Desk]:
    """Return the desks by which letters are sent, the last one last."""
    served: list[Desk] = []
    serve = Desk.serve

    def noted(desk: Desk, envelopes: Iterable[Envelope], journal: Journal) -> None:
        served.append(desk)
        serve(desk, envelopes, journal)

    monkeypatch.setattr(Desk, "serve", noted)
    return served


def test_what_became_of_letters_and_which_begin_share_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desks: list[Desk]) -> None:
    """While one commit is made, the verdicts of some connections and the beginnings of others gather; the next is for all of them."""
    commits: list[object] = []
    calls: list[tuple[bool, int]] = []
    record = SendingJournal.record
    server = Parking()

    def counted(
        log: SendingJournal, verdicts: Sequence[Verdict], beginning: Sequence[int], meanwhile: Callable[[], bool]
    ) -> frozenset[int]:
        before = len(commits)
        server.let_go(desks[-1])
        ours = record(log, verdicts, beginning, meanwhile)
        calls.append((bool(verdicts and beginning), len(commits) - before))
        return ours

    monkeypatch.setattr(SendingJournal, "record", counted)
    with sending(tmp_path, server, organisations=40, connections=4) as (service, _):
        put_out_both(service)
        event.listen(service.store.engine, "commit", commits.append)
        assert send_due(service, NOW).outcomes["sent"] == 80
    assert {number for _, number in calls} == {1}
    assert any(both for both, _ in calls)


def test_a_verdict_stays_though_the_disk_has_no_room_for_what_the_next_letter_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desks: list[Desk]
) -> None:
    """Both are written down together; a letter that the server has taken comes into no doubt for that."""
    full: list[int] = []
    record = SendingJournal.record
    server = Parking()

    def recorded(
        log: SendingJournal, verdicts: Sequence[Verdict], beginning: Sequence[int], meanwhile: Callable[[], bool]
    ) -> frozenset[int]:
        server.let_go(desks[-1])
        if not (verdicts and beginning):
            return record(log, verdicts, beginning, meanwhile)
        full.extend(one.letter_id for one in verdicts)
        raise_full = patch.object(
            log.service.store.archive, "keep", side_effect=StoreError("The disk is full.", where="archive", remedy="Make room.")
        )
        with raise_full:
            return record(log, verdicts, beginning, meanwhile)

    monkeypatch.setattr(SendingJournal, "record", recorded)
    with sending(tmp_path, server, organisations=40, connections=4) as (service, _):
        put_out_both(service)
        with pytest.raises(StoreError, match="The disk is full"):
            send_due(service, NOW)
        with service.store.reading() as tx:
            found = {one.id: one.state for one in outbox.in_states(tx, list(DeliveryState))}
    assert full
    assert {found[one] for one in full} == {DeliveryState.SENT}
