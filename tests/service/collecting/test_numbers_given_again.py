"""A server that gives the number of a message a second time: nothing is moved that was not read, and nothing is passed over."""

from __future__ import annotations

import imaplib
import re
from pathlib import Path
from typing import Any

import pytest

from domain.ports import LookedThrough
from service.collecting.collect import collect
from service.installation import config
from service.operation import doctor
from service.wiring import open_service
from store import message_places, messages, polls
from tests.servers import ImapServer
from tests.service.installed import at
from tests.service.mailbox_scene import client, home, imap, logged_in, lying, put, question, server

__all__ = ["client", "server"]


def test_a_message_that_has_the_number_of_one_that_was_taken_in_is_read_before_it_is_moved(
    tmp_path: Path, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server lost its list of numbers, and gives 1 a second time, while a process had died before it moved what was 1."""
    made = home(tmp_path, server, {"mailbox": imap(server)})
    with logged_in(server) as client:
        put(client, question(made, 1))

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with open_service(config.load(made, {})) as service, monkeypatch.context() as patched:
        patched.setattr("intake.mailboxes.imap.move", dies)
        with pytest.raises(KeyboardInterrupt):
            collect(service, at("02-11"))
    give_the_first_number_again(server)
    with logged_in(server) as client:
        put(client, question(made, 2))
    with open_service(config.load(made, {})) as service:
        assert collect(service, at("02-12")).new == 1, "it is read in the same collect"
        with service.store.reading() as tx:
            assert len(messages.in_states(tx, ["done"])) == 2
            assert not message_places.unfiled(tx)
    with logged_in(server) as client:
        assert (lying(client), lying(client, "Counterfoil")) == (0, 1)


def give_the_first_number_again(server: ImapServer) -> None:
    """Remove all messages, and let Dovecot begin to count anew under the same UIDVALIDITY."""
    with logged_in(server) as client:
        client.select("INBOX")
        client.uid("STORE", "1:*", "+FLAGS.SILENT", r"(\Deleted)")
        client.expunge()
    assert server.maildir
    numbers = server.maildir / "dovecot-uidlist"
    head = numbers.read_text().splitlines()[0]
    for file in server.maildir.glob("dovecot.index*"):
        file.unlink()
    numbers.write_text(re.sub(r"\bN\d+", "N1", head) + "\n")


def test_a_number_that_is_given_again_behind_what_was_passed_is_told_and_found(
    tmp_path: Path, server: ImapServer, client: imaplib.IMAP4
) -> None:
    """The doctor lists the folder whole, and so does the next collect then; without it, a collect of the next day does."""
    made = home(tmp_path, server, {"mailbox": imap(server)})
    with open_service(config.load(made, {})) as service:
        put(client, question(made, 1))
        collect(service, at("02-11"))
        with service.store.reading() as tx:
            (seen,) = polls.seen(tx, at("02-11"))
        with service.store.transaction() as tx:
            polls.look(tx, [LookedThrough(seen.mailbox, seen.folder, seen.uidvalidity, 3)], [seen], at("02-11"))
        put(client, question(made, 2))  # It gets the number 2, and the next one will be 3.
        assert collect(service, at("02-11")).new == 0
        told = {one.what: one.found for one in doctor.examine(service, at("02-11"))}
        assert told["mailbox"] == (
            "answers, 1 message is waiting; messages under numbers that were passed already: 1. The next collect lists that folder anew"
        )
        assert collect(service, at("02-11")).new == 1
        with service.store.transaction() as tx:
            polls.look(tx, [LookedThrough(seen.mailbox, seen.folder, seen.uidvalidity, 4)], [seen], at("02-11"))
        put(client, question(made, 3))
        assert collect(service, at("02-11")).new == 0
        assert collect(service, at("02-12", 11)).new == 1
