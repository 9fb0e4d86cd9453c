"""The pace of sending, as a server sees it: whoever asks to be slower is asked for less, a provider's limits are kept, no other waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from domain.case import CaseKind
from domain.errors import ConfigurationError
from domain.letter import DeliveryState, LetterKind
from domain.mail.limits import SendingLimits
from domain.rules.attempt import LIFETIME
from domain.rules.bucket import Bucket
from domain.study import DEFAULT
from service.authoring.drafts import apply
from service.cases.waiting import waiting
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.plan import put_out
from service.sending.delays import delays
from service.sending.pace import Pace
from service.sending.patience import send_all
from service.sending.send import send_due
from service.sending.sending_journal import Sent
from service.studies.running import pause, require_running
from service.wiring import Service, open_service
from store import buckets, outbox
from store.cases.decisions import rule
from tests.mailer.smtp_stage import Stage, Talk, obliging, stage
from tests.service.installed import LIST, at, letters, make, write_settings
from tests.service.preparing import prepared_letters

SLOW, QUICK = "slow.example", "quick.example"
NOW = at("02-10")
HEAD = "code;organisation;country;region;language;role;name;address;salutation\n"


class Server:
    """A server that takes everything, apart from what `says` answers: a reply by verb and domain, while `is_slow`."""

    def __init__(self, **says: bytes) -> None:
        self.says = says
        self.domain = SLOW
        self.is_slow = True
        self.asked: list[str] = []
        self.taken: list[str] = []
        self._to: dict[int, str] = {}

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Answer one line."""
        verb = line.partition(" ")[0].upper()
        if verb == "RCPT":
            self._to[talk.number] = line.partition("<")[2].partition(">")[0]
            self.asked.append(self._to[talk.number])
        to = self._to.get(talk.number, "")
        of_all = verb in {"GREETING", "MAIL"}
        if self.is_slow and verb in self.says and (of_all or to.endswith(self.domain)):
            return self.says[verb]
        if verb == "CONTENT":
            self.taken.append(to)
        return obliging(talk, line)

    def count(self, domain: str) -> int:
        """Return how many letters were taken to a domain."""
        return sum(one.endswith(f"@{domain}") for one in self.taken)


@contextmanager
def sending(home: Path, server: Server, *, slow: int = 20, quick: int = 5, settings: str = "", domains: bool = False) -> Iterator[Service]:
    """Open an installation with a mailing that is due to organisations at two domains, those of the slow one first."""
    make(home, 0)
    where = [f"{number}.{SLOW}" if domains else SLOW for number in range(slow)] + [QUICK] * quick
    rows = [f"O{number:03d};Organisation {number};AT;Europe;en;to;Person;p{number}@{domain};Dear" for number, domain in enumerate(where)]
    (home / "people.csv").write_text(HEAD + "\n".join(rows))
    with stage(server.answer) as shown:
        connect(home, shown, settings)
        with open_service(config.load(home, {})) as service:
            load_file(service, home / "people.csv", LIST, {}, store=True)
            put_out_circular(service, NOW)
            yield service


def connect(home: Path, shown: Stage, settings: str) -> None:
    """Let the letters go to a server, one at a time."""
    smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {shown.port}\nsecurity = "none"\n'
    smtp += settings if "connections" in settings or "limits" in settings else f"connections = 1\n{settings}"
    write_settings(home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'})


def put_out_circular(service: Service, now: datetime) -> None:
    """Put the circular into the outbox."""
    apply(service, SAMPLE, now, by="staff")
    with service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
    prepared = prepared_letters(service, running, running.study.mailing("circular"), now)
    with service.store.transaction() as tx:
        put_out(tx, running, prepared, rule("test"), now)


def told(sent: Sent) -> list[tuple[int, str]]:
    """Return how many letters wait, and why."""
    return [(one.letters, one.why) for one in sent.waits]


@pytest.mark.parametrize("reply", [b"450 4.7.1 Busy\r\n", b"451 Too much mail\r\n", b"421 4.7.0 Later\r\n", b"454 4.7.0 Slow\r\n"])
def test_a_domain_that_asks_to_be_slower_is_left_alone_and_the_others_get_their_letters(tmp_path: Path, reply: bytes) -> None:
    """The server asks to be slower at one domain: of twenty letters to it a few are tried; all five behind them leave in the same pass."""
    server = Server(RCPT=reply)
    with sending(tmp_path, server) as service:
        sent = send_due(service, NOW)
        assert server.count(QUICK) == 5
        tried = Counter(one.rpartition("@")[2] for one in server.asked)[SLOW]
        assert 1 <= tried <= 3
        why = [one for one in sent.waits if SLOW in one.why]
        assert [one.letters for one in why] == [20 - tried]
        assert NOW + timedelta(minutes=4) <= why[0].until <= NOW + timedelta(minutes=5, seconds=10)
        assert reply.decode().strip() in why[0].why
        send_due(service, NOW + timedelta(minutes=3))
        assert len(server.asked) == tried + 5


def test_a_domain_is_asked_again_slowly_and_in_the_end_as_quickly_as_any(tmp_path: Path) -> None:
    """One letter when it opens; each that is taken makes it quicker; everybody gets the letter once, and nothing is slow any more."""
    server = Server(RCPT=b"450 4.7.1 Busy\r\n")
    with sending(tmp_path, server, slow=40, quick=0) as service:
        send_due(service, NOW)
        server.is_slow = False
        steps = [0]
        for minute in range(6, 20):
            send_due(service, NOW + timedelta(minutes=minute))
            steps.append(len(server.taken) - sum(steps))
        assert steps[1:4] == [1, 1, 2]
        assert max(steps) > 10
        with service.store.reading() as tx:
            assert not buckets.known(tx)
    assert Counter(server.taken) == Counter({f"p{number}@{SLOW}": 1 for number in range(40)})


def test_the_time_that_a_server_names_is_kept_to_the_second(tmp_path: Path) -> None:
    """Not before it, and not much after it; and both the letter and the domain wait for it."""
    server = Server(RCPT=b"451 4.7.1 Rate limited, try again in 90 seconds\r\n")
    with sending(tmp_path, server, slow=1, quick=0) as service:
        (wait,) = send_due(service, NOW).waits
        assert timedelta(seconds=90) <= wait.until - NOW <= timedelta(seconds=110)
        server.is_slow = False
        send_due(service, NOW + timedelta(seconds=89))
        assert not server.taken
        send_due(service, NOW + timedelta(seconds=112))
        assert len(server.taken) == 1


@pytest.mark.parametrize(
    "says",
    [
        {"MAIL": b"451 4.7.1 Not now\r\n"},
        {"RCPT": b"450 4.7.1 Your account sends too fast\r\n"},
        {"CONTENT": b"432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded\r\n"},
    ],
)
def test_what_is_said_of_the_account_slows_all_that_leaves_by_it(tmp_path: Path, says: dict[str, bytes]) -> None:
    """The server asks to be slower at MAIL, in words about the account, or at three domains in a row: at MAIL no recipient is known yet."""
    server = Server(**says)
    with sending(tmp_path, server) as service:
        sent = send_due(service, NOW)
        assert server.count(QUICK) == 0
        assert any("for the account of the transport default" in why for _, why in told(sent))
        server.is_slow = False
        for minute in range(6, 30):
            send_due(service, NOW + timedelta(minutes=minute))
    assert len(server.taken) == len({*server.taken}) == 25


def test_three_domains_in_a_row_that_ask_to_be_slower_are_the_accounts_matter(tmp_path: Path) -> None:
    """A relay that says so of whomever it hears of is not asked for each of a hundred domains."""
    server = Server(RCPT=b"451 4.3.0 Please come again\r\n")
    with sending(tmp_path, server, slow=20, quick=5, domains=True) as service:
        sent = send_due(service, NOW)
        assert 3 <= len(server.asked) <= 5
        assert server.count(QUICK) == 0
        assert any("account" in why for _, why in told(sent))


@pytest.mark.parametrize(
    "reply", [b"450 4.2.0 Greylisted, come back in 5 minutes\r\n", b"452 4.2.2 Mailbox full\r\n", b"450 4.1.1 Odd\r\n"]
)
def test_what_is_about_one_recipient_slows_nobody_else(tmp_path: Path, reply: bytes) -> None:
    """Each of a domain that lets everybody come twice is tried at once, so that each is known the next time."""
    server = Server(RCPT=reply)
    with sending(tmp_path, server, slow=6, quick=2) as service:
        send_due(service, NOW)
        assert len(server.asked) == 8
        with service.store.reading() as tx:
            assert not buckets.known(tx)


def test_the_pace_survives_a_restart_and_is_shared_by_two_senders(tmp_path: Path) -> None:
    """Another process that opens the same installation asks no sooner; the first one's tokens are taken from the second one's."""
    server = Server(RCPT=b"450 4.7.1 Busy\r\n")
    with sending(tmp_path, server, settings="per_minute = 10") as service:
        send_due(service, NOW)
        tried = len(server.asked)
        with open_service(config.load(tmp_path, {})) as another:
            sent = send_due(another, NOW + timedelta(seconds=30))
        assert len(server.asked) == tried
        assert any(SLOW in why for _, why in told(sent))


def test_no_more_leaves_in_a_minute_than_the_provider_allows_whoever_sends(tmp_path: Path) -> None:
    """A limit of the transport is reached: ten of twenty-five leave, the next when the first are a minute old, by another process."""
    server = Server()
    with sending(tmp_path, server, settings="per_minute = 10") as service:
        sent = send_due(service, NOW)
        assert len(server.taken) == 10
        assert not sent.problems
        assert told(sent) == [(15, "for the limit of the transport default, 10 a minute")]
        assert NOW + timedelta(seconds=55) < sent.waits[0].until < NOW + timedelta(seconds=75)
        send_due(service, NOW + timedelta(seconds=50))
        assert len(server.taken) == 10
        with open_service(config.load(tmp_path, {})) as another:
            send_due(another, NOW + timedelta(seconds=90))
        assert len(server.taken) == 20
        send_due(service, NOW + timedelta(seconds=180))
    assert len({*server.taken}) == len(server.taken) == 25


def test_no_more_leaves_in_24_hours_than_the_provider_allows(tmp_path: Path) -> None:
    """Whatever the day of the calendar is; a letter that was refused before its content counts for nothing."""
    server = Server(RCPT=b"550 5.1.1 Nobody\r\n")
    with sending(tmp_path, server, slow=4, quick=12, settings="per_day = 8") as service:
        sent = send_due(service, NOW)
        assert server.count(QUICK) == 8
        assert told(sent) == [(4, "for the limit of the transport default, 8 a day")]
        send_due(service, NOW + timedelta(hours=23))
        assert server.count(QUICK) == 8
        send_due(service, NOW + timedelta(hours=24, minutes=2))
        assert server.count(QUICK) == 12


def test_the_limit_of_a_domain_holds_for_each_domain_by_itself(tmp_path: Path) -> None:
    """Three to each within a minute, whatever waits for the other."""
    server = Server()
    with sending(tmp_path, server, slow=8, quick=8, settings="per_minute_to_domain = 3") as service:
        sent = send_due(service, NOW)
        assert (server.count(SLOW), server.count(QUICK)) == (3, 3)
        assert {why for _, why in told(sent)} == {f"for the limit of the transport default, 3 a minute to {one}" for one in (SLOW, QUICK)}
        send_due(service, NOW + timedelta(seconds=90))
        assert (server.count(SLOW), server.count(QUICK)) == (6, 6)


def test_a_connection_is_left_after_as_many_letters_as_the_server_likes(tmp_path: Path) -> None:
    """Five letters over connections of two: three of them, one after the other."""
    numbers: list[int] = []

    def answer(talk: Talk, line: str) -> bytes | None:
        if line == "CONTENT":
            numbers.append(talk.number)
        return obliging(talk, line)

    server = Server()
    server.answer = answer  # type: ignore[method-assign]
    with sending(tmp_path, server, slow=5, quick=0, settings="per_connection = 2") as service:
        assert send_due(service, NOW).outcomes["sent"] == 5
    assert sorted(Counter(numbers).values()) == [1, 2, 2]


def test_presets_say_what_providers_allow_and_what_stands_beside_them_holds_instead(tmp_path: Path) -> None:
    """Microsoft 365 and Google Workspace by their names, the connections of the transport too."""
    base = 'kind = "smtp"\nhost = "127.0.0.1"\nsecurity = "none"\n'
    sections = {"transport": f'{base}limits = "microsoft-365"', "transports.g": f'{base}limits = "google-workspace"\nper_day = 500'}
    sections["transports.own"] = f'{base}limits = "microsoft-365"\nconnections = 1'
    write_settings(tmp_path, sections)
    with open_service(config.load(tmp_path, {})) as service:
        limits = service.installation.limits
        assert limits[DEFAULT] == SendingLimits(connections=3, per_minute=30, per_day=10_000)
        assert limits["g"] == SendingLimits(per_day=500)
        for name, connections in {DEFAULT: 3, "g": 8, "own": 1}.items():
            with service.transport(name) as transport:
                assert transport.connections == connections


def test_a_preset_that_does_not_exist_is_told_with_the_nearest(tmp_path: Path) -> None:
    """In the settings' own words."""
    write_settings(tmp_path, {"transport": 'kind = "maildir"\npath = "out"\nlimits = "microsoft365"'})
    with pytest.raises(ConfigurationError, match="Did you mean 'microsoft-365'") as error:
        config.load(tmp_path, {})
    assert error.value.where is not None
    assert error.value.where.endswith("[transport] limits")


def test_who_sends_once_waits_for_a_limit_of_minutes_and_not_for_one_of_days(tmp_path: Path) -> None:
    """The program goes on by itself every few seconds; and says what is left for tomorrow."""
    server = Server()
    clock = [NOW]
    with sending(tmp_path, server, settings="per_minute = 10\nper_day = 22") as service:

        def wait(seconds: float) -> None:
            assert seconds <= 90
            clock[0] += timedelta(seconds=seconds)

        sent = send_all(service, lambda: clock[0], wait)
    assert sent.outcomes["sent"] == len({*server.taken}) == 22
    assert told(sent) == [(3, "for the limit of the transport default, 22 a day")]
    assert timedelta(minutes=2) <= clock[0] - NOW <= timedelta(minutes=4)


def test_who_sends_once_goes_on_though_the_limit_opened_while_the_pass_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine: by the time that the pass is over, letters which it had to leave may leave again; they are no less sent."""
    server = Server()
    clock, late = [NOW], [0.0]
    tell_refusals = Sent.tell_refusals

    def ends_late(sent: Sent) -> None:
        late[0] = 61
        tell_refusals(sent)

    def wait(seconds: float) -> None:
        late[0] = 0
        clock[0] += timedelta(seconds=seconds)

    monkeypatch.setattr(Sent, "tell_refusals", ends_late)
    monkeypatch.setattr("service.sending.send.monotonic", lambda: monotonic() + late[0])
    with sending(tmp_path, server, settings="per_minute = 10") as service:
        sent = send_all(service, lambda: clock[0], wait)
    assert sent.outcomes["sent"] == len({*server.taken}) == 25


def test_who_waits_for_a_limit_ends_when_somebody_stops_the_program(tmp_path: Path) -> None:
    """No further pass is begun."""
    server = Server()
    with sending(tmp_path, server, settings="per_minute = 10") as service:
        sent = send_all(service, lambda: NOW, lambda _: service.stopping.set())
    assert sent.outcomes["sent"] == len(server.taken) == 10


def test_a_letter_that_is_refused_for_now_until_it_expires_fails_and_a_person_is_told(tmp_path: Path) -> None:
    """A letter is refused for now until it expires: there is one case for the mailing, after five days of trying and not before."""
    server = Server(RCPT=b"450 4.2.0 Not now\r\n")
    with sending(tmp_path, server, slow=3, quick=1) as service:
        now = NOW
        while now < NOW + LIFETIME - timedelta(hours=1):
            send_due(service, now)
            assert not cases(service)
            now += timedelta(hours=1)
        assert states(tmp_path, SLOW) == {DeliveryState.DEFERRED}
        for hours in range(3):
            send_due(service, NOW + LIFETIME + timedelta(hours=hours))
        assert states(tmp_path, SLOW) == {DeliveryState.FAILED}
        (case,) = cases(service)
        assert "450" in case or "4.2.0 Not now" in case
    assert server.count(QUICK) == 1


def test_letters_that_waited_for_a_slow_domain_as_long_as_a_letter_lives_fail_too(tmp_path: Path) -> None:
    """Most of them were never tried, since the domain took none in all that time; once it takes one, the others have their time again."""
    server = Server(RCPT=b"450 4.7.1 Busy\r\n")
    with sending(tmp_path, server, slow=30, quick=1) as service:
        for hours in range(0, 24 * 13, 3):
            send_due(service, NOW + timedelta(hours=hours))
        assert states(tmp_path, SLOW) == {DeliveryState.FAILED}
        assert len(cases(service)) == 1
    assert not server.count(SLOW)


def test_letters_that_nobody_tried_for_days_do_not_fail_with_the_first_refusal_after(tmp_path: Path) -> None:
    """The study was paused meanwhile: the server said "later" twice, a week apart, and that is no week of refusals."""
    server = Server(RCPT=b"450 4.7.1 Busy\r\n")
    with sending(tmp_path, server, slow=30, quick=0) as service:
        send_due(service, NOW)
        pause(service, SAMPLE, True, NOW, by="staff")
        send_due(service, NOW + LIFETIME)
        pause(service, SAMPLE, False, NOW + LIFETIME, by="staff")
        for minutes in range(0, 60, 6):
            send_due(service, NOW + LIFETIME + timedelta(days=1, minutes=minutes))
        assert all(one.attempts for one in letters(tmp_path) if one.state is DeliveryState.FAILED)
        assert DeliveryState.QUEUED in states(tmp_path, SLOW)


def test_letters_of_a_study_that_is_paused_fail_for_no_slow_domain(tmp_path: Path) -> None:
    """They were not to leave: when they are, they are tried."""
    server = Server(RCPT=b"450 4.7.1 Busy\r\n")
    with sending(tmp_path, server, slow=30, quick=0) as service:
        hours = range(0, int(LIFETIME / timedelta(hours=1)), 3)
        for hour in hours:
            send_due(service, NOW + timedelta(hours=hour))
        with service.store.reading() as tx:
            (bucket,) = buckets.known(tx)
        assert bucket.since < NOW + timedelta(minutes=1)
        assert bucket.filled_at > NOW + LIFETIME + timedelta(minutes=1)
        pause(service, SAMPLE, True, NOW + LIFETIME, by="staff")
        send_due(service, NOW + LIFETIME + timedelta(minutes=1))
        assert DeliveryState.FAILED not in states(tmp_path, SLOW)
        pause(service, SAMPLE, False, NOW + LIFETIME, by="staff")
        send_due(service, NOW + LIFETIME + timedelta(minutes=1))
        assert DeliveryState.FAILED in states(tmp_path, SLOW)


def test_a_letter_that_a_killed_process_had_begun_is_told_with_what_is_to_be_done(tmp_path: Path) -> None:
    """Nothing else shows that somebody must look."""
    with sending(tmp_path, Server(), slow=1, quick=1) as service:
        with service.store.transaction() as tx:
            outbox.settle(tx, letters(tmp_path)[0].id, DeliveryState.SENDING, "", NOW)
        sent = send_due(service, NOW)
        assert (sent.outcomes["uncertain"], sent.outcomes["sent"]) == (1, 1)
        assert any("1 letter is in doubt" in one and "counterfoil held" in one for one in sent.problems)


def test_status_says_why_letters_wait_and_until_when(tmp_path: Path) -> None:
    """As whoever sends is told; of another study there is nothing to say."""
    server = Server(RCPT=b"450 4.7.1 Busy\r\n")
    with sending(tmp_path, server) as service:
        sent = send_due(service, NOW)
        with service.store.reading() as tx:
            later = delays(service, tx, NOW + timedelta(seconds=1), SAMPLE)
            assert [(one.letters, one.why) for one in later] == told(sent)
            assert not delays(service, tx, NOW, "another")
        assert all(f"{one.until:%H:%M} UTC" in str(one) for one in later)


def test_why_all_wait_is_told_without_reading_each_letter(tmp_path: Path) -> None:
    """Those that an account may not send any more today are counted by the database, of a million as of a few."""
    with sending(tmp_path, Server(), slow=2, quick=20, settings="per_day = 5") as service:
        (wait,) = send_due(service, NOW).waits
        assert wait.letters == 17
        with service.store.reading() as tx:
            (group,) = buckets.waits(tx, NOW)
            assert (group.letters, group.later, group.due_at) == (17, False, NOW)
            assert len([*buckets.due_to(tx, group, NOW)]) == 17
            (later,) = buckets.waits(tx, NOW - timedelta(seconds=1), SAMPLE)
            assert (later.letters, later.later) == (17, True)


def test_limits_of_one_transport_are_no_limits_of_another(tmp_path: Path) -> None:
    """What left by the one counts for nothing at the other."""
    server = Server()
    with sending(tmp_path, server, settings="per_minute = 10") as service:
        send_due(service, NOW)
        service.installation = replace(service.installation, limits={"another": SendingLimits(per_minute=1)})
        send_due(service, NOW)
    assert len(server.taken) == 25


def cases(service: Service) -> list[str]:
    """Return what cases about letters that were not sent say."""
    with service.store.reading() as tx:
        return [" ".join(one.reasons) for one in waiting(tx) if one.kind is CaseKind.UNSENT]


def states(home: Path, domain: str) -> set[DeliveryState]:
    """Return the states of the mailing's letters to a domain."""
    return {one.state for one in letters(home) if one.kind is LetterKind.MAILING and one.address.endswith(domain)}


def test_a_letter_that_did_not_leave_after_all_costs_a_slow_domain_nothing() -> None:
    """Its token is put back, for the domain and for the account alike."""
    slow = {
        name: Bucket(transport="t", domain=name, tokens=1.0, per_minute=2.0, filled_at=NOW, since=NOW, strikes=1, said="450 later")
        for name in ("", "a.example")
    }
    pace = Pace(transport="t", slow=dict(slow))
    pace.begin("x@a.example", NOW)
    assert pace.wait("y@a.example", NOW)
    assert pace.wait("z@b.example", NOW)
    pace.give_back("x@a.example")
    assert pace.wait("y@a.example", NOW) is None
    assert pace.slow == slow
