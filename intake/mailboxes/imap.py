"""Takes messages from a folder of an IMAP server (RFC 9051), and files them there in one command."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from urllib.parse import quote

from pydantic import Field

from domain.bulk import LARGE, beginning, sha256_of, size_of
from domain.mail.endpoint import Endpoint, Security
from domain.ports import Fetched, Head, Known, Location, LookedThrough, Mailbox
from domain.process.events import Event, tell
from domain.process.failpoints import reach
from intake.mailboxes import MailboxPlugin
from intake.mailboxes.batches import batches, unknown
from intake.mailboxes.bulk import bulk
from intake.mailboxes.commands import (
    FetchResponse,
    grown,
    heads,
    in_parts,
    last_uid,
    looks,
    message_id,
    messages,
    move,
    search,
    sizes,
    steps,
)
from intake.mailboxes.connection import ImapConnection, OpenFolder
from settings.reading import Text
from settings.server import ServerSettings

_PORTS = {Security.STARTTLS: 143, Security.TLS: 993, Security.NONE: 143}
# About so many messages are listed at once: the answer is one line, of which the client takes a million octets.
MOST_LISTED = 10_000
# SINCE asks for a day, in whichever time zone the server takes for its own (RFC 9051 section 6.4.4).
_ZONES = timedelta(days=2)


class ImapSettings(ServerSettings):
    """The settings of a server, and the folder that takes the answers; `idle` lets it hint, over a connection more, that mail came."""

    folder: Text = Field(default="INBOX", examples=['folder = "INBOX"'])
    idle: bool = Field(default=True, examples=["idle = false"])


def open_imap(settings: ImapSettings) -> Mailbox:
    """Return a mailbox over the folder; ConfigurationError where ca_file cannot be read."""
    endpoint = settings.endpoint(_PORTS)
    endpoint.tls()  # A wrong file of authorities is told now, not at the first collect.
    return ImapMailbox(endpoint, settings.folder, idle=settings.idle)


class ImapMailbox:
    """One folder of one account."""

    def __init__(self, endpoint: Endpoint, folder: str, *, idle: bool = True) -> None:
        self._connection = ImapConnection(endpoint)
        self._folder, self._idles = folder, idle
        self._lay: int | None = None  # So many messages, when it was last watched.
        # The account's name (RFC 5092). Without the port: the same mailbox may be reached by several.
        self._name = f"imap://{quote(endpoint.user, safe='')}@{endpoint.host}"
        self._seen: LookedThrough | None = None
        self._not_whole: list[int] = []

    def fetch(self, known: Known, seen: Sequence[LookedThrough] = (), since: datetime | None = None) -> Iterator[Sequence[Fetched]]:
        """Yield what is new in the folder (see `domain.ports.Mailbox`); CounterfoilError if the server cannot be reached or hangs up."""
        self._seen, self._not_whole = None, []
        with self._telling():
            opened = self._connection.select(self._folder)
            parts = self._parts(opened, seen)
        for first, last in parts:
            with self._telling():
                if not self._connection.shows(opened):  # Its numbers mean other messages now, which the next collect finds.
                    return
                there = search(self._connection.client, first, last, (since - _ZONES).date() if since else None)
            new = [int(place.uid) for place in unknown((self._place(opened, uid) for uid in there), known)]
            with self._telling():
                sized = [pair for some in in_parts(new) for pair in sizes(self._connection.client, some)]
            # Listed, and now nothing is said of it: it may be gone, or forgotten in the answer. The mark stays before it.
            self._not_whole += sorted({*new} - {uid for uid, _ in sized})
            for batch, large in _by_size(sized):
                with self._telling():
                    if not self._connection.shows(opened):
                        return
                    # Whoever takes the batches may file the first one before asking for the next.
                    reach("imap.before_fetch")
                    items = self._whole(batch, large=large)
                    reach("imap.after_fetch")
                yield [Fetched(self._place(opened, item.uid), item.raw or b"", item.received_at) for item in items]
            below = max([last + 1 if last else max(first, opened.next_uid), *(uid + 1 for uid in there)])
            self._seen = LookedThrough(self._name, self._folder, opened.uidvalidity, min([below, *self._not_whole]))

    def holds(self, place: Location) -> bool:
        """Say whether a place is one of this folder (see `domain.ports.Mailbox`)."""
        return (place.mailbox, place.folder) == (self._name, self._folder)

    def seen(self) -> Sequence[LookedThrough]:
        """Return how far the folder was looked through by the last `fetch` (see `domain.ports.Mailbox`)."""
        return () if self._seen is None or not self._seen.uidvalidity else (self._seen,)

    def file(self, taken: Sequence[Fetched], folder: str) -> Sequence[Location]:
        """Move the messages (see `domain.ports.Mailbox`); those of another UIDVALIDITY are gone, so they are passed over."""
        left: list[Location] = []
        if not taken:
            return left
        with self._telling(f"The messages could not be moved to {folder}"):
            opened = self._connection.select(self._folder)
            here = {int(one.location.uid): one for one in taken if self._place(opened, int(one.location.uid)) == one.location}
            for some in in_parts(sorted(here)):
                there = looks(self._connection.client, some)
                ours = [uid for uid in some if uid in there and self._is_same(here[uid], *there[uid])]
                left += [here[uid].location for uid in some if uid in there and uid not in ours]
                if ours:
                    reach("imap.before_move")
                    move(self._connection.client, ours, folder)
                    reach("imap.after_move")
        return left

    def hint(self, seconds: float) -> bool | None:
        """Wait for mail by IDLE (RFC 2177; see `domain.ports.Mailbox`); what others remove is none."""
        with self._telling("The mailbox could not be watched"):
            if not self._idles or "IDLE" not in self._connection.client.capabilities:
                return None
            before, self._lay = self._lay, self._connection.select(self._folder).exists
            if before is not None and self._lay > before:
                return True
            self._lay, came = grown(self._lay, self._connection.idle(seconds))
        return came

    def newest(self, folder: str, count: int) -> Sequence[Fetched]:
        """Return what came into another folder last (see `domain.ports.Mailbox`)."""
        with self._connection.telling(f"The folder {folder} could not be read", folder):
            if not self._connection.has(folder):
                return ()
            opened = self._connection.select(folder)
            first = steps(self._connection.client, opened.exists + 1, max(opened.exists - count, 1))
            uids = search(self._connection.client, first[0] if first else 1)[-count:]
            items = [item for some, large in _by_size(sizes(self._connection.client, uids)) for item in self._whole(some, large=large)]
        return [Fetched(self._place(opened, one.uid), one.raw or b"", one.received_at) for one in items]

    def heads(self) -> Iterator[Head]:
        """Yield what each message of the folder is by its header (see `domain.ports.Mailbox`)."""
        with self._telling():
            opened = self._connection.select(self._folder)
            for first, last in self._parts(opened, ()):
                for some in in_parts(search(self._connection.client, first, last)):
                    yield from heads(self._connection.client, some)

    def close(self) -> None:
        """Log out, if the server still listens."""
        self._connection.close()

    def cut(self) -> None:
        """Let go of the server (see `domain.ports.Mailbox`): what is read from it ends, as if it had hung up."""
        self._connection.cut()

    def _telling(self, what: str = "The mailbox could not be read") -> AbstractContextManager[None]:
        return self._connection.telling(what, self._folder)

    def _place(self, opened: OpenFolder, uid: int) -> Location:
        return Location(self._name, opened.folder, opened.uidvalidity, str(uid))

    def _parts(self, opened: OpenFolder, seen: Sequence[LookedThrough]) -> list[tuple[int, int | None]]:
        """Return the ranges of UIDs that are to be looked through, in order; in each lie few enough messages to be listed at once."""
        key = (self._name, opened.folder, opened.uidvalidity)
        below = max((one.below for one in seen if (one.mailbox, one.folder, one.uidvalidity) == key), default=1)
        if opened.next_uid and opened.next_uid < below:
            below = 1  # The folder is an older copy, in which numbers are given a second time.
        client = self._connection.client
        if below > 1 and (opened.next_uid or last_uid(client)) - below < MOST_LISTED:
            return [(below, None)]
        edges = [uid for uid in steps(client, opened.exists, MOST_LISTED) if uid > below]
        return [*zip([below, *edges], [uid - 1 for uid in edges], strict=False), (edges[-1] if edges else below, None)]

    def _is_same(self, taken: Fetched, size: int, called: str) -> bool:
        """Say whether what lies there is what was taken in; in doubt by all its bytes, since some servers only guess the size.

        Without a Message-ID there is doubt: what one machine sends each day, such as a scanner, may always be as large.
        """
        if called and (size, called) == (size_of(taken.raw), message_id(beginning(taken.raw))):
            return True
        uid = int(taken.location.uid)
        there = self._given([uid], large=size > LARGE).get(uid)
        return there is not None and there.raw is not None and sha256_of(there.raw) == sha256_of(taken.raw)

    def _given(self, uids: Sequence[int], *, large: bool) -> dict[int, FetchResponse]:
        """Return what the server gives of these messages; where one is `large`, each in pieces that do not lie in memory together."""
        client = self._connection.client
        return {uid: item for uid in uids if (item := bulk(client, uid))} if large else messages(client, uids)

    def _whole(self, uids: Sequence[int], *, large: bool = False) -> list[FetchResponse]:
        """Return the messages whose bytes can be believed, in order; the others are logged, and left for the next collect.

        A literal that is not of the size stated is asked for once more by itself: some servers confuse responses when mail arrives
        meanwhile, and some state a size that is only an estimate. Twice the same bytes are believed; and so is twice a message of none.
        """
        found = self._given(uids, large=large)
        whole: list[FetchResponse] = []
        for uid in uids:
            item = found.get(uid)
            if item is not None and not item.is_whole:
                again = self._given([uid], large=large).get(uid)
                item = again if again is not None and (again.is_whole or _is_said_twice(item, again)) else None
                if item is None:
                    tell(Event.INCOMPLETE, logging.WARNING, uid=uid)
            if item is None:
                self._not_whole.append(uid)  # Also one that was not given at all: it may be gone, or confused with another.
            else:
                whole.append(item)
        return whole


def _by_size(sized: Sequence[tuple[int, int]]) -> Iterator[tuple[list[int], bool]]:
    """Yield batches of UIDs, in order; with each whether it is a message that is too large for memory, which is alone in its batch."""
    large = {uid for uid, size in sized if size > LARGE}
    yield from ((batch, batch[0] in large) for batch in batches(sized))


def _is_said_twice(item: FetchResponse, again: FetchResponse) -> bool:
    if item.raw is None or again.raw is None or sha256_of(item.raw) != sha256_of(again.raw):
        return False
    return bool(size_of(again.raw)) or item.size == again.size == 0


MAILBOX = MailboxPlugin("imap", "Takes messages from an IMAP folder and files them there.", ImapSettings, open_imap)
