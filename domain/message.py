"""What came in: the kinds of messages, the evidence in them, and what the store knows of that evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.contact import Contact, Stopped
from domain.edit import Edit
from domain.letter import DeliveryState, LetterKind
from domain.rules.overlay import Layer
from domain.submission import Invitation, Submission, SubmissionState


class Kind(StrEnum):
    """The leading kind of a message."""

    BOUNCE = "bounce"  # A report about a delivery (RFC 3464), or a text that says the same.
    COMPLAINT = "complaint"  # A feedback report (RFC 5965).
    AUTO_REPLY = "auto_reply"  # A machine answered (RFC 3834).
    BULK = "bulk"  # A list, a newsletter or a program wrote to many; it answers nothing of ours.
    UNSUBSCRIBE = "unsubscribe"  # A person asks not to be written to.
    RETURN = "return"  # It brings a workbook, or what is meant to be one.
    QUESTION = "question"  # A person wrote.
    OWN = "own"  # One of our own letters came back to us.
    UNREADABLE = "unreadable"  # It cannot be parsed.


WRITTEN = (Kind.RETURN, Kind.QUESTION, Kind.UNSUBSCRIBE)  # What people write.


class By(StrEnum):
    """The kinds of evidence, strongest first."""

    WORKBOOK_TOKEN = "workbook_token"  # noqa: S105 - the name of a kind of evidence, no secret
    PLUS_ADDRESS = "plus_address"
    REFERENCE = "reference"
    THREADING = "threading"
    SENDER = "sender"
    LEAVING = "leaving"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Clue:
    """One piece of evidence, and where it stood.

    `value` is a token, a printed reference, a letter's tag (threading), an address (sender), the code of List-Unsubscribe (leaving),
    or what the address of an answer about a case carries (case).
    """

    by: By
    value: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a bounce says of one address. `permanent` is None where the report does not say; `status` is the RFC 3463 code."""

    address: str
    permanent: bool | None
    status: str | None
    reason: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invitation that a clue names."""

    clue: Clue
    invitation: Invitation


@dataclass(frozen=True, slots=True)
class Match:
    """To which invitation a message or workbook belongs, by which evidence; `conflicts` are sentences about evidence that disagrees."""

    reference: str
    by: By
    conflicts: tuple[str, ...] = ()
    invitation: Invitation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDelivery:
    """A letter of ours that a report or a reply names by its tag; `on_record` says that it went to a contact of its organisation.

    `asks` are the cases about workbooks of which it asks whether they are its reader's own. `forged` says that what it passed on came from
    an address that a mail server calls forged, and `question` is the number of the question that it passed on.
    """

    letter_id: int
    tag: str
    address: str
    state: DeliveryState
    organisation: str | None
    study: str
    kind: LetterKind
    on_record: bool
    asks: tuple[int, ...] = ()
    forged: bool = False
    question: int | None = None

    @property
    def speaks_for_organisation(self) -> bool:
        """Say whether answering this letter proves that the organisation answers.

        Digests and questions that were passed on went to staff; what went to an address that is not on record proves its own matter alone.
        """
        return self.on_record and self.kind not in {LetterKind.DIGEST, LetterKind.PASSED_ON, LetterKind.CONFIRMATION, LetterKind.CASE}


@dataclass(frozen=True, slots=True)
class Claim:
    """A case about a workbook that somebody sent in an organisation's name without proof, and since when it waits.

    `counted` says that this same message let it count, when it was read before.
    """

    case_id: int
    invitation_id: int
    at: datetime
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the store knows of a message's evidence: all that `match` and `decide` may look at.

    `candidates` are the invitations that the clues name; `filed` are the submissions that other messages brought for these, oldest first.
    `deliveries` are our letters whose tags the message carries, `copied` the one that the message itself is a copy of, word for word.
    `organisations_of_sender` are the codes of the organisations on whose record the author (`Mail.author`) is. `contacts` are those of the
    candidates' organisations that may be written to; `staff` are the addresses of coordinators and of the studies' own contacts. `claims`
    are the cases of which our letters ask whether a workbook is theirs, as far as they wait. `stopped` is why the author is not written to,
    where they are not; `not_out` are the studies whose workbook was sent to nobody yet. `leaving` are the letters at whose address of
    List-Unsubscribe the message came in. `copies` are the boxes that get a copy of each letter, by its envelope, and `edits` those of the
    candidates' answers that stand. `layers` are by invitation the submissions that count, as they lie over each other. `annexes` are by
    invitation the names of the files that came beside workbooks before. `deadlines` are those of the studies that can be read, by study,
    and `languages` those that they have; `closes` are the last days of their collections, by study, where one is set. `delivered_before`
    are the messages, by number, that brought a file of this one and of which this one is a copy, by its Message-ID. `names` are those of
    the candidates' organisations, by code, where files come and name several. `ever` are the candidates' organisations of which the author
    is or was a contact, where files come. `given` are by invitation the days until which a person gave time before, where somebody asks for
    more. `rosters` are by study who stands on its contact list, of the candidates' organisations: by organisation, and address in lower
    case. Of a study without one, all contacts of an organisation are its.
    """

    candidates: tuple[Candidate, ...] = ()
    deliveries: tuple[NamedDelivery, ...] = ()
    filed: tuple[Submission, ...] = ()
    organisations_of_sender: frozenset[str] = frozenset()
    own_addresses: frozenset[str] = frozenset()
    contacts: tuple[Contact, ...] = ()
    staff: frozenset[str] = frozenset()
    copied: NamedDelivery | None = None
    claims: tuple[Claim, ...] = ()
    stopped: Stopped | None = None
    not_out: frozenset[str] = frozenset()
    leaving: tuple[NamedDelivery, ...] = ()
    copies: frozenset[str] = frozenset()
    edits: tuple[Edit, ...] = ()
    layers: Mapping[int, tuple[Layer, ...]] = field(default_factory=dict)
    annexes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    deadlines: Mapping[str, date] = field(default_factory=dict)
    closes: Mapping[str, date] = field(default_factory=dict)
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    delivered_before: frozenset[int] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    ever: frozenset[str] = frozenset()
    given: Mapping[int, date] = field(default_factory=dict)
    rosters: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)

    @property
    def counting(self) -> tuple[Submission, ...]:
        """Return the submissions that count, or were sent back."""
        return tuple(one for one in self.filed if one.state in {SubmissionState.ACCEPTED, SubmissionState.QUERIED})

    def is_listed(self, invitation: Invitation, address: str) -> bool:
        """Say whether an address of an invited organisation stands on the contact list of the study that invites it."""
        roster = self.rosters.get(invitation.study)
        return roster is None or (invitation.organisation, address.lower()) in roster

    def contacts_of(self, invitation: Invitation) -> tuple[Contact, ...]:
        """Return the contacts of an invited organisation that stand on the list of its study, and may be written to."""
        return tuple(
            one for one in self.contacts if one.organisation == invitation.organisation and self.is_listed(invitation, one.address)
        )

    def before(self, invitation: Invitation) -> Submission | None:
        """Return what an organisation is known by: what came last of what counts, or was sent back, is what its sender had before them."""
        return next((one for one in reversed(self.counting) if one.invitation_id == invitation.id), None)
