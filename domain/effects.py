"""What `decide` wants done about one message; one transaction of the store applies them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.case import OPTIONS, CaseKind, Decision
from domain.contact import Stopped
from domain.letter import LetterKind
from domain.quality import CaseEvent
from domain.submission import Submission


@dataclass(frozen=True, slots=True)
class Correction:
    """A file that a respondent sent, and the SHA-256 under which its submission is filed.

    Where it is `fresh`, the letter's reader did not send that file: they get a workbook of ours with the same answers, and not the file.
    """

    fingerprint: str
    file_name: str
    data: bytes = field(repr=False)
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A harmless file of a message, under a name of ours."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Original:
    """What of a message may be shown to others: its text and its harmless files; `whole` says that this is all that was in it."""

    text: str
    files: tuple[Enclosure, ...]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Put a letter into the outbox. `cause` is its unique key, so that a replay plans nothing new.

    `workbook` is the respondent's file that goes back with it, marked where something was found; it is made when the letter is sent.
    `fingerprint` is the SHA-256 of the file of which the letter says what became of it; `original` is the message that is passed on, and
    `asks` says that somebody waits for a person's answer to it.
    `came` is what the letter says of a file that brought no answers: BLANK or UNREADABLE, which stays on record when the letter has gone;
    None where nothing makes it believed that the file is theirs.
    """

    cause: str
    kind: LetterKind
    template: str
    invitation_id: int | None
    to: tuple[str, ...]
    language: str
    context: dict[str, object] = field(default_factory=dict)
    workbook: Correction | None = None
    fingerprint: str | None = None
    original: Original | None = None
    asks: bool = False
    came: CaseEvent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAnnex:
    """Keep a file that came beside a workbook. `name` is its sender's, `kind` what it is by its content."""

    invitation_id: int
    name: str
    kind: str
    sha256: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswer:
    """Send a person's words to whoever wrote the message that our letter passed on to that person; a question is closed by it."""

    letter_id: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Wait for a person. `reasons` are sentences, `words` a person's own, which name another person's `address`.

    What can be done `at_desk` is a sentence that names commands; `server_said` is what a mail server says against the message.

    `fingerprint` is the SHA-256 of the file that it is about. `sender_of` is the organisation whose contact sent it, where it is about
    another's: it is not reminded meanwhile.
    """

    cause: str
    kind: CaseKind
    reasons: tuple[str, ...]
    invitation_id: int | None = None
    fingerprint: str | None = None
    file_name: str | None = None
    words: str | None = None
    address: str | None = None
    at_desk: str | None = None
    sender_of: int | None = field(default=None, compare=False)  # The same case is the same effect.
    server_said: str | None = None

    @property
    def options(self) -> tuple[Decision, ...]:
        """Return the decisions that make sense here."""
        return OPTIONS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBounce:
    """Record what a report says of a delivery; `letter_id` is None where it names none of ours."""

    letter_id: int | None
    address: str
    permanent: bool | None
    status: str | None
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Suppress:
    """Never write to this address again; `reason` is a sentence. `letter_id` is the letter for which a server has no mailbox."""

    address: str
    why: Stopped
    reason: str
    letter_id: int | None = field(default=None, compare=False)  # The same address for the same reason is the same effect.


@dataclass(frozen=True, slots=True, kw_only=True)
class AskToConfirm:
    """Ask an address once whether it really asked for something that nothing proves: here, for no more mailings (`why` is a sentence)."""

    address: str
    invitation_id: int | None
    language: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Let the reminders of an organisation wait to the end of the day `until`, as far as no person said otherwise of it."""

    invitation_id: int
    until: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain:
    """Send the workbook of an organisation again, at once, to these addresses. `cause` is unique, as that of a reply.

    `wanted` is the language that they ask for, where it is not theirs on record.
    """

    cause: str
    invitation_id: int
    to: tuple[str, ...]
    language: str
    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountClaim:
    """A contact on record says that a workbook which nothing proved is theirs: the case about it is decided so."""

    case_id: int
    invitation_id: int
    why: str


@dataclass(frozen=True, slots=True)
class SettleUncertain:
    """A report, a reply or a copy proves that a letter in doubt did arrive (or that it was at least taken)."""

    letter_id: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing is to be done, for this reason."""

    why: str


# A submission is filed with its answers; the same file of the same message once.
Effect = (
    Submission
    | Reply
    | KeepAnnex
    | SendAnswer
    | Hold
    | RecordBounce
    | Suppress
    | AskToConfirm
    | Wait
    | SendAgain
    | CountClaim
    | SettleUncertain
    | Ignore
)
