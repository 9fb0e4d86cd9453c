"""Takes messages from a folder of an IMAP server (RFC 9051), and files them there in one command."""

from __future__ import annotations

import imaplib
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import quote

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError
from pydantic import Field

from domain.endpoint import Endpoint, Security
from domain.errors import CounterfoilError
from domain.events import Event, tell
from domain.failpoints import reach
from domain.ports import Fetched, Known, Location, Mailbox
from intake.mailboxes import MailboxPlugin
from intake.mailboxes.batches import batches, unknown
from intake.mailboxes.commands import FetchResponse, heads, listing, messages, move, sizes
from intake.mailboxes.signing_in import sign_in
from settings.reading import Text
from settings.server import ServerSettings

_PORTS = {Security.STARTTLS: 143, Security.TLS: 993, Security.NONE: 143}
# A command line stays well below what servers take; a set of scattered UIDs needs up to 11 octets each.
_MOST_UIDS = 500
# Seconds in which a server must have let itself be connected and have greeted; that cannot be cut short.
_GREETING = 20.0
# imaplib.IMAP4.error is an Exception of its own; abort and readonly are kinds of it.
_FAULTS = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError)


class ImapSettings(ServerSettings):
    """The settings of a server, and the folder that takes the answers."""

    folder: Text = Field(default="INBOX", examples=['folder = "INBOX"'])


def open_imap(settings: ImapSettings) -> Mailbox:
    """Return a mailbox over the folder; ConfigurationError where ca_file cannot be read."""
    endpoint = settings.endpoint(_PORTS)
    endpoint.tls()  # A wrong file of authorities is told now, not at the first collect.
    return ImapMailbox(endpoint, settings.folder)


class ImapMailbox:
    """One folder of one account. The connection is made when it is needed, and made anew when it was lost."""

    def __init__(self, endpoint: Endpoint, folder: str) -> None:
        self._endpoint = endpoint
        self._folder = folder
        self._box: BaseMailBox | None = None
        self._waited_for: BaseMailBox | None = None  # Also before we are logged in.
        self._is_cut = False
        # The account's name (RFC 5092). Without the port: the same mailbox may be reached by several.
        self._name = f"imap://{quote(endpoint.user, safe='')}@{endpoint.host}"

    def fetch(self, known: Known) -> Iterator[Sequence[Fetched]]:
        """Yield what is new in the folder (see `domain.ports.Mailbox`); CounterfoilError if the server cannot be reached or hangs up."""
        with self._telling("The mailbox could not be read"):
            uidvalidity = self._select(self._folder)
            there = listing(self._client())
        new = [int(place.uid) for place in unknown((self._place(uidvalidity, uid) for uid in there), known)]
        with self._telling("The mailbox could not be read"):
            planned = list(batches(pair for some in _in_parts(new) for pair in sizes(self._client(), some)))
        for batch in planned:
            with self._telling("The mailbox could not be read"):
                # Whoever takes the batches may file the first one before asking for the next.
                reach("imap.before_fetch")
                items = self._whole(batch)
                reach("imap.after_fetch")
            yield [Fetched(self._place(uidvalidity, item.uid), item.raw or b"", item.received_at) for item in items]

    def file(self, locations: Sequence[Location], folder: str) -> None:
        """Move the messages (see `domain.ports.Mailbox`); those of another UIDVALIDITY are gone, so they are passed over."""
        if not locations:
            return
        with self._telling(f"The messages could not be moved to {folder}"):
            uidvalidity = self._select(self._folder)
            uids = sorted(int(location.uid) for location in locations if self._is_here(location, uidvalidity))
            for some in _in_parts(uids):
                reach("imap.before_move")
                move(self._client(), some, folder)
                reach("imap.after_move")

    def newest(self, folder: str, count: int) -> Sequence[Fetched]:
        """Return what came into another folder last (see `domain.ports.Mailbox`)."""
        with self._telling(f"The folder {folder} could not be read"):
            if not self._connected().folder.exists(folder):
                return ()
            uidvalidity = self._select(folder)
            items = self._whole(listing(self._client())[-count:])
        return [Fetched(Location(self._name, folder, uidvalidity, str(one.uid)), one.raw or b"", one.received_at) for one in items]

    def heads(self) -> Iterator[bytes]:
        """Yield what each message of the folder is by its header (see `domain.ports.Mailbox`)."""
        with self._telling("The mailbox could not be read"):
            self._select(self._folder)
            for some in _in_parts(listing(self._client())):
                yield from heads(self._client(), some)

    def close(self) -> None:
        """Log out, if the server still listens."""
        if self._box is not None:
            with suppress(*_FAULTS):
                self._box.logout()
        self._forget()

    def cut(self) -> None:
        """Let go of the server (see `domain.ports.Mailbox`): what is read from it ends, as if it had hung up."""
        self._is_cut = True
        box = self._waited_for
        if box is not None:
            with suppress(OSError):
                # Beneath TLS, which would wait for the server's farewell.
                socket.socket.shutdown(box.client.sock, socket.SHUT_RDWR)

    def _place(self, uidvalidity: int, uid: int) -> Location:
        return Location(self._name, self._folder, uidvalidity, str(uid))

    def _is_here(self, location: Location, uidvalidity: int) -> bool:
        return (location.mailbox, location.folder, location.uidvalidity) == (self._name, self._folder, uidvalidity)

    def _whole(self, uids: Sequence[int]) -> list[FetchResponse]:
        """Return the messages whose bytes can be believed, in order; the others are logged, and left for the next collect.

        A literal that is not of the size stated is asked for once more by itself: some servers confuse responses when mail arrives
        meanwhile, and some state a size that is only an estimate. Twice the same bytes are believed.
        """
        found = messages(self._client(), uids)
        whole: list[FetchResponse] = []
        for uid in uids:
            item = found.get(uid)
            if item is not None and not item.is_whole:
                again = messages(self._client(), [uid]).get(uid)
                item = again if again is not None and (again.is_whole or (again.raw and again.raw == item.raw)) else None
                if item is None:
                    # It is left for the next collect.
                    tell(Event.INCOMPLETE, logging.WARNING, uid=uid)
            if item is not None:
                whole.append(item)
        return whole

    def _select(self, folder: str) -> int:
        """Select the folder on a connection that works, and return its UIDVALIDITY."""
        if self._box is not None:
            try:
                self._box.client.noop()
            except _FAULTS:
                # Servers end a connection that was idle for long; that is no news.
                self.close()
        box = self._connected()
        box.folder.set(folder)
        _, data = box.client.response("UIDVALIDITY")
        # Without NOOP, what came a moment ago may not be listed.
        box.client.noop()
        return int(data[-1]) if data and data[-1] else 0

    def _client(self) -> imaplib.IMAP4:
        return self._connected().client

    def _connected(self) -> BaseMailBox:
        if self._box is None:
            at, context = self._endpoint, self._endpoint.tls()
            greeting = min(at.timeout, _GREETING)
            if at.security is Security.TLS:
                box: BaseMailBox = MailBox(at.host, at.port, timeout=greeting, ssl_context=context)
            else:
                box = MailBoxUnencrypted(at.host, at.port, timeout=greeting)
            self._waited_for = box
            box.client.sock.settimeout(at.timeout)
            try:
                self._refuse_cut()
                if at.security is Security.STARTTLS:
                    # The library's own MailBoxStartTls leaves the socket open where the server or its certificate is refused.
                    box.client.starttls(context)
                self._log_in(box)
            except BaseException:
                with suppress(*_FAULTS):
                    box.client.shutdown()
                raise
            self._box = box
        return self._box

    def _refuse_cut(self) -> None:
        if self._is_cut:
            raise OSError("the program is being stopped")

    def _log_in(self, box: BaseMailBox) -> None:
        sign_in(box, self._endpoint)
        # Servers say more of what they can do to those who have logged in.
        _, data = box.client.capability()
        box.client.capabilities = tuple(data[-1].decode("ascii", "replace").upper().split())

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Tell whatever server and network do as an error for a person, and forget the connection."""
        where = f"imap {self._endpoint}, {self._endpoint.user}"
        try:
            yield
        except MailboxLoginError as error:
            raise CounterfoilError(
                f"The mail server refused the user or the password ({error}).",
                where=where,
                remedy="Correct the user or the password of the mailbox.",
            ) from error
        except MailboxFolderSelectError as error:
            raise CounterfoilError(
                f"The folder {self._folder} cannot be opened ({error}).", where=where, remedy="Set folder to one that is in the mailbox."
            ) from error
        except _FAULTS as error:
            self._forget()
            raise CounterfoilError(
                f"{what}: {error}.",
                where=where,
                remedy="Check host, port and security, and that the server is running. Nothing is lost: the next collect will try again.",
            ) from error

    def _forget(self) -> None:
        """Drop a connection that is out of step, without a further word to the server."""
        box, self._box = self._box, None
        if box is not None:
            with suppress(*_FAULTS):
                box.client.shutdown()


def _in_parts(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), _MOST_UIDS):
        yield uids[start : start + _MOST_UIDS]


MAILBOX = MailboxPlugin("imap", "Takes messages from an IMAP folder and files them there.", ImapSettings, open_imap)
