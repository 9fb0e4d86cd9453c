"""What a message says of where it belongs: clues by kind, strongest first. Pure; what they name is the store's to say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from domain.message import By, Clue
from domain.reference import INVITATION, find_references, is_tag, read_tagged
from intake.parsing.headers import Headers
from intake.parsing.mail import Mail
from intake.understanding.machine import is_daemon, null_sender, untagged
from questionnaire.reading import Marks

# A forwarder may wrap an address into another (SRS, BATV), so the tag is looked for wherever it ends a local part.
_DETAIL = r"[rb][a-z2-7]{16}@[a-z0-9.-]{1,255}"
_THREAD_FIELDS = ("in-reply-to", "references", "original-message-id", "message-id", "x-microsoft-original-message-id", "thread-parent")
_STRENGTH = {by: strength for strength, by in enumerate(By)}


def gather(
    mail: Mail, marks: Sequence[tuple[str, Marks]] = (), own_addresses: Collection[str] = frozenset(), separator: str = "+"
) -> tuple[Clue, ...]:
    """Return the clues of a message, strongest first, each once; `marks` are those of its workbooks by file name."""
    found = [clue for name, mark in marks for clue in workbook_clues(name, mark)]
    found += _in_headers(mail.headers, "", separator)
    for position, group in enumerate((*mail.statuses, mail.feedback, mail.notification)):
        found += _in_headers(group, f" of part {position + 1} of the report", separator)
    for enclosed in mail.enclosed:
        found += _in_headers(enclosed.headers, " of the enclosed message", separator)
        found += _in_text(enclosed.text, "the enclosed message", separator)
    found += [
        Clue(By.REFERENCE, reference, f"file name {file.name}") for file in mail.attachments for reference in find_references(file.name)
    ]
    found += _in_text(mail.text, "the text", separator)
    found += _senders(mail, own_addresses)
    return strongest_first(found)


def strongest_first(clues: Sequence[Clue]) -> tuple[Clue, ...]:
    """Return the clues by strength, in the order found, each value of a kind once."""
    once = {(clue.by, clue.value): clue for clue in reversed(clues)}
    kept = [clue for clue in dict.fromkeys(clues) if once[clue.by, clue.value] == clue]
    return tuple(sorted(kept, key=lambda clue: _STRENGTH[clue.by]))


def workbook_clues(name: str, marks: Marks) -> tuple[Clue, ...]:
    """Return what a workbook says of itself: its token, the reference printed in it, and the one in its file name."""
    clues = []
    if marks.token:
        clues.append(Clue(By.WORKBOOK_TOKEN, marks.token, f"workbook {name}"))
    if marks.reference:
        clues.append(Clue(By.REFERENCE, marks.reference, f"workbook {name}"))
    clues += [Clue(By.REFERENCE, reference, f"file name {name}") for reference in find_references(name)]
    return tuple(clues)


def _in_headers(headers: Headers, place: str, separator: str) -> Iterator[Clue]:
    for field in headers.fields:
        where = f"{field.name.title()}{place}"
        yield from _tags(field.raw, where, separator)
        if field.name in _THREAD_FIELDS:
            yield from _threads(field.raw, where)
        elif field.name == "original-envelope-id" and is_tag(field.raw.strip().lower()):
            yield Clue(By.THREADING, field.raw.strip().lower(), where)
        elif field.name in {"subject", "thread-topic"}:
            yield from (Clue(By.REFERENCE, reference, where) for reference in find_references(field.value))


def _in_text(text: str, where: str, separator: str) -> Iterator[Clue]:
    yield from (Clue(By.REFERENCE, reference, where) for reference in find_references(text))
    yield from _tags(text, where, separator)


def _tags(text: str, where: str, separator: str) -> Iterator[Clue]:
    for detail in re.findall(re.escape(separator) + _DETAIL, text, re.IGNORECASE):
        found = read_tagged(f"box{detail}", separator)
        if found:
            yield Clue(By.PLUS_ADDRESS if found.kind == INVITATION else By.THREADING, found.tag, where)


def _threads(text: str, where: str) -> Iterator[Clue]:
    for identifier in re.findall(r"[^\s<>]+@[^\s<>]+", text):
        tag = identifier.partition("@")[0].lower()
        if is_tag(tag):
            yield Clue(By.THREADING, tag, where)


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
