"""How far a folder was looked through is remembered: old mail costs nothing, however much of it there is."""

from __future__ import annotations

import imaplib
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from intake.mailboxes import commands, imap
from tests.intake.imap_servers import both, box, lying, other, server
from tests.intake.test_mailboxes import Box, all_of, imap_box, message
from tests.servers import dovecot

__all__ = ["both", "box", "other", "server"]


class Costs(NamedTuple):
    """The bytes that a server sent to begin, and to go on later; and how many messages were found then."""

    first: int
    later: int
    found: int


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


def test_a_message_of_which_a_server_forgets_to_say_the_size_is_listed_again(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was listed, and may lie there all the same: how far the folder was looked through stays before it."""
    for number in range(3):
        box.put(message(number))
    usual = commands.sizes
    monkeypatch.setattr("intake.mailboxes.imap.sizes", lambda client, uids: [usual(client, uids)[number] for number in (0, 2)])
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
