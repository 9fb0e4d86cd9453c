"""What a mailing consists of: its texts, files, sender, facts and rule of the audience, each with a hash of its content.

Whoever has two lists of parts knows what changed between them, and a letter whose parts and recipient are as they were is as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from domain.rules.reminded import CORRECTION
from domain.study import Attachment, Audience, Mailing
from service.letters.planned import reply_sender
from service.process.fingerprint import digest
from service.studies.running import Running


class PartKind(StrEnum):
    """What a part is of a mailing."""

    TEXT = "text"  # A letter's file; `name` is its path in the study's folder.
    FILE = "file"  # A file that the workbook is made from.
    FACTS = "facts"  # One thing that the study says of itself, which letters and workbooks print.
    SENDER = "sender"  # In whose name it goes out.
    CARRIES = "carries"  # Which files are attached.
    AUDIENCE = "audience"  # The list, and the rule by which organisations of it are chosen.


@dataclass(frozen=True, slots=True)
class MailingPart:
    """One part of a mailing. `language` is "" where it concerns every language; `sha256` is of its content."""

    kind: PartKind
    name: str
    language: str
    sha256: str


def parts_of(running: Running, mailing: Mailing) -> tuple[MailingPart, ...]:
    """Return the parts of a mailing, in an order that stays; ConfigurationError where a letter is not written.

    The recipients are no part of it: who they are is decided when it is sent.
    """
    return tuple(_parts(running, mailing))


def of_language(parts: Iterable[MailingPart], language: str) -> tuple[MailingPart, ...]:
    """Return the parts that a letter in this language depends on, so that a change to another language is none to it."""
    return tuple(part for part in parts if part.language in {"", language})


def _parts(running: Running, mailing: Mailing) -> Iterator[MailingPart]:
    study, files = running.study, running.folder.files
    for language in study.languages:
        # Whoever is queried gets the correction letter in the place of one that chases.
        for stem in (mailing.letter, *([CORRECTION] if mailing.audience is Audience.OWING else [])):
            name, source = running.folder.letter(stem, language)
            yield MailingPart(PartKind.TEXT, name, language, digest(source))
        for name, fact in _facts(running, language).items():
            yield MailingPart(PartKind.FACTS, name, language, digest(fact))
    if Attachment.WORKBOOK in mailing.attach:
        # Last round's values stand in workbooks, too.
        for name in dict.fromkeys((*running.folder.form, *sorted(name for name in files if name.endswith(".csv")))):
            yield MailingPart(PartKind.FILE, name, "", running.folder.hash_of(name))
        yield MailingPart(PartKind.FACTS, "workbook", "", digest([study.sheet_protection, study.sender(reply_sender(study.mailings)).name]))
        if scaled := study.last_round.scaled:  # A study that says nothing of it keeps the hashes that people approved.
            yield MailingPart(PartKind.FACTS, "last_round", "", digest(dict(scaled)))
        if renamed := study.last_round.renamed:
            yield MailingPart(PartKind.FACTS, "last_round renamed", "", digest(dict(renamed)))
    yield MailingPart(PartKind.SENDER, mailing.sender, "", digest(asdict(study.sender(mailing.sender))))
    yield MailingPart(PartKind.CARRIES, ", ".join(mailing.attach) or "nothing", "", digest(mailing.attach))
    yield MailingPart(PartKind.AUDIENCE, mailing.audience, "", digest([mailing.audience, study.contact_list]))


def _facts(running: Running, language: str) -> dict[str, Any]:
    study = running.study
    facts = {"id": study.id, "title": study.title_in(language), "deadline": study.deadline, "zone": study.zone}
    people = {"returns_to": study.returns_to, "contact": asdict(study.contact)}
    return facts | people | {"spelling": dict(study.spelling.get(language, {}))}
