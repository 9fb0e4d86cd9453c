"""What a bounce returns of our letter: its header, as a part of its own or within the text, and what that says of the recipient."""

from __future__ import annotations

import re

from intake.parsing.headers import NONE, Headers, parse_headers
from intake.parsing.mail import Mail
from languages.mail import pattern

_LONGEST, LONGEST_SAID = 16_384, 32_768
_NAMES = ("received", "return-path", "from", "to", "cc", "subject", "date", "message-id", "mime-version", "x-[a-z-]{1,40}")
_FIELD = re.compile(rf"^[ \t>|]{{0,12}}(?:{'|'.join(_NAMES)}):", re.IGNORECASE)
_ID_FIELDS = ("message-id", "in-reply-to", "references", "content-id", "original-message-id", "x-original-id")


def server_text(text: str) -> str:
    """Return what the mail server itself says, without the letter that it returns, and no more than a server has to say."""
    return text[: min(_cut(text), LONGEST_SAID)]


def returned_headers(mail: Mail) -> Headers:
    """Return the header of the letter that a bounce returns; without a field where it returns none."""
    for inside in mail.enclosed:
        if inside.headers.fields:
            return inside.headers
    return _in_text(mail.text[_cut(mail.text) :][:_LONGEST])


def identifiers(mail: Mail, letter: Headers) -> frozenset[str]:
    """Return the message identifiers of a bounce and of the letter that it returns, in lower case: they look like addresses."""
    headers = (mail.headers, letter, *(inside.headers for inside in mail.enclosed))
    return frozenset(found.lower() for one in headers for found in one.message_ids(*_ID_FIELDS))


def _cut(text: str) -> int:
    original = pattern("bounce_original", r"(?m:^[ \t>*]{0,12}(?:received: from\b.*|return-path: ?<.*|", r")$)")
    found = original.search(text, 0, LONGEST_SAID)
    return found.start() if found and text[: found.start()].strip() else len(text)


def _in_text(behind: str) -> Headers:
    """Return the first header block of a text, each line of which may be quoted or indented."""
    lines: list[str] = []
    for line in behind.split("\n"):
        if not lines and not _FIELD.match(line):
            continue
        if not line.strip(" \t>|"):
            break
        # What continues a field is indented further than the field itself, of which nothing is left here but a blank.
        lines.append(line.lstrip(" \t>|") if _FIELD.match(line) or not lines else " " + line.strip(" \t>|"))
    return parse_headers("\r\n".join(lines).encode("utf-8", "replace")) if lines else NONE
