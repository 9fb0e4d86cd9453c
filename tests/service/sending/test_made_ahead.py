"""Letters that another process makes are those that would be made here, and whatever befalls that process, every letter leaves once."""

from __future__ import annotations

import errno
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.letter import DeliveryState, Envelope
from service.authoring.drafts import apply
from service.contacts.census import census
from service.installation import config
from service.installation.install import SAMPLE
from service.installation.outgoing import Outgoing
from service.letters.planned import mailing_letters
from service.letters.press import Press
from service.mailings.plan import Prepared, put_out
from service.sending.made_ahead import MadeAhead, Order
from service.sending.send import send_due
from service.studies.running import require_running
from service.wiring import open_service
from store import outbox
from store.cases.decisions import rule
from tests.mailer import signing
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.service.installed import at, letters, make, write_settings

ORGANISATIONS = 60
NOW = at("03-20")
MAILING = "questionnaire"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation in which a mailing with workbooks waits."""
    folder = tmp_path_factory.mktemp("ahead") / "installation"
    make(folder, ORGANISATIONS)
    _plan(folder)
    return folder


@pytest.fixture(scope="module")
def on_paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation in which a mailing with a PDF waits."""
    folder = tmp_path_factory.mktemp("on-paper") / "installation"
    make(folder, ORGANISATIONS)
    _plan(folder, "circular")
    return folder


def _plan(home: Path, name: str = MAILING) -> None:
    with open_service(config.load(home, {})) as service, service.store.transaction() as tx:
        running = require_running(service, tx, SAMPLE)
        mailing = running.study.mailing(name)
        planned = tuple(mailing_letters(running, mailing, census(tx, running, NOW), NOW))
        assert put_out(tx, running, Prepared(mailing=mailing, letters=planned), rule("test"), NOW) == ORGANISATIONS


@contextmanager
def orders(home: Path) -> Iterator[list[Order]]:
    """Give an order for each letter that waits, which are signed with a key of each kind."""
    with open_service(config.load(home, {})) as service:
        with service.store.reading() as tx:
            running = require_running(service, tx, SAMPLE)
            waiting, cases = outbox.waiting(tx, NOW, 0, 1000), census(tx, running, NOW)
        domain = running.study.sender(waiting[0].sender).address.rpartition("@")[2]
        press = Press(running, Outgoing(keys=signing.both(domain)), service.store.archive)
        yield [Order(press, one, cases[str(one.organisation)]) for one in waiting]


def made_here(order: Order) -> Envelope:
    """Return the letter as this process makes it."""
    return order.press.envelope(order.letter, order.case, NOW)


def makers() -> list[int]:
    """Return the forks of this process that are still there; the servers of other tests, which it began too, are none of them."""
    threads = Path("/proc/self/task").iterdir()
    begun = [int(number) for thread in threads for number in (thread / "children").read_text(encoding="utf-8").split()]
    return [number for number in begun if _command(str(number)) == _command("self")]


def _command(number: str) -> bytes:
    """Return the words by which a process was begun, which are its parent's where it is a fork; nothing where it has ended."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def taken(ahead: MadeAhead, some: Sequence[Order]) -> list[Envelope | None]:
    """Take letters one after the other."""
    return [ahead.take(one.letter.id) for one in some]


def test_a_letter_that_is_made_ahead_is_the_same_byte_for_byte(home: Path) -> None:
    """The words, the workbook, the boundaries, the signatures and the hash: nothing depends on where a letter is made."""
    ahead = MadeAhead(NOW)
    with orders(home) as some, ahead.lasting():
        ahead.order(some)
        found = taken(ahead, some)
        assert None not in found
        assert found == [made_here(one) for one in some]
        assert [one.hashed for one in found if one] == [made_here(one).fingerprint for one in some]
        assert b"DKIM-Signature" in (found[0] or made_here(some[0])).data


def test_the_last_rounds_figures_stand_in_workbooks_that_are_made_ahead(tmp_path: Path) -> None:
    """They lie in a file of this process, which the other one has not."""
    home = tmp_path / "installation"
    make(home, ORGANISATIONS)
    rows = "".join(f"ORG{number:03d},{number + 4711}\n" for number in range(ORGANISATIONS))
    (home / "studies" / SAMPLE / "previous.csv").write_text(f"organisation_code,employees\n{rows}", encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, at("02-02"), by="staff")
    _plan(home)
    ahead = MadeAhead(NOW)
    with orders(home) as some, ahead.lasting():
        ahead.order(some)
        found = taken(ahead, some)
        assert found == [made_here(one) for one in some]
        assert len({one.press.last_round(one.case.organisation.code)["employees"] for one in some}) == ORGANISATIONS


def test_letters_may_be_left_out(home: Path) -> None:
    """A sender is halted in the middle of a batch, and the letters of another come after its: those are not waited for."""
    ahead = MadeAhead(NOW)
    with orders(home) as some, ahead.lasting():
        ahead.order(some)
        wanted = [*some[:2], some[5], *some[50:]]
        assert taken(ahead, wanted) == [made_here(one) for one in wanted]
        ahead.order(some[1:])
        assert taken(ahead, [some[0], *some[1:3]]) == [None, *map(made_here, some[1:3])]


def test_what_cannot_be_made_there_is_left_to_whoever_tells_its_fault(home: Path) -> None:
    """One address cannot stand in a header, and one letter was recorded before: both are made here, and all others there."""
    ahead = MadeAhead(NOW)
    with orders(home) as some, ahead.lasting():
        spoilt, tried = some[30], some[40]
        given = [
            replace(one, letter=replace(one.letter, tag="two words"))
            if one is spoilt
            else replace(one, letter=replace(one.letter, attempts=1))
            if one is tried
            else one
            for one in some
        ]
        ahead.order(given)
        found = taken(ahead, given)
        assert [number for number, one in enumerate(found) if one is None] == [30, 40]


def test_a_kind_whose_letter_cannot_be_made_is_tried_again_with_the_next_batch(home: Path) -> None:
    """One letter of each kind is made here first: a fault of that one keeps the others from being made ahead for a while only."""
    ahead = MadeAhead(NOW)
    with orders(home) as some, ahead.lasting():
        spoilt = [replace(one, letter=replace(one.letter, tag="two words")) for one in some[-2:]]  # Of each language one.
        ahead.order([*some[:-2], *spoilt])
        assert taken(ahead, some[:3]) == [None] * 3
        ahead.order(some)
        assert taken(ahead, some[:3]) == [made_here(one) for one in some[:3]]


def test_a_pdf_of_each_day_is_made_before_the_process_begins(on_paper: Path) -> None:
    """Letters that were planned on another day bear its date. What sets pages has threads, which are not there in the process."""
    ahead = MadeAhead(NOW)
    with orders(on_paper) as planned, ahead.lasting():
        days = [one.letter.planned_at + timedelta(days=number % 3) for number, one in enumerate(planned)]
        some = [replace(one, letter=replace(one.letter, planned_at=day)) for one, day in zip(planned, days, strict=True)]
        ahead.order(some)
        assert taken(ahead, some) == [made_here(one) for one in some]


def test_a_blank_workbook_is_made_before_the_process_begins_though_some_letters_have_none(tmp_path: Path) -> None:
    """Who asked for a letter and has not shown the token gets no workbook; all others do, and it is built here, once."""
    make(tmp_path / "installation", ORGANISATIONS)
    _plan(tmp_path / "installation")
    ahead = MadeAhead(NOW)
    with orders(tmp_path / "installation") as planned, ahead.lasting():
        strangers = [replace(one, letter=replace(one.letter, address="new@else.example", believed=True)) for one in planned[-2:]]
        some = [*planned[:-2], *strangers]
        ahead.order(some)
        languages = len({one.letter.language for one in planned})
        assert planned[0].press.attached_workbook.cache_info().currsize == languages
        assert taken(ahead, some) == [made_here(one) for one in some]


def test_where_the_system_gives_no_further_process_all_is_made_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of processes, or of memory, is no fault of a letter."""

    def no_more() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_more)
    ahead = MadeAhead(NOW)
    with orders(home) as some, ahead.lasting():
        for _ in range(2):
            ahead.order(some)
            assert taken(ahead, some) == [None] * len(some)


def test_a_study_that_changes_meanwhile_is_what_the_next_letters_are_made_of(home: Path) -> None:
    """Another press is another edition, or other keys: the process has it when it makes letters with it."""
    ahead = MadeAhead(NOW)
    with orders(home) as some, ahead.lasting():
        ahead.order(some)
        ahead.take(some[0].letter.id)
        first = some[0].press
        unsigned = Press(first.running, Outgoing(), first.archive)
        others = [replace(one, press=unsigned) for one in some]
        ahead.order(others)
        found = taken(ahead, others)
        assert found == [made_here(one) for one in others]
        assert b"DKIM-Signature" not in (found[0] or made_here(some[0])).data


def test_few_letters_begin_no_process_and_many_one_that_ends_with_them(home: Path) -> None:
    """To begin one takes longer than to make a few."""
    ahead = MadeAhead(NOW)
    with orders(home) as some:
        with ahead.lasting():
            ahead.order(some[:5])
            assert (taken(ahead, some[:5]), makers()) == ([None] * 5, [])
            ahead.order(some)
            assert ahead.take(some[0].letter.id) is not None
            assert len(makers()) == 1
        assert makers() == []


def test_every_letter_leaves_once_where_the_process_that_makes_them_is_killed(tmp_path: Path) -> None:
    """The system is short of memory and takes that process: the letters are made here from then on."""
    own, killed = tmp_path / "installation", list[int]()
    make(own, ORGANISATIONS)
    _plan(own)

    def answer(talk: Talk, line: str) -> bytes | None:
        if line == "CONTENT" and not killed:
            killed.extend(makers())
            for number in killed:
                os.kill(number, signal.SIGKILL)
        return obliging(talk, line)

    with stage(answer) as server:
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nconnections = 1'
        write_settings(own, {"transport": smtp})
        with open_service(config.load(own, {})) as service:
            sent = send_due(service, NOW)
    assert len(killed) == 1
    assert (dict(sent.outcomes), sent.problems) == ({"uncertain": 0, "sent": ORGANISATIONS, "failed": 0}, [])
    assert Counter(one.state for one in letters(own)) == {DeliveryState.SENT: ORGANISATIONS}
    assert len(server.contents) == len(set(server.contents)) == ORGANISATIONS
