"""Bounces that are written for people only: the text of mail servers that send no RFC 3464 report, or a broken one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.message import Report
from intake.parsing.headers import Headers, parse_headers
from intake.understanding.evidence.machine import is_daemon, list_of, untagged
from intake.understanding.evidence.reports import delivered, is_address, read_text, report
from intake.understanding.machines.recipients import MOST, Named, delivered_to, named
from intake.understanding.machines.returned import LONGEST_SAID, returned_headers, server_text
from intake.understanding.rule import OpenedMessage
from languages.mail import pattern

# A group of the fields of RFC 3464, written as text.
_FIELDS = re.compile(
    r"(?m:^[ \t>]{0,8}(?:original-recipient|final-recipient|action) ?:.{1,500}"
    r"(?:\n[ \t>]{0,8}[A-Za-z][A-Za-z0-9-]{1,40} ?:.{0,2000}|\n[ \t]+\S.{0,500}){0,20})",
    re.IGNORECASE,
)
# Exim says from which address it made the one that failed, or from which all those between were made; its report of RFC 3464 does not.
_MADE_FROM = re.compile(r"\s{1,40}\((?:ultimately )?generated from ([^\s()<>@]{1,100}@[^\s()<>@]{1,200})\)")
# How a list's bounce address names the recipient: `list-bounces+name=domain@list`.
_VERP = re.compile(r"^[^@+=]{1,60}[+-]([^@=]{1,64})=([a-z0-9.-]{3,253})@")


def reports(message: OpenedMessage) -> tuple[Report, ...]:
    """Return what a bounce says of each address that the letter was written to; its fields go before its words."""
    letter = returned_headers(message.mail)
    found = _by_fields(message) or _by_words(message, letter)
    return as_written(found, message, letter)


def as_written(found: tuple[Report, ...], message: OpenedMessage, letter: Headers) -> tuple[Report, ...]:
    """Return the reports about the address that our letter was written to, where it was forwarded since to those that are reported.

    Exim says it. Else only the letter that is returned can tell, and only where it is one of ours: it went to one address, and its author
    gets the bounce.
    """
    found = tuple(replace(one, address=_made_from(message.mail.text, one.address)) for one in found)
    to = letter.addresses("to")
    wrote = {untagged(one) for one in letter.addresses("from", "return-path", "reply-to", "sender")}
    ours = {untagged(one) for one in (*message.own_addresses, *message.mail.recipients)}
    of_a_list = letter.has("list-id") or letter.has("list-post") or any(map(list_of, message.mail.recipients))
    if not found or len(to) != 1 or letter.has("cc") or not wrote & ours or of_a_list or to[0] in {*ours, *wrote}:
        return found
    own = [one for one in found if one.address == to[0]]
    # A server that reports on each of several addresses by fields, or each with a code, had the letter for each; and who has it, has it.
    if own and (message.mail.statuses or all(one.status for one in found) or any(map(delivered, own))):
        return found
    return (replace(max(found, key=lambda one: _weight(one, to[0])), address=to[0]),)


def _weight(one: Report, address: str) -> tuple[bool, bool, bool, bool]:
    """Return how much a report tells of a letter to `address` that was forwarded: what failed further on, with its code, failed."""
    return (one.permanent is not None, bool(one.permanent), one.status is not None, one.address == address)


def _made_from(text: str, address: str) -> str:
    """Return the address from which a server made this one, where it says so right behind it."""
    at = text.lower().find(address, 0, LONGEST_SAID)
    told = _MADE_FROM.match(text, at + len(address)) if at >= 0 else None
    return told[1].lower() if told else address


def _by_fields(message: OpenedMessage) -> tuple[Report, ...]:
    """Return what an enclosed report, or the fields of one written as text, say."""
    enclosed = [fields for inside in message.mail.enclosed for fields in inside.statuses]
    blocks = [
        parse_headers(re.sub(r"(?m)^[ \t>]{1,8}(?=[A-Za-z-]+ ?:)", "", one[0]).encode())
        for one in _FIELDS.finditer(message.mail.text, 0, LONGEST_SAID)
    ]
    found = (report(fields) for fields in (*enclosed, *blocks))
    return tuple({one.address: one for one in found if one is not None}.values())[:MOST]


def _by_words(message: OpenedMessage, letter: Headers) -> tuple[Report, ...]:
    mail = message.mail
    text = server_text(mail.text)
    failed = mail.headers.addresses("x-failed-recipients")[:MOST]
    spans = named(text, message, letter)
    # A server may say nothing but in its subject that a letter is only late.
    outcomes = next((told for told in map(_outcomes, (text, mail.subject)) if any(told.values())), _outcomes(""))
    told = {address: _read(address, text, spans, outcomes) for address in failed or dict.fromkeys(one.address for one in spans)}
    if not told:
        told = {address: _read(address, text, (), outcomes) for address in _outside(message, letter)[:MOST]}
    return tuple(told.values())[:MOST]


def _outside(message: OpenedMessage, letter: Headers) -> Sequence[str]:
    """Return the recipients where the text names none: those of the letter that is returned, of the subject, or of the bounce address."""
    mail = message.mail
    ours = {*message.own_addresses, *delivered_to(mail.headers), *map(list_of, mail.recipients)}
    subject = parse_headers(f"To: {mail.subject}".encode()).addresses("to")
    verp = tuple(f"{found[1]}@{found[2]}" for one in mail.recipients if (found := _VERP.match(one)))
    for group in (
        letter.addresses("to", "x-original-to"),
        mail.headers.addresses("x-original-recipientlist"),
        subject,
        verp,
        (list_of(mail.sender),),
        (mail.sender,) if mail.sender in mail.text.lower() and not is_daemon(mail.sender) else (),
    ):
        if chosen := [one for one in group if one not in ours and untagged(one) not in ours and is_address(one)]:
            return chosen
    return ()


def _read(address: str, text: str, spans: Sequence[Named], outcomes: Mapping[str, Sequence[int]]) -> Report:
    """Return what `text` says of an address: from where it is named last to the next address; the whole where there is none."""
    for position, one in enumerate(spans):
        if one.address == address:
            following = [later.start for later in spans[position + 1 :] if later.address != address]
            said = text[one.start : following[0] if following else len(text)]
            return read_text(address, said, outcome=_outcome(outcomes, one.start))
    return read_text(address, text, outcome=_outcome(outcomes, len(text)))


def _outcomes(text: str) -> Mapping[str, Sequence[int]]:
    """Return where in a text the words stand that tell the actions of RFC 3464; what comes if a delay fails in the end is none."""
    supposed = [range(*found.span()) for found in pattern("bounce_supposed").finditer(text)]
    return {
        outcome: [found.start() for found in pattern(kind).finditer(text) if not any(found.start() in one for one in supposed)]
        for outcome, kind in (("delivered", "bounce_delivered"), ("delayed", "bounce_delay"), ("failed", "bounce_final"))
    }


def _outcome(outcomes: Mapping[str, Sequence[int]], at: int) -> str:
    """Return the action that the words around a place in the text stand for."""
    present = [outcome for outcome, places in outcomes.items() if places]
    if len(present) <= 1:
        return present[0] if present else "failed"
    # Of several outcomes, each stands above the addresses that it is about.
    above = {outcome: max((place for place in places if place < at), default=-1) for outcome, places in outcomes.items()}
    nearest = max(above, key=lambda outcome: above[outcome])
    return nearest if above[nearest] >= 0 else "failed" if "failed" in present else present[0]
