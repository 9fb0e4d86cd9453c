"""Mailboxes are taken in: several of them, with several folders; and one that does not answer is left alone for a while."""

from __future__ import annotations

import imaplib
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, CounterfoilError
from domain.ports import Location
from domain.process.roles import ServiceRole
from domain.rules.backing_off import LONGEST, pause
from domain.rules.ready import mailbox as condition
from service.collecting.collect import collect, not_asked
from service.installation import config
from service.installation.install import SAMPLE
from service.operation import doctor
from service.operation.tick import tick
from service.operation.waking import woken
from service.process import leases
from service.process.leases import Duty, held
from service.studies.taken_in import COLLECT
from service.wiring import Service, open_service
from settings import private
from store import message_places, polls, studies
from tests.servers import ImapServer, free_port
from tests.service.installed import at, make, write_settings
from tests.service.mailbox_scene import client, home, imap, lying, put, question, server, stranger
from tests.store.conftest import schema

__all__ = ["client", "server"]
LATER = timedelta(minutes=5)


def test_a_message_of_no_byte_is_recorded_and_told(tmp_path: Path, server: ImapServer, client: imaplib.IMAP4) -> None:
    """It waits for a person, and is not asked for again and again."""
    made = home(tmp_path, server, {"mailbox": imap(server)})
    assert server.maildir
    (server.maildir / "new" / "1.empty").write_bytes(b"")
    with open_service(config.load(made, {})) as service:
        found = collect(service, at("02-11"))
        assert (found.new, sum(found.understood.values())) == (1, 1)
        assert collect(service, at("02-11")).new == 0
    assert (lying(client), lying(client, "Counterfoil")) == (0, 1)


def test_of_junk_what_is_ours_is_taken_and_told_and_spam_stays(tmp_path: Path, server: ImapServer, client: imaplib.IMAP4) -> None:
    """Another folder is taken in as the first one is. Each has its own place for what was taken."""
    for folder in ("Junk", "Returns"):
        client.create(folder)
    made = home(tmp_path, server, {"mailbox": imap(server, 'folders = ["Returns"]\njunk = ["Junk"]\n')})
    put(client, question(made, 1), "Junk")
    put(client, stranger(1), "Junk")
    put(client, question(made, 2), "Returns")
    put(client, question(made, 3))
    with open_service(config.load(made, {})) as service:
        assert (found := collect(service, at("02-11"))).new == 3
        assert found.understood == {"question": 3}
        told = "1 message that belonged to a study lay in Junk, and counted all the same: let the mail server not take such mail for spam."
        assert (found.notes, found.problems) == ([told], [])
        assert (lying(client), lying(client, "Junk"), lying(client, "Returns"), lying(client, "Counterfoil")) == (0, 1, 0, 3)
        put(client, question(made, 4), "Junk")
        assert tick(service, at("02-11")).held == [told]
        assert tick(service, at("02-11")).held == []


def test_what_lay_in_junk_before_the_first_study_was_applied_is_not_looked_at(
    tmp_path: Path, server: ImapServer, client: imaplib.IMAP4
) -> None:
    """It can be no answer: no letter had left."""
    client.create("Junk")
    client.append("Junk", "", imaplib.Time2Internaldate(datetime(2011, 12, 1, tzinfo=UTC)), stranger(1))
    client.append("Junk", "", imaplib.Time2Internaldate(datetime(2012, 2, 11, tzinfo=UTC)), stranger(2))
    made = home(tmp_path, server, {"mailbox": imap(server, 'junk = ["Junk"]\n')})
    with open_service(config.load(made, {})) as service, service.store.reading() as tx:
        (place,) = {one for one in _places(service) if message_places.known(tx, [one])}
    assert place.uid == "2"


def _places(service: Service) -> list[Location]:
    found: list[Location] = []
    for intake in service.installation.intakes:
        with service.mailbox(intake) as box:
            found += [one.location for batch in box.fetch(lambda _: ()) for one in batch]
    return found


def test_what_is_wrong_with_one_of_several_mailboxes_keeps_none_from_being_taken_in(
    tmp_path: Path, server: ImapServer, client: imaplib.IMAP4
) -> None:
    """But the whole counts as taken in only when all are, as long ago as the one that was first."""
    away = imap(server).replace(f"port = {server.port}", f"port = {free_port()}")
    made = home(tmp_path, server, {"mailbox": imap(server), "mailboxes.east": away})
    put(client, question(made))
    with open_service(config.load(made, {})) as service:
        found = collect(service, at("02-11"))
        assert (found.new, found.understood, len(found.problems)) == (1, {"question": 1}, 1)
        told = {one.what: one for one in doctor.examine(service, at("02-11"))}
        assert (told["mailbox"].well, told["mailbox east"].well) == (True, False)
        assert _collected_at(service) is None
    write_settings(
        made,
        {
            "transport": f'kind = "maildir"\npath = "{made / "out"}"',
            "mailbox": imap(server),
            "mailboxes.east": imap(server, 'folder="Archive"'),
        },
    )
    client.create("Archive")
    with open_service(config.load(made, {})) as service:
        collect(service, at("02-12"))
        assert _collected_at(service) == at("02-12")
        with service.store.reading() as tx:
            assert {name: one.failures for name, one in polls.polls(tx).items()} == {"default": 0, "east": 0}


def _collected_at(service: Service) -> datetime | None:
    with service.store.reading() as tx:
        found = studies.due(tx, SAMPLE, COLLECT)
    return found.done_at if found else None


def test_a_mailbox_that_fails_is_asked_seldom_and_that_is_told(tmp_path: Path, server: ImapServer) -> None:
    """By the service, each time: it stays a problem. Who collects by hand asks at once, and a success ends it."""
    made = home(tmp_path, server, {"mailbox": imap(server)})
    right = (made / config.FILE).read_text()
    (made / config.FILE).write_text(right.replace(f"port = {server.port}", f"port = {free_port()}"))
    with open_service(config.load(made, {})) as service:
        first = tick(service, at("02-11"), frozenset({ServiceRole.COLLECT}))
        assert "could not be read" in first.problems[0]
        (said,) = tick(service, at("02-11"), frozenset({ServiceRole.COLLECT})).problems
        assert said.startswith("The mailbox failed once; it is asked again at 09:05:")
        assert said.endswith(f" UTC. The last time: {first.problems[0]}"), "the cause is told as long as it is not asked again"
        with pytest.raises(CounterfoilError, match="could not be read"):
            collect(service, at("02-11"))
        with service.store.reading() as tx:
            poll = polls.polls(tx)["default"]
        assert poll.failures == 2
        assert not_asked(poll, at("02-11")) == f"The mailbox failed 2 times in a row; it is asked again at {poll.next_at:%H:%M:%S} UTC."
        assert not_asked(poll, at("02-10")) == "", "the clock was put back"
    (made / config.FILE).write_text(right)
    with open_service(config.load(made, {})) as service:
        told = {one.what: one.found for one in doctor.examine(service, at("02-11"))}
        assert told["mailbox"].startswith(
            "answers, 0 messages are waiting; failed attempts of the service in a row: 2. It asks again at 09:0"
        )
        assert tick(service, at("02-11") + LATER, frozenset({ServiceRole.COLLECT})).problems == []
        with service.store.reading() as tx:
            assert polls.polls(tx)["default"] == polls.Poll(mailbox="default", done_at=at("02-11") + LATER)


def test_the_pause_grows_to_a_quarter_of_an_hour_and_chance_takes_at_most_half_of_it() -> None:
    """So that a server which is back is asked before reminders would have to wait, and not by all at once."""
    assert [pause(times, 0).total_seconds() for times in (1, 2, 3, 4, 5, 1000)] == [60, 120, 240, 480, 900, 900]
    assert pause(1, 1) == timedelta(seconds=30)
    assert pause(9, 0.5) == LONGEST * 0.75


def test_who_watches_is_told_which_mailbox_is_not_asked() -> None:
    """Beside when all were last taken in; the condition is as it would be without."""
    said = condition({SAMPLE: at("02-11")}, at("02-11"), timedelta(minutes=1), ["The mailbox east failed once."])
    assert (said.well, said.found) == (True, "last taken in 0 seconds ago - The mailbox east failed once.")


def test_each_mailbox_has_a_poller_of_its_own_on_postgresql(
    tmp_path: Path, server: ImapServer, client: imaplib.IMAP4, postgresql: str
) -> None:
    """Two processes take in two mailboxes at the same time; with the lease of one, nobody is kept from the other."""
    url = schema(postgresql)
    made = tmp_path / "home"
    make(made, 1, url)
    private.write(made / "imap.secret", server.password.encode())
    client.create("Archive")
    boxes = {"mailbox": imap(server), "mailboxes.east": imap(server, 'folder = "Archive"')}
    write_settings(made, {"transport": f'kind = "maildir"\npath = "{made / "out"}"', **boxes})
    environment = {"COUNTERFOIL_DATABASE_URL": url}
    with open_service(config.load(made, environment)) as first, open_service(config.load(made, environment)) as second:
        tick(first, at("02-10"), frozenset({ServiceRole.TICK, ServiceRole.SEND}))
        put(client, question(made, 1))
        put(client, question(made, 2), "Archive")
        with held(first, Duty.COLLECTOR) as mine:
            assert mine
            with held(second, Duty.COLLECTOR, "east") as other:
                assert other
                assert other.fence != mine.fence
            found = collect(second, at("02-11"))
            assert (found.new, found.problems) == (1, [])
            assert _collected_at(second) is None
        assert collect(first, at("02-11")).new == 1
        assert _collected_at(second) == at("02-11")
        with second.store.reading() as tx:
            assert "collector east: nobody, last" in leases.who_holds(tx)


def test_a_server_that_hints_wakes_whoever_runs_and_is_let_go_at_once(tmp_path: Path, server: ImapServer, client: imaplib.IMAP4) -> None:
    """Of junk it does not; and a server that cannot be reached is asked again, and ends nothing."""
    client.create("Junk")
    away = imap(server).replace(f"port = {server.port}", f"port = {free_port()}")
    made = home(tmp_path, server, {"mailbox": imap(server, 'junk = ["Junk"]\n'), "mailboxes.east": away})
    hinted = threading.Event()
    with open_service(config.load(made, {})) as service, woken(service, hinted.set):
        put(client, stranger(1), "Junk")
        end = time.monotonic() + 300
        while not hinted.wait(0.2) and time.monotonic() < end:
            put(client, stranger(2))
        assert hinted.is_set()
    assert not [one for one in threading.enumerate() if one.name.startswith("idle default")]


def test_servers_are_believed_whose_word_every_mailbox_knows(tmp_path: Path, server: ImapServer) -> None:
    """Where one mailbox does not know a name, nobody takes away what a stranger writes under it there."""
    believing = 'authserv_ids = ["mx.agency.example", "{}.agency.example"]\n'
    boxes = {
        "mailbox": imap(server, believing.format("west")),
        "mailboxes.east": imap(server, believing.format("east") + 'folder = "East"\n'),
    }
    write_settings(tmp_path, {"transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"', **boxes})
    private.write(tmp_path / "imap.secret", server.password.encode())
    assert config.load(tmp_path, {}).authserv_ids == ("mx.agency.example",)


@pytest.mark.parametrize(
    ("folders", "told"),
    [
        ('folder = "Counterfoil"\n', "The folder Counterfoil is where messages are moved that were taken in."),
        ('folders = ["Counterfoil"]\n', "The folder Counterfoil is where messages are moved that were taken in."),
        ('junk = ["Counterfoil"]\n', "The folder Counterfoil is where messages are moved that were taken in."),
        ('junk = ["inbox"]\n', "The folder INBOX is named twice."),
    ],
)
def test_no_folder_is_looked_into_twice_and_none_into_which_all_is_moved(
    tmp_path: Path, server: ImapServer, folders: str, told: str
) -> None:
    """What lies where all is moved would get a new number at each collect, and so be fetched and moved for ever."""
    write_settings(tmp_path, {"transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"', "mailbox": imap(server, folders)})
    private.write(tmp_path / "imap.secret", server.password.encode())
    with pytest.raises(ConfigurationError) as caught:
        config.load(tmp_path, {})
    assert caught.value.what == told
    assert caught.value.where.endswith("[mailbox] folders")


@pytest.mark.parametrize("other", ["", 'authserv_ids = ["mx.east.example"]\n'], ids=["names none", "names another"])
def test_a_mailbox_more_never_makes_an_address_on_record_enough(tmp_path: Path, server: ImapServer, other: str) -> None:
    """What a server says was forged would count again, if servers that have nothing in common were as good as none that is named."""
    boxes = {"mailbox": imap(server, 'authserv_ids = ["mx.west.example"]\n'), "mailboxes.east": imap(server, other + 'folder = "East"\n')}
    write_settings(tmp_path, {"transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"', **boxes})
    private.write(tmp_path / "imap.secret", server.password.encode())
    with pytest.raises(ConfigurationError, match="no mail server in common") as caught:
        config.load(tmp_path, {})
    assert caught.value.where.endswith("[mailboxes.east] authserv_ids")


def test_a_server_is_the_same_however_its_name_is_written(tmp_path: Path, server: ImapServer) -> None:
    """Names of servers are compared without regard to capitals, here as in the header; a dot is part of one."""
    boxes = {
        "mailbox": imap(server, 'authserv_ids = ["MX.agency.example"]\n'),
        "mailboxes.east": imap(server, 'authserv_ids = ["mx.agency.example"]\nfolder = "East"\n'),
    }
    write_settings(tmp_path, {"transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"', **boxes})
    private.write(tmp_path / "imap.secret", server.password.encode())
    assert config.load(tmp_path, {}).authserv_ids == ("mx.agency.example",)
