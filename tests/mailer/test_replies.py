"""Replies that nobody asked for: none is taken for the verdict on another letter, whether the server offers PIPELINING or not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from domain.letter import Outcome, Verdict
from mailer.transports.connection import Connection
from tests.mailer.smtp_stage import Answer, Stage, Talk, obliging, stage
from tests.mailer.test_pipelining import by_verb, connected, numbered, pipelining, until, verbs
from tests.mailer.test_transports import Diary, sent, smtp

OK, SPAM = b"250 OK\r\n", b"554 5.7.1 spam\r\n"
WAYS: dict[str, tuple[Callable[[Answer], Answer], dict[str, str]]] = {
    "at once": (pipelining, {}),
    "beside a box of copies": (pipelining, {"bcc": "sent@agency.test"}),
    "one by one": (lambda answer: answer, {}),
    "one by one beside a box of copies": (lambda answer: answer, {"bcc": "sent@agency.test"}),
}


@dataclass(kw_only=True)
class Interrupted(Diary):
    """A journal during whose first fact of a kind, about a letter if one is named, the server says something unasked."""

    shown: Stage
    kind: str
    stray: bytes
    letter: int | None = None

    def _note(self, facts: list[tuple[str, Any]]) -> None:
        if facts and facts[0][0] == self.kind and self.letter in {None, facts[0][1]} and self.stray:
            self.shown.talks[0].say(self.stray)
            self.stray = b""
            time.sleep(0.3)  # It is heard meanwhile.
        super()._note(facts)


each_way = pytest.mark.parametrize("way", WAYS)


def contents(*verdicts: bytes) -> Answer:
    """Return a server that says these to the contents, in the order in which they come over all connections."""
    left = iter(verdicts)
    return lambda talk, line: next(left) if line == "CONTENT" else obliging(talk, line)


def codes(verdicts: dict[int, Verdict]) -> list[int | None]:
    """Return the codes of the verdicts by letter."""
    return [verdicts[number].code for number in sorted(verdicts)]


def subjects(shown: Stage) -> list[int]:
    """Return the numbers of the letters whose contents the server had, as often as it had them."""
    return [int(content.partition(b"Message-ID: <")[2].partition(b"@")[0]) for content in shown.contents]


def sent_in(way: str, answer: Answer, count: int = 3, **settings: object) -> tuple[dict[int, Verdict], Stage]:
    """Send so many letters over one connection after the other, and return the verdicts and what the server saw."""
    offered, others = WAYS[way]
    with stage(offered(answer)) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others, **settings), *numbered(count))
    return verdicts, shown


@each_way
def test_a_second_praise_of_a_content_is_no_verdict_on_the_next(way: str) -> None:
    """The second letter was refused, and the third taken; nobody may believe that the second has arrived."""
    verdicts, shown = sent_in(way, contents(OK + b"250 queued as 1\r\n", SPAM, b"250 queued as 3\r\n"))
    assert [verdicts[number].outcome for number in (1, 2, 3)] == [Outcome.SENT, Outcome.REJECTED, Outcome.SENT]
    assert codes(verdicts) == [250, 554, 250]
    assert verdicts[3].text == "queued as 3"
    assert subjects(shown) == [1, 2, 3]


@each_way
@pytest.mark.parametrize("stray", [b"450 stray\r\n", b"554 stray\r\n", b"354 stray\r\n", b"25", b"stray\r\n", b"\r\n"])
def test_a_letter_that_was_taken_is_not_sent_again_for_what_the_server_said_before(way: str, stray: bytes) -> None:
    """Whatever follows the verdict on the first, whole or half: the second is taken once, and told as taken."""
    verdicts, shown = sent_in(way, contents(OK + stray, b"250 queued as 2\r\n", b"250 queued as 3\r\n"))
    assert [(verdicts[number].outcome, verdicts[number].text) for number in (1, 2, 3)] == [
        (Outcome.SENT, "OK"),
        (Outcome.SENT, "queued as 2"),
        (Outcome.SENT, "queued as 3"),
    ]
    assert subjects(shown) == [1, 2, 3]


@each_way
@pytest.mark.parametrize("stray", [b"250 queued as 1\r\n", b"554 stray\r\n"])
def test_what_comes_some_time_after_a_verdict_is_no_verdict_either(way: str, stray: bytes) -> None:
    """It comes while the journal is told, and nobody has asked for anything: the next letter goes out over another connection."""
    offered, others = WAYS[way]
    with stage(offered(obliging)) as shown:
        diary = Interrupted(shown=shown, kind="verdict", stray=stray)
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(3), diary=diary)
    assert codes(verdicts) == [250, 250, 250]
    assert subjects(shown) == [1, 2, 3]
    assert {number for number, _ in shown.said} == {1, 2}


@each_way
@pytest.mark.parametrize("stray", [b"250 queued as 1\r\n", b"554 stray\r\n", b"421 too many\r\n"])
def test_what_comes_while_the_next_letter_begins_lets_that_leave_over_another_connection(way: str, stray: bytes) -> None:
    """It may be about the one before, and of the next nothing has left: that is announced once, and taken once."""
    offered, others = WAYS[way]
    with stage(offered(obliging)) as shown:
        diary = Interrupted(shown=shown, kind="sending", stray=stray, letter=2)
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(3), diary=diary)
    assert codes(verdicts) == [250, 250, 250]
    assert subjects(shown) == [1, 2, 3]
    assert {number for number, _ in shown.said} == {1, 2}
    assert [fact for kind, fact in diary.told if kind == "sending"] == [1, 2, 3]


@each_way
@pytest.mark.parametrize("always", [False, True])
@pytest.mark.parametrize("welcome", [b"250 welcome\r\n", b"220 stage\r\n", b"554 stray\r\n", b"25"])
def test_a_server_that_greets_again_after_signing_in_is_greeted_again_and_gets_its_letters(way: str, welcome: bytes, always: bool) -> None:
    """Nothing but its sign-in is answered by 235, and its reply to EHLO shows that it is in step; each letter has its own verdict."""
    offered, others = WAYS[way]
    left = iter([SPAM, b"250 queued as 2\r\n", b"250 queued as 3\r\n"])

    def answer(talk: Talk, line: str) -> bytes | None:
        if line.startswith("EHLO"):
            return b"250-stage\r\n250-AUTH PLAIN\r\n" + (offered(obliging)(talk, line) or b"").removeprefix(b"250-stage\r\n")
        if line.startswith("AUTH"):
            return b"235 ok\r\n" + (welcome if always or talk.number == 1 else b"")
        return next(left) if line == "CONTENT" else obliging(talk, line)

    with stage(answer) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, user="u", password="p", **others), *numbered(3))
    assert [(verdicts[number].code, verdicts[number].text) for number in (1, 2, 3)] == [
        (554, "5.7.1 spam"),
        (250, "queued as 2"),
        (250, "queued as 3"),
    ]
    assert subjects(shown) == [1, 2, 3]


@each_way
def test_a_server_that_greets_a_moment_after_the_sign_in_gets_no_letter_over_that_connection(way: str) -> None:
    """Where it has not greeted when it is greeted again, every reply of its would answer what was said before the last."""
    offered, others = WAYS[way]

    def answer(talk: Talk, line: str) -> bytes | None:
        if line.startswith("EHLO"):
            listed = b"250-stage\r\n250-AUTH PLAIN\r\n" + (offered(obliging)(talk, line) or b"").removeprefix(b"250-stage\r\n")
            return (b"250 hello\r\n" if any(said.startswith("AUTH") and one == talk.number for one, said in shown.said) else b"") + listed
        if line.startswith("AUTH"):
            return b"235 ok\r\n250 welcome\r\n" if talk.number == 1 else b"235 ok\r\n"
        return obliging(talk, line)

    with stage(answer) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, user="u", password="p", **others), *numbered(2))
    assert (verdicts[1].outcome, verdicts[1].code) == (Outcome.DEFERRED, None)
    assert "more replies than" in verdicts[1].text
    assert verdicts[2].outcome is Outcome.SENT
    assert subjects(shown) == [2]


@each_way
@pytest.mark.parametrize("verb", ["GREETING", "EHLO", "RSET"])
def test_a_reply_too_many_to_another_command_judges_no_letter(way: str, verb: str) -> None:
    """On the first connection only; RSET comes after the first letter was refused."""
    offered, others = WAYS[way]
    left = iter([SPAM, b"250 queued\r\n", SPAM, b"250 queued\r\n"])

    def answer(talk: Talk, line: str) -> bytes | None:
        if line == "CONTENT":
            return next(left)
        said = offered(obliging)(talk, line)
        return said + b"250 welcome\r\n" if said and line.partition(" ")[0] == verb and talk.number == 1 else said

    with stage(answer) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(4))
    assert codes(verdicts) == ([None, 554, 250, 554] if verb == "EHLO" else [554, 250, 554, 250])
    assert subjects(shown) == ([2, 3, 4] if verb == "EHLO" else [1, 2, 3, 4])


@each_way
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "CONTENT"])
def test_a_refusal_stands_though_the_server_ends_the_connection_in_the_same_breath(way: str, verb: str) -> None:
    """421 may be said unasked (RFC 5321, 3.8); the code is what tells whether the letter is tried again."""
    refusal = b"554 5.7.1 policy\r\n421 4.7.0 Too many errors\r\n"
    verdicts, shown = sent_in(way, by_verb({verb: refusal}), 2)
    assert (verdicts[1].outcome, verdicts[1].code, verdicts[1].text) == (Outcome.REJECTED, 554, "5.7.1 policy")
    assert verdicts[1].stage == ("data" if verb == "CONTENT" else verb.lower())
    assert verdicts[2].outcome is Outcome.SENT
    assert subjects(shown) == ([1, 2] if verb == "CONTENT" else [2])


@each_way
def test_no_content_begins_where_the_server_asks_for_it_and_takes_its_leave(way: str) -> None:
    """Nothing is in doubt then: the letter waits."""
    offered, others = WAYS[way]
    with stage(offered(by_verb({"DATA": b"354 go on\r\n421 4.3.2 Closing\r\n"}))) as shown:
        diary = Diary()
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(2), diary=diary)
    assert (("sending", 1) in diary.told) == (way != "at once"), "it is told before DATA where that is said alone"
    assert (verdicts[1].outcome, verdicts[1].stage) == (Outcome.DEFERRED, "data")
    assert verdicts[2].outcome is Outcome.SENT
    assert subjects(shown) == [2]


def test_a_refusal_does_not_stand_where_another_reply_is_too_many() -> None:
    """What is refused at MAIL may have been something before: the server asks for the content, so it has taken the letter's addresses."""

    def all_at_data(talk: Talk, line: str) -> bytes | None:
        verb = line.partition(" ")[0]
        if talk.number == 1 and verb in {"MAIL", "RCPT", "DATA"}:
            return b"554 stray\r\n250 OK\r\n250 OK\r\n354 go on\r\n" if verb == "DATA" else b""
        return obliging(talk, line)

    with stage(pipelining(all_at_data)) as shown:
        diary = Diary()
        verdicts = sent(smtp(shown.port, connections=1, timeout=2), *numbered(2), diary=diary)
    assert [verdicts[number].outcome for number in (1, 2)] == [Outcome.DEFERRED, Outcome.SENT]
    assert ("sending", 1) not in diary.told
    until(lambda: shown.cut_off == [b""])
    assert subjects(shown) == [2]


@pytest.mark.parametrize("stray", [b"250 praise\r\n", b"554 stray\r\n", b"25"])
def test_what_comes_while_the_journal_is_told_that_a_content_begins_is_not_its_verdict(stray: bytes) -> None:
    """The server has asked for the content, and praises it before it has it: none begins, and nothing is in doubt."""
    with stage(pipelining()) as shown:
        diary = Interrupted(shown=shown, kind="sending", stray=stray)
        verdicts = sent(smtp(shown.port, connections=1, timeout=2), *numbered(2), diary=diary)
    assert [(verdicts[number].outcome, verdicts[number].stage) for number in (1, 2)] == [(Outcome.DEFERRED, "data"), (Outcome.SENT, "data")]
    assert subjects(shown) == [2]


def test_a_surplus_after_a_lone_dot_ends_the_connection() -> None:
    """The refusal stands, and the next letter goes out over another connection."""
    with stage(pipelining(by_verb({"RCPT": b"550 No\r\n", "CONTENT": b"554 nobody\r\n250 stray\r\n"}))) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2), *numbered(2))
    assert [verdicts[number].code for number in (1, 2)] == [550, 250]
    assert verbs(shown) == ["EHLO", "MAIL", "RCPT", "DATA", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@each_way
def test_a_letter_does_not_wait_because_the_server_went_after_the_one_before_was_taken_back(way: str) -> None:
    """The first is refused at MAIL, and the server takes its leave with the reply to RSET: the next goes out over another connection."""
    offered, others = WAYS[way]
    leave = by_verb({"MAIL": b"550 No\r\n", "RCPT": b"503 No\r\n", "DATA": b"503 No\r\n", "RSET": b"250 OK\r\n421 Bye\r\n"})
    with stage(offered(leave)) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(2))
    assert codes(verdicts) == [550, 250]
    assert subjects(shown) == [2]


@each_way
@pytest.mark.parametrize("stray", [b"451 4.3.0 stray\r\n", b"554 5.3.0 stray\r\n"])
@pytest.mark.parametrize("breath", [0.0, 0.3], ids=["at once", "later"])
def test_a_refusal_that_comes_before_the_verdict_puts_the_letter_in_doubt(way: str, stray: bytes, breath: float) -> None:
    """The server took the letter: whoever believed the first reply would send it again, or tell that it never left."""

    def answer(talk: Talk, line: str) -> bytes | None:
        if line != "CONTENT" or talk.number > 1:
            return obliging(talk, line)
        if breath:
            talk.say(stray)
            time.sleep(breath)
        return (b"" if breath else stray) + b"250 2.0.0 queued as 1\r\n"

    verdicts, shown = sent_in(way, answer)
    assert (verdicts[1].outcome, verdicts[1].code, verdicts[1].stage) == (Outcome.UNCERTAIN, None, "data")
    assert "more replies than" in verdicts[1].text
    assert [verdicts[number].outcome for number in (2, 3)] == [Outcome.SENT, Outcome.SENT]
    assert subjects(shown) == [1, 2, 3]


@pytest.mark.parametrize(
    "greeting", [b"250 OK mail.agency.test at %d\r\n", b"250-mail.agency.test Hello %d\r\n250-SIZE 1000000\r\n250-CHUNKING\r\n250 OK\r\n"]
)
@pytest.mark.parametrize(("early", "outcome"), [(b"451 4.3.0 stray\r\n", Outcome.UNCERTAIN), (b"", Outcome.REJECTED)])
def test_a_verdict_is_not_taken_for_a_greeting_that_has_a_word_in_common_with_it(greeting: bytes, early: bytes, outcome: Outcome) -> None:
    """Some servers end what they offer with a mere OK, and tell the time to whom they greet; a refusal without more is one still."""
    greeted = count()

    def answer(talk: Talk, line: str) -> bytes | None:
        if line.startswith("EHLO"):
            return greeting % next(greeted)
        if line != "CONTENT" or talk.number > 1:
            return obliging(talk, line)
        if not early:
            return b"554 5.7.1 spam\r\n"
        talk.say(early)
        time.sleep(0.3)
        return b"250 2.0.0 OK\r\n" if greeting.startswith(b"250 ") else b"250 OK\r\n"

    with stage(answer) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2), *numbered(1))
    assert verdicts[1].outcome is outcome


@each_way
@pytest.mark.parametrize(
    "again", [b"503 5.0.0 Duplicate EHLO\r\n", b"421 4.7.0 Too many errors\r\n", None], ids=["refuses", "goes", "cuts"]
)
def test_a_refused_content_stays_refused_whatever_the_server_says_to_a_second_greeting(way: str, again: bytes | None) -> None:
    """There is one reply to the content, and it is the verdict; the next letter goes out over this connection or another."""
    offered, others = WAYS[way]
    friendly = offered(contents(SPAM, OK))

    def answer(talk: Talk, line: str) -> bytes | None:
        known = shown.said.count((talk.number, line)) > 1
        return again if known and line.startswith("EHLO") else friendly(talk, line)

    with stage(answer) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(2))
    assert (verdicts[1].outcome, verdicts[1].code, verdicts[1].text) == (Outcome.REJECTED, 554, "5.7.1 spam")
    assert verdicts[2].outcome is Outcome.SENT
    assert {number for number, line in shown.said if line.startswith("MAIL")} == ({1} if again and again.startswith(b"503") else {1, 2})


@each_way
def test_a_refused_content_costs_one_exchange_more_and_not_the_connection(way: str) -> None:
    """EHLO takes the refused letter back as RSET would, and its reply is like no other."""
    verdicts, shown = sent_in(way, contents(SPAM, OK), 2)
    assert codes(verdicts) == [554, 250]
    said = [verb for verb in verbs(shown) if verb != "RCPT"]
    assert said == ["EHLO", "MAIL", "DATA", "EHLO", "MAIL", "DATA", "QUIT"]


def test_no_command_holds_two() -> None:
    """What stands after the end of a line would be a command that nobody meant."""

    async def two(dial: Callable[[], Connection]) -> None:
        connection = dial()
        await connection.open()
        try:
            with pytest.raises(ValueError, match="control"):
                await connection.execute_command(b"NOOP\r\nRSET")
        finally:
            await connection.end()

    with connected(obliging) as dial:
        asyncio.run(two(dial))


@each_way
def test_the_time_for_a_reply_begins_anew_with_each_and_half_a_reply_does_not_end_it(way: str) -> None:
    """Two replies take longer together than one may; then the server says that more is to come, and nothing more."""
    seen = count()

    def halting(talk: Talk, line: str) -> bytes | None:
        if talk.number == 1 and line.partition(" ")[0] == "MAIL":
            time.sleep(0.7)
        if line != "CONTENT" or (number := next(seen)) > 1:
            return obliging(talk, line)
        time.sleep(0.7)
        return b"250-almost\r\n" if number else obliging(talk, line)

    offered, others = WAYS[way]
    with stage(offered(halting)) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=1, **others), *numbered(3))
    assert [verdicts[number].outcome for number in (1, 2, 3)] == [Outcome.SENT, Outcome.UNCERTAIN, Outcome.SENT]
    assert "Timed out" in verdicts[2].text
