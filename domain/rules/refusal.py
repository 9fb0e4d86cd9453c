"""Whom a permanent refusal (RFC 5321, RFC 3463) is about: one recipient, or the sender, so that all others are refused alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.letter import LOGIN, Outcome, Verdict

# What a server refuses of so many domains, or of so many addresses of few domains, while it takes fewer letters, is about the sender.
DOMAINS, ADDRESSES = 3, 10
# So far is looked back for refusals alike.
WITHIN = timedelta(days=1)
# A server that cannot be reached for so long is told to a person.
PATIENCE = timedelta(hours=1)
# The waits before one letter of a sender that was refused is tried again; the last one stays.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))

_STATUS = re.compile(r"[#(\[]?(5\.\d{1,3}\.\d{1,3})\b")
# Of RFC 3463's codes on addresses, 5.1.7 and 5.1.8 are about the sender's. Microsoft 365 says 5.1.90 where the day's limit is reached.
_OF_THE_SENDER = frozenset({"5.1.7", "5.1.8", "5.1.90"})
_OF_THE_LETTER = frozenset({"5.6.7"})  # RFC 6531: this address has letters that the server cannot write.
_UNAUTHENTICATED = frozenset({530, 535})  # RFC 4954.
_DIFFERS = re.compile(r"<[^>]*>|\S*@\S*|\S*\d\S*")  # What is another in each reply: addresses, times, names of queues.


def status(text: str) -> str:
    """Return the enhanced status code with which a server's words begin, as in "5.7.1"; blank where there is none."""
    found = _STATUS.match(text.strip())
    return found[1] if found else ""


def is_permanent(code: int | None) -> bool:
    """Say whether a reply code is that of a permanent refusal; without a code it was not the server that refused."""
    return code is not None and 500 <= code < 600


def blames_sender(verdict: Verdict) -> bool:
    """Say whether a single refusal is about the sender: before any recipient was named, or by its code.

    Postfix, and others, tell only at RCPT what they have against the sender. Where nobody is signed in, there is nobody else to blame.
    """
    if verdict.stage == LOGIN:
        return True
    if not is_permanent(verdict.code) or status(verdict.text) in _OF_THE_LETTER:
        return False
    return verdict.stage in {"connect", "mail"} or verdict.code in _UNAUTHENTICATED or status(verdict.text) in _OF_THE_SENDER


def likeness(stage: str, code: int | None, text: str) -> str | None:
    """Return what refusals have in common that are alike, or None where one can only be about its recipient.

    Where there is no enhanced status code it is the words, without what differs from one reply to the next.
    """
    known = status(text)
    if not is_permanent(code) or (known.startswith("5.1.") and known not in _OF_THE_SENDER) or known in _OF_THE_LETTER:
        return None
    return f"{stage} {code} {known or ' '.join(_DIFFERS.sub(' ', text.lower()).split())[:200]}"


@dataclass(frozen=True, slots=True)
class TriedRecipient:
    """One attempt of a sender's: to which address, and the likeness of the refusal; None where the letter was taken."""

    letter_id: int
    address: str
    refused: str | None


def of_many(newest_first: Sequence[TriedRecipient], refusal: str) -> bool:
    """Say whether a refusal befell so many recipients lately, while fewer letters were taken, that it is about the sender."""
    addresses: set[str] = set()
    taken = 0
    for one in newest_first:
        if one.refused is None:
            taken += 1
        elif one.refused == refusal:
            addresses.add(one.address.lower())
        domains = {address.rpartition("@")[2] for address in addresses}
        if len(addresses) > taken and (len(domains) >= DOMAINS or len(addresses) >= ADDRESSES):
            return True
    return False


def mends(refusal: str, verdict: Verdict) -> bool:
    """Say whether what became of a letter shows that its sender is not refused as before.

    It was taken; or the server refused the sender before it had heard the recipient, and let this letter come further.
    """
    if verdict.outcome is Outcome.SENT:
        return True
    further = {LOGIN: {"mail", "rcpt", "data"}, "connect": {"mail", "rcpt", "data"}, "mail": {"rcpt", "data"}}
    return verdict.code is not None and verdict.stage in further.get(refusal.partition(" ")[0], ())


def next_try(tries: int, now: datetime) -> datetime:
    """Return when one letter is tried again of a sender that was refused, after so many such tries."""
    return now + WAITS[min(tries, len(WAITS) - 1)]
