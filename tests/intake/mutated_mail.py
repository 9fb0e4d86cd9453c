"""The same message in other forms, as relays, gateways and mail programs make them: what it says stays the same."""

from __future__ import annotations

import base64
import email
import email.policy
import random
import re
import textwrap
from collections.abc import Callable, Mapping
from email.message import Message


def with_line_feeds(raw: bytes) -> bytes:
    """Return it as files on Unix hold it."""
    return raw.replace(b"\r\n", b"\n")


def with_carriage_returns(raw: bytes) -> bytes:
    """Return it as it went over the network."""
    return with_line_feeds(raw).replace(b"\n", b"\r\n")


def folded(raw: bytes) -> bytes:
    """Return it with its header folded at each blank."""
    head, gap, body = with_carriage_returns(raw).partition(b"\r\n\r\n")
    return re.sub(rb"(?<=[^\s:]) (?=\S)", b"\r\n ", head) + gap + body


def unfolded(raw: bytes) -> bytes:
    """Return it with each field of its header on one line."""
    head, gap, body = with_carriage_returns(raw).partition(b"\r\n\r\n")
    return re.sub(rb"\r\n[ \t]+", b" ", head) + gap + body


def shuffled(raw: bytes) -> bytes:
    """Return it with the fields of its header in another order, and their names in another case."""
    head, gap, body = with_carriage_returns(raw).partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head.removesuffix(b"\r\n"))  # A header may end the message.
    random.Random(169).shuffle(fields)  # noqa: S311 - the same order each time is what a test wants
    renamed = (name.upper() + colon + value for name, colon, value in (one.partition(b":") for one in fields))
    return b"\r\n".join(renamed) + (gap or b"\r\n") + body


def wrapped(raw: bytes) -> bytes:
    """Return it as the one part of a message with several, as gateways do that add a notice or a signature."""
    head, _, body = with_carriage_returns(raw).partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    inner = b"\r\n".join(one for one in fields if one.lower().startswith(b"content-"))
    outer = b"\r\n".join(one for one in fields if not one.lower().startswith(b"content-"))
    mixed = b'Content-Type: multipart/mixed; boundary="=_outer"'
    return outer + b"\r\n" + mixed + b"\r\n\r\n--=_outer\r\n" + inner + b"\r\n\r\n" + body + b"\r\n--=_outer--\r\n"


def encoded(raw: bytes) -> bytes:
    """Return it with a lone text in UTF-8 and base64, whatever it was in; what has parts stays as it is."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    return _in_utf8(raw, _text_of(message)) if message.get_content_maintype() == "text" else raw


def broken(raw: bytes, width: int = 66) -> bytes:
    """Return it with the lines of a lone plain text broken as many programs break them, where the next word has no room."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    if message.get_content_type() != "text/plain":
        return raw
    whole = ((textwrap.wrap(one, width, break_long_words=False, break_on_hyphens=False), one) for one in _text_of(message).splitlines())
    lines = (line for parts, one in whole for line in (parts if len(one) > width and not one.startswith(">") else [one]))
    return _in_utf8(raw, "\n".join(lines))


def _text_of(message: Message) -> str:
    data = message.get_payload(decode=True)
    return (data if isinstance(data, bytes) else b"").decode(str(message.get_content_charset() or "utf-8"), "replace")


def _in_utf8(raw: bytes, text: str) -> bytes:
    head, gap, _ = with_carriage_returns(raw).partition(b"\r\n\r\n")
    kept = [one for one in re.split(rb"\r\n(?![ \t])", head) if not one.lower().startswith(b"content-")]
    media = email.message_from_bytes(raw, policy=email.policy.compat32).get_content_type().encode()
    kept += [b"Content-Type: " + media + b"; charset=utf-8", b"Content-Transfer-Encoding: base64"]
    return b"\r\n".join(kept) + gap + base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")


def relayed(raw: bytes) -> bytes:
    """Return it behind a filter and a relay, which write their own fields on top."""
    scanned = b"X-Virus-Scanned: by amavisd-new\r\nX-Spam-Status: No, score=-1.9\r\nX-Spam-Flag: NO\r\n"
    return b"Received: from a.example by b.example with ESMTP; Thu, 01 Jan 2026 00:00:00 +0000\r\n" + scanned + with_carriage_returns(raw)


MUTATIONS: Mapping[str, Callable[[bytes], bytes]] = {
    one.__name__: one for one in (with_line_feeds, with_carriage_returns, folded, unfolded, shuffled, wrapped, encoded, relayed)
}
