"""What a server says of one letter while the next is announced: nothing of it is taken for a word on that one, and nobody waits for it."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import Any

import pytest

from domain.letter import Outcome
from domain.mail.endpoint import Endpoint, Security
from mailer.transports.connection import Connection
from mailer.transports.desk import DesertedError, Desk
from mailer.transports.door import SmtpDoor
from mailer.transports.pool import SmtpPool, _Line
from mailer.transports.smtp import SmtpTransport
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.mailer.test_pipelining import numbered
from tests.mailer.test_replies import WAYS, Interrupted, codes, each_way, subjects
from tests.mailer.test_transports import Diary, sent, smtp


@each_way
@pytest.mark.parametrize("stray", [b"250 queued as 1\r\n", b"554 stray\r\n", b"421 4.7.0 too many\r\n", b"450 4.2.0 stray\r\n"])
@pytest.mark.parametrize("before", [0, 0.02])
def test_what_comes_within_a_round_trip_judges_no_letter(way: str, stray: bytes, before: float) -> None:
    """It comes when MAIL of the second letter was said and not answered yet: that leaves over another connection, once."""
    offered, others = WAYS[way]

    def answer(talk: Talk, line: str) -> bytes | None:
        if line.startswith("MAIL") and talk.number == 1 and talk.taken == 1:
            talk.say(stray)
            time.sleep(before)
        return offered(obliging)(talk, line)

    with stage(answer) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(3), diary=Diary(pause=0.03))
    assert codes(verdicts) == [250, 250, 250]
    assert subjects(shown) == [1, 2, 3]


@pytest.mark.parametrize("way", ["at once", "one by one"])
@pytest.mark.parametrize("refusal", [b"550 5.7.1 not you\r\n", b"451 4.3.0 later\r\n"])
def test_a_refusal_that_is_said_again_over_a_new_connection_stands(way: str, refusal: bytes) -> None:
    """Whoever is refused after a letter that was taken is refused, and asked for once more."""
    offered, others = WAYS[way]

    def answer(talk: Talk, line: str) -> bytes | None:
        return refusal if line.startswith("MAIL") and (talk.number > 1 or talk.taken) else offered(obliging)(talk, line)

    with stage(answer) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(3))
    assert codes(verdicts) == [250, int(refusal[:3]), int(refusal[:3])]
    assert verdicts[2].stage == "mail"
    assert sum(line.startswith("MAIL") for _, line in shown.said) == 4


@pytest.mark.parametrize("way", ["at once", "one by one"])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_a_server_that_has_enough_of_a_connection_gets_the_letter_over_another(way: str, verb: str) -> None:
    """It says 421, and may say so at any command; what it says over a new connection stands."""
    offered, others = WAYS[way]

    def answer(talk: Talk, line: str) -> bytes | None:
        return b"421 4.7.0 too many\r\n" if line.startswith(verb) and talk.taken else offered(obliging)(talk, line)

    with stage(answer) as shown:
        verdicts = sent(smtp(shown.port, connections=1, timeout=2, **others), *numbered(3))
    assert codes(verdicts) == [250, 250, 250]
    assert subjects(shown) == [1, 2, 3]
    assert {number for number, _ in shown.said} == {1, 2, 3}


@dataclass(kw_only=True)
class Stopped(Interrupted):
    """A journal after whose beginning of the second letter somebody stops the program, or while that is noted where it is `early`."""

    transport: SmtpTransport
    early: bool

    def _note(self, facts: list[tuple[str, Any]]) -> None:
        is_second = bool(facts) and facts[0] == ("sending", 2)
        if is_second and self.early:
            self.transport.hasten(0.2)
        super()._note(facts)
        if is_second and not self.early:
            threading.Timer(0.3, self.transport.hasten, [0.2]).start()


@pytest.mark.parametrize("way", ["at once", "one by one"])
@pytest.mark.parametrize("early", [False, True])
def test_whoever_stops_waits_for_no_connection_over_which_a_letter_was_to_go_anew(way: str, early: bool) -> None:
    """It was recorded as beginning, and nothing of it has left: it is deferred, and in no doubt."""
    offered, others = WAYS[way]
    goes_on = threading.Event()

    def answer(talk: Talk, line: str) -> bytes | None:
        if talk.number > 1 and line == "GREETING":
            goes_on.wait(20)
            return None
        return offered(obliging)(talk, line)

    with stage(answer) as shown:
        transport = smtp(shown.port, connections=1, timeout=15, **others)
        assert isinstance(transport, SmtpTransport)
        diary = Stopped(shown=shown, kind="sending", stray=b"421 bye\r\n", letter=2, transport=transport, early=early)
        began = time.monotonic()
        transport.send(numbered(3), diary)
        took = time.monotonic() - began
        goes_on.set()
    assert took < 10
    assert {number: one.outcome for number, one in diary.all.items()} == {1: Outcome.SENT, 2: Outcome.DEFERRED}
    assert "stopped" in diary.all[2].text


def test_a_letter_after_one_that_found_no_connection_anew_is_announced_as_well() -> None:
    """The second was recorded as beginning, and the server gave it no other connection: it is deferred, and the third begins by itself."""

    def answer(talk: Talk, line: str) -> bytes | None:
        return None if talk.number == 2 else obliging(talk, line)

    with stage(answer) as shown:
        diary = Interrupted(shown=shown, kind="sending", stray=b"421 bye\r\n", letter=2)
        verdicts = sent(smtp(shown.port, connections=1, timeout=2), *numbered(3), diary=diary)
    assert {number: one.outcome for number, one in verdicts.items()} == {1: Outcome.SENT, 2: Outcome.DEFERRED, 3: Outcome.SENT}
    assert [fact for kind, fact in diary.told if kind == "sending"] == [1, 2, 3]
    assert subjects(shown) == [1, 3]


def test_no_content_begins_over_a_new_connection_once_nobody_records() -> None:
    """Its letter was announced while somebody did; the verdict on it could be told to nobody."""

    async def work() -> None:
        desk = Desk(asyncio.get_running_loop(), 1)
        endpoint = Endpoint(host="127.0.0.1", port=1, security=Security.NONE)
        pool = SmtpPool(endpoint, SmtpDoor(endpoint, lambda: Connection(endpoint, None)), desk, None)
        desk.desert()
        with pytest.raises(DesertedError):
            await pool._begin(_Line(task=None, begun=True), 1)

    asyncio.run(work())
