"""PIPELINING (RFC 2920): MAIL, RCPT and DATA at once where the server offers it, and never a content after a refusal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import aiosmtplib
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from demo.servers import Servers
from domain.letter import Envelope, Outcome
from domain.mail.endpoint import Endpoint, Security
from domain.ports import Transport
from mailer.transports.connection import Connection
from mailer.transports.pipeline import Replies, first_reply
from tests.mailer.smtp_stage import Answer, Stage, Talk, obliging, stage
from tests.mailer.test_parameters import offering
from tests.mailer.test_transports import CASES, Diary, SmtpContract, letter, letters, misfit, sent, smtp
from tests.servers import postfix

REFUSED_FOR_GOOD, REFUSED_FOR_NOW = b"550 5.1.1 No\r\n", b"450 4.2.1 Later\r\n"


def pipelining(answer: Answer = obliging) -> Answer:
    """Return a server that answers as `answer` does, and offers PIPELINING."""
    return lambda talk, line: offering("PIPELINING")(talk, line) if line.startswith("EHLO") else answer(talk, line)


def by_verb(replies: dict[str, bytes | None], *, for_letter: int = 1) -> Answer:
    """Return a server that says these to the verbs of one letter, and takes all others."""
    now: dict[int, bool] = {}

    def answer(talk: Talk, line: str) -> bytes | None:
        verb = line.partition(" ")[0]
        if verb == "MAIL":
            now[talk.number] = f"ENVID={for_letter}" in line or f"+{for_letter}@" in line
        return replies[verb] if now.get(talk.number) and verb in replies else obliging(talk, line)

    return answer


def numbered(count: int) -> list[Envelope]:
    """Return letters whose sender has their number."""
    return [letter(number, mail_from=f"study+{number}@agency.test") for number in range(1, count + 1)]


def verbs(shown: Stage) -> list[str]:
    """Return the verbs that a server heard."""
    return [line.partition(" ")[0] for _, line in shown.said]


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, for five minutes at most: a server learns of a cut some time after it."""
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end, "it has come to nothing"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Run the recording server with a script of all the cases, so that it offers PIPELINING."""
    script = {misfit(number): case[0] for number, case in enumerate(CASES)}
    with Servers(tmp_path_factory.mktemp("at_once"), script=script, pipelining=True) as servers:
        yield servers


class TestSmtpAtOnce(SmtpContract):
    """What every transport does, to a server that offers PIPELINING."""

    @pytest.fixture
    def servers(self, at_once: Servers) -> Servers:
        """Lend the recording server."""
        return at_once

    @pytest.fixture
    def transport(self, servers: Servers) -> Transport:
        """Lend a transport to the server."""
        return smtp(servers.smtp_port)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_said_at_once_under_tls_too(security: str, tmp_path: Path) -> None:
    """What the server offers before STARTTLS does not count; the protocol of a transport under TLS is another."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(tmp_path / "own.pem")
    with Servers(tmp_path / "servers", security=security, certificate=tmp_path / "own.pem", pipelining=True) as servers:
        verdicts = sent(smtp(servers.smtp_port, security=security, ca_file=str(tmp_path / "ca.pem")), *letters(20))
        assert sorted(one.file.read_bytes() for one in servers.accepted()) == sorted(one.data for one in letters(20))
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}


def all_at_data(talk: Talk, line: str) -> bytes | None:
    """Say nothing to MAIL and RCPT until DATA has come: whoever waits for a reply waits for ever."""
    return {"MAIL": b"", "RCPT": b"", "DATA": b"250 OK\r\n250 OK\r\n354 go on\r\n"}.get(line.partition(" ")[0], obliging(talk, line))


def test_a_letter_takes_two_round_trips_where_pipelining_is_offered() -> None:
    """MAIL, RCPT and DATA are there before the server has said a word, and the content when it has asked for it."""
    with stage(pipelining(all_at_data)) as shown:
        verdicts = sent(smtp(shown.port, connections=2), *letters(10))
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}
    assert len(shown.contents) == 10


def test_a_letter_beside_a_box_of_copies_takes_three() -> None:
    """DATA waits until the recipient is taken: a server that took the box alone would ask for the content, and send a lone dot to it."""

    def all_at_last_rcpt(talk: Talk, line: str) -> bytes | None:
        if "r1@" in line and line.startswith("RCPT"):
            return b""
        return b"250 OK\r\n250 OK\r\n250 OK\r\n" if "sent@" in line else b"" if line.startswith("MAIL") else obliging(talk, line)

    with stage(pipelining(all_at_last_rcpt)) as shown:
        verdicts = sent(smtp(shown.port, connections=1, bcc="sent@agency.test"), letter(1))
    assert verdicts[1].outcome is Outcome.SENT
    assert verbs(shown) == ["EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]


def test_a_recipient_that_is_refused_beside_a_box_of_copies_gets_nothing_and_neither_does_the_box() -> None:
    """And the next letter goes out over the same connection."""
    with stage(pipelining(lambda talk, line: REFUSED_FOR_GOOD if "r1@" in line else obliging(talk, line))) as shown:
        verdicts = sent(smtp(shown.port, connections=1, bcc="sent@agency.test"), letter(1), letter(2))
    assert [verdicts[number].outcome for number in (1, 2)] == [Outcome.REJECTED, Outcome.SENT]
    assert verbs(shown) == ["EHLO", "MAIL", "RCPT", "RCPT", "RSET", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]


def test_where_pipelining_is_not_offered_each_reply_is_awaited(tmp_path: Path) -> None:
    """Postfix refuses a letter whose commands came before they were allowed; it takes all where it does not offer PIPELINING, too."""
    strict = "smtpd_data_restrictions = reject_unauth_pipelining"
    with Servers(tmp_path / "last") as last, postfix(last.smtp_port, strict, "smtpd_discard_ehlo_keywords = pipelining") as relay:
        verdicts = sent(smtp(relay.port, timeout=60), *letters(20))
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}


def test_where_pipelining_is_offered_nothing_comes_before_it_may(tmp_path: Path) -> None:
    """Postfix finds nothing to refuse: no content comes before it has asked for it, and no letter before the last has its verdict."""
    strict = "smtpd_data_restrictions = reject_unauth_pipelining"
    with Servers(tmp_path / "last") as last, postfix(last.smtp_port, strict) as relay:
        verdicts = sent(smtp(relay.port, timeout=60), *letters(20))
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_the_server_does_becomes_the_same_verdict_as_when_each_reply_is_awaited(at_once: Servers, number: int) -> None:
    """The stage is that of the step which was refused, or at which nothing more was heard; the next letter is none the worse."""
    rule, outcome, where, code = CASES[number]
    bad = letter(1, mail_from=misfit(number)) if rule["stage"] == "mail" else letter(1, misfit(number))
    before = len(at_once.accepted())
    verdicts = sent(smtp(at_once.smtp_port, connections=1, timeout=3), bad, letter(2), letter(3))
    accepted = [line.rcpt_to[0] for line in at_once.accepted()[before:]]
    assert (verdicts[1].outcome, verdicts[1].stage, verdicts[1].code) == (outcome, where, code)
    assert "text" not in rule or rule["text"] in verdicts[1].text
    assert {verdicts[2].outcome, verdicts[3].outcome} == {Outcome.SENT}
    assert accepted == ([misfit(number)] if rule["stage"] == "reply" else []) + ["r2@member.test", "r3@member.test"]


@pytest.mark.parametrize("reply", [REFUSED_FOR_GOOD, REFUSED_FOR_NOW])
@pytest.mark.parametrize("after_dot", [b"554 5.5.1 No valid recipients\r\n", b"250 2.0.0 Taken\r\n"])
def test_a_server_that_asks_for_a_content_after_it_refused_the_recipient_gets_a_lone_dot(reply: bytes, after_dot: bytes) -> None:
    """RFC 2920, 3.1: 354 may follow though nobody was taken; whatever is said to the dot, the letter was refused at RCPT."""
    outcome = Outcome.REJECTED if reply.startswith(b"5") else Outcome.DEFERRED
    with stage(pipelining(by_verb({"RCPT": reply, "CONTENT": after_dot}))) as shown:
        diary = Diary()
        verdicts = sent(smtp(shown.port, connections=1), *numbered(2), diary=diary)
    assert (verdicts[1].outcome, verdicts[1].stage, verdicts[1].code) == (outcome, "rcpt", int(reply[:3]))
    assert verdicts[2].outcome is Outcome.SENT
    assert [len(one) > 0 for one in shown.contents] == [False, True]
    assert ("sending", 1) not in diary.told
    assert verbs(shown) == ["EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_server_that_takes_leave_at_the_sender_and_then_asks_for_a_content_gets_not_even_a_dot() -> None:
    """After 421 the connection is closed without hearing more: the server finds that out before it asks for a content, or in it."""
    with stage(pipelining(by_verb({"MAIL": b"421 4.3.2 Closing\r\n"}))) as shown:
        diary = Diary()
        verdicts = sent(smtp(shown.port, connections=1), *numbered(2), diary=diary)
        until(lambda: sorted(shown.ended) == [1, 2])
    assert (verdicts[1].outcome, verdicts[1].stage, verdicts[1].code) == (Outcome.DEFERRED, "mail", 421)
    assert verdicts[2].outcome is Outcome.SENT
    assert shown.cut_off in ([], [b""])
    assert len(shown.contents) == 1
    assert ("sending", 1) not in diary.told


@pytest.mark.parametrize("reply", [REFUSED_FOR_GOOD, REFUSED_FOR_NOW, b"334 Go on\r\n"])
def test_a_server_that_asks_for_a_content_after_it_refused_the_sender_gets_not_even_a_dot(reply: bytes) -> None:
    """It has taken a recipient, to whom a lone dot would be a letter without a word; so the connection is cut."""
    with stage(pipelining(by_verb({"MAIL": reply}))) as shown:
        diary = Diary()
        verdicts = sent(smtp(shown.port, connections=1), *numbered(2), diary=diary)
    assert (verdicts[1].outcome, verdicts[1].stage) == (Outcome.REJECTED if reply.startswith(b"5") else Outcome.DEFERRED, "mail")
    assert verdicts[2].outcome is Outcome.SENT
    until(lambda: shown.cut_off == [b""])
    assert len(shown.contents) == 1
    assert ("sending", 1) not in diary.told


@pytest.mark.parametrize("reply", [b"334 Go on\r\n", b"999 What\r\n", b"299 \r\n"])
def test_a_server_that_says_of_the_recipient_what_no_server_says_gets_not_even_a_dot(reply: bytes) -> None:
    """Nobody knows whether it has taken the recipient."""
    with stage(pipelining(by_verb({"RCPT": reply}))) as shown:
        verdicts = sent(smtp(shown.port, connections=1), *numbered(2))
    assert [(verdicts[number].outcome, verdicts[number].stage) for number in (1, 2)] == [(Outcome.DEFERRED, "rcpt"), (Outcome.SENT, "data")]
    until(lambda: shown.cut_off == [b""])


@pytest.mark.parametrize("refused", ["MAIL", "RCPT"])
@pytest.mark.parametrize("then", ["cuts", "hangs"])
def test_a_refusal_stands_though_the_server_cuts_or_hangs_after_it(refused: str, then: str) -> None:
    """What it said of the letter is known, and the next one goes out over another connection."""
    silent = None if then == "cuts" else b""
    with stage(pipelining(by_verb({refused: REFUSED_FOR_GOOD, "DATA": silent}))) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=1), *numbered(2))
    assert (verdicts[1].outcome, verdicts[1].stage, verdicts[1].code) == (Outcome.REJECTED, refused.lower(), 550)
    assert verdicts[2].outcome is Outcome.SENT
    assert len(shown.contents) == 1


@pytest.mark.parametrize(("step", "where"), [("MAIL", "mail"), ("RCPT", "rcpt"), ("DATA", "data")])
@pytest.mark.parametrize("reply", [None, b"", b"\xff\xfe 250 OK\r\n", b"hello there\r\n", b"250-OK\r\n" * 5000])
def test_a_letter_of_which_the_server_has_no_content_waits_whatever_it_does_at_a_step(step: str, where: str, reply: bytes | None) -> None:
    """It cuts, hangs, answers rubbish, or does not come to an end: nothing is in doubt, and the stage is the one that got no answer."""
    with stage(pipelining(by_verb({step: reply}))) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=1), *numbered(2))
    assert verdicts[1].outcome is Outcome.DEFERRED
    assert reply == b"" or verdicts[1].stage == where  # To a server that hangs at one step, the next reply is that step's.
    assert verdicts[2].outcome is Outcome.SENT
    assert len(shown.contents) == 1


@pytest.mark.parametrize("code", [b"250 OK\r\n", b"220 What\r\n"])
def test_a_server_that_answers_data_with_another_success_gets_no_content(code: bytes) -> None:
    """Only 354 asks for it."""
    with stage(pipelining(by_verb({"DATA": code}))) as shown:
        verdicts = sent(smtp(shown.port, connections=1), *numbered(2))
    assert [(verdicts[number].outcome, verdicts[number].stage) for number in (1, 2)] == [(Outcome.DEFERRED, "data"), (Outcome.SENT, "data")]
    assert len(shown.contents) == 1


def test_a_reply_too_many_is_not_taken_for_the_verdict_on_the_content() -> None:
    """A server that praises a content before it has it gets none."""
    with stage(pipelining(by_verb({"DATA": b"354 go on\r\n250 2.0.0 Taken\r\n"}))) as shown:
        verdicts = sent(smtp(shown.port, connections=1), *numbered(2))
    assert [verdicts[number].outcome for number in (1, 2)] == [Outcome.DEFERRED, Outcome.SENT]
    assert len(shown.contents) == 1


def test_a_letter_that_is_anothers_gets_neither_content_nor_dot() -> None:
    """The server waits for its content already: the connection is cut, and the next letter goes out over another."""
    with stage(pipelining()) as shown:
        verdicts = sent(smtp(shown.port, connections=1), letter(1), letter(2), diary=Diary(anothers=frozenset({1})))
    assert set(verdicts) == {2}
    until(lambda: shown.cut_off == [b""])
    assert len(shown.contents) == 1
    assert verbs(shown) == ["EHLO", "MAIL", "RCPT", "DATA", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize("politely", [True, False])
def test_a_server_that_ends_a_connection_after_five_letters_loses_none_at_once(politely: bool) -> None:
    """It says or shows it at MAIL: another connection is tried at once."""

    def five_each(talk: Talk, line: str) -> bytes | None:
        if talk.taken == 5 and line.startswith("MAIL"):
            return b"421 4.7.0 Enough on this connection\r\n" if politely else None
        return obliging(talk, line)

    with stage(pipelining(five_each)) as shown:
        verdicts = sent(smtp(shown.port, connections=2), *letters(40))
        assert max(talk.taken for talk in shown.talks) == 5
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SENT}
    assert len(shown.contents) == 40


@contextmanager
def connected(answer: Answer) -> Iterator[Callable[[], Connection]]:
    """Run a server and yield a way to make connections to it."""
    with stage(answer) as shown:
        endpoint = Endpoint(host="127.0.0.1", port=shown.port, security=Security.NONE, timeout=5)
        yield lambda: Connection(endpoint, "agency.test")


def test_the_library_still_lets_another_stand_before_its_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    """This fails when an upgrade hears replies by another way than its protocol's `data_received`, or takes the protocol back."""
    heard: list[bytes] = []
    kept = Replies.data_received

    def data_received(self: Replies, data: bytes) -> None:
        heard.append(data)
        kept(self, data)

    monkeypatch.setattr(Replies, "data_received", data_received)
    with stage(pipelining()) as shown:
        assert sent(smtp(shown.port, connections=1), letter(1))[1].outcome is Outcome.SENT
    assert b"354 go on\r\n" in b"".join(heard)
    assert heard[-1] == b"221 bye\r\n", "what is no group's goes through it too"


def test_the_library_loses_the_second_of_two_replies() -> None:
    """When it no longer does, it may have learned PIPELINING: then look whether `pipeline` can go."""

    async def two_at_once(connection: Connection) -> None:
        await connection.connect()
        assert connection.protocol is not None
        try:
            connection.protocol.write(b"NOOP\r\n")
            await connection.protocol.read_response(timeout=5)
            await connection.protocol.read_response(timeout=0.2)
        finally:
            connection.drop()
            await asyncio.sleep(0)

    both = {"NOOP": b"250 one\r\n250 two\r\n"}
    with (
        connected(lambda talk, line: both.get(line, obliging(talk, line))) as dial,
        pytest.raises(aiosmtplib.SMTPReadTimeoutError),
    ):
        asyncio.run(two_at_once(dial()))


REPLIES = st.lists(
    st.tuples(st.integers(200, 599), st.lists(st.text(st.characters(exclude_characters="\r\n\t ", codec="utf-8")), min_size=1, max_size=3)),
    max_size=4,
)


@given(REPLIES, st.lists(st.integers(0, 200), max_size=6))
def test_replies_are_heard_however_they_are_cut_into_pieces(replies: Sequence[tuple[int, list[str]]], cuts: list[int]) -> None:
    """One line or several, in one piece or byte by byte."""
    said = b"".join(
        b"".join(f"{code}{' ' if number == len(words) else '-'}{word}\r\n".encode() for number, word in enumerate(words, 1))
        for code, words in replies
    )
    ends = sorted({min(cut, len(said)) for cut in cuts} | {0, len(said)})
    heard, found = bytearray(), []
    for start, end in pairwise(ends):
        heard += said[start:end]
        while (reply := first_reply(heard)) is not None:
            found.append((reply.code, reply.message.split("\n")))
    assert found == [(code, words) for code, words in replies]
    assert not heard
