"""Whom a temporary refusal (RFC 5321 4xx, RFC 3463 class 4) asks to be slower: one domain of recipients, the account, or nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from domain.letter import Outcome, Verdict
from domain.rules.refusal import is_permanent

ACCOUNT = ""  # What stands for the account where a domain is expected.
# So many domains that are slowed one after the other, while no letter is taken, are the account's matter.
DOMAINS = 3
# What a server may ask for: an hour of a day that is misread shall hold nothing up for long.
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=1)

_STATUS = re.compile(r"(?<![\d.])4\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# RFC 3463: X.1 is about an address, X.2 about a mailbox, X.6 about the content; others fare no worse for it.
_OF_THE_LETTER = frozenset({"1", "2", "6"})
_GREY = re.compile(r"gr[ae]y-?\s?list|postgrey", re.IGNORECASE)  # Each sender and recipient is asked to come again once, by itself.
_SLOWER = re.compile(
    r"\b(?:too many|too (?:fast|quickly|much)|rate|limit(?:s|ed|ing)?|quota|thrott\w+|exceed\w*|concurren\w+|slow down|server busy|"
    r"(?:try|retry) (?:again )?(?:later|in|after))\b",
    re.IGNORECASE,
)
# Words about whoever sends: no other recipient would be taken either.
_SENDERS_OWN = re.compile(
    r"\b(?:your (?:account|ip|host|network|organi[sz]ation|mailbox|daily|hourly)|this (?:sender|client|account)|"
    r"(?:sender|client|user|account|submission|connection|sending|outbound|customer|login)s?"
    r"(?: (?:thread|rate|message|smtp|relay|daily|hourly|concurrency|attempt)s?)* (?:limit|quota|rate|exceeded|throttl\w*)|"
    r"(?:messages|recipients|connections|mails?|logins?|login attempts) (?:from|for) "
    r"(?:you\b|your\b|this (?:sender|client|account|host|ip))|"
    r"too many (?:concurrent )?(?:connections|logins?(?: attempts)?|sessions)|clientsubmit)",
    re.IGNORECASE,
)
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}
_WAIT = re.compile(
    r"(?:again|retry|wait|back|later|delay\w*)\W{1,3}(?:again )?(?:in|after|for|at least)?\W{0,3}(?:at least |about )?"
    r"(?:(?P<clock>\d{1,2}:\d{2}:\d{2})|(?P<number>\d{1,6})\s?(?P<unit>seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slowed:
    """Whom a reply asks to be slower (a domain, or ACCOUNT), and for how long where it says so."""

    domain: str
    wait: timedelta | None


def domain_of(address: str) -> str:
    """Return the domain of an address, in lower case."""
    return address.rpartition("@")[2].lower()


def slowed(verdict: Verdict, address: str) -> Slowed | None:
    """Return whom the reply to a letter to this address asks to be slower; None where it is about this letter alone."""
    if verdict.outcome is not Outcome.DEFERRED or verdict.code is None or not 400 <= verdict.code < 500:
        return None
    wait = asked_wait(verdict.text)
    if verdict.stage in {"connect", "login"}:
        return Slowed(ACCOUNT, wait) if _is_slowed_at_the_door(verdict.code, verdict.text) else None
    if verdict.stage == "mail" or _SENDERS_OWN.search(verdict.text):
        return Slowed(ACCOUNT, wait)
    return None if _is_of_the_letter(verdict.text) else Slowed(domain_of(address), wait)


def was_away(stage: str, code: int | None, text: str) -> bool:
    """Say whether a letter was put off since its server was not there: it has refused nobody, and asked nobody to be slower."""
    return stage == "connect" and not is_permanent(code) and not _is_slowed_at_the_door(code, text)


def asked_wait(text: str) -> timedelta | None:
    """Return how long a server asks to wait, as in "try again in 5 minutes"; None where it does not say."""
    found = _WAIT.search(text)
    if found is None:
        return None
    if found["clock"]:
        hours, minutes, seconds = (int(part) for part in found["clock"].split(":"))
        asked = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    else:
        asked = int(found["number"]) * _UNITS[found["unit"][0].lower()]
    return min(max(asked, SHORTEST), LONGEST)


def _is_slowed_at_the_door(code: int | None, text: str) -> bool:
    # A server that is shutting down says 421, too: that is no matter of speed, and `Transport` knows what to do.
    return code is not None and (code == 454 or _is_slower(text))


def _is_slower(text: str) -> bool:
    status = _STATUS.search(text)
    return (status is not None and status[1] == "7") or bool(_SLOWER.search(text))


def _is_of_the_letter(text: str) -> bool:
    status = _STATUS.search(text)
    return bool(_GREY.search(text)) or (status is not None and status[1] in _OF_THE_LETTER)
