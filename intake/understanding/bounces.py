"""Bounces that are written for people only: the text of mail servers that send no RFC 3464 report, or a broken one."""

from __future__ import annotations

import re

from domain.message import Report
from intake.understanding.machine import is_daemon, untagged
from intake.understanding.reports import read_text, report
from intake.understanding.rule import OpenedMessage
from languages.mail import pattern

# Without an apostrophe, which rather quotes an address than stands in one, and without the `SMTP=` of X.400.
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9_.])(?!(?:smtp|SMTP)=)[A-Za-z0-9_.!#$%&*+/?^{|}~-][A-Za-z0-9_.!#$%&*+/=?^{"
    r"|}~-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)


def server_text(text: str) -> str:
    """Return what the mail server itself says, without the letter that it returns."""
    original = pattern("bounce_original", r"(?m:^(?:received: from\b.*|", ")$)")
    found = original.search(text)
    return text[: found.start()] if found and found.start() else text


def reports(message: OpenedMessage) -> tuple[Report, ...]:
    """Return what a bounce in words says of each address; what the header or an enclosed report says goes before the words."""
    mail = message.mail
    enclosed = (report(fields) for inside in mail.enclosed for fields in inside.statuses)
    found = tuple(one for one in enclosed if one is not None)
    if found:
        return found
    text = server_text(mail.text)
    delayed = bool(pattern("bounce_delay").search(text)) and not pattern("bounce_final").search(text)
    spans = [span for span in _ADDRESS.finditer(text) if _is_recipient(span[0].lower(), message)]
    # The addresses behind the words with which a mail server says what it could not do are those that failed.
    phrase = pattern("bounce_failure").search(text)
    # Exchange and others quote the header of the returned letter first, with addresses that did not fail.
    after = [span for span in spans if phrase and span.start() >= phrase.start()]
    named = mail.headers.addresses("x-failed-recipients") or dict.fromkeys(span[0].lower() for span in after or spans)
    told = {address: read_text(address, _said_of(address, text, after or spans), delayed=delayed) for address in named}
    if not told and mail.enclosed:
        told = {address: read_text(address, text, delayed=delayed) for address in mail.enclosed[0].headers.addresses("to")}
    return tuple(told.values())


def _is_recipient(address: str, message: OpenedMessage) -> bool:
    own = address in message.own_addresses or untagged(address) in message.own_addresses
    return not own and not is_daemon(address) and address != message.mail.sender and address not in message.mail.recipients


def _said_of(address: str, text: str, spans: list[re.Match[str]]) -> str:
    """Return the text from the last line that begins with the address to the next address; the whole where there is none."""
    for position, found in enumerate(spans):
        following = [later.start() for later in spans[position + 1 :] if later[0].lower() != address]
        if found[0].lower() == address:
            return text[found.start() : following[0] if following else len(text)]
    return text
