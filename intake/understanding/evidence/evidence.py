"""What a message says of where it belongs: clues by kind, strongest first. Pure; what they name is the store's to say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from domain.mail.case_address import detail_of
from domain.mail.leaving import leaving_code
from domain.mail.reference import INVITATION, find_references, holds_tag, is_tag, read_tagged
from domain.message import By, Clue
from domain.sentences import file_called
from intake.parsing.headers import Headers
from intake.parsing.mail import Mail
from intake.understanding.evidence.machine import is_daemon, null_sender, untagged
from questionnaire.marks import Marks

# A forwarder may wrap an address into another (SRS, BATV), so the tag is looked for wherever it ends a local part.
_DETAIL = r"[rb][a-z2-7]{16}@[a-z0-9.-]{1,255}"
_MOST = 500  # Clues of a kind.
_RECIPIENT_FIELDS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_SEARCHED = 50_000  # Characters of a text in which our reference is looked for.
_WRAPPED = 320  # Characters of a local part that are looked at.
_THREAD_FIELDS = ("in-reply-to", "references", "original-message-id", "x-microsoft-original-message-id", "thread-parent")
# What was sent back bears the identifier of our letter; a message's own is its sender's to choose, and names no letter that it answers.
_RETURNED_FIELDS = (*_THREAD_FIELDS, "message-id")
_STRENGTH = {by: strength for strength, by in enumerate(By)}


def gather(
    mail: Mail, marks: Sequence[tuple[str, Marks]] = (), own_addresses: Collection[str] = frozenset(), separator: str = "+"
) -> tuple[Clue, ...]:
    """Return the clues of a message, strongest first, each once; `marks` are those of its workbooks by file name.

    Of each kind only the first hundreds are told: no message is about more organisations, and each is looked for in the store.
    """
    found = [clue for name, mark in marks for clue in workbook_clues(name, mark)]
    looking = _Looking(separator, _domains(own_addresses))
    found += looking.in_headers(mail.headers, "", _THREAD_FIELDS)
    for position, group in enumerate((*mail.statuses, mail.feedback, mail.notification)):
        found += looking.in_headers(group, f" of part {position + 1} of the report", _RETURNED_FIELDS)
    for enclosed in mail.enclosed:
        found += looking.in_headers(enclosed.headers, " of the enclosed message", _RETURNED_FIELDS)
        found += looking.in_text(enclosed.text, "the enclosed message")
    found += [
        Clue(By.REFERENCE, reference, f"file name {file_called(file.name)}")
        for file in mail.attachments
        for reference in find_references(file.name)
    ]
    found += looking.in_text(mail.text, "the text")
    found += _senders(mail, own_addresses)
    found += [Clue(By.LEAVING, code, "the address that it was sent to") for code in leaving(mail.headers, own_addresses)]
    found += [Clue(By.CASE, detail, "the address that it was sent to") for detail in _of_cases(mail.headers, own_addresses)]
    ordered = groupby(strongest_first(found), key=lambda clue: clue.by)
    return tuple(clue for _, alike in ordered for clue in islice(alike, _MOST))


def leaving(headers: Headers, own_addresses: Collection[str]) -> Iterator[str]:
    """Yield the codes of List-Unsubscribe in the addresses that a message was sent to; what it encloses or quotes has them too."""
    domains = _domains(own_addresses)
    for address in dict.fromkeys(headers.addresses(*_RECIPIENT_FIELDS)):
        code = leaving_code(address)
        if code and (not domains or address.rpartition("@")[2].lower() in domains):
            yield code


def _of_cases(headers: Headers, own_addresses: Collection[str]) -> Iterator[str]:
    """Yield what the addresses that a message was sent to carry about cases; what it encloses or quotes names none that it answers."""
    domains = _domains(own_addresses)
    for address in dict.fromkeys(headers.addresses(*_RECIPIENT_FIELDS)):
        detail = detail_of(address)
        if detail and (not domains or address.rpartition("@")[2].lower() in domains):
            yield detail


def strongest_first(clues: Sequence[Clue]) -> tuple[Clue, ...]:
    """Return the clues by strength, in the order found, each value of a kind once."""
    once = {(clue.by, clue.value): clue for clue in reversed(clues)}
    kept = [clue for clue in dict.fromkeys(clues) if once[clue.by, clue.value] == clue]
    return tuple(sorted(kept, key=lambda clue: _STRENGTH[clue.by]))


def workbook_clues(name: str, marks: Marks) -> tuple[Clue, ...]:
    """Return what a workbook says of itself: its token, the reference printed in it, and the one in its file name."""
    clues = []
    if marks.token:
        clues.append(Clue(By.WORKBOOK_TOKEN, marks.token, f"workbook {file_called(name)}"))
    if marks.reference:
        clues.append(Clue(By.REFERENCE, marks.reference, f"workbook {file_called(name)}"))
    clues += [Clue(By.REFERENCE, reference, f"file name {file_called(name)}") for reference in find_references(name)]
    return tuple(clues)


def own_tag(mail: Mail, own_addresses: Collection[str]) -> str:
    """Return the tag of the letter of ours that a message would be by its own Message-ID, or "" where that is none of ours."""
    return next(_Looking("+", _domains(own_addresses)).tags_of_ours(mail.message_id), "")


def answers_ours(mail: Mail, own_addresses: Collection[str]) -> bool:
    """Say whether a message says that it answers a letter of ours, by an identifier as only we make them."""
    looking = _Looking("+", _domains(own_addresses))
    return any(True for text in (*mail.in_reply_to, *mail.references) for _ in looking.tags_of_ours(text))


def is_about_ours(mail: Mail, own_addresses: Collection[str], *, by_address: bool = True) -> bool:
    """Say whether a message has to do with a letter of ours, as nothing does that is sent to many: it only tells what to look at.

    It answers a message of ours, or came to an address that stands in one letter alone (which counts `by_address`), or says our reference;
    what proves something is for `gather`.
    """
    domains = _domains(own_addresses)
    answered = (one.lower().rpartition("@")[2] for one in (*mail.in_reply_to, *mail.references))
    if answers_ours(mail, own_addresses) or any(one in domains for one in answered) or find_references(mail.subject):
        return True
    recipients = mail.headers.addresses(*_RECIPIENT_FIELDS)
    if by_address and any(is_ours_of_one_letter(one, own_addresses) for one in recipients):
        return True
    return any(untagged(one) in own_addresses for one in recipients) and bool(find_references(mail.text[:_SEARCHED]))


def is_ours_of_one_letter(address: str, own_addresses: Collection[str]) -> bool:
    """Say whether an address is at a domain of ours and holds a tag: that of one letter, or a letter's identifier."""
    domains = _domains(own_addresses)
    return bool(read_tagged(address)) if not domains else address.lower().rpartition("@")[2] in domains and holds_tag(address)


def _domains(own_addresses: Collection[str]) -> frozenset[str]:
    return frozenset(address.rpartition("@")[2] for address in own_addresses)


@dataclass(frozen=True, slots=True)
class _Looking:
    """How tags are found: behind this separator, and before these domains (any domain where none are known)."""

    separator: str
    domains: frozenset[str]

    def in_headers(self, headers: Headers, place: str, thread_fields: Sequence[str]) -> Iterator[Clue]:
        """Yield the clues in header fields, of which these name letters by their identifiers."""
        for field in headers.fields:
            where = f"{field.name.title()}{place}"
            yield from self._tagged(field.raw, where)
            if field.name in thread_fields:
                yield from (Clue(By.THREADING, tag, where) for tag in self.tags_of_ours(field.raw))
            elif field.name == "original-envelope-id" and is_tag(field.raw.strip().lower()):
                yield Clue(By.THREADING, field.raw.strip().lower(), where)
            elif field.name in {"subject", "thread-topic"}:
                yield from (Clue(By.REFERENCE, reference, where) for reference in find_references(field.value))

    def tags_of_ours(self, text: str) -> Iterator[str]:
        """Yield the tags in the identifiers of letters that were sent from one of our domains."""
        for identifier in re.findall(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}", text):
            tag, _, domain = identifier.lower().partition("@")
            if is_tag(tag) and (not self.domains or domain in self.domains):
                yield tag

    def in_text(self, text: str, where: str) -> Iterator[Clue]:
        """Yield the clues in what is written for people."""
        yield from (Clue(By.REFERENCE, reference, where) for reference in find_references(text))
        yield from self._tagged(text, where)

    def _tagged(self, text: str, where: str) -> Iterator[Clue]:
        for written in re.finditer(re.escape(self.separator) + _DETAIL, text, re.IGNORECASE):
            found = read_tagged(f"box{written[0]}", self.separator)
            if found and self._is_ours(
                found.base.rpartition("@")[2].strip(".-"), text[max(0, written.start() - _WRAPPED) : written.start()].lower()
            ):
                yield Clue(By.PLUS_ADDRESS if found.kind == INVITATION else By.THREADING, found.tag, where)

    def _is_ours(self, domain: str, before: str) -> bool:
        """Say whether an address is at a domain of ours, or at that of a forwarder, who wrote ours into the local part."""
        wrapped = before.replace("<", " ").rsplit(None, 1)[-1:]
        return not self.domains or domain in self.domains or any(f"={one}=" in part for part in wrapped for one in self.domains)


def _senders(mail: Mail, own_addresses: Collection[str]) -> Iterator[Clue]:
    """Yield who wrote, and who wrote what was forwarded; the sender of a report about a delivery is a machine that says nothing."""
    if null_sender(mail) or mail.statuses or mail.feedback.fields:
        return
    places = [(mail.headers, "")] + [(enclosed.headers, " of the enclosed message") for enclosed in mail.enclosed]
    for headers, place in places:
        for name in ("From", "Sender", "Reply-To"):
            for address in headers.addresses(name):
                if not is_daemon(address) and address not in own_addresses and untagged(address) not in own_addresses:
                    yield Clue(By.SENDER, address, f"{name}{place}")
