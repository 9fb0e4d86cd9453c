"""The few IMAP commands that a mailbox needs, on the plain client, and what a FETCH response says (RFC 9051 section 7.5.2)."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from imap_tools.utils import encode_folder

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_NEXT_RESPONSE = re.compile(rb"^\d+ \(")


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """What one FETCH response said of a message: `size` is what the server states, `raw` are the bytes where they were asked for."""

    uid: int
    size: int
    received_at: datetime | None
    raw: bytes | None

    @property
    def is_whole(self) -> bool:
        """Say whether the bytes are there and as many as the server states."""
        return bool(self.raw) and len(self.raw or b"") == self.size


def listing(client: imaplib.IMAP4) -> list[int]:
    """Return the UIDs of all messages of the selected folder. No character set is named, since some servers refuse any."""
    data = _command(client, "SEARCH", "ALL")
    return sorted(int(uid) for line in data if isinstance(line, bytes) for uid in line.split())


def sizes(client: imaplib.IMAP4, uids: Sequence[int]) -> list[tuple[int, int]]:
    """Return UID and size of these messages; those that are gone are left out."""
    items = fetch_responses(_command(client, "FETCH", uid_set(uids), "(UID RFC822.SIZE)"))
    wanted = set(uids)
    return sorted({item.uid: item.size for item in items if item.uid in wanted}.items())


def messages(client: imaplib.IMAP4, uids: Sequence[int]) -> dict[int, FetchResponse]:
    """Return these messages by UID, as far as the server gave them; nothing is marked as read."""
    items = fetch_responses(_command(client, "FETCH", uid_set(uids), "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[])"))
    wanted = set(uids)
    found: dict[int, FetchResponse] = {}
    for item in items:
        # A flag that changes meanwhile brings a response of its own, without bytes: it never displaces a message.
        if item.uid in wanted and (item.raw is not None or item.uid not in found):
            found[item.uid] = item
    return found


def heads(client: imaplib.IMAP4, uids: Sequence[int]) -> Iterator[bytes]:
    """Yield of these messages the fields of the header that say which letter each is; nothing is marked as read."""
    for part in _command(client, "FETCH", uid_set(uids), "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID TO CC)])"):
        if isinstance(part, tuple):
            yield part[1]


def move(client: imaplib.IMAP4, uids: Iterable[int], folder: str) -> None:
    """Move messages to `folder`, which is made if need be, in one command where the server knows MOVE (RFC 6851)."""
    some, target = uid_set(uids), encode_folder(folder).decode("ascii")
    if "MOVE" in client.capabilities:
        _into(client, "MOVE", some, target)
        return
    _into(client, "COPY", some, target)
    client.uid("STORE", some, "+FLAGS.SILENT", r"(\Deleted)")
    # A plain EXPUNGE would also remove what others have marked; without UIDPLUS the messages stay marked.
    if "UIDPLUS" in client.capabilities:
        client.uid("EXPUNGE", some)


def _into(client: imaplib.IMAP4, command: str, uids: str, target: str) -> None:
    """Run a command that fills the folder `target`; if the server refuses it there may be none: it is made, and the command run again."""
    status, data = client.uid(command, uids, target)
    if status != "OK":
        client.create(target)
        status, data = client.uid(command, uids, target)
    if status != "OK":
        raise client.error(f"{command} => {data!r}")


def fetch_responses(data: Sequence[object]) -> Iterator[FetchResponse]:
    """Read FETCH responses as imaplib gives them: a pair of text and literal, or text alone; the text after a literal ends its response."""
    for index, part in enumerate(data):
        if isinstance(part, tuple):
            after = data[index + 1] if index + 1 < len(data) else b""
            rest = after if isinstance(after, bytes) and not _NEXT_RESPONSE.match(after) else b""
            item = _fetch_response(part[0] + b" " + rest, part[1])
        elif isinstance(part, bytes) and _NEXT_RESPONSE.match(part):
            item = _fetch_response(part, None)
        else:
            continue
        if item is not None:
            yield item


def _fetch_response(attributes: bytes, raw: bytes | None) -> FetchResponse | None:
    uid = _UID.search(attributes)
    size = _SIZE.search(attributes)
    if uid is None or size is None:
        return None
    date = _DATE.search(attributes)
    return FetchResponse(int(uid[1]), int(size[1]), _instant(date[1]) if date else None, raw)


def _instant(text: bytes) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text.decode("ascii", "replace").strip())
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def uid_set(uids: Iterable[int]) -> str:
    """Return the UIDs as a sequence set, runs joined: `3:7,9`."""
    runs: list[list[int]] = []
    for uid in sorted(set(uids)):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def _command(client: imaplib.IMAP4, name: str, *arguments: str) -> list[object]:
    status, data = client.uid(name, *arguments)
    if status != "OK":
        raise client.error(f"{name} => {status} {data!r}")
    return list(data)
