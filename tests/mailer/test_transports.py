"""Every transport passes the same tests: SMTP in the clear, with STARTTLS and with TLS, and a Maildir."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiosmtplib.protocol
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from demo.servers import Accepted, Servers
from domain.errors import ConfigurationError
from domain.letter import Envelope, Outcome, Route, Shared, Verdict
from domain.ports import Transport
from mailer.transports import transports, wire
from settings.reading import read
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.servers import free_port, smtp_sink

WORKBOOK = Shared.of(b"UEsDBBQ=\r\n" * 200)


@dataclass(kw_only=True)
class Diary:
    """A journal that remembers the order of things, and in which thread it was told."""

    pause: float = 0.0
    anothers: frozenset[int] = frozenset()
    told: list[tuple[str, Any]] = field(default_factory=list)
    calls: int = 0
    of_both: int = 0
    threads: set[int] = field(default_factory=set)

    def record(self, verdicts: Sequence[Verdict], beginning: Sequence[int], _meanwhile: Callable[[], bool] | None = None) -> frozenset[int]:
        """Note all that is told at once."""
        assert verdicts or beginning, "an empty call would be an empty commit"
        self.calls += 1
        self.of_both += bool(verdicts and beginning)
        time.sleep(self.pause)
        if verdicts:
            self.verdicts(verdicts)
        return self.sending(beginning)

    def sending(self, letter_ids: Sequence[int]) -> frozenset[int]:
        """Note that the content is about to begin, but for the letters that are another's."""
        ours = frozenset(letter_ids) - self.anothers
        self._note([("sending", letter_id) for letter_id in letter_ids if letter_id in ours])
        return ours

    def verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Note the verdicts."""
        self._note([("verdict", verdict) for verdict in verdicts])

    def _note(self, facts: list[tuple[str, Any]]) -> None:
        self.threads.add(threading.get_ident())
        self.told += facts

    @property
    def all(self) -> dict[int, Verdict]:
        """Return the verdicts by letter; each has exactly one."""
        verdicts = [fact for kind, fact in self.told if kind == "verdict"]
        assert len({verdict.letter_id for verdict in verdicts}) == len(verdicts)
        return {verdict.letter_id: verdict for verdict in verdicts}

    def most_in_doubt(self) -> int:
        """Return how many letters were at most between `sending` and their verdict."""
        open_now: set[int] = set()
        most = 0
        for kind, fact in self.told:
            open_now = open_now | {fact} if kind == "sending" else open_now - {fact.letter_id}
            most = max(most, len(open_now))
        return most


def letter(number: int, rcpt_to: str = "", mail_from: str = "study+btag@agency.test", body: bytes = b"Dear Sir,\r\n") -> Envelope:
    """Return a letter of three pieces."""
    head = b"From: study@agency.test\r\nMessage-ID: <%d@agency.test>\r\n\r\n" % number
    return Envelope(
        letter_id=number,
        mail_from=mail_from,
        rcpt_to=rcpt_to or f"r{number}@member.test",
        pieces=(head + body, WORKBOOK, b"--end--\r\n"),
    )


def letters(count: int) -> list[Envelope]:
    """Return letters numbered from 1."""
    return [letter(number) for number in range(1, count + 1)]


def opened(kind: str, settings: Mapping[str, object]) -> Transport:
    """Open a transport as the section of the settings says it."""
    plugin = transports()[kind]
    made: Transport = plugin.open(read(plugin.settings, settings, "[transport]"))
    return made


def smtp(port: int, **settings: object) -> Transport:
    """Return a transport to a server in the clear on this machine."""
    defaults = {"host": "127.0.0.1", "port": port, "security": "none", "connections": 4, "timeout": 5, "local_hostname": "agency.test"}
    return opened("smtp", defaults | settings)


def sent(transport: Transport, *envelopes: Envelope, diary: Diary | None = None) -> dict[int, Verdict]:
    """Send the letters and return their verdicts."""
    diary = diary or Diary()
    transport.send(envelopes, diary)
    transport.close()
    return diary.all


class TransportContract:
    """What every transport does."""

    def test_every_letter_arrives_once_with_its_bytes_and_is_told_as_sent(
        self, transport: Transport, received: Callable[[], list[bytes]]
    ) -> None:
        """Every letter arrives once with its bytes and is told as sent."""
        odd = letter(8, body=b".\r\n..\r\n.dot at a line's start\r\n\r\n.")
        verdicts = sent(transport, *letters(7), odd)
        assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}
        assert sorted(received()) == sorted(envelope.data for envelope in [*letters(7), odd])

    def test_no_letters_are_no_work(self, transport: Transport) -> None:
        """No letters are no work."""
        assert sent(transport) == {}

    def test_the_journal_knows_of_each_letter_before_it_leaves_and_is_told_in_the_callers_thread(
        self, transport: Transport, received: Callable[[], list[bytes]]
    ) -> None:
        """The journal knows of each letter before it leaves and is told in the caller's thread."""
        arrived_before_told: list[int] = []

        class Watching(Diary):
            def sending(self, letter_ids: Sequence[int]) -> frozenset[int]:
                here = b"".join(received())
                arrived_before_told.extend(letter_id for letter_id in letter_ids if b"<%d@agency.test>" % letter_id in here)
                return super().sending(letter_ids)

        diary = Watching()
        sent(transport, *letters(10), diary=diary)
        assert arrived_before_told == []
        assert diary.threads == {threading.get_ident()}
        for number in range(1, 11):
            kinds = [kind for kind, fact in diary.told if fact == number or (isinstance(fact, Verdict) and fact.letter_id == number)]
            assert kinds == ["sending", "verdict"]

    def test_letters_are_drawn_only_when_there_is_room_and_at_most_one_a_connection_is_in_doubt(self, transport: Transport) -> None:
        """Letters are drawn only when there is room and at most one a connection is in doubt."""
        diary = Diary()
        ahead: list[int] = []

        def drawn() -> Iterator[Envelope]:
            for envelope in letters(40):
                ahead.append(envelope.letter_id - len(diary.all))
                yield envelope

        transport.send(drawn(), diary)
        assert len(diary.all) == 40
        assert max(ahead) <= 8
        assert diary.most_in_doubt() <= 4

    def test_a_letter_that_is_anothers_is_not_sent_and_has_no_verdict(
        self, transport: Transport, received: Callable[[], list[bytes]]
    ) -> None:
        """A letter that is another's is not sent and has no verdict; the others go on, however many there are."""
        diary = Diary(anothers=frozenset({*range(1, 20), 25, 40}))
        transport.send(letters(40), diary)
        ours = [envelope for envelope in letters(40) if envelope.letter_id not in diary.anothers]
        assert set(diary.all) == {envelope.letter_id for envelope in ours}
        assert {verdict.outcome for verdict in diary.all.values()} == {Outcome.SENT}
        assert sorted(received()) == sorted(envelope.data for envelope in ours)

    def test_when_a_letter_cannot_be_made_those_in_hand_are_finished_and_the_error_goes_on(self, transport: Transport) -> None:
        """When a letter cannot be made those in hand are finished and the error goes on."""

        def failing() -> Iterator[Envelope]:
            yield from letters(3)
            raise ZeroDivisionError

        diary = Diary()
        with pytest.raises(ZeroDivisionError):
            transport.send(failing(), diary)
        assert {verdict.outcome for verdict in diary.all.values()} == {Outcome.SENT}
        assert set(diary.all) == {1, 2, 3}

    def test_when_the_journal_fails_the_error_goes_on_and_nothing_hangs(self, transport: Transport) -> None:
        """When the journal fails the error goes on and nothing hangs."""

        class Full(Diary):
            def verdicts(self, verdicts: Sequence[Verdict]) -> None:
                raise OSError(f"the disk is full, and {len(verdicts)} verdicts are lost")

        with pytest.raises(OSError, match="the disk is full"):
            transport.send(letters(20), Full())

    def test_it_sends_again_after_a_pause(self, transport: Transport, received: Callable[[], list[bytes]]) -> None:
        """It sends again after a pause."""
        diary = Diary()
        transport.send([letter(1)], diary)
        transport.send([letter(2)], diary)
        assert len(received()) == 2
        assert len(diary.all) == 2


class TestMaildir(TransportContract):
    """A Maildir on disk."""

    @pytest.fixture
    def transport(self, tmp_path: Path) -> Transport:
        """Lend a transport to the server."""
        return opened("maildir", {"path": str(tmp_path / "rehearsal")})

    @pytest.fixture
    def received(self, tmp_path: Path) -> Callable[[], list[bytes]]:
        """Lend a way to see the messages that arrived."""

        def files() -> list[bytes]:
            return [file.read_bytes().split(b"\r\n", 2)[2] for file in (tmp_path / "rehearsal" / "new").glob("*")]

        return files

    def test_the_same_letter_twice_is_one_file_even_when_it_was_read(self, transport: Transport, tmp_path: Path) -> None:
        """The same letter twice is one file even when it was read."""
        folder = tmp_path / "rehearsal"
        sent(transport, letter(1), letter(2))
        sent(transport, letter(1))
        assert len(list((folder / "new").iterdir())) == 2
        for file in (folder / "new").iterdir():
            file.rename(folder / "cur" / f"{file.name}:2,S")
        sent(transport, letter(1), letter(2))
        assert [list((folder / part).iterdir()) for part in ("new", "tmp")] == [[], []]
        assert len(list((folder / "cur").iterdir())) == 2

    def test_the_envelope_stands_above_the_message_as_a_delivery_agent_writes_it(self, transport: Transport, tmp_path: Path) -> None:
        """The envelope stands above the message as a delivery agent writes it."""
        sent(transport, letter(1))
        [file] = (tmp_path / "rehearsal" / "new").iterdir()
        assert file.read_bytes().startswith(b"Return-Path: <study+btag@agency.test>\r\nDelivered-To: r1@member.test\r\n")

    def test_the_way_is_the_folder(self, transport: Transport, tmp_path: Path) -> None:
        """The way is the folder: nobody logs in, and there is no TLS."""
        assert sent(transport, letter(1))[1].route == Route("", f"Maildir {tmp_path / 'rehearsal'}", "")

    def test_a_disk_that_refuses_is_a_deferral(self, tmp_path: Path) -> None:
        """A disk that refuses is a deferral."""
        (tmp_path / "file").write_bytes(b"")
        verdict = sent(opened("maildir", {"path": str(tmp_path / "file")}), letter(1))[1]
        assert (verdict.outcome, verdict.code) == (Outcome.DEFERRED, None)


CASES: list[tuple[dict[str, Any], Outcome, str, int | None]] = [
    ({"stage": "mail", "code": 550, "text": "5.7.1 No"}, Outcome.REJECTED, "mail", 550),
    ({"stage": "mail", "code": 451, "text": "4.3.0 Later"}, Outcome.DEFERRED, "mail", 451),
    ({"stage": "rcpt", "code": 550, "text": "5.1.1 No such mailbox"}, Outcome.REJECTED, "rcpt", 550),
    ({"stage": "rcpt", "code": 450, "text": "4.2.1 Greylisted"}, Outcome.DEFERRED, "rcpt", 450),
    ({"stage": "data", "code": 554, "text": "5.0.0 No"}, Outcome.REJECTED, "data", 554),
    ({"stage": "data", "code": 451, "text": "4.0.0 Later"}, Outcome.DEFERRED, "data", 451),
    ({"stage": "content", "code": 552, "text": "5.3.4 Too large"}, Outcome.REJECTED, "data", 552),
    ({"stage": "content", "code": 452, "text": "4.3.1 Full"}, Outcome.DEFERRED, "data", 452),
    ({"stage": "rcpt", "code": 421, "text": "4.3.2 Closing"}, Outcome.DEFERRED, "rcpt", 421),
    ({"stage": "mail", "action": "drop"}, Outcome.DEFERRED, "mail", None),
    ({"stage": "rcpt", "action": "drop"}, Outcome.DEFERRED, "rcpt", None),
    ({"stage": "rcpt", "action": "hang"}, Outcome.DEFERRED, "rcpt", None),
    ({"stage": "data", "action": "drop"}, Outcome.DEFERRED, "data", None),
    ({"stage": "content", "action": "drop"}, Outcome.UNCERTAIN, "data", None),
    ({"stage": "content", "action": "hang"}, Outcome.UNCERTAIN, "data", None),
    ({"stage": "reply", "action": "drop"}, Outcome.UNCERTAIN, "data", None),
]


def misfit(number: int) -> str:
    """Return the address to which the script does what case `number` says."""
    return f"misfit{number}@member.test"


@pytest.fixture(scope="module")
def in_the_clear(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Run the recording server with a script of all the cases."""
    script = {misfit(number): case[0] for number, case in enumerate(CASES)}
    with Servers(tmp_path_factory.mktemp("clear"), script=script) as servers:
        yield servers


@pytest.fixture(scope="module")
def with_starttls(tmp_path_factory: pytest.TempPathFactory, certificates: Path) -> Iterator[Servers]:
    """Run the recording server so that it asks for STARTTLS and a password."""
    folder = tmp_path_factory.mktemp("starttls")
    with Servers(folder, security="starttls", certificate=certificates / "right.pem", login=("study", "secret")) as servers:
        yield servers


@pytest.fixture(scope="module")
def with_tls(tmp_path_factory: pytest.TempPathFactory, certificates: Path) -> Iterator[Servers]:
    """Run the recording server with TLS from the first byte."""
    with Servers(tmp_path_factory.mktemp("tls"), security="tls", certificate=certificates / "right.pem") as servers:
        yield servers


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an authority, a certificate for this machine, and one for another."""
    folder = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "right.pem")
    authority.issue_cert("mail.elsewhere.test").private_key_and_cert_chain_pem.write_to_path(folder / "elsewhere.pem")
    return folder


class SmtpContract(TransportContract):
    """SMTP against the recording server."""

    @pytest.fixture
    def accepted(self, servers: Servers) -> Callable[[], list[Accepted]]:
        """Lend a way to see what the server accepted since the test began."""
        before = len(servers.accepted())
        return lambda: servers.accepted()[before:]

    @pytest.fixture
    def received(self, accepted: Callable[[], list[Accepted]]) -> Callable[[], list[bytes]]:
        """Lend a way to see the messages that arrived."""
        return lambda: [line.file.read_bytes() for line in accepted()]

    def test_the_envelope_is_the_one_given(self, transport: Transport, accepted: Callable[[], list[Accepted]]) -> None:
        """The envelope is the one given."""
        sent(transport, letter(1), letter(2, mail_from=""))
        assert {(line.mail_from, line.rcpt_to) for line in accepted()} == {
            ("study+btag@agency.test", ("r1@member.test",)),
            ("", ("r2@member.test",)),
        }


class TestSmtpInTheClear(SmtpContract):
    """SMTP in the clear, on this machine only."""

    @pytest.fixture
    def servers(self, in_the_clear: Servers) -> Servers:
        """Lend the recording server."""
        return in_the_clear

    @pytest.fixture
    def transport(self, servers: Servers) -> Transport:
        """Lend a transport to the server."""
        return smtp(servers.smtp_port)

    def test_the_way_says_that_nothing_was_encrypted(self, transport: Transport, servers: Servers) -> None:
        """The way says that nobody logged in and nothing was encrypted."""
        assert sent(transport, letter(1))[1].route == Route("", f"127.0.0.1:{servers.smtp_port}", "")


class TestSmtpWithStarttls(SmtpContract):
    """SMTP with STARTTLS and a password."""

    @pytest.fixture
    def servers(self, with_starttls: Servers) -> Servers:
        """Lend the recording server."""
        return with_starttls

    @pytest.fixture
    def transport(self, servers: Servers, certificates: Path) -> Transport:
        """Lend a transport to the server."""
        ca_file = str(certificates / "ca.pem")
        return smtp(servers.smtp_port, security="starttls", ca_file=ca_file, user="study", password="secret")

    def test_the_way_names_the_account_the_relay_and_the_cipher(self, transport: Transport, servers: Servers) -> None:
        """The way of each letter names the account, the relay and the cipher, also where one connection takes several."""
        ways = [verdict.route for verdict in sent(transport, *letters(6)).values()]
        assert {(way.account, way.relay) for way in ways} == {("study", f"127.0.0.1:{servers.smtp_port}")}
        assert all(re.fullmatch(r"TLSv1\.[23] [A-Z0-9_]*(AES|CHACHA)[A-Z0-9_]*", way.tls or "") for way in ways)

    def test_a_wrong_password_defers_and_is_told(self, servers: Servers, certificates: Path) -> None:
        """A wrong password defers and is told."""
        ca_file = str(certificates / "ca.pem")
        verdict = sent(smtp(servers.smtp_port, security="starttls", ca_file=ca_file, user="study", password="wrong"), letter(1))[1]
        assert (verdict.outcome, verdict.stage, verdict.code) == (Outcome.DEFERRED, "connect", 535)
        assert verdict.route == Route("study", f"127.0.0.1:{servers.smtp_port}", None)  # Whether TLS stood when it failed is not known.

    def test_a_certificate_of_an_unknown_authority_is_refused_and_nothing_is_sent_in_the_clear(
        self, servers: Servers, accepted: Callable[[], list[Accepted]]
    ) -> None:
        """A certificate of an unknown authority is refused and nothing is sent in the clear."""
        verdict = sent(smtp(servers.smtp_port, security="starttls"), letter(1))[1]
        assert (verdict.outcome, verdict.stage) == (Outcome.DEFERRED, "connect")
        assert "certificate verify failed" in verdict.text
        assert accepted() == []


class TestSmtpWithTls(SmtpContract):
    """SMTP with TLS from the first byte."""

    @pytest.fixture
    def servers(self, with_tls: Servers) -> Servers:
        """Lend the recording server."""
        return with_tls

    @pytest.fixture
    def transport(self, servers: Servers, certificates: Path) -> Transport:
        """Lend a transport to the server."""
        return smtp(servers.smtp_port, security="tls", ca_file=str(certificates / "ca.pem"))


def test_a_certificate_for_another_name_is_refused(tmp_path: Path, certificates: Path) -> None:
    """A certificate for another name is refused."""
    with Servers(tmp_path, security="tls", certificate=certificates / "elsewhere.pem") as servers:
        verdict = sent(smtp(servers.smtp_port, security="tls", ca_file=str(certificates / "ca.pem")), letter(1))[1]
    assert (verdict.outcome, verdict.stage) == (Outcome.DEFERRED, "connect")
    assert "certificate verify failed" in verdict.text


def test_a_server_that_does_not_offer_starttls_gets_nothing(in_the_clear: Servers) -> None:
    """A server that does not offer STARTTLS gets nothing."""
    before = in_the_clear.accepted()
    verdict = sent(smtp(in_the_clear.smtp_port, security="starttls"), letter(1))[1]
    assert (verdict.outcome, verdict.stage) == (Outcome.DEFERRED, "connect")
    assert "STARTTLS" in verdict.text
    assert in_the_clear.accepted() == before


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_the_server_does_becomes_the_verdict_and_the_next_letter_is_none_the_worse(in_the_clear: Servers, number: int) -> None:
    """What the server does becomes the verdict, and the next letter is none the worse for it."""
    rule, outcome, where, code = CASES[number]
    bad = letter(1, mail_from=misfit(number)) if rule["stage"] == "mail" else letter(1, misfit(number))
    before = len(in_the_clear.accepted())
    verdicts = sent(smtp(in_the_clear.smtp_port, connections=1, timeout=3), bad, letter(2), letter(3))
    accepted = [line.rcpt_to[0] for line in in_the_clear.accepted()[before:]]
    assert (verdicts[1].outcome, verdicts[1].stage, verdicts[1].code) == (outcome, where, code)
    assert "text" not in rule or rule["text"] in verdicts[1].text
    assert {verdicts[2].outcome, verdicts[3].outcome} == {Outcome.SENT}
    assert accepted == ([misfit(number)] if rule["stage"] == "reply" else []) + ["r2@member.test", "r3@member.test"]


def test_a_letter_that_is_refused_now_and_taken_later_is_told_both_times(tmp_path: Path) -> None:
    """A letter that is refused now and taken later is told both times."""
    with Servers(tmp_path, script={"r1@member.test": {"code": 451, "text": "4.7.1 Greylisted", "times": 1}}) as servers:
        transport = smtp(servers.smtp_port)
        assert sent(transport, letter(1))[1].outcome is Outcome.DEFERRED
        assert sent(transport, letter(1))[1].outcome is Outcome.SENT


def test_a_server_that_is_not_there_defers_all_and_all_are_drawn() -> None:
    """A server that is not there defers all, and all are drawn."""
    verdicts = sent(smtp(free_port(), connections=8), *letters(1000))
    assert len(verdicts) == 1000
    assert {(verdict.outcome, verdict.stage) for verdict in verdicts.values()} == {(Outcome.DEFERRED, "connect")}


def test_a_server_that_hangs_up_on_everybody_is_tried_three_times_only() -> None:
    """A server that hangs up on everybody is tried three times only."""
    with stage(lambda _talk, _line: None) as shown:
        verdicts = sent(smtp(shown.port, connections=8), *letters(100))
        assert len(shown.talks) == 3
    assert {verdict.stage for verdict in verdicts.values()} == {"connect"}


def test_a_server_that_allows_two_connections_gets_its_letters_by_those() -> None:
    """A server that allows two connections gets its letters by those."""

    def two_only(talk: Talk, line: str) -> bytes | None:
        return b"421 4.7.0 Too many connections\r\n" if line == "GREETING" and talk.number > 2 else obliging(talk, line)

    with stage(two_only) as shown:
        verdicts = sent(smtp(shown.port, connections=6), *letters(60))
    outcomes = [verdict.outcome for verdict in verdicts.values()]
    assert outcomes.count(Outcome.DEFERRED) <= 4
    assert outcomes.count(Outcome.SENT) == 60 - outcomes.count(Outcome.DEFERRED)


@pytest.mark.parametrize("politely", [True, False])
def test_a_server_that_ends_a_connection_after_five_letters_loses_none(politely: bool) -> None:
    """A server that ends a connection after five letters loses none."""

    def five_each(talk: Talk, line: str) -> bytes | None:
        if talk.taken == 5 and line.startswith("MAIL"):
            return b"421 4.7.0 Enough on this connection\r\n" if politely else None
        return obliging(talk, line)

    with stage(five_each) as shown:
        verdicts = sent(smtp(shown.port, connections=2), *letters(40))
        assert sum(talk.taken for talk in shown.talks) == 40
        assert max(talk.taken for talk in shown.talks) == 5
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}


def test_a_server_that_goes_down_in_the_middle_defers_the_rest() -> None:
    """A server that goes down in the middle defers the rest."""

    def ten_in_all(talk: Talk, line: str) -> bytes | None:
        return obliging(talk, line) if talk.number == 1 and talk.taken < 10 else None

    with stage(ten_in_all) as shown:
        verdicts = sent(smtp(shown.port, connections=1), *letters(30))
    assert [verdicts[number].outcome for number in range(1, 31)] == [Outcome.SENT] * 10 + [Outcome.DEFERRED] * 20


@pytest.mark.parametrize("answer", [b"hello there\r\n", b"999 what\r\n", b"354 again\r\n"])
def test_an_answer_that_is_none_after_the_content_leaves_the_letter_in_doubt(answer: bytes) -> None:
    """An answer that is none after the content leaves the letter in doubt."""

    def babbling(talk: Talk, line: str) -> bytes | None:
        return answer if line == "CONTENT" and talk.number == 1 else obliging(talk, line)

    with stage(babbling) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=3), letter(1), letter(2))
    assert [verdicts[number].outcome for number in (1, 2)] == [Outcome.UNCERTAIN, Outcome.SENT]


def test_a_reply_in_an_unknown_encoding_becomes_text_that_can_be_stored() -> None:
    """A reply in an unknown encoding becomes text that can be stored."""
    with stage(lambda talk, line: b"550 bo\xeete inconnue\r\n" if line.startswith("RCPT") else obliging(talk, line)) as shown:
        verdict = sent(smtp(shown.port), letter(1))[1]
    assert verdict.outcome is Outcome.REJECTED
    assert verdict.text.encode().decode() == verdict.text


def test_a_refused_letter_is_taken_back_before_the_next() -> None:
    """A refused letter is taken back before the next."""
    with stage(lambda talk, line: b"550 no\r\n" if "r1@" in line else obliging(talk, line)) as shown:
        sent(smtp(shown.port, connections=1), letter(1), letter(2))
    verbs = [line.partition(" ")[0] for _, line in shown.said]
    assert verbs == ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_letter_that_is_anothers_is_taken_back_and_the_connection_is_used_on() -> None:
    """A letter that is another's is taken back, and the connection is used on."""
    with stage(obliging) as shown:
        verdicts = sent(smtp(shown.port, connections=1), letter(1), letter(2), diary=Diary(anothers=frozenset({1})))
    assert set(verdicts) == {2}
    verbs = [line.partition(" ")[0] for _, line in shown.said]
    assert verbs == ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA", "QUIT"]


def test_domains_go_out_in_ascii_and_local_parts_as_they_are_where_the_server_can(in_the_clear: Servers) -> None:
    """Domains go out in ASCII and local parts as they are where the server can."""
    before = len(in_the_clear.accepted())
    verdicts = sent(smtp(in_the_clear.smtp_port), letter(1, "info@bücher.test"), letter(2, "rené@member.test"))
    recipients = {line.rcpt_to[0] for line in in_the_clear.accepted()[before:]}
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}
    assert recipients == {"info@xn--bcher-kva.test", "rené@member.test"}


def test_a_local_part_beyond_ascii_is_rejected_where_the_server_cannot_take_it() -> None:
    """A local part beyond ASCII is rejected where the server cannot take it."""
    with stage(obliging) as shown:
        verdict = sent(smtp(shown.port), letter(1, "rené@member.test"))[1]
    assert verdict.outcome is Outcome.REJECTED
    assert "SMTPUTF8" in verdict.text


@pytest.mark.parametrize("address", ["a b@member.test", "a@member.test>\r\nRSET", "nobody", "@member.test", "a@", "é@x\udcff.test"])
def test_an_address_that_cannot_be_sent_to_is_rejected_without_a_word_to_the_server(address: str) -> None:
    """An address that cannot be sent to is rejected without a word to the server."""
    with stage(obliging) as shown:
        verdicts = sent(smtp(shown.port, connections=1), letter(1, address), letter(2))
    assert [verdicts[number].outcome for number in (1, 2)] == [Outcome.REJECTED, Outcome.SENT]
    assert sum(line.startswith("RCPT") for _, line in shown.said) == 1


def test_a_message_with_a_bare_line_feed_is_rejected_rather_than_sent_as_two() -> None:
    """A message with a bare line feed is rejected rather than sent as two."""
    smuggled = letter(1, body=b"Hello\n.\nMAIL FROM:<x@y.test>\r\n")
    with stage(obliging) as shown:
        verdict = sent(smtp(shown.port), smuggled)[1]
    assert verdict.outcome is Outcome.REJECTED
    assert not any(line == "DATA" for _, line in shown.said)


def test_many_letters_reach_a_real_sink_and_share_the_journals_commits() -> None:
    """Many letters reach a real sink and share the journal's commits."""
    diary = Diary(pause=0.002)
    with smtp_sink() as port:
        verdicts = sent(smtp(port, connections=8), *letters(400), diary=diary)
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}
    assert diary.calls < 500, "800 facts should share commits"
    assert diary.of_both > 0, "verdicts and beginnings should share them too"
    assert diary.most_in_doubt() <= 8


@pytest.mark.parametrize(
    ("options", "outcome", "where"),
    [(["-r", "rcpt"], "deferred", "rcpt"), (["-f", "."], "rejected", "data"), (["-q", "."], "uncertain", "data")],
)
def test_a_real_sinks_refusals_are_told_apart(options: list[str], outcome: str, where: str) -> None:
    """A real sink's refusals are told apart."""
    with smtp_sink(*options) as port:
        verdicts = sent(smtp(port, connections=2), *letters(6))
    assert {(verdict.outcome, verdict.stage) for verdict in verdicts.values()} == {(Outcome(outcome), where)}


def test_the_librarys_slow_way_of_sending_content_is_not_used(in_the_clear: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    """The subclass writes content by public methods; this fails when an upgrade changes them or the path is taken again."""

    async def slow(*_: object, **__: object) -> None:
        raise AssertionError("the library's two regular expressions ran")

    monkeypatch.setattr(aiosmtplib.protocol.SMTPProtocol, "execute_data_command", slow)
    assert sent(smtp(in_the_clear.smtp_port), letter(1))[1].outcome is Outcome.SENT


LINES = st.lists(st.sampled_from([b"", b".", b"..", b".a", b"text", b"a.b"]), max_size=8).map(
    lambda lines: b"".join(line + b"\r\n" for line in lines)
)


@given(LINES, st.lists(st.integers(0, 40), max_size=4), st.booleans())
def test_however_a_message_is_cut_into_pieces_a_server_reads_it_back(data: bytes, cuts: list[int], shared: bool) -> None:
    """However a message is cut into pieces a server reads it back."""
    ends = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = tuple(Shared.of(data[a:b]) if shared else data[a:b] for a, b in pairwise(ends))
    on_the_wire = wire.content(Envelope(letter_id=1, mail_from="", rcpt_to="a@member.test", pieces=pieces))
    lines = on_the_wire.split(b"\r\n")
    assert lines.index(b".") == len(lines) - 2, "the only lone dot is the last line"
    assert b"".join(line.removeprefix(b".") + b"\r\n" for line in lines[:-2]) == data


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "No host"),
        ({"host": "mail.agency.example", "security": "none"}, "unencrypted"),
        ({"host": "127.0.0.1", "security": "none", "connections": 0}, "connections is 0"),
        ({"host": "mail.agency.example", "timeout": -1}, "timeout is -1, but should be greater than 0"),
    ],
)
def test_wrong_settings_are_told_before_anything_is_tried(settings: dict[str, object], words: str) -> None:
    """Wrong settings are told before anything is tried."""
    with pytest.raises(ConfigurationError, match=words):
        opened("smtp", settings)


def test_both_transports_are_found() -> None:
    """Both transports are found."""
    assert {"smtp", "maildir"} <= set(transports())
