"""Through a real mail server every letter arrives as it was recorded: Postfix and Exim pass the tests that every transport passes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest

from demo.servers import Accepted, Servers
from domain.letter import Outcome
from domain.ports import Transport
from tests.exim import exim
from tests.mailer.test_transports import TransportContract, letter, letters, sent, smtp
from tests.servers import Relay, postfix

_ON_ITS_WAY = re.compile(rb"(?:Received:.*\r\n(?:[ \t].*\r\n)*)+")


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Run the server to which both hand on what they take."""
    with Servers(tmp_path_factory.mktemp("last")) as servers:
        yield servers


@pytest.fixture(scope="module")
def through_postfix(last: Servers) -> Iterator[Relay]:
    """Run Postfix for all tests of this file."""
    with postfix(last.smtp_port) as relay:
        yield relay


@pytest.fixture(scope="module")
def through_exim(last: Servers) -> Iterator[Relay]:
    """Run Exim for all tests of this file."""
    with exim(last.smtp_port) as relay:
        yield relay


def until_empty(relay: Relay) -> None:
    """Wait until a mail server has handed on everything that it took."""
    end = time.monotonic() + 300
    while relay.waiting():
        assert time.monotonic() < end, "the mail server hands nothing on"
        time.sleep(0.02)


class RelayContract(TransportContract):
    """What every mail server does with what it is given."""

    @pytest.fixture
    def transport(self, relay: Relay) -> Transport:
        """Lend a transport to the server."""
        return smtp(relay.port, timeout=60)

    @pytest.fixture
    def accepted(self, relay: Relay, last: Servers) -> Callable[[], list[Accepted]]:
        """Lend a way to see what was handed on since the test began."""
        until_empty(relay)
        before = len(last.accepted())

        def since() -> list[Accepted]:
            until_empty(relay)
            return last.accepted()[before:]

        return since

    @pytest.fixture
    def received(self, accepted: Callable[[], list[Accepted]]) -> Callable[[], list[bytes]]:
        """Lend a way to see the messages that arrived, without what tells their way."""
        return lambda: [_ON_ITS_WAY.sub(b"", one.file.read_bytes(), count=1) for one in accepted()]

    def test_the_envelope_is_handed_on_as_it_was_given(self, transport: Transport, accepted: Callable[[], list[Accepted]]) -> None:
        """The tag of the letter stands in the sender, to which a report would go."""
        assert sent(transport, letter(1))[1].outcome is Outcome.SENT
        [one] = accepted()
        assert (one.mail_from, one.rcpt_to) == ("study+btag@agency.test", ("r1@member.test",))

    def test_many_letters_over_few_connections_arrive_each_once(self, transport: Transport, accepted: Callable[[], list[Accepted]]) -> None:
        """However the server shares them out among its own processes."""
        verdicts = sent(transport, *letters(100))
        assert {one.outcome for one in verdicts.values()} == {Outcome.SENT}
        assert sorted(one.rcpt_to[0] for one in accepted()) == sorted(f"r{number}@member.test" for number in range(1, 101))


class TestPostfix(RelayContract):
    """Debian's Postfix."""

    @pytest.fixture
    def relay(self, through_postfix: Relay) -> Relay:
        """Lend the server."""
        return through_postfix


class TestExim(RelayContract):
    """Debian's Exim."""

    @pytest.fixture
    def relay(self, through_exim: Relay) -> Relay:
        """Lend the server."""
        return through_exim
