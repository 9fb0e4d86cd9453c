"""What IMAP servers do over the years: numbers that mean another message, commands that are missing, folders that grow."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from domain.bulk import beginning
from intake.mailboxes import commands
from tests.intake.imap_servers import both, box, lying, other, server
from tests.intake.test_mailboxes import Box, all_of, empty, imap_box, message
from tests.servers import dovecot

__all__ = ["both", "box", "other", "server"]


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


def test_a_message_without_message_id_is_moved_only_where_all_its_bytes_are_those_that_were_taken(box: Box) -> None:
    """A scanner's mails have none, and may be as large each day: the one that has the number of another by now was read by nobody."""
    taken, there = (b"From: scan@member.example\r\n\r\npage %d\r\n" % number for number in (1, 2))
    box.put(there)
    [found] = all_of(box.mailbox)
    assert box.mailbox.file([replace(found, raw=taken)], "Processed") == [found.location]
    assert [one.raw for one in all_of(box.mailbox)] == [there]
    assert box.mailbox.file([found], "Processed") == []
    assert box.filed("Processed") == [there]


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
        found += [beginning(one.raw) for one in batch]
        connection._selected = replace(connection._selected, uidvalidity=1)
    assert found == [message(0)]
    assert len(all_of(box.mailbox)) == 3


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


def test_a_message_of_no_byte_is_taken_and_moved(tmp_path: Path) -> None:
    """As a file of a Maildir that was written onto a full disk; it is believed when it is said twice."""
    with dovecot(tmp_path) as running:
        box, other = imap_box(running.host, running.port, running.user, running.password)
        box.put(message(1))
        assert running.maildir
        (running.maildir / "new" / "1.empty").write_bytes(b"")
        found = sorted(all_of(box.mailbox), key=lambda one: beginning(one.raw))
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
