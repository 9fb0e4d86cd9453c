"""What a digest is made of, and what it comes to: the values between the store and the letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from digests.holds import HoldLine
from digests.quality_facts import QualityFacts
from domain.contact import Stopped
from domain.letter import DeliveryState
from domain.submission import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationLine:
    """Where one organisation stands.

    `last_sent` is a mailing's name and when it went out. `unreached` says, by address, why an undeliverable one cannot be reached; it
    is empty where nobody is on the list. `mark` is what somebody marked it as, and when; `until` is the last day on which that holds,
    where there is one. `parts_came` and `parts_missing` are those of an answer of which some count, and not all.
    """

    code: str
    name: str
    country: str
    region: str
    reference: str
    standing: Standing
    last_sent: tuple[str, datetime] | None = None
    answered_at: datetime | None = None
    reminders: int = 0
    contact_addresses: tuple[str, ...] = ()
    unreached: Mapping[str, Stopped | DeliveryState] = field(default_factory=dict)
    parts_came: tuple[str, ...] = ()
    parts_missing: tuple[str, ...] = ()
    mark: str | None = None
    marked_at: datetime | None = None
    until: date | None = None


class OrganisationLines(Protocol):
    """The organisations of a study, which may be gone over several times: a million of them lie on disk."""

    def __iter__(self) -> Iterator[OrganisationLine]:
        """Yield them, in the order of their codes."""

    def __len__(self) -> int:
        """Return how many they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question that waits for an answer: who asked, in which words, and when. `how` is the page or the command that answers it."""

    asker: str
    words: str
    at: datetime
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainLine:
    """A letter that may or may not have arrived. `how` is the command that settles it, with WHAT where the decision goes."""

    address: str
    organisation: str | None
    mailing: str
    since: datetime
    how: str


class ArrivalKind(StrEnum):
    """What came in; the values are the keys of `[arrived]` in the words of the digest."""

    ANSWERED = "answered"
    PART = "part"  # It counts, and parts of the same answer are missing.
    QUERIED = "queried"
    HELD = "held"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"
    BOUNCED = "bounced"
    BOUNCED_AT = "bounced_at"
    PROMOTED = "promoted"  # Who got copies is addressed, since whoever was addressed was given up.
    AWAY = "away"
    UNSUBSCRIBED = "unsubscribed"
    NO_ANSWER = "no_answer"
    WROTE = "wrote"
    # What who looks after the study did by mail, which nothing came of the organisation for: a case, what was decided of one before, a
    # question that was passed on, and reminders that wait.
    DECIDED = "decided"
    UNDONE = "undone"
    REPLIED = "replied"
    PUT_OFF = "put_off"
    TAKEN_BACK = "taken_back"  # What somebody had decided was undone by somebody else.


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Something that came in, or came of it.

    `address` is the one that cannot be reached, or is addressed instead, or that of who decided, where that is known. `organisation` is
    blank where it came of none that is known; then `sender` is the address of whoever sent it, who is `of_staff` or unknown. `decided` is
    what was taken back of what the `decider` had decided, as a sentence.
    """

    when: datetime
    organisation: str
    what: ArrivalKind
    address: str = ""
    sender: str = ""
    of_staff: bool = False
    decided: str = ""
    decider: str = ""


class Arrivals(Protocol):
    """What came in, which may be gone over several times, in any order: what came of a million messages lies on disk."""

    def __iter__(self) -> Iterator[Arrival]:
        """Yield each."""

    def __len__(self) -> int:
        """Return how many they are."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A mailing that goes out next, and to how many letters it comes as things stand."""

    mailing: str
    due_at: datetime
    letters: int


@dataclass(frozen=True, slots=True)
class RoundBefore:
    """How the returns of the round before came: when it began, of how many organisations, and one instant for each that answered.

    The instants are in the zone of this round.
    """

    begun_at: datetime
    total: int
    returns: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class RegionalShare:
    """The regions that a digest tells of, and how many of the organisations of the whole study have answered, of how many."""

    regions: tuple[str, ...]
    answered: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFacts:
    """All that a digest says of one study.

    `now` is aware, in the study's zone; every other instant is aware in any zone. `since` is the last digest, `begun_at` the first letter.
    `returns` has one instant for each organisation that is asked and answered: when its first workbook came that was not rejected.
    `paused_at` is None where the study goes on; `spelling` are words of the digest's language that the study writes otherwise.
    `mailings` are the instants at which each mailing began to leave, and `last_round` is what this one is measured against, if anything is.
    `annexes` are the files beside workbooks since then, `revised` how many figures of the last round are revised.
    `quality` is what the digest of that name tells, and None for every other. `share` is whose it tells alone: the organisations of some
    regions; None where it tells of all.
    """

    study_id: str
    title: str
    now: datetime
    deadline: date
    organisations: OrganisationLines
    since: datetime | None = None
    begun_at: datetime | None = None
    holds: tuple[HoldLine, ...] = ()
    uncertain: tuple[UncertainLine, ...] = ()
    questions: tuple[QuestionLine, ...] = ()
    arrivals: Arrivals = ()
    returns: tuple[datetime, ...] = ()
    mailings: tuple[datetime, ...] = ()
    last_round: RoundBefore | None = None
    upcoming: tuple[Upcoming, ...] = ()
    deliveries: Mapping[DeliveryState, int] = field(default_factory=dict)
    annexes: int = 0
    revised: int = 0
    paused_at: datetime | None = None
    spelling: Mapping[str, str] = field(default_factory=dict)
    quality: QualityFacts | None = None
    share: RegionalShare | None = None

    @property
    def nothing_sent(self) -> bool:
        """Say whether no letter of a mailing has left, so that nobody can be called silent yet."""
        return not self.mailings and all(one.last_sent is None for one in self.organisations)


@dataclass(frozen=True, slots=True)
class DigestContent:
    """A digest ready to be merged into its letter, `templates/digests/status.md`.

    `context` is JSON-able and stands in the letter as `digest`; `images` are (Content-ID, PNG, alt text);
    `attachments` are (file name, media type, bytes). One with `idle` in its context tells of nothing that happened and
    nothing that waits, so that nobody need get it by the clock.
    """

    subject: str
    context: dict[str, object]
    images: tuple[tuple[str, bytes, str], ...] = ()
    attachments: tuple[tuple[str, str, bytes], ...] = ()

    @property
    def idle(self) -> bool:
        """Say whether it tells of nothing."""
        return self.context.get("idle") is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A kind of digest: `says` is one sentence about it.

    `quality` says that it tells of quality, for which every answer is looked at, and `report` that the whole report comes along as PDF.
    """

    name: str
    says: str
    build: Callable[[StatusFacts, str], DigestContent]
    quality: bool = False
    report: bool = False
