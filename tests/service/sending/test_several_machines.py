"""Several processes share a store on PostgreSQL, and die: nothing is lost, nothing happens twice, and what comes of it is as with one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.servers import Servers
from domain.contact import Stopped, Suppression
from domain.errors import ConfigurationError
from domain.letter import DeliveryState, Letter
from domain.mail.limits import SendingLimits
from domain.process.roles import ServiceRole
from domain.rules.bucket import slower
from domain.study import DEFAULT
from service.collecting import collect
from service.collecting.turns import Comes, Turn
from service.installation import config
from service.installation.install import SAMPLE
from service.keeping import left_before
from service.keeping.restored import begin_pass
from service.mailings.reminding import Reminding, ask_reminding
from service.operation.tick import tick
from service.process import leases, uninterrupted
from service.process.leases import Duty, held, who_holds
from service.process.presence import Presence, is_running
from service.process.uninterrupted import alone
from service.sending import due_letters, halts, retries
from service.sending.claiming import next_due
from service.sending.send import send_due
from service.sending.sending_journal import SendingJournal
from service.studies.running import require_running
from service.studies.taken_in import COLLECT, recently_collected
from service.wiring import Service, open_service
from store import buckets, message_places, outbox, reminding, studies, suppressions
from store import halts as halts_kept
from store import leases as kept
from store.letters.halts import Halt
from tests.service.crew import POINTS, Machines, each_point, machines, wait_until
from tests.service.installed import connect, make
from tests.service.machines import (
    ANSWERS,
    CIRCULAR,
    CONNECTIONS,
    QUESTIONNAIRE,
    answers,
    assert_each_left_once,
    come_in,
    end_backends,
    mailed,
    out,
    put,
    sent_to_the_end,
    what_came,
)
from tests.store.conftest import postgresql_server, schema
from tests.store.values import NOW, place

ORGANISATIONS = 12
HALT = Halt(study=SAMPLE, sender="", hold_id=1, refused="x", said="no", since=CIRCULAR, tries=0, next_at=CIRCULAR - timedelta(minutes=1))


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    """Return servers of mail that survive every kill."""
    with Servers(tmp_path / "servers") as running:
        yield running


@contextmanager
def crew_of(home: Path, url: str, servers: Servers, organisations: int) -> Iterator[Machines]:
    """Give workers at a new installation."""
    make(home, organisations, url)
    connect(home, servers, connections=CONNECTIONS)
    with machines(home, url, seed=14) as crew:
        yield crew


def test_senders_and_tickers_that_are_killed_lose_and_double_no_letter(postgresql: str, servers: Servers, tmp_path: Path) -> None:
    """Each role dies at each of its failpoints; in doubt is at most what was in hand. `tests.service.machines` kills more, and anywhere."""
    with crew_of(tmp_path / "home", schema(postgresql), servers, 150) as crew:
        out(crew, servers, CIRCULAR, each_point())
        assert not crew.missed
        assert crew.kills == {role: len(POINTS[role]) for role in (ServiceRole.SEND, ServiceRole.TICK)}


def test_pollers_and_readers_that_are_killed_lose_and_double_no_answer(postgresql: str, servers: Servers, tmp_path: Path) -> None:
    """The answers come to the same as with one process that lives: what counts, what is answered, and what waits for a person."""
    with crew_of(tmp_path / "home", schema(postgresql), servers, ORGANISATIONS) as crew:
        out(crew, servers, CIRCULAR, {})
        out(crew, servers, QUESTIONNAIRE, {})
        letters = [path for number in range(ORGANISATIONS) for path in servers.mail_for(f"person{number}@member{number}.example")]
        raws = answers(crew, letters, ORGANISATIONS)
        come_in(crew, servers, raws, each_point())
        assert not crew.missed
        came = what_came(crew)
    assert came == _with_one(tmp_path / "one")
    assert came["messages"] == {"done": len(raws)}


def _with_one(folder: Path) -> dict[str, object]:
    """Return what the same comes to with one process, on SQLite."""
    url = f"sqlite:///{folder / 'one.db'}"
    folder.mkdir()
    with Servers(folder / "servers") as servers, crew_of(folder / "home", url, servers, ORGANISATIONS) as crew:
        with crew.service() as service:
            tick(service, CIRCULAR)
            tick(service, QUESTIONNAIRE)
        letters = [path for number in range(ORGANISATIONS) for path in servers.mail_for(f"person{number}@member{number}.example")]
        raws = answers(crew, letters, ORGANISATIONS)
        put(servers, raws)
        with crew.service() as service:
            collect.collect(service, ANSWERS)
        return what_came(crew)


@pytest.mark.parametrize("fault", ["backends", "server"])
def test_a_database_that_goes_away_loses_and_doubles_no_letter(fault: str, servers: Servers, tmp_path: Path) -> None:
    """Its backends are ended, or it is started again, while two senders work; they go on when it is there."""
    with postgresql_server() as server, crew_of(tmp_path / "home", schema(server.get_uri()), servers, 150) as crew:
        with crew.service() as service:
            tick(service, CIRCULAR, frozenset({ServiceRole.TICK}))
        for _ in range(2):
            crew.start(ServiceRole.SEND, CIRCULAR)
        times = 8 if fault == "backends" else 3
        for _ in range(times):
            time.sleep(0.3)
            if fault == "backends":
                end_backends(server.get_uri())
            else:
                server.stop()
                server.ensure_postgres_running()
        wait_until(lambda: sent_to_the_end(crew))
        crew.end_all()
        assert len(mailed(crew)) == 150
        assert_each_left_once(crew, servers, CIRCULAR, 2 * times)


@pytest.fixture
def two(postgresql: str, tmp_path: Path) -> Iterator[tuple[Service, Service]]:
    """Return an installation that is open twice, with a circular that is planned for twelve; it is sent into a Maildir."""
    url = {"COUNTERFOIL_DATABASE_URL": schema(postgresql)}
    make(tmp_path / "home", 12, url["COUNTERFOIL_DATABASE_URL"])
    found = config.load(tmp_path / "home", url)
    with open_service(found) as first, open_service(found) as second:
        tick(first, CIRCULAR, frozenset({ServiceRole.TICK}))
        yield first, second


def states(service: Service) -> Counter[DeliveryState]:
    """Return how many letters there are in each state."""
    with service.store.reading() as tx:
        return Counter(one.state for one in outbox.in_states(tx, list(DeliveryState)))


def limited(service: Service) -> Service:
    """Let a provider allow this much."""
    service.installation = replace(service.installation, limits={DEFAULT: SendingLimits(per_minute=5)})
    return service


def test_what_is_limited_is_sent_by_the_first_sender_alone(two: tuple[Service, Service]) -> None:
    """Two would each count for themselves; the other sends it when it is the first."""
    first, second = map(limited, two)
    with held(first, Duty.SENDER) as mine:
        assert mine
        assert mine.number == 1
        assert send_due(second, CIRCULAR).outcomes["sent"] == 0
    assert states(second) == {DeliveryState.QUEUED: 12}
    assert send_due(second, CIRCULAR).outcomes["sent"] == 5
    assert send_due(first, CIRCULAR).outcomes["sent"] == 0


def test_the_number_of_connections_is_no_limit_of_all_senders_together(two: tuple[Service, Service]) -> None:
    """Each has as many; so whoever writes that number has several senders all the same."""
    first, second = two
    second.installation = replace(second.installation, limits={DEFAULT: SendingLimits(connections=4, per_connection=100)})
    with held(first, Duty.SENDER):
        assert send_due(second, CIRCULAR).outcomes["sent"] == 12


def test_a_domain_that_is_slowed_is_the_first_senders_and_the_others_send_the_rest(two: tuple[Service, Service]) -> None:
    """The second passes over one recipient of twelve; the first asks that domain in its time."""
    first, second = two
    bucket = slower(None, DEFAULT, "member3.example", "450 Busy", None, CIRCULAR)
    with held(first, Duty.SENDER):
        with first.store.transaction() as tx:
            buckets.put(tx, bucket)
        assert send_due(second, CIRCULAR).outcomes["sent"] == 11
    assert send_due(second, CIRCULAR).outcomes["sent"] == 0
    assert send_due(first, bucket.filled_at + timedelta(minutes=1)).outcomes["sent"] == 1


def test_a_domain_that_is_slowed_while_another_has_letters_in_hand_gets_none_of_them(two: tuple[Service, Service]) -> None:
    """It is asked in the transaction that writes down what is begun."""
    first, second = two
    bucket = slower(None, DEFAULT, "member3.example", "450 Busy", None, CIRCULAR)
    usual = outbox.claim

    def claim(*given: Any) -> tuple[Letter, ...]:
        found = usual(*given)
        with first.store.transaction() as tx:
            buckets.put(tx, bucket)
        return found

    with held(first, Duty.SENDER), pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "claim", claim)
        sent = send_due(second, CIRCULAR)
    assert (sent.outcomes["sent"], sent.problems) == (11, [])


def test_a_halted_sender_is_tried_by_the_first_alone(two: tuple[Service, Service]) -> None:
    """One letter is tried, and not one by each."""
    first, _ = two
    with first.store.transaction() as tx:
        (letter, *_) = outbox.waiting(tx, CIRCULAR, 0, 1)
        halts_kept.put(tx, replace(HALT, sender=letter.sender))
        assert halts.gate(tx, CIRCULAR).untried
        assert not halts.gate(tx, CIRCULAR, first=False).untried


def test_a_letter_that_another_sent_since_keeps_what_became_of_it(two: tuple[Service, Service]) -> None:
    """A sender that was cut off for longer than its lease finds a letter unwanted that has left by then: it counts as sent all the same."""
    first, second = two
    usual = next_due

    def cut_off(log: SendingJournal, *given: Any) -> Sequence[Letter]:
        found = usual(log, *given)
        if log.service is first and found:
            with second.store.transaction() as tx:
                kept.release(tx, log.fence)
            assert send_due(second, CIRCULAR).outcomes["sent"] == 12
            with second.store.transaction() as tx:
                suppressions.suppress(tx, Suppression(found[0].address, Stopped.UNSUBSCRIBED, "By mail"), CIRCULAR)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(due_letters, "next_due", cut_off)
        sent = send_due(first, CIRCULAR)
    assert (sent.outcomes["sent"], sent.outcomes["dropped"]) == (0, 0)
    assert states(first) == {DeliveryState.SENT: 12}


@pytest.mark.parametrize("way", ["given up", "left before"])
def test_what_a_sender_whose_lease_ended_decides_of_letters_is_nothing(way: str, two: tuple[Service, Service]) -> None:
    """Neither that they expired, nor that they left before the store was put back: another has them in hand."""
    first, _ = two
    with first.store.transaction() as tx:
        found = outbox.waiting(tx, CIRCULAR, 0, 1)
    with held(first, Duty.SENDER) as mine:
        assert mine
        with first.store.transaction() as tx:
            outbox.claim_these(tx, mine.fence, [one.id for one in found])
            kept.release(tx, mine.fence)
        if way == "given up":
            assert retries.give_up(first, [(one, "450 Busy") for one in found], CIRCULAR, mine.fence) == 0
        else:
            before = [left_before.LeftBefore(one, DeliveryState.UNCERTAIN, "It was begun.") for one in found]
            assert left_before.settle(first, before, CIRCULAR, mine.fence) == ()
    assert states(first) == {DeliveryState.QUEUED: 12}


def test_what_is_halted_is_in_no_other_senders_hands_when_it_is_tried(two: tuple[Service, Service]) -> None:
    """A pass of the others may take hours, and what they claim is theirs as long: so they leave what they do not send."""
    first, second = two
    with first.store.transaction() as tx:
        (letter, *_) = outbox.waiting(tx, CIRCULAR, 0, 1)
        halts_kept.put(tx, replace(HALT, sender=letter.sender))
    usual, tried = next_due, list[int]()

    def then_tries(log: SendingJournal, *given: Any) -> Sequence[Letter]:
        found = usual(log, *given)
        with first.store.transaction() as tx:
            tried.extend(one.id for one in outbox.claim_these(tx, fence, [letter.id]))
        return found

    with held(first, Duty.SENDER) as mine, pytest.MonkeyPatch.context() as patch:
        assert mine
        fence = mine.fence
        patch.setattr(due_letters, "next_due", then_tries)
        send_due(second, CIRCULAR)
    assert tried == [letter.id]


def test_what_was_asked_for_some_organisations_is_handed_over_by_a_sender(two: tuple[Service, Service]) -> None:
    """Whoever only plans hands nothing over: neither that, nor what is due beside it."""
    first, second = two
    with first.store.reading() as tx:
        running = require_running(first, tx, SAMPLE)
        (letter, *_) = outbox.waiting(tx, CIRCULAR, 0, 1)
    ask_reminding(first, running, Reminding(mailing=str(letter.mailing), to=(str(letter.organisation),), by="Anna Berg"), CIRCULAR)
    tick(first, CIRCULAR, frozenset({ServiceRole.TICK}))
    with first.store.reading() as tx:
        assert len(reminding.waiting(tx)) == 1
    assert states(first) == {DeliveryState.QUEUED: 12}
    tick(second, CIRCULAR, frozenset({ServiceRole.SEND}))
    with first.store.reading() as tx:
        assert not reminding.waiting(tx)
    assert states(first) == {DeliveryState.SENT: 12}


def test_who_begins_while_others_send_joins_their_pass(two: tuple[Service, Service]) -> None:
    """So a copy of the database from then meets all that either begins."""
    first, second = two
    with held(first, Duty.SENDER) as mine, first.store.transaction() as tx:
        assert mine
        number = begin_pass(first, tx, CIRCULAR, mine.fence).number
    with held(first, Duty.SENDER), held(second, Duty.SENDER) as other, second.store.transaction() as tx:
        assert other
        assert begin_pass(second, tx, CIRCULAR, other.fence).number == number
    with held(second, Duty.SENDER) as other, second.store.transaction() as tx:
        assert other
        assert begin_pass(second, tx, CIRCULAR, other.fence).number == number + 1


def test_one_process_plans_and_the_next_does_when_it_ends(two: tuple[Service, Service]) -> None:
    """Also when its lease ended while it lived; others see that the service runs."""
    first, second = two
    assert not is_running(first)
    with Presence(second) as other:
        with Presence(first) as one:
            assert (one.show(), other.show(), one.show()) == (True, False, True)
            assert is_running(second)
        assert other.show()
        with first.store.transaction() as tx:
            kept.release(tx, next(each.fence for each in kept.in_force(tx)))
        assert other.show()


def test_nobody_sends_collects_or_reads_while_somebody_is_alone(two: tuple[Service, Service], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to be alone waits for those at work, and nobody else begins; they are told if it takes too long."""
    first, second = two
    with uninterrupted.alone(first):
        assert "Another process is already sending, so this one did not." in send_due(second, CIRCULAR).problems
        assert collect.ANOTHER in collect.collect(second, CIRCULAR).problems
    monkeypatch.setattr(leases, "LASTS", timedelta(seconds=1))
    monkeypatch.setattr(uninterrupted, "_PATIENCE", 0.0)
    with held(first, Duty.READER), pytest.raises(ConfigurationError, match="nothing was erased"), uninterrupted.alone(second):
        pytest.fail("somebody was reading")


def test_what_came_first_takes_effect_first(two: tuple[Service, Service]) -> None:
    """A reader waits while another has earlier messages in hand, goes on when they are done, and begins anew where that one died."""
    first, second = two
    with first.store.transaction() as tx:
        message_places.take_in(tx, [(place(str(number)), str(number) * 64, NOW) for number in range(4)])
    with held(second, Duty.READER) as later:
        assert later
        with held(first, Duty.READER) as earlier:
            assert earlier
            one, _ = Turn(earlier.fence).take(first, 2, 0)
            three, _ = Turn(later.fence).take(second, 2, 0)
            with ThreadPoolExecutor(1) as thread:
                coming = thread.submit(Turn(later.fence).comes, second, three.id)
                time.sleep(0.2)
                assert not coming.done()
                with first.store.transaction() as tx:
                    Turn(earlier.fence).let_go(tx, [one.id, one.id + 1])
                assert coming.result(300) is Comes.NOW
            Turn(earlier.fence).take(first, 2, 0)
        assert Turn(later.fence).comes(second, three.id) is Comes.AFTER_ANOTHER
    assert Turn(later.fence).comes(second, three.id) is Comes.NEVER


def test_a_collect_is_finished_when_another_process_has_read_what_it_took_in(two: tuple[Service, Service]) -> None:
    """Reminders leave by that; it is dated by the taking in."""
    first, second = two
    later = CIRCULAR + timedelta(minutes=5)
    collect.collect(first, CIRCULAR, reads=False)
    with first.store.reading() as tx:
        assert not recently_collected(tx, [SAMPLE], CIRCULAR)
    collect.read(second, later)
    with first.store.reading() as tx:
        done = studies.due(tx, SAMPLE, COLLECT)
        assert done
        assert done.done_at == CIRCULAR


def test_who_lets_nobody_else_work_is_told_with_what_for(two: tuple[Service, Service]) -> None:
    """While it does so, and afterwards, when it is the last that did: the word of the lease alone says nothing to whoever reads it."""
    first, second = two
    with alone(first), second.store.reading() as tx:
        assert who_holds(tx) == f"alone (who erases, retains or moves, while nobody sends, collects or reads): {leases.owner()}"
    with second.store.reading() as tx:
        assert "nobody sends, collects or reads): nobody, last" in who_holds(tx)


def test_everybody_is_told_who_does_what(two: tuple[Service, Service]) -> None:
    """By process and machine; of what nobody does, who did it last."""
    first, second = two
    with held(first, Duty.COLLECTOR):
        pass
    with held(first, Duty.SENDER), second.store.reading() as tx:
        assert who_holds(tx) == f"collector: nobody, last {leases.owner()} 0 seconds ago; sender 1: {leases.owner()}"
