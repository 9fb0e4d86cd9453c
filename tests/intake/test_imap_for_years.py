"""What IMAP servers do over the years: numbers that mean another message, commands that are missing, folders that grow."""

from __future__ import annotations

import imaplib
import os
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from demo.servers import Servers
from domain.ports import LookedThrough
from intake.mailboxes import commands, imap
from tests.cyrus import cyrus
from tests.intake.test_mailboxes import Box, all_of, empty, imap_box, message, used
from tests.servers import ImapServer, dovecot


class Costs(NamedTuple):
    """The bytes that a server sent to begin, and to go on later; and how many messages were found then."""

    first: int
    later: int
    found: int


@pytest.fixture(scope="module", params=["dovecot", "cyrus", "pymap"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    """Run Dovecot, Cyrus and pymap for all tests of this file."""
    folder = tmp_path_factory.mktemp(str(request.param))
    if request.param == "pymap":
        with Servers(folder) as servers:
            yield ImapServer(servers.host, servers.imap_port, servers.user, servers.password)
    else:
        with dovecot(folder) if request.param == "dovecot" else cyrus() as running:
            yield running


@pytest.fixture
def both(server: ImapServer) -> Iterator[tuple[Box, imaplib.IMAP4]]:
    """Lend a mailbox and a second client of its account."""
    yield from used(server.host, server.port, server.user, server.password)


@pytest.fixture
def box(both: tuple[Box, imaplib.IMAP4]) -> Box:
    """Lend the mailbox."""
    return both[0]


@pytest.fixture
def other(both: tuple[Box, imaplib.IMAP4]) -> imaplib.IMAP4:
    """Lend a second client of the same account."""
    return both[1]


def lying(box: Box, seen: Sequence[LookedThrough] = (), since: datetime | None = None) -> list[bytes]:
    """Return what a collect finds that knows how far the folder was looked through."""
    return [one.raw for batch in box.mailbox.fetch(lambda _: (), seen, since) for one in batch]


@pytest.mark.parametrize("there", [message(2), message(1, 200), message(1).replace(b"line", b"lime")])
def test_a_message_that_has_the_number_of_another_by_now_is_not_moved(box: Box, there: bytes) -> None:
    """Neither one with another Message-ID, nor one of another size; one that only looks the same cannot be told without reading it."""
    box.put(there)
    [found] = all_of(box.mailbox)
    taken = replace(found, raw=message(1))
    left = box.mailbox.file([taken], "Processed")
    if len(there) == len(message(1)) and commands.message_id(there) == commands.message_id(message(1)):
        assert (left, box.filed("Processed")) == ([], [there])
    else:
        assert left == [found.location]
        assert [one.raw for one in all_of(box.mailbox)] == [there]


def test_a_server_that_only_guesses_the_size_has_its_message_moved(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """In doubt all bytes are compared."""
    box.put(message(1))
    found, usual = all_of(box.mailbox), commands.looks
    monkeypatch.setattr(
        "intake.mailboxes.imap.looks", lambda *given: {uid: (size + 7, called) for uid, (size, called) in usual(*given).items()}
    )
    assert box.mailbox.file(found, "Processed") == []
    assert box.filed("Processed") == [message(1)]


def test_without_move_and_uidplus_nothing_is_found_a_second_time(box: Box, other: imaplib.IMAP4) -> None:
    """It is removed all the same, and what others have marked stays, with its mark."""
    for number in range(4):
        box.put(message(number))
    found = all_of(box.mailbox)
    other.select("INBOX")
    other.uid("STORE", found[0].location.uid, "+FLAGS", r"(\Deleted)")
    box.mailbox._connection.client.capabilities = ("IMAP4REV1",)  # type: ignore[attr-defined]
    box.mailbox.file(found[1:], "Processed")
    assert [one.raw for one in all_of(box.mailbox)] == [message(0)]
    assert sorted(box.filed("Processed")) == [message(number) for number in range(1, 4)]
    other.select("INBOX")
    assert other.uid("SEARCH", "DELETED")[1][0].split() == [found[0].location.uid.encode()]


def test_what_others_remove_while_it_is_fetched_is_passed_over(box: Box, other: imaplib.IMAP4, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its size is asked for, and before its bytes are; the rest comes. Cyrus goes on giving what was there when it was asked."""
    for number in range(4):
        box.put(message(number))
    usual = commands.sizes

    def sizes(client: imaplib.IMAP4, uids: Sequence[int]) -> list[tuple[int, int]]:
        remove(other, uids[0])
        found = usual(client, uids)
        remove(other, uids[1])
        return found

    monkeypatch.setattr("intake.mailboxes.imap.sizes", sizes)
    assert [raw for raw in lying(box) if raw not in {message(0), message(1)}] == [message(2), message(3)]
    monkeypatch.undo()
    assert lying(box) == [message(2), message(3)]


def remove(client: imaplib.IMAP4, uid: int) -> None:
    """Remove a message."""
    client.select("INBOX")
    client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
    client.expunge()


def test_numbers_of_a_folder_that_is_another_one_meanwhile_fetch_nothing(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its UIDVALIDITY changed between two batches: what was planned is left to the next collect."""
    monkeypatch.setattr("intake.mailboxes.batches.MOST_MESSAGES", 1)
    for number in range(3):
        box.put(message(number))
    connection = box.mailbox._connection  # type: ignore[attr-defined]
    found: list[bytes] = []
    for batch in box.mailbox.fetch(lambda _: ()):
        found += [one.raw for one in batch]
        connection._selected = replace(connection._selected, uidvalidity=1)
    assert found == [message(0)]
    assert len(all_of(box.mailbox)) == 3


def test_what_was_looked_through_is_not_listed_again(box: Box) -> None:
    """Only what came since is, and what could not be had; a folder whose next number is a smaller one is listed whole."""
    for number in range(3):
        box.put(message(number))
    assert len(lying(box)) == 3
    seen = box.mailbox.seen()
    assert lying(box, seen) == []
    box.put(message(3))
    assert lying(box, seen) == [message(3)]
    [since] = box.mailbox.seen()
    assert since.below == seen[0].below + 1
    assert len(lying(box, [replace(since, uidvalidity=since.uidvalidity + 1)])) == 4
    assert len(lying(box, [replace(since, folder="Elsewhere")])) == 4
    assert len(lying(box, [replace(since, below=since.below + 100)])) == 4


def test_a_message_that_did_not_come_whole_is_listed_again(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so is all that came after it."""
    for number in range(3):
        box.put(message(number))
    usual = commands.messages

    def messages(client: imaplib.IMAP4, uids: Sequence[int]) -> dict[int, commands.FetchResponse]:
        return {uid: item for uid, item in usual(client, uids).items() if len(uids) == 1 or uid != sorted(uids)[1]}

    monkeypatch.setattr("intake.mailboxes.imap.messages", messages)
    assert lying(box) == [message(0), message(2)]
    monkeypatch.undo()
    assert lying(box, box.mailbox.seen()) == [message(1), message(2)]


def test_a_large_folder_is_listed_in_parts_and_begun_where_it_may_matter(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """In each part lie about as many messages, whatever their numbers; of what came before a day nothing is asked."""
    monkeypatch.setattr(imap, "MOST_LISTED", 4)
    sent = [message(number) for number in range(11)]
    for raw in sent:
        box.put(raw)
    box.mailbox.file(all_of(box.mailbox)[3:5], "Processed")
    said: list[int] = []
    usual = commands.search

    def search(*given: object) -> list[int]:
        found = usual(*given)  # type: ignore[arg-type]
        said.append(len(found))
        return found

    monkeypatch.setattr("intake.mailboxes.imap.search", search)
    assert lying(box) == [*sent[:3], *sent[5:]]
    assert max(said) <= 4
    assert len(list(box.mailbox.heads())) == 9
    assert lying(box, since=datetime.now(UTC) + timedelta(days=5)) == []
    assert len(lying(box, since=datetime.now(UTC))) == 9
    assert [one.raw for one in box.mailbox.newest("INBOX", 3)] == sent[-3:]
    assert len(box.mailbox.newest("INBOX", 100)) == 9


def test_how_far_a_folder_was_looked_through_is_said_when_it_was(box: Box) -> None:
    """Not before the end of a part, and not where the folder was not opened."""
    assert list(box.mailbox.seen()) == []
    box.put(message(1))
    batches = box.mailbox.fetch(lambda _: ())
    next(iter(batches))
    assert list(box.mailbox.seen()) == []


def test_a_server_hints_that_mail_came_and_not_that_others_removed_some(box: Box, other: imaplib.IMAP4) -> None:
    """It is waited for no longer than was said; what came meanwhile is hinted at the next time."""
    box.put(message(1))
    assert box.mailbox.hint(0.1) is False
    with ThreadPoolExecutor(1) as thread:
        hinted = thread.submit(box.mailbox.hint, 30)
        time.sleep(0.3)
        box.put(message(2))
        assert hinted.result(30) is True
        box.put(message(3))
        assert box.mailbox.hint(30) is True
        removed = thread.submit(box.mailbox.hint, 3)
        time.sleep(0.3)
        remove(other, 1)
        assert removed.result(30) is False
    assert len(all_of(box.mailbox)) >= 2


def test_what_a_server_says_unasked_is_counted() -> None:
    """A number that only grows back to what it was is no news."""
    assert commands.grown(3, [b"* 2 EXPUNGE", b"* 3 EXISTS", b"* 1 RECENT"]) == (3, True)
    assert commands.grown(3, [b"* 2 EXPUNGE", b"* 2 EXISTS"]) == (2, False)
    assert commands.grown(3, [b"* 3 EXISTS", b"* OK Still here"]) == (3, False)


@pytest.fixture
def quiet(tmp_path: Path, capabilities: str) -> Iterator[tuple[Box, imaplib.IMAP4]]:
    """Lend a mailbox of a Dovecot that says that it can do less."""
    with dovecot(tmp_path, more=f"imap_capability {{\n{capabilities}\n}}\n") as running:
        box, other = imap_box(running.host, running.port, running.user, running.password)
        yield box, other
        empty(other)
        box.mailbox.close()
        other.logout()


@pytest.mark.parametrize("capabilities", ["MOVE = no", "MOVE = no\nUIDPLUS = no\nIDLE = no"])
def test_a_server_that_can_do_less_has_its_messages_moved(quiet: tuple[Box, imaplib.IMAP4], capabilities: str) -> None:
    """It is asked for nothing that it does not offer."""
    box, _ = quiet
    for number in range(3):
        box.put(message(number))
    found = all_of(box.mailbox)
    assert not {line.partition(" ")[0] for line in capabilities.splitlines()} & set(box.mailbox._connection.client.capabilities)  # type: ignore[attr-defined]
    box.mailbox.file(found[:2], "Processed")
    assert [one.raw for one in all_of(box.mailbox)] == [message(2)]
    assert sorted(box.filed("Processed")) == [message(0), message(1)]
    assert (box.mailbox.hint(0.1) is None) is ("IDLE" in capabilities)


def test_what_a_collect_costs_does_not_grow_with_the_old_messages(tmp_path: Path) -> None:
    """Neither where it goes on, nor, but for some lists of numbers, where it begins: by the bytes that the server counts."""
    few, many = (_costs(tmp_path / str(old), old) for old in (200, 20_000))
    assert many.later < few.later + 100
    assert many.first < few.first + 20_000 // 10 + 1000
    assert few.found == many.found == 1


def _costs(folder: Path, old: int) -> Costs:
    """Return what it costs to begin with a mailbox of so many old messages, and to find the one that came since."""
    folder.mkdir()
    with dovecot(folder) as running:
        box, other = imap_box(running.host, running.port, running.user, running.password)
        other.select("INBOX")
        assert running.maildir
        for number in range(old):
            file = running.maildir / "cur" / f"{number:07}.old:2,S"
            file.write_bytes(message(number))
            os.utime(file, (1e9, 1e9))
        other.logout()
        since = datetime(2012, 2, 1, tzinfo=UTC)
        assert lying(box, since=since) == []
        seen = box.mailbox.seen()
        box.mailbox.close()
        with imaplib.IMAP4(running.host, running.port, timeout=30) as client:
            client.login(running.user, running.password)
            client.append("INBOX", "", None, message(0))
        found = lying(box, seen, since)
        box.mailbox.close()
    counted = [int(out) for out in re.findall(r"Logged out in=\d+ out=(\d+)", (folder / "dovecot.log").read_text())]
    return Costs(counted[1], counted[-1], len(found))


def test_a_message_of_no_byte_is_taken_and_moved(tmp_path: Path) -> None:
    """As a file of a Maildir that was written onto a full disk; it is believed when it is said twice."""
    with dovecot(tmp_path) as running:
        box, other = imap_box(running.host, running.port, running.user, running.password)
        box.put(message(1))
        assert running.maildir
        (running.maildir / "new" / "1.empty").write_bytes(b"")
        found = sorted(all_of(box.mailbox), key=lambda one: one.raw)
        assert [one.raw for one in found] == [b"", message(1)]
        assert box.mailbox.file([replace(found[0], raw=b"x")], "Processed") == [found[0].location]
        assert box.mailbox.file(found[:1], "Processed") == []
        assert [one.raw for one in all_of(box.mailbox)] == [message(1)]
        box.mailbox.close()
        other.logout()


def test_the_words_of_a_message_id_are_compared_without_folding() -> None:
    """A server may fold the header otherwise; what stands in the body is none."""
    assert commands.message_id(b"Message-Id:\r\n <1@a.example>\r\nTo: b\r\n\r\nMessage-ID: <2>") == "<1@a.example>"
    assert commands.message_id(b"To: b\r\n\r\nMessage-ID: <2>") == commands.message_id(b"") == ""
