"""A mail server that is there again: with the first letter that it takes, the others that waited for it follow, each once."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from domain.letter import DeliveryState
from service.deciding.held import decide
from service.rulings.decided import Deciding
from service.sending.send import send_due
from service.wiring import Service
from store import halts
from tests.service.installed import letters
from tests.service.refusing import Server, halted, sending, states
from tests.service.two_transports import BOTH, NOW, put_out_both, states_of, two_agencies

MINUTE = timedelta(minutes=1)
AWAY = {"GREETING": b"421 4.3.2 Shutting down\r\n"}
BUSY = {"RCPT": b"450 4.2.1 Mailbox busy\r\n"}


def due(home: Path) -> dict[int, datetime]:
    """Return when the letters that wait are due."""
    return {one.id: one.due_at for one in letters(home) if one.state is DeliveryState.DEFERRED}


def let_go_on(service: Service, sender: str, when: datetime) -> None:
    """Let a person decide that the letters of one halted sender go on."""
    (case,) = [one for one in halted(service) if sender in one.reasons[0]]
    decide(service, Deciding(case=str(case.id), what="resend", by="staff"), when)


def halt_both(service: Service) -> None:
    """Let both senders be tried in vain until the next try is four hours away."""
    put_out_both(service)
    for minutes in (0, 60, 66, 82, 143):
        send_due(service, NOW + minutes * MINUTE)
    assert len(halted(service)) == 2


def put_off_for_an_hour(service: Service, home: Path, server: Server, greeting: dict[str, bytes]) -> frozenset[int]:
    """Let each letter be put off twice by its recipient's server, then by this greeting; return those that the recipient's put off last."""
    server.refused = BUSY
    put_out_both(service)
    send_due(service, NOW)
    send_due(service, NOW + 5 * MINUTE)
    send_due(service, first := min(due(home).values()))
    busy = frozenset(one for one, when in due(home).items() if when > first + 30 * MINUTE)
    server.refused = greeting
    send_due(service, NOW + 20 * MINUTE)
    server.refused = {}
    assert busy
    return busy


def test_with_the_first_letter_that_is_taken_the_others_follow_but_not_what_their_own_servers_put_off(tmp_path: Path) -> None:
    """Each would be tried by itself some minutes after the first; a minute after it all have left.

    What a recipient's server put off keeps its time.
    """
    server = Server()
    with sending(tmp_path, server) as (service, _):
        busy = put_off_for_an_hour(service, tmp_path, server, AWAY)
        before = due(tmp_path)
        assert min(before.values()) > NOW + 60 * MINUTE
        send_due(service, back := min(when for one, when in before.items() if one not in busy))
        assert 0 < len(server.taken) < len(before) - len(busy)
        assert min(before[one] for one in busy) > back + MINUTE
        send_due(service, back + MINUTE)
        assert due(tmp_path) == {one: before[one] for one in busy}
        assert len(server.taken) == len({*before} - busy)


def test_a_server_that_asked_for_fewer_connections_gets_no_letter_sooner_for_what_it_takes(tmp_path: Path) -> None:
    """Such a server was there: what it put off waits for its own time."""
    server = Server()
    with sending(tmp_path, server) as (service, _):
        busy = put_off_for_an_hour(service, tmp_path, server, {"GREETING": b"421 4.7.0 Too many connections from your host\r\n"})
        asked = {one: when for one, when in due(tmp_path).items() if one not in busy and when > NOW + 60 * MINUTE}
        assert asked
        send_due(service, NOW + 30 * MINUTE)
        assert server.taken
        left = due(tmp_path)
        assert {one: left[one] for one in asked} == asked


def test_of_several_senders_one_that_is_taken_frees_the_others_of_its_server(tmp_path: Path) -> None:
    """The next try of the other would be hours later; it is made in the pass that follows, and all leaves once."""
    server = Server(**AWAY)
    with sending(tmp_path, server, organisations=3) as (service, _):
        halt_both(service)
        server.refused = {}
        let_go_on(service, "itu", NOW + 150 * MINUTE)
        send_due(service, NOW + 150 * MINUTE)
        assert (states_of(tmp_path, BOTH[0]), states_of(tmp_path, BOTH[1])) == ({DeliveryState.SENT}, {DeliveryState.DEFERRED})
        send_due(service, NOW + 151 * MINUTE)
        assert not halted(service)
    assert states(tmp_path) == {DeliveryState.SENT: 6}
    assert len(server.taken) == 6


def test_a_sender_whom_the_server_refused_waits_for_its_own_next_try(tmp_path: Path) -> None:
    """What is taken of another says nothing of its rights."""
    server = Server(**AWAY)
    with sending(tmp_path, server, organisations=3) as (service, _):
        put_out_both(service)
        server.refused = {"MAIL": b"554 5.7.1 Sender not allowed\r\n"}
        send_due(service, NOW)
        assert len(halted(service)) == 2
        server.refused = {}
        let_go_on(service, "itu", NOW)
        send_due(service, NOW)
        assert states_of(tmp_path, BOTH[0]) == {DeliveryState.SENT}
        send_due(service, NOW + MINUTE)
        assert states_of(tmp_path, BOTH[1]) == {DeliveryState.DEFERRED}


def test_a_server_that_is_there_again_says_nothing_of_another(tmp_path: Path) -> None:
    """What waits for the other waits as before."""
    first, second = Server(**AWAY), Server(**AWAY)
    with two_agencies(tmp_path, first, second, organisations=3) as (service, *_):
        halt_both(service)
        first.refused = {}
        let_go_on(service, "itu", NOW + 150 * MINUTE)
        send_due(service, NOW + 150 * MINUTE)
        before = due(tmp_path)
        with service.store.reading() as tx:
            (waits,) = halts.in_force(tx)
        send_due(service, NOW + 151 * MINUTE)
        with service.store.reading() as tx:
            assert halts.in_force(tx) == (waits,)  # It was not tried, which would have been counted.
        assert waits.next_at > NOW + 151 * MINUTE
        assert due(tmp_path) == before
        assert len(before) == len(first.taken) == 3
