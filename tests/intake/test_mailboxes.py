"""Every mailbox passes the same tests: pymap, Dovecot and Cyrus over IMAP, and a Maildir."""

from __future__ import annotations

import imaplib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from imap_tools.utils import encode_folder

from demo.servers import Servers
from domain.bulk import PIECE, beginning, size_of
from domain.errors import ConfigurationError, CounterfoilError
from domain.ports import Fetched, Location, Mailbox
from intake.mailboxes import batches, commands, mailboxes
from intake.mailboxes.bulk import bulk
from intake.mailboxes.connection import ImapConnection
from settings.reading import read
from tests.cyrus import cyrus
from tests.servers import ImapServer, dovecot, free_port


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox under test, how mail gets into it, and what lies in one of its other folders."""

    mailbox: Mailbox
    put: Callable[[bytes], None]
    filed: Callable[[str], list[bytes]]


def message(number: int, size: int = 100) -> bytes:
    """Return a message whose body holds bytes that no character set explains."""
    return b"From: a@member.example\r\nMessage-ID: <%d@member.example>\r\n\r\n" % number + b"\xff\xfe line\r\n" * (size // 9)


def all_of(mailbox: Mailbox, known: list[Location] | None = None) -> list[Fetched]:
    """Return what one collect finds."""
    return [fetched for batch in mailbox.fetch(lambda _: known or []) for fetched in batch]


def opened(kind: str, settings: Mapping[str, object]) -> Mailbox:
    """Open a mailbox as the section of the settings says it."""
    plugin = mailboxes()[kind]
    made: Mailbox = plugin.open(read(plugin.settings, settings, "[mailbox]"))
    return made


def imap_box(host: str, port: int, user: str, password: str, *, beside: int | None = None) -> tuple[Box, imaplib.IMAP4]:
    """Return a box over an IMAP account, and a second client of it, which may connect to another port."""
    other = imaplib.IMAP4(host, beside or port, timeout=30)
    other.login(user, password)

    def put(raw: bytes) -> None:
        status, _ = other.append("INBOX", "", None, raw)
        assert status == "OK"

    def filed(folder: str) -> list[bytes]:
        other.select(encode_folder(folder).decode(), readonly=True)
        return [part[1] for part in other.fetch("1:*", "(BODY.PEEK[])")[1] if isinstance(part, tuple)]

    settings = {"host": host, "port": port, "security": "none", "user": user, "password": password, "timeout": 10}
    return Box(opened("imap", settings), put, filed), other


@pytest.fixture(scope="module")
def pymap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Run pymap for all tests of this file."""
    with Servers(tmp_path_factory.mktemp("servers"), intake=["study.test"]) as servers:
        yield servers


@pytest.fixture(scope="module")
def in_dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    """Run Dovecot for all tests of this file."""
    with dovecot(tmp_path_factory.mktemp("dovecot")) as server:
        yield server


@pytest.fixture(scope="module")
def in_cyrus() -> Iterator[ImapServer]:
    """Run Cyrus for all tests of this file."""
    with cyrus() as server:
        yield server


def used(host: str, port: int, user: str, password: str) -> Iterator[tuple[Box, imaplib.IMAP4]]:
    """Lend a box over an IMAP account and a second client of it, and leave the account empty."""
    box, other = imap_box(host, port, user, password)
    yield box, other
    empty(other)
    box.mailbox.close()
    other.logout()


class MailboxContract:
    """What every mailbox does."""

    def test_an_empty_mailbox_yields_nothing(self, box: Box) -> None:
        """An empty mailbox yields nothing."""
        assert all_of(box.mailbox) == []

    def test_messages_come_with_their_bytes_and_a_time_with_its_zone(self, box: Box) -> None:
        """Messages come with their bytes and a time with its zone."""
        sent = [message(number) for number in range(3)]
        for raw in sent:
            box.put(raw)
        found = all_of(box.mailbox)
        assert sorted(beginning(fetched.raw) for fetched in found) == sorted(sent)
        assert all(fetched.received_at is not None and fetched.received_at.tzinfo is not None for fetched in found)
        assert len({fetched.location for fetched in found}) == 3

    def test_what_is_known_is_left_out_and_what_came_since_is_found_by_the_same_object(self, box: Box) -> None:
        """What is known is left out and what came since is found by the same object."""
        box.put(message(1))
        known = [fetched.location for fetched in all_of(box.mailbox)]
        assert all_of(box.mailbox, known) == []
        box.put(message(2))
        assert [fetched.raw for fetched in all_of(box.mailbox, known)] == [message(2)]

    def test_heads_say_which_letter_each_message_is(self, box: Box) -> None:
        """Message-ID, To and Cc of each message come alone, and nothing is changed."""
        heads = [b"Message-ID: <%d@unodc.example>\r\nTo: a@member.example,\r\n b@member.example\r\n" % number for number in range(3)]
        for head in heads:
            box.put(b"Subject: S\r\n" + head + b"\r\nMessage-ID: none\r\n")
        found = [BytesHeaderParser().parsebytes(one.raw) for one in box.mailbox.heads()]
        assert all(one.kept_at is not None and one.kept_at.tzinfo is not None for one in box.mailbox.heads())
        assert sorted(one["Message-ID"] for one in found) == [f"<{number}@unodc.example>" for number in range(3)]
        assert {" ".join(one["To"].split()) for one in found} == {"a@member.example, b@member.example"}
        assert len(all_of(box.mailbox)) == 3

    def test_fetching_changes_nothing(self, box: Box) -> None:
        """Fetching changes nothing."""
        box.put(message(1))
        assert all_of(box.mailbox) == all_of(box.mailbox)

    def test_a_location_of_another_mailbox_folder_or_uidvalidity_hides_nothing(self, box: Box) -> None:
        """A location of another mailbox folder or UIDVALIDITY hides nothing."""
        box.put(message(1))
        place = all_of(box.mailbox)[0].location
        others = [
            Location("another", place.folder, place.uidvalidity, place.uid),
            Location(place.mailbox, "X", place.uidvalidity, place.uid),
        ]
        assert len(all_of(box.mailbox, others)) == 1

    def test_it_asks_about_what_lies_there_and_about_some_at_once(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every message that lies there is asked about once, at most so many at a time, and of what is known nothing is yielded."""
        monkeypatch.setattr(batches, "MOST_ASKED", 3)
        for number in range(8):
            box.put(message(number))
        found = all_of(box.mailbox)
        places = [fetched.location for fetched in found]
        box.mailbox.file(found[:1], "Processed")
        asked: list[list[Location]] = []

        def known(some: Sequence[Location]) -> Sequence[Location]:
            asked.append(list(some))
            return some[:2]

        assert [fetched.location for batch in box.mailbox.fetch(known) for fetched in batch] == [places[3], places[6]]
        assert asked == [places[1:4], places[4:7], places[7:]]

    @pytest.mark.parametrize("folder", ["Processed", "Counterfoil/taken in", "Réponses"])
    def test_filed_messages_leave_the_intake_and_lie_in_the_folder(self, box: Box, folder: str) -> None:
        """Filed messages leave the intake and lie in the folder."""
        for number in range(4):
            box.put(message(number))
        first, *rest = all_of(box.mailbox)
        box.mailbox.file(rest, folder)
        assert [fetched.raw for fetched in all_of(box.mailbox)] == [first.raw]
        assert sorted(box.filed(folder)) == sorted(beginning(fetched.raw) for fetched in rest)
        box.mailbox.file([first], folder)
        assert len(box.filed(folder)) == 4

    def test_filing_what_is_gone_is_no_error(self, box: Box) -> None:
        """Filing what is gone is no error."""
        box.put(message(1))
        box.put(message(2))
        found = all_of(box.mailbox)
        assert box.mailbox.file(found[:1], "Processed") == []
        assert box.mailbox.file(found, "Processed") == []
        assert box.mailbox.file(found, "Processed") == []
        box.mailbox.file([], "Processed")
        assert len(box.filed("Processed")) == 2

    def test_filing_each_batch_before_the_next_is_asked_for_loses_none(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        """Filing each batch before the next is asked for loses none."""
        monkeypatch.setattr(batches, "MOST_MESSAGES", 3)
        sent = [message(number) for number in range(10)]
        for raw in sent:
            box.put(raw)
        found: list[bytes] = []
        sizes: list[int] = []
        for batch in box.mailbox.fetch(lambda _: ()):
            sizes.append(len(batch))
            found += [beginning(fetched.raw) for fetched in batch]
            box.mailbox.file(batch, "Processed")
        assert sorted(found) == sorted(sent)
        assert sizes == [3, 3, 3, 1]
        assert all_of(box.mailbox) == []

    def test_a_message_larger_than_a_batch_comes_alone_and_whole(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        """A message larger than a batch comes alone and whole."""
        monkeypatch.setattr(batches, "MOST_BYTES", 10_000)
        for raw in (message(1), message(2, 50_000), message(3)):
            box.put(raw)
        found = list(box.mailbox.fetch(lambda _: ()))
        assert max(size_of(fetched.raw) for batch in found for fetched in batch) == len(message(2, 50_000))
        assert [len(batch) for batch in found if size_of(batch[0].raw) > 10_000] == [1]
        assert sum(len(batch) for batch in found) == 3

    def test_it_can_be_used_again_after_it_was_closed(self, box: Box) -> None:
        """It can be used again after it was closed."""
        box.put(message(1))
        all_of(box.mailbox)
        box.mailbox.close()
        assert len(all_of(box.mailbox)) == 1


class ImapContract(MailboxContract):
    """What every mailbox over IMAP does besides."""

    @pytest.fixture
    def box(self, both: tuple[Box, imaplib.IMAP4]) -> Box:
        """Lend the mailbox."""
        return both[0]

    @pytest.fixture
    def other(self, both: tuple[Box, imaplib.IMAP4]) -> imaplib.IMAP4:
        """Lend a second client of the same account."""
        return both[1]

    def test_a_connection_that_was_lost_between_two_collects_is_made_anew(self, box: Box) -> None:
        """A connection that was lost between two collects is made anew."""
        box.put(message(1))
        all_of(box.mailbox)
        box.mailbox._connection.client.shutdown()  # type: ignore[attr-defined] # as a server does after an idle time
        assert len(all_of(box.mailbox)) == 1

    def test_what_is_known_is_not_fetched(self, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of what is known the server is asked neither the size nor the bytes."""
        for number in range(3):
            box.put(message(number))
        said: list[str] = []
        ask = commands.command

        def asking(client: imaplib.IMAP4, name: str, *arguments: str) -> list[object]:
            said.append(name)
            return ask(client, name, *arguments)

        monkeypatch.setattr(commands, "command", asking)
        assert list(box.mailbox.fetch(lambda places: places)) == []
        assert said == ["SEARCH"]

    def test_nothing_is_marked_as_read(self, box: Box, other: imaplib.IMAP4) -> None:
        """Nothing is marked as read."""
        box.put(message(1))
        all_of(box.mailbox)
        other.select("INBOX", readonly=True)
        assert other.search(None, "UNSEEN")[1] != [b""]

    def test_a_server_without_move_copies_and_removes_and_spares_what_others_marked(self, box: Box, other: imaplib.IMAP4) -> None:
        """A server without move copies and removes and spares what others marked."""
        for number in range(3):
            box.put(message(number))
        other.select("INBOX")
        first, second, third = commands.search(other)
        other.uid("STORE", str(first), "+FLAGS", r"(\Deleted)")
        other.capabilities = ("UIDPLUS",)
        commands.move(other, [second, third, 99_999], "Processed")
        other.noop()
        assert commands.search(other) == [first]
        assert len(box.filed("Processed")) == 2

    def test_a_wrong_password_is_told_with_the_place_and_the_remedy(self, box: Box) -> None:
        """A wrong password is told with the place and the remedy."""
        endpoint = box.mailbox._connection._endpoint  # type: ignore[attr-defined]
        settings = {"host": endpoint.host, "port": endpoint.port, "security": "none", "user": endpoint.user, "password": "wrong"}
        with pytest.raises(CounterfoilError, match="refused the user or the password") as told:
            all_of(opened("imap", settings))
        assert str(endpoint.port) in told.value.where
        assert told.value.remedy

    def test_a_folder_that_is_not_there_is_told(self, box: Box) -> None:
        """A folder that is not there is told."""
        endpoint = box.mailbox._connection._endpoint  # type: ignore[attr-defined]
        settings = {"host": endpoint.host, "port": endpoint.port, "security": "none", "user": endpoint.user, "password": endpoint.password}
        mailbox = opened("imap", settings | {"folder": "Nowhere"})
        with pytest.raises(CounterfoilError, match="The folder Nowhere cannot be opened"):
            all_of(mailbox)
        mailbox.close()


class TestPymap(ImapContract):
    """Pymap, in a process of its own."""

    @pytest.fixture
    def both(self, pymap: Servers) -> Iterator[tuple[Box, imaplib.IMAP4]]:
        """Lend the account of this server."""
        yield from used(pymap.host, pymap.imap_port, pymap.user, pymap.password)


class TestDovecot(ImapContract):
    """Debian's Dovecot."""

    @pytest.fixture
    def both(self, in_dovecot: ImapServer) -> Iterator[tuple[Box, imaplib.IMAP4]]:
        """Lend the account of this server."""
        yield from used(in_dovecot.host, in_dovecot.port, in_dovecot.user, in_dovecot.password)


class TestCyrus(ImapContract):
    """Debian's Cyrus."""

    @pytest.fixture
    def both(self, in_cyrus: ImapServer) -> Iterator[tuple[Box, imaplib.IMAP4]]:
        """Lend the account of this server."""
        yield from used(in_cyrus.host, in_cyrus.port, in_cyrus.user, in_cyrus.password)


class TestMaildir(MailboxContract):
    """A Maildir on disk."""

    @pytest.fixture
    def box(self, tmp_path: Path) -> Box:
        """Lend the mailbox."""
        for folder in ("tmp", "new", "cur"):
            (tmp_path / folder).mkdir()

        def put(raw: bytes) -> None:
            number = sum(1 for _ in tmp_path.glob("*/*.test*")) + sum(1 for _ in tmp_path.glob(".*/*/*.test*"))
            (tmp_path / "new" / f"{number:06d}.test").write_bytes(raw)

        def filed(folder: str) -> list[bytes]:
            return [file.read_bytes() for file in (tmp_path / ("." + folder.replace("/", "."))).glob("cur/*")]

        return Box(opened("maildir", {"path": str(tmp_path)}), put, filed)

    def test_a_message_that_a_mail_program_has_shown_is_the_same_message(self, box: Box, tmp_path: Path) -> None:
        """A message that a mail program has shown is the same message."""
        box.put(message(1))
        [seen] = all_of(box.mailbox)
        file = next((tmp_path / "new").iterdir())
        file.rename(tmp_path / "cur" / f"{file.name}:2,S")
        assert all_of(box.mailbox, [seen.location]) == []
        assert all_of(box.mailbox) == [seen]
        box.mailbox.file([seen], "Processed")
        assert [kept.name for kept in (tmp_path / ".Processed" / "cur").iterdir()] == [f"{file.name}:2,S"]

    def test_a_folder_that_is_no_maildir_is_told(self, tmp_path: Path) -> None:
        """A folder that is no Maildir is told."""
        with pytest.raises(CounterfoilError, match="The Maildir cannot be read"):
            all_of(opened("maildir", {"path": str(tmp_path / "nothing")}))


def empty(client: imaplib.IMAP4) -> None:
    """Remove all messages and folders, for the next test."""
    client.select("INBOX")
    if commands.search(client):
        client.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
        client.expunge()
    for line in client.list()[1]:
        name = line.rsplit(b'"/" ', 1)[-1].decode() if isinstance(line, bytes) else "INBOX"
        if name != "INBOX":
            client.delete(name)


def test_all_mail_that_arrives_during_the_collects_is_found_with_its_own_bytes(pymap: Servers) -> None:
    """Although pymap confuses responses while mail arrives, whatever it confuses is found by a later collect."""
    lent = used(pymap.host, pymap.imap_port, pymap.user, pymap.password)
    box, _ = next(lent)
    sent = [message(number, 2000) for number in range(25)]
    found: dict[Location, bytes] = {}
    for raw in sent:
        box.put(raw)
        found |= {fetched.location: beginning(fetched.raw) for fetched in all_of(box.mailbox, list(found))}
    assert sorted(found.values()) == sorted(sent)
    assert next(lent, None) is None


def test_the_same_messages_are_new_again_when_the_uidvalidity_is_another(tmp_path: Path) -> None:
    """The same messages are new again when the UIDVALIDITY is another."""
    with Servers(tmp_path, intake=["study.test"]) as servers:
        box, other = imap_box(servers.host, servers.imap_port, servers.user, servers.password)
        box.put(message(1))
        first = all_of(box.mailbox)
        box.mailbox.file(first, "Processed")
        other.logout()
        servers.renew()
        second = all_of(box.mailbox, [first[0].location])
        assert [fetched.raw for fetched in second] == [message(1)]
        assert second[0].location.uidvalidity != first[0].location.uidvalidity
        box.mailbox.file(first, "Processed")
        assert len(all_of(box.mailbox)) == 1, "a location of the old UIDVALIDITY must not move the message that has its UID now"
        box.mailbox.close()


@pytest.mark.parametrize("trusted", [True, False])
def test_starttls_is_verified(tmp_path: Path, trusted: bool) -> None:
    """STARTTLS is verified."""
    authority = trustme.CA()
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with dovecot(tmp_path, tmp_path / "server.pem") as server:
        settings: dict[str, object] = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
        mailbox = opened("imap", settings | ({"ca_file": str(tmp_path / "ca.pem")} if trusted else {}))
        if trusted:
            assert all_of(mailbox) == []
            mailbox.close()
        else:
            with pytest.raises(CounterfoilError, match="certificate verify failed"):
                all_of(mailbox)


def test_a_server_that_does_not_offer_starttls_is_refused(pymap: Servers) -> None:
    """A server that does not offer STARTTLS is refused."""
    settings = {"host": pymap.host, "port": pymap.imap_port, "security": "starttls", "user": pymap.user, "password": pymap.password}
    with pytest.raises(CounterfoilError, match="TLS"):
        all_of(opened("imap", settings))


def test_a_server_that_is_not_there_is_told_with_a_remedy() -> None:
    """A server that is not there is told with a remedy."""
    settings = {"host": "127.0.0.1", "port": free_port(), "security": "none", "user": "returns", "password": "secret"}
    with pytest.raises(CounterfoilError, match="could not be read") as told:
        all_of(opened("imap", settings))
    assert "the next collect will try again" in told.value.remedy


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "No host"),
        ({"host": "imap.agency.example", "security": "none"}, "unencrypted"),
        ({"host": "imap.agency.example", "security": "ssl"}, "not known"),
        ({"host": "imap.agency.example", "port": "993"}, "port is '993'"),
        ({"host": "imap.agency.example", "ca_file": "/nowhere.pem"}, "certificate authorities"),
    ],
)
def test_wrong_settings_are_told_before_anything_is_tried(settings: dict[str, object], words: str) -> None:
    """Wrong settings are told before anything is tried."""
    with pytest.raises(ConfigurationError, match=words):
        opened("imap", settings)


def test_a_response_is_believed_only_with_the_bytes_that_belong_to_it() -> None:
    """A response is believed only with the bytes that belong to it."""
    data: list[object] = [
        b"7 (FLAGS (\\Seen) UID 7)",
        (b'1 (UID 5 RFC822.SIZE 4 INTERNALDATE "17-Jul-1996 02:44:25 -0700" BODY[] {4}', b"1234"),
        b")",
        (b"2 (RFC822.SIZE 9 BODY[] {4}", b"1234"),
        b" UID 6)",
        (b"3 (RFC822.SIZE 4 BODY[] {4}", b"1234"),
        b"8 (UID 8 FLAGS ())",
        None,
    ]
    items = {item.uid: item for item in commands.fetch_responses(data)}
    assert set(items) == {5, 6}
    assert items[5].is_whole
    assert not items[6].is_whole
    assert items[5].received_at is not None
    assert items[5].received_at.isoformat() == "1996-07-17T02:44:25-07:00"


class Garbling:
    """A client that gives the bytes of one message wrongly as often as told: what a confused server does, at will."""

    error = imaplib.IMAP4.error

    def __init__(self, answers: list[bytes]) -> None:
        self.answers = answers

    def uid(self, *_: str) -> tuple[str, list[object]]:
        """Answer a FETCH."""
        raw = self.answers.pop(0)
        return "OK", [(b"1 (UID 5 RFC822.SIZE 8 BODY[] {%d}" % len(raw), raw), b")"]


def test_a_server_that_gives_the_whole_for_each_piece_fills_no_disk() -> None:
    """One that knows no pieces would be asked for the next one for ever, and give the whole again."""
    whole = b"x" * (PIECE + 8)
    client = Garbling([whole, whole])
    taken = bulk(client, 5)  # type: ignore[arg-type]
    assert taken is not None
    assert size_of(taken.raw or b"") == len(whole)
    assert len(client.answers) == 1


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        ([b"12345678"], b"12345678"),
        ([b"", b"12345678"], b"12345678"),
        ([b"1234", b"1234"], b"1234"),
        ([b"1234", b"123"], None),
        ([b"", b""], None),
    ],
)
def test_bytes_of_another_size_are_asked_for_once_more_and_believed_when_they_agree(
    answers: list[bytes], taken: bytes | None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes of another size are asked for once more and believed when they agree."""
    mailbox = opened("imap", {"host": "127.0.0.1", "security": "none", "user": "returns"})
    monkeypatch.setattr(ImapConnection, "client", Garbling(answers))  # no real server can be made to err in this way
    with caplog.at_level(logging.WARNING):
        items = mailbox._whole([5])  # type: ignore[attr-defined]
    assert [item.raw for item in items] == ([] if taken is None else [taken])
    assert ("event=mailbox.incomplete_message uid=5" in caplog.text) is (taken is None)


@given(st.sets(st.integers(1, 60)))
def test_a_sequence_set_names_exactly_its_uids(uids: set[int]) -> None:
    """A sequence set names exactly its uids."""
    named = [part.split(":") for part in commands.uid_set(uids).split(",") if part]
    assert sorted(uid for part in named for uid in range(int(part[0]), int(part[-1]) + 1)) == sorted(uids)


@given(st.lists(st.integers(0, 40 * 1024 * 1024)))
def test_batches_keep_the_order_and_their_bounds(sizes: list[int]) -> None:
    """Batches keep the order and their bounds."""
    made = list(batches.batches(enumerate(sizes)))
    assert [key for batch in made for key in batch] == list(range(len(sizes)))
    assert all(len(batch) <= batches.MOST_MESSAGES for batch in made)
    assert all(len(batch) == 1 or sum(sizes[key] for key in batch) <= batches.MOST_BYTES for batch in made)


def test_both_kinds_of_mailbox_are_found() -> None:
    """Both kinds of mailbox are found."""
    assert {"imap", "maildir"} <= set(mailboxes())
