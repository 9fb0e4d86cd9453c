"""The connection to an IMAP server: made when it is needed, and made anew when it was lost. What goes wrong is told with a remedy."""

from __future__ import annotations

import imaplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from domain.errors import CounterfoilError
from domain.mail.endpoint import Endpoint, Security
from domain.mail.unconnected import why_unconnected
from intake.mailboxes.signing_in import sign_in
from intake.mailboxes.watching import watch
from languages.telling import phrased, together

# Seconds in which a server must have let itself be connected and have greeted; that cannot be cut short.
_GREETING = 20.0
# imaplib.IMAP4.error is an Exception of its own; abort and readonly are kinds of it. What is no number where one should stand, or no text,
# is a ValueError.
FAULTS = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError, ValueError)
_LARGEST = 2**32 - 1  # Of what identifies a folder, and counts its messages (RFC 9051 section 4.2).


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A folder as it was when it was selected: so many messages lay in it (`exists`), and the next one gets the UID `next_uid`.

    UIDVALIDITY and UIDNEXT are 0 where the server says none.
    """

    folder: str
    uidvalidity: int
    exists: int
    next_uid: int


class ImapConnection:
    """One account at one server, in which one folder at a time is selected."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._box: BaseMailBox | None = None
        self._waited_for: BaseMailBox | None = None  # Also before we are logged in.
        self._selected: OpenFolder | None = None
        self._greets = False  # A connection was begun, and the server has yet to say its first word.
        self._is_cut = False

    @property
    def client(self) -> imaplib.IMAP4:
        """Return the client, connected and logged in."""
        return self._connected().client

    def has(self, folder: str) -> bool:
        """Say whether there is such a folder."""
        return bool(self._connected().folder.exists(folder))

    def select(self, folder: str) -> OpenFolder:
        """Select the folder on a connection that works."""
        if self._box is not None:
            try:
                self._box.client.noop()
            except FAULTS:
                # Servers end a connection that was idle for long; that is no news.
                self.close()
        box = self._connected()
        self._selected = None
        box.folder.set(folder)
        uidvalidity, next_uid = _number(box.client, "UIDVALIDITY"), _number(box.client, "UIDNEXT")
        # Without NOOP, what came a moment ago may not be listed.
        box.client.noop()
        self._selected = OpenFolder(folder, uidvalidity, _number(box.client, "EXISTS"), next_uid)
        return self._selected

    def idle(self, seconds: float) -> list[bytes]:
        """Return what the server says unasked within so many seconds, as soon as it says something."""
        return watch(self._connected(), seconds)

    def shows(self, opened: OpenFolder) -> bool:
        """Say whether the numbers of messages in this folder still mean what they meant: it is selected, under the same UIDVALIDITY."""
        now = self._selected
        return now is not None and (now.folder, now.uidvalidity) == (opened.folder, opened.uidvalidity)

    def close(self) -> None:
        """Log out, if the server still listens."""
        if self._box is not None:
            with suppress(*FAULTS):
                self._box.logout()
        self._forget()

    def cut(self) -> None:
        """Let go of the server: what is read from it ends, as if it had hung up. To be called from another thread."""
        self._is_cut = True
        box = self._waited_for
        if box is not None:
            with suppress(OSError):
                # Beneath TLS, which would wait for the server's farewell.
                socket.socket.shutdown(box.client.sock, socket.SHUT_RDWR)

    @contextmanager
    def telling(self, what: str, folder: str) -> Iterator[None]:
        """Tell whatever server and network do as an error for a person, and forget the connection."""
        where = f"imap {self._endpoint}, {self._endpoint.user}"
        try:
            yield
        except MailboxLoginError as error:
            raise CounterfoilError(
                phrased("doctor.fault.refused_login", said=str(error)), where=where, remedy=phrased("doctor.fault.refused_login_do")
            ) from error
        except MailboxFolderSelectError as error:
            raise CounterfoilError(
                phrased("doctor.fault.no_folder", folder=folder, said=str(error)), where=where, remedy=phrased("doctor.fault.no_folder_do")
            ) from error
        except FAULTS as error:
            self._forget()
            raise CounterfoilError(
                phrased("doctor.fault.mailbox_away", what=what, said=str(error)), where=where, remedy=self._remedy(error)
            ) from error

    def _remedy(self, error: Exception) -> str:
        """Return what mends TLS, or how it is begun, where the error shows that it was this; else where to look."""
        found = why_unconnected(error, self._endpoint.security, greeted=not self._greets)
        if found is None:
            return phrased("doctor.fault.mailbox_away_do")
        return together(phrased(f"doctor.fault.tls_{found}_do", host=self._endpoint.host), phrased("doctor.fault.nothing_lost"))

    def _connected(self) -> BaseMailBox:
        if self._box is None:
            at, context = self._endpoint, self._endpoint.tls()
            greeting, self._greets = min(at.timeout, _GREETING), True
            if at.security is Security.TLS:
                box: BaseMailBox = MailBox(at.host, at.port, timeout=greeting, ssl_context=context)
            else:
                box = MailBoxUnencrypted(at.host, at.port, timeout=greeting)
            self._waited_for, self._greets = box, False
            box.client.sock.settimeout(at.timeout)
            try:
                self._refuse_cut()
                if at.security is Security.STARTTLS:
                    # The library's own MailBoxStartTls leaves the socket open where the server or its certificate is refused.
                    box.client.starttls(context)
                self._log_in(box)
            except BaseException:
                with suppress(*FAULTS):
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

    def _forget(self) -> None:
        """Drop a connection that is out of step, without a further word to the server."""
        box, self._box, self._selected = self._box, None, None
        if box is not None:
            with suppress(*FAULTS):
                box.client.shutdown()


def _number(client: imaplib.IMAP4, response: str) -> int:
    """Return the number that a server said last under this name; 0 where it said none."""
    _, data = client.response(response)
    number = int(data[-1]) if data and data[-1] else 0
    if number > _LARGEST:
        raise client.error(f"{response} {number} is larger than any number")
    return number
