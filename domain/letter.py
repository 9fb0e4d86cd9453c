"""What goes out: letters, their bytes, and what became of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.contact import Role
from domain.evidence import Authentication


class LetterKind(StrEnum):
    """What a letter answers to."""

    MAILING = "mailing"  # A planned sending: circular, questionnaire, reminder, last call.
    RECEIPT = "receipt"  # A submission was accepted.
    QUESTION_BACK = "question_back"  # A submission has errors, or a file could not be read.
    INQUIRY = "inquiry"  # A person asks whether answers that count are right.
    PASSED_ON = "passed_on"  # A person's question, forwarded to the study's contact.
    ANSWER = "answer"  # A person's answer to a question that was passed on, in the name of the study.
    CONFIRMATION = "confirmation"  # Somebody asked in the name of an address that no more mailings go to it: is it so?
    PROBE = "probe"  # An address is about to be given up, the last of its organisation: does a letter to it arrive?
    DIGEST = "digest"  # A report to a coordinator.
    CASE = "case"  # A case, or what came of an answer about it, to a coordinator.


def announced(effect: str) -> str:
    """Return what was done because of a message, as it is told while it is done: a letter to somebody is queued then, and has not left."""
    kind, to, whom = effect.partition(" to ")
    if not to or kind not in {*LetterKind}:
        return effect
    return f"{kind.replace('_', ' ')} for {whom} (waits: the service sends it, or the next mailing that is sent)"


class DeliveryState(StrEnum):
    """What became of one letter."""

    QUEUED = "queued"  # Planned, not yet handed over.
    HELD = "held"  # One automatic reply too many: a person says whether it is sent.
    SENDING = "sending"  # Recorded just before DATA.
    SENT = "sent"  # The server took the responsibility (2xx after DATA).
    DEFERRED = "deferred"  # A temporary refusal (4xx): it will be tried again.
    UNCERTAIN = "uncertain"  # The connection ended after DATA began: it may have arrived.
    REJECTED = "rejected"  # A permanent refusal (5xx) while sending.
    BOUNCED = "bounced"  # A report came later: it did not arrive.
    FAILED = "failed"  # Given up after the last attempt, or it could not be made.
    DROPPED = "dropped"  # No longer wanted at the moment of sending: answered, suppressed or the study ended.
    CANCELLED = "cancelled"  # A person cancelled its mailing before its turn came.


@dataclass(frozen=True, slots=True)
class Shared:
    """A piece of a message that many letters have in common; it is kept once, by its SHA-256."""

    sha256: str
    data: bytes

    @classmethod
    def of(cls, data: bytes) -> Shared:
        """Return `data` as a shared piece."""
        return cls(hashlib.sha256(data).hexdigest(), data)


Piece = bytes | Shared


def bytes_of(piece: Piece) -> bytes:
    """Return the bytes of a piece."""
    return piece.data if isinstance(piece, Shared) else piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One message to one recipient: RFC 5321 sender and recipient, and the RFC 5322 bytes in pieces, with CRLF line ends.

    The empty sender is the null reverse-path. `tag` is the letter's own, which a report about it brings back (RFC 3461, ENVID).
    `hashed` is its fingerprint, and `recipe` what the store keeps of it, where whoever made the pieces has worked them out.
    """

    letter_id: int
    mail_from: str
    rcpt_to: str
    pieces: Sequence[Piece]
    tag: str = ""
    hashed: tuple[str, int] | None = field(default=None, compare=False)
    recipe: bytes | None = field(default=None, compare=False)

    @property
    def data(self) -> bytes:
        """Return the whole message."""
        return b"".join(map(bytes_of, self.pieces))

    @property
    def domain(self) -> str:
        """Return the domain of the Message-ID, which is the tag at the domain of the sender; "" where it is not."""
        begins = f"<{self.tag}@".encode()
        own = next((one for one in self.pieces if isinstance(one, bytes) and begins in one), b"") if self.tag else b""
        return own.partition(begins)[2].partition(b">")[0].decode("ascii", "replace")

    @property
    def fingerprint(self) -> tuple[str, int]:
        """Return the SHA-256 of the whole message, and how many bytes it has."""
        if self.hashed is not None:
            return self.hashed
        hashed, size = hashlib.sha256(), 0
        for piece in map(bytes_of, self.pieces):
            hashed.update(piece)
            size += len(piece)
        return hashed.hexdigest(), size


class Outcome(StrEnum):
    """What one attempt to hand a letter over came to."""

    SENT = "sent"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Route:
    """The way that an attempt took: the account that was logged in to, the relay, the TLS of the connection, and the transport's name.

    None where it is not known; an account or a TLS of "" says that there was none.
    """

    account: str | None = None
    relay: str | None = None
    tls: str | None = None
    transport: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result of one attempt. `stage` is login, connect, mail, rcpt or data; `code` is the SMTP reply code, if there was one."""

    letter_id: int
    outcome: Outcome
    stage: str
    code: int | None
    text: str
    route: Route = Route()


LOGIN = "login"  # The stage of an attempt for which nobody was signed in: no server has seen it.
WAITING = (DeliveryState.QUEUED, DeliveryState.DEFERRED)  # What is still to be sent.
EVIDENCE = "evidence"  # The stage of what was no attempt: somebody, or something that came in, settled the letter.
STOPPED = "The program was stopped"  # How the words of an attempt begin for which the program waited no longer.
DUE = "due_at"  # The key in a digest's context under which stands when it was due, as ISO 8601.
EDIT = "edited_by_entry"  # The key in a letter's context under which stands the entry of the desk edit that it tells of.
DECIDED_BY = "decided_by"  # The key in a letter's context under which stands the entry without which it is not sent.
EXTENDED = "extended"  # The template of the letter that says until when an organisation has time, and the key of its context for that day.
UNDONE = "undone"  # The template of the letter that says that what another one told was undone, and the key of its context for that.
LOOKED_AT = "looked_at"  # The template of the letter that says that a workbook came and a person looks at it, and the key of its context.
CAME_BEFORE = "came_before"  # The template of the letter that says that a file came before, and the key of its context for that.
CHANGED = "changed"  # The template of the letter that says what was done because of words in its reader's name, and the key of its context.
_CALLED = (
    EXTENDED,
    UNDONE,
    LOOKED_AT,
    CAME_BEFORE,
    CHANGED,
    "edited",
    "merged",
)  # Templates that say what a letter is more truly than its kind does.
# The keys in a letter's context under which it says that its reader did not send the workbook, or may not have, and not the one before it.
BY_ANOTHER, BEFORE_BY_ANOTHER = "sent_by_another", "before_by_another"
OF_ANOTHER = "of_another"  # The key in a letter's context under which its reader is told that they sent another organisation's workbook.
ASKS = "asks"  # The key in a letter's context under which `Letter.asks` stand.


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One planned letter to one recipient. `cause` is its unique key: whatever plans it again plans the same letter.

    `tag` names the delivery in the VERP address and in the Message-ID. `context` is what the merge needs beyond the study
    and the contact, as JSON values. `template` is the letter's file stem, as in `circular`. `believed` says of an automatic reply whether
    the message that it answers was proven or authenticated; it is None for every other letter. `hold_id` is the case in
    which it waited, or waits, since it was one too many; `asker` is the sender of the message that it answers, and `said` stands for the
    words that it passes on.
    """

    id: int
    cause: str
    kind: LetterKind
    study: str
    template: str
    sender: str
    address: str
    language: str
    role: Role
    tag: str
    organisation: str | None
    mailing: str | None
    context: dict[str, object]
    state: DeliveryState
    attempts: int
    planned_at: datetime
    due_at: datetime
    believed: bool | None = None
    hold_id: int | None = None
    asker: str | None = None
    said: str | None = None

    def message_id(self, sender: str) -> str:
        """Return the Message-ID, with its angle brackets, with which the letter leaves under the address `sender`, or under a domain."""
        return f"<{self.tag}@{sender.rpartition('@')[2]}>"

    @property
    def called(self) -> str:
        """Return as what staff know a letter of no mailing: its kind, or what it tells where letters of the kind tell various things."""
        return self.template if self.template in _CALLED else self.kind.value

    @property
    def asks(self) -> tuple[int, ...]:
        """Return the numbers of the cases about workbooks of which it asks whether they are its reader's own."""
        found = self.context.get(ASKS)
        return tuple(int(one) for one in found) if isinstance(found, list) else ()

    @property
    def passes_on_forged(self) -> bool:
        """Say whether a mail server calls the address forged of whoever wrote what it passes on."""
        original = self.context.get("original")
        return isinstance(original, dict) and original.get("author") == Authentication.FAILED

    @property
    def asked_for(self) -> bool:
        """Say whether its recipient asked for it: a workbook that is sent again is no mailing, but the answer to a message."""
        return self.kind is LetterKind.MAILING and self.believed is not None
