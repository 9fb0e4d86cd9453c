"""The few IMAP commands that a mailbox needs, on the plain client, and what a FETCH response says (RFC 9051 section 7.5.2)."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from imap_tools.utils import encode_folder

from domain.bulk import Content, size_of
from domain.ports import Head

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_NEXT_RESPONSE = re.compile(rb"^\d+ \(")
_NO_BYTES = re.compile(rb'\bBODY\[[^\]]*\](?:<\d+>)? (?:""|NIL)')
_MESSAGE_ID = re.compile(rb"^Message-ID:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_EXISTS, _EXPUNGED = re.compile(rb"^\* (\d+) EXISTS"), re.compile(rb"^\* \d+ EXPUNGE")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A command line stays well below what servers take; a set of scattered UIDs needs up to 11 octets each.
MOST_UIDS = 500


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """What one FETCH response said of a message: `size` is what the server states, `raw` are the bytes where they were asked for."""

    uid: int
    size: int
    received_at: datetime | None
    raw: Content | None

    @property
    def is_whole(self) -> bool:
        """Say whether the bytes are there and as many as the server states. That there are none is not believed at the first time."""
        return bool(self.raw) and size_of(self.raw or b"") == self.size

    @property
    def text(self) -> bytes:
        """Return the bytes of what is never too large for memory, such as a header."""
        return self.raw if isinstance(self.raw, bytes) else b""


def search(client: imaplib.IMAP4, first: int = 1, last: int | None = None, since: date | None = None) -> list[int]:
    """Return the UIDs of the selected folder from `first` to `last`, in order; with `since` of what the server got on that day or later.

    No character set is named, since some servers refuse any.
    """
    upto = "*" if last is None else str(last)
    data = command(client, "SEARCH", "UID", f"{first}:{upto}", *(() if since is None else ("SINCE", _day(since))))
    # Of a range to * that begins behind the last message, that message is one (RFC 9051 section 9, seq-range).
    return sorted(uid for line in data if isinstance(line, bytes) for uid in map(int, line.split()) if uid >= first)


def steps(client: imaplib.IMAP4, exists: int, step: int) -> list[int]:
    """Return the UIDs of each so manyth message of a selected folder in which so many lie, in order: about so many lie between two."""
    if exists <= step:
        return []
    status, data = client.fetch(",".join(map(str, range(step, exists, step))), "(UID)")
    if status != "OK":
        raise client.error(f"FETCH => {status} {data!r}")
    return sorted(int(found[1]) for part in data if isinstance(part, bytes) and (found := _UID.search(part)))


def last_uid(client: imaplib.IMAP4) -> int:
    """Return the UID of the last message of the selected folder; 0 where there is none."""
    data = command(client, "SEARCH", "UID", "*")
    return max((int(uid) for line in data if isinstance(line, bytes) for uid in line.split()), default=0)


def sizes(client: imaplib.IMAP4, uids: Sequence[int]) -> list[tuple[int, int]]:
    """Return UID and size of these messages; those that are gone are left out."""
    items = fetch_responses(command(client, "FETCH", uid_set(uids), "(UID RFC822.SIZE)"))
    wanted = set(uids)
    return sorted({item.uid: item.size for item in items if item.uid in wanted}.items())


def messages(client: imaplib.IMAP4, uids: Sequence[int]) -> dict[int, FetchResponse]:
    """Return these messages by UID, as far as the server gave them; nothing is marked as read."""
    items = fetch_responses(command(client, "FETCH", uid_set(uids), "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[])"))
    wanted = set(uids)
    found: dict[int, FetchResponse] = {}
    for item in items:
        # A flag that changes meanwhile brings a response of its own, without bytes: it never displaces a message.
        if item.uid in wanted and (item.raw is not None or item.uid not in found):
            found[item.uid] = item
    return found


def heads(client: imaplib.IMAP4, uids: Sequence[int]) -> Iterator[Head]:
    """Yield of these messages the fields of the header that say which letter each is; nothing is marked as read."""
    asked = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID TO CC)])"
    yield from (Head(one.text, one.received_at) for one in fetch_responses(command(client, "FETCH", uid_set(uids), asked)) if one.text)


def looks(client: imaplib.IMAP4, uids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return the size and the Message-ID of these messages by UID; those that are gone are left out."""
    items = fetch_responses(command(client, "FETCH", uid_set(uids), "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"))
    return {item.uid: (item.size, message_id(item.text)) for item in items}


def message_id(raw: bytes) -> str:
    """Return the Message-ID of a message, or of its header, without blanks; "" where it has none."""
    found = _MESSAGE_ID.search(_END_OF_HEAD.split(raw, maxsplit=1)[0])
    return "".join(found[1].decode("ascii", "replace").split()) if found else ""


def move(client: imaplib.IMAP4, uids: Iterable[int], folder: str) -> None:
    """Move messages to `folder`, which is made if need be, in one command where the server knows MOVE (RFC 6851)."""
    some, target = sorted(set(uids)), encode_folder(folder).decode("ascii")
    if "MOVE" in client.capabilities:
        _into(client, "MOVE", uid_set(some), target)
        return
    _into(client, "COPY", uid_set(some), target)
    _store(client, some, "+")
    if "UIDPLUS" in client.capabilities:
        command(client, "EXPUNGE", uid_set(some))
    else:
        _expunge(client, some)


def _expunge(client: imaplib.IMAP4, uids: Sequence[int]) -> None:
    """Remove these messages where the server only knows how to remove all that are marked (RFC 4549 section 4.2.2.2.4).

    Left marked, they would be found, and copied, again and again. What others have marked is not ours to remove: it loses its mark
    meanwhile, and, if we die just then, for good.
    """
    data = command(client, "SEARCH", "DELETED")
    others = sorted({int(uid) for line in data if isinstance(line, bytes) for uid in line.split()} - set(uids))
    for some in in_parts(others):
        _store(client, some, "-")
    try:
        status, answer = client.expunge()
        if status != "OK":
            raise client.error(f"EXPUNGE => {status} {answer!r}")
    finally:
        for some in in_parts(others):
            _store(client, some, "+")


def _store(client: imaplib.IMAP4, uids: Sequence[int], sign: str) -> None:
    command(client, "STORE", uid_set(uids), f"{sign}FLAGS.SILENT", r"(\Deleted)")


def in_parts(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield UIDs, some at a time, so that a command line stays short."""
    for start in range(0, len(uids), MOST_UIDS):
        yield uids[start : start + MOST_UIDS]


def _into(client: imaplib.IMAP4, command: str, uids: str, target: str) -> None:
    """Run a command that fills the folder `target`; if the server refuses it there may be none: it is made, and the command run again."""
    status, data = client.uid(command, uids, target)
    if status != "OK":
        client.create(target)
        status, data = client.uid(command, uids, target)
    if status != "OK":
        raise client.error(f"{command} => {data!r}")


def grown(lay: int, said: Iterable[bytes]) -> tuple[int, bool]:
    """Return how many messages lie in a folder in which so many `lay`, after what the server said unasked, and whether one came."""
    came = False
    for line in said:
        if _EXPUNGED.match(line):
            lay -= 1
        elif found := _EXISTS.match(line):
            came = came or int(found[1]) > lay
            lay = int(found[1])
    return lay, came


def fetch_responses(data: Sequence[object]) -> Iterator[FetchResponse]:
    """Read FETCH responses as imaplib gives them: a pair of text and literal, or text alone; the text after a literal ends its response."""
    for index, part in enumerate(data):
        if isinstance(part, tuple):
            after = data[index + 1] if index + 1 < len(data) else b""
            rest = after if isinstance(after, bytes) and not _NEXT_RESPONSE.match(after) else b""
            item = _fetch_response(part[0] + b" " + rest, part[1])
        elif isinstance(part, bytes) and _NEXT_RESPONSE.match(part):
            # A message without a byte comes as an empty string, or as none at all.
            item = _fetch_response(part, b"" if _NO_BYTES.search(part) else None)
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


def _day(day: date) -> str:
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def command(client: imaplib.IMAP4, name: str, *arguments: str) -> list[object]:
    """Return what a server answers to a command that names messages by their UIDs; an error where it refuses it."""
    status, data = client.uid(name, *arguments)
    if status != "OK":
        raise client.error(f"{name} => {status} {data!r}")
    return list(data)
