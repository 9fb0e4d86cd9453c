"""Which addresses a mail server's own words name as those that a letter did not reach.

An address counts by where it stands: at the beginning of a line, behind a word such as "to" or "recipient", or on a line that says what
went wrong. One behind words such as "contact" or "from" is another's, and a message identifier is no address at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from domain.mail.reference import TAG_LENGTH
from intake.parsing.headers import Headers
from intake.understanding.evidence.evidence import is_ours_of_one_letter
from intake.understanding.evidence.machine import is_daemon, list_of, untagged
from intake.understanding.evidence.reports import REPLY_CODE, STATUS, is_address
from intake.understanding.machines.returned import identifiers
from intake.understanding.rule import OpenedMessage
from languages.expressions import Spoken
from languages.mail import pattern

# An apostrophe rather quotes an address than stands in one, except between letters; `SMTP=` is of X.400.
ADDRESS = re.compile(
    r"(?<![A-Za-z0-9_.])(?<![A-Za-z]')(?!(?:smtp|SMTP|rfc822|RFC822)=)[A-Za-z0-9_.!#$%&*+/?^{|}~-]"
    r"(?:[A-Za-z0-9_.!#$%&*+/=?^{|}~-]|(?<=[A-Za-z])'(?=[A-Za-z])){0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,12}"
)
# Where our own address stands in a bounce; X-Original-To may be the recipient that it is about.
_DELIVERED_TO = ("to", "cc", "delivered-to", "envelope-to", "x-envelope-to", "x-delivered-to")
_AROUND, _FEW_WORDS, MOST = 240, 4, 500
_BARE = re.compile(r"^[ \t]{1,20}[\"'<\[(]?([A-Za-z][A-Za-z0-9._+-]{1,63})[\"'>\])]?(?:[ \t]{2,}\S.{0,200})?[ \t]*$")
_IDENTIFIER = re.compile(
    r"(?:(?:message|mail)[- ]?id(?:entifier)?|msg-?id|in-reply-to|references|\bid|\bidentifier|envelope-id)(?:\s+(?:is|was))?"
    r"[\s:=#]{0,6}[<\"'(\[]{0,2}$",
    re.IGNORECASE,
)
_TAGGED = re.compile(rf"[+=_.-][rb]?([a-z2-7]{{{TAG_LENGTH}}})$")
_BEFORE_A_CAPITAL = re.compile(r"[a-z0-9](?=[A-Z])")
_CAPITALS = 2  # So many within a local part; a name such as McDonald has one.
# No mailbox is called by a moment and a number: whatever its language says before it, this is the identifier of a message.
_BY_A_MOMENT = re.compile(r"^[^@]*(?<!\d)20\d{12}(?!\d)(?:[^@]*\.\d+[^@]*|\.[^@]*)@|^[^@]*\.20\d{12}(?!\d)[^@]*@")


@dataclass(frozen=True, slots=True)
class Named:
    """An address in the text of a mail server, in lower case, from `start` to `end`; `strong` where it stands as a recipient does.

    `address` is the one that the letter was written to, where the text says that it was forwarded or expanded since.
    """

    address: str
    start: int
    end: int
    strong: bool


def named(text: str, message: OpenedMessage, letter: Headers) -> tuple[Named, ...]:
    """Return the addresses that `text` names as recipients, in order: those that stand as such, or else whatever is left.

    `letter` is the header of the letter that is returned.
    """
    phrase = pattern("bounce_failure").search(text)
    begins = text.rfind("\n", 0, phrase.start()) + 1 if phrase else 0
    if phrase and (without_domain := _bare(text, phrase.end(), tuple(found[1] for found in _form().finditer(text)))):
        return without_domain
    # An address of ours that holds a tag is that of one letter, or the letter's identifier, and no recipient's.
    others, own, tags = _others(message, letter), message.own_addresses, _tags(message)
    found = tuple(
        one
        for one in _candidates(text, others)
        if not (own and is_ours_of_one_letter(one.address, own)) and one.address.partition("@")[0][-TAG_LENGTH:] not in tags
    )
    found = tuple(one for one in found if not _is_a_token(text[one.start : one.end], message)) or found
    # Exchange and others quote the header of the returned letter first, with addresses that did not fail.
    behind = tuple(one for one in found if one.start >= begins)
    for group in (behind, found):
        if chosen := tuple(one for one in group if one.strong) or group:
            return chosen
    return _bare(text, phrase.end(), (message.mail.sender.rpartition("@")[2],)) if phrase else ()


def _candidates(text: str, others: frozenset[str]) -> Iterator[Named]:
    last: Named | None = None
    forwarded: set[str] = set()
    for found in islice(ADDRESS.finditer(text), MOST):
        address = found[0].lower().rstrip("-")
        if (
            not is_address(address)
            or address in forwarded
            or address in others
            or untagged(address) in others
            or _BY_A_MOMENT.match(address)
            or is_daemon(address)
            or list_of(address)
        ):
            continue
        here, above = _before(text, found.start())
        if _ahead("bounce_origin").search(here or above):
            near = last if last and found.start() - last.end < _AROUND else Named(address, found.start(), found.end(), strong=True)
            forwarded.add(near.address)
            last = replace(near, address=address, strong=True)
            continue
        if last:
            yield last
        is_others = _ahead("bounce_aside").search(here or above) or _IDENTIFIER.search(here or above)
        last = None if is_others else Named(address, found.start(), found.end(), _stands_as_recipient(text, found, here))
    if last:
        yield last


def _is_a_token(address: str, message: OpenedMessage) -> bool:
    """Say whether an address is rather a server's token for our letter: at its own domain, and of capitals in no order (RFC 4648)."""
    local, _, domain = address.partition("@")
    return domain.lower() == message.mail.sender.rpartition("@")[2] and len(_BEFORE_A_CAPITAL.findall(local)) >= _CAPITALS


def _before(text: str, start: int) -> tuple[str, str]:
    """Return what stands on the line before an address, and, where that is nothing, the line above."""
    above, _, here = text[max(0, start - _AROUND) : start].rpartition("\n")
    return (here, "") if here.strip(" \t<>\"'([*-") else ("", above.rpartition("\n")[2])


def _stands_as_recipient(text: str, found: re.Match[str], here: str) -> bool:
    if len(re.findall(r"[^\W\d_]+", here[-80:])) <= _FEW_WORDS and not _quotes_a_header(text, found, here):
        return True
    end = text.find("\n", found.end())
    line = here + text[found.start() : min(end if end >= 0 else len(text), found.end() + _AROUND)]
    return any(one.search(line) for one in (pattern("bounce_failure"), pattern("no_such_mailbox"), REPLY_CODE, STATUS))


def _quotes_a_header(text: str, found: re.Match[str], here: str) -> bool:
    """Say whether this is the field To of a letter that the text describes: another field stands on a line beside it."""
    if not re.search(r"\w[ \t]*[:=][ \t]*[<\"']?$", here):
        return False
    near = text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
    return bool(_subject_field().search(near))


@cache
def _ahead(kind: str) -> Spoken:
    """Return what finds an expression of a kind that leads to an address right behind it."""
    return pattern(kind, r"(?:^|[^\w])", r"[\s:=<\"'(\[*-]{0,12}$")


@cache
def _subject_field() -> Spoken:
    return pattern("bounce_subject_field", r"(?m:^[ \t>*-]*(?:", r")[ \t]*[:=])")


def _others(message: OpenedMessage, letter: Headers) -> frozenset[str]:
    """Return the addresses that a bounce names without their having failed: ours, the author's, and message identifiers."""
    to = set(letter.addresses("to", "x-original-to"))
    authors = {one for one in letter.addresses("from", "sender", "return-path", "reply-to", "errors-to") if one not in to}
    ours = {*message.own_addresses, *delivered_to(message.mail.headers)}
    lists = {base for one in ours if (base := list_of(one))}
    return frozenset({*ours, *map(untagged, ours), *lists, *authors, message.mail.sender, *identifiers(message.mail, letter)})


def delivered_to(headers: Headers) -> tuple[str, ...]:
    """Return the addresses of ours that a bounce came to; a list manager's "responder for" a list is no mailbox."""
    fields = tuple(
        one for one in headers.fields if one.name in _DELIVERED_TO and not (one.name == "delivered-to" and " " in one.value.strip())
    )
    return Headers(fields).addresses(*_DELIVERED_TO)


def _tags(message: OpenedMessage) -> frozenset[str]:
    """Return the tags of the addresses that a bounce came to: a letter's identifier has its own, which may be like a word."""
    came = (_TAGGED.search(one.partition("@")[0]) for one in delivered_to(message.mail.headers))
    return frozenset(one[1] for one in came if one)


def _bare(text: str, end: int, domains: Sequence[str]) -> tuple[Named, ...]:
    """Return recipients that stand without their domain right behind the phrase that ends at `end`, as AOL and directories write them.

    Their domain is the mail server's own, or those that the text gives as the form of an address.
    """
    names = []
    for line in text[end:].split("\n", 12)[1:12]:
        found = _BARE.match(line)
        if not found and line.strip():
            break
        if found:
            names.append(found[1].lower())
    return tuple(Named(f"{name}@{domain.lower()}", end, end, strong=False) for name in names for domain in dict.fromkeys(domains))


@cache
def _form() -> Spoken:
    """Return what finds the form of an address, as in "by emailing to NAME@example.org", and its domain."""
    return pattern("bounce_form", r"\b(?:", r")[ \t]+NAME@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6})")
