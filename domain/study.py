"""What is collected, from whom, when, and in whose name: the values of `study.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.changes import NO_CHANGES, Changes
from domain.quality import QualityPlan
from domain.rules.hours import Hours

DEFAULT = "default"  # The name of the transport of a sender that names none: the table [transport] of the installation.


class Audience(StrEnum):
    """To whom a mailing goes, decided per organisation at the moment of sending."""

    ALL = "all"  # Every organisation of the list.
    OWING = "owing"  # Those from which nothing came; a queried one gets the study's correction letter instead.


class Attachment(StrEnum):
    """What a mailing carries."""

    PDF = "pdf"  # The letter on letterhead, one per language.
    WORKBOOK = "workbook"  # The personal workbook.


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name letters go out, the address that takes the answers, and the transport by which the letters leave."""

    key: str
    name: str
    address: str
    transport: str = DEFAULT


class CasesBy(StrEnum):
    """How a coordinator wants to be told of cases."""

    AT_ONCE = "at_once"  # Each in a mail of its own, as soon as it waits; and in the digest.
    DIGEST = "digest"  # In the digest alone.


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a coordinator is told of cases, the regions that they look after, and the digests that they get; none means all."""

    cases: CasesBy = CasesBy.DIGEST
    regions: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A coordinator, with their wishes, or the study's contact."""

    name: str
    address: str
    language: str = "en"
    wishes: Wishes = Wishes()

    @property
    def regions(self) -> tuple[str, ...]:
        """Return the regions that they look after: whose digests they get, and whose cases they decide by mail; none means all."""
        return self.wishes.regions


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """One planned sending. `at` is an instant (aware)."""

    name: str
    letter: str
    sender: str
    at: datetime
    audience: Audience = Audience.ALL
    attach: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """A digest and when it goes out: `cron` has five fields and is read in the study's zone."""

    name: str
    cron: str
    kind: str = "status"


@dataclass(frozen=True, slots=True)
class Answers:
    """An answer that staff prepared for what is asked again and again: its name, and the text in each language that it has."""

    name: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One data collection, as `study.toml` says it.

    `deadline` is the last local day on which an answer is in time; `zone` is an IANA zone name; `prefix` begins every
    printed reference; `late_after` is how much a mailing may be overdue and still be sent without a word; `approvals` is how many people
    must approve a mailing before it leaves; `spelling` are words of the program's own texts by language, and how the study writes them;
    `answers` are those that are prepared for questions; `previous` is the study of the last round, whose values are shown; `hours` are
    those in which mailings leave, None for all; `quality` says how cases and answers are reported on; `changes` say what new versions of
    the questionnaire make of earlier answers, and `last_round` (of which only what is scaled counts) what this one makes of the figures of
    the last round.
    """

    id: str
    title: str
    prefix: str
    zone: str
    languages: tuple[str, ...]
    contact_list: str
    deadline: date
    senders: tuple[Sender, ...]
    returns_to: str
    contact: Person
    coordinators: tuple[Person, ...]
    mailings: tuple[Mailing, ...]
    digests: tuple[DigestPlan, ...] = ()
    questionnaire: str = "questionnaire.xlsx"
    late_after: timedelta = timedelta(days=2)
    approvals: int = 0
    previous: str = ""
    sheet_protection: bool = True
    titles: Mapping[str, str] = field(default_factory=dict)
    spelling: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hours: Hours | None = None
    changes: tuple[Changes, ...] = ()
    last_round: Changes = NO_CHANGES
    answers: tuple[Answers, ...] = ()
    quality: QualityPlan = field(default_factory=QualityPlan)

    def title_in(self, language: str) -> str:
        """Return the title in `language`, or else the one that the study is known by."""
        return self.titles.get(language, self.title)

    def language_for(self, read: str) -> str:
        """Return the language of every letter to somebody who reads a language: it, where the study has it, else the study's first."""
        return read if read in self.languages else self.languages[0]

    def sender(self, key: str) -> Sender:
        """Return the sender called `key` (KeyError if there is none)."""
        return next(sender for sender in self.senders if sender.key == key)

    def mailing(self, name: str) -> Mailing:
        """Return the mailing called `name` (StopIteration if there is none)."""
        return next(mailing for mailing in self.mailings if mailing.name == name)


def transport_of(study: Study, sender: str) -> str:
    """Return the name of the transport by which a sender's letters leave; of one that the study no longer has, the default."""
    return next((one.transport for one in study.senders if one.key == sender), DEFAULT)


def staff(study: Study) -> frozenset[str]:
    """Return the addresses of those who look after a study, and those that it writes from and is answered at, in lower case."""
    people = [study.contact.address, *(one.address for one in study.coordinators)]
    return frozenset(address.lower() for address in (*people, *(one.address for one in study.senders), study.returns_to))
