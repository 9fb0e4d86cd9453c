"""Cases: what waits for a person, of which kind it is, and what can be decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.evidence import SenderProof
from domain.telling import Telling

_WROTE = "reasons.wrote."  # How the phrases are called that say how sure it is who wrote; a value of `SenderProof` follows.


class CaseKind(StrEnum):
    """What a case is about."""

    WORKBOOK = "workbook"  # A workbook that was read, and of which it is not sure that it counts.
    UNMATCHED = "unmatched"  # A workbook of which it is not known whose it is.
    FILE = "file"  # A file that could not be read, and of which nobody could be told.
    CLAIM = "claim"  # A workbook in an organisation's name that nothing proves to be its own: it holds up nothing.
    DECLINE = "decline"  # Words that seem to say that an organisation will not take part.
    EXTENSION = "extension"  # Words that ask for more time.
    SUCCESSOR = "successor"  # Words that name another person to write to.
    SUBSTITUTE = "substitute"  # An automatic reply that names who stands in for somebody: it holds up nothing.
    ELSEWHERE = "elsewhere"  # Words that say that the answers come in another way, or stand in the text itself.
    REMARK = "remark"  # Words that a person must know of when the answers are used: that they are confidential, or not right.
    OBJECTION = "objection"  # Words that object to a workbook that was sent, by another or by mistake, and may count meanwhile.
    MESSAGE = "message"  # A message that could not be read, or on which the program failed.
    MAILING = "mailing"  # A mailing that was due and did not leave.
    UNSENT = "unsent"  # A letter that somebody waits for, and that could not be made or handed over.
    LETTER = "letter"  # A letter in doubt: it may have arrived.
    REPLIES = "replies"  # Automatic replies that are more than their budget: they wait.
    BRAKE = "brake"  # What messages of one source would do to many organisations, and nothing proves: it waits.
    STALLED = "stalled"  # A study paused itself, since the mail server took the content of letters and never said that it has them.
    HALTED = "halted"  # What a sender sends waits, since the mail server refuses the sender and not the recipients.
    UNREACHABLE = "unreachable"  # An organisation has no contact left that can be reached: it holds up nothing.
    RESTORED = "restored"  # Letters left of which the store knows nothing: an older copy of it was put back, and nothing is sent.
    QUESTION = "question"  # Words that were passed on and wait for an answer; `questions` lists them, and no list of cases does.
    SURGE = "surge"  # What messages of one source did to many organisations, each proven: it can be undone at once.


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReasons:
    """Why a case waits: sentences for everybody, what a mail server said, and what can be done `at_desk`, which names commands.

    Where it comes of words, one of the sentences says how sure it is who wrote them.
    """

    reasons: tuple[str, ...]
    server_said: str | None = None
    at_desk: str | None = None

    @property
    def proof(self) -> SenderProof | None:
        """Return how sure it is who wrote the words of which it comes; None where no sentence says it."""
        phrases = (one.phrase for one in self.reasons if isinstance(one, Telling))
        said = (one.removeprefix(_WROTE) for one in phrases if one.startswith(_WROTE))
        return next((SenderProof(one) for one in said if one in {*SenderProof}), None)

    @property
    def whole(self) -> tuple[str, ...]:
        """Return all of it, for whoever looks at the case."""
        said = self.server_said or ""
        # The server's own words are quoted; the sentence around them is told in the reader's language.
        server = Telling(f"As the mail server put it: {said}", "reasons.server_said", {"said": said}) if said.strip() else ""
        return (*self.reasons, *filter(None, [server, self.at_desk]))


class Decision(StrEnum):
    """What a person may say of a case."""

    ACCEPT = "accept"  # The workbook is filed for the organisation that it was held for: it counts, or is sent back where it has errors.
    COUNT = "count"  # It counts as it is, errors and all.
    MERGE = "merge"  # It counts together with what was sent before, which it fills; with errors both are sent back to be corrected.
    FIRST = "first"  # As merge; where both say something, what was sent before stands.
    SECOND = "second"  # As merge; where both say something, the held workbook is right.
    COUNT_BOTH = "count_both"  # As second, but what comes of both counts as it is, errors and all.
    ASSIGN = "assign"  # It is the answer of an organisation that is named.
    REJECT = "reject"  # It does not count; or there is nothing to do.
    DECLINED = "declined"  # The organisation will not take part.
    WITHDRAW = "withdraw"  # The organisation will not take part, and takes back what it has answered.
    GRANT = "grant"  # It gets the time that it asks for.
    ADD = "add"  # The person who is named is written to from now on.
    ELSEWHERE = "elsewhere"  # It answers in another way.
    NOTED = "noted"  # A person knows of it.
    SEND = "send"  # The mailing is sent now.
    SKIP = "skip"  # The mailing is not sent.
    ARRIVED = "arrived"  # The letter in doubt did arrive.
    RESEND = "resend"  # The letter in doubt is sent again; or what waits is.
    RESUME = "resume"  # The study goes on.
    DOUBT = "doubt"  # What may have left before the store was put back comes into doubt instead of being sent.
    UNDO = "undo"  # All that the messages brought is undone.
    ANSWERED = "answered"  # The question was answered: by a letter of ours, or in another way.


# What puts a held workbook together with what was sent before it.
MERGES = (Decision.MERGE, Decision.FIRST, Decision.SECOND, Decision.COUNT_BOTH)
# Of these, what says which of the two is right where both say something, so that single questions may be named of which it is the other.
SIDED = (Decision.FIRST, Decision.SECOND, Decision.COUNT_BOTH)


class Moot(StrEnum):
    """Why nothing is left to decide about a case, though nobody decided it."""

    FILED = "filed"  # The organisation itself sent the same file, or a workbook that counts.
    SENT = "sent"  # The mailing was sent, or the letter arrived.
    MARKED = "marked"  # A person marked the organisation as having declined.
    EXTENDED = "extended"  # A person gave the organisation time beyond the deadline.
    UNDERSTOOD = "understood"  # Today's program understands the message.
    RESUMED = "resumed"  # The study goes on.
    NOT_DUE = "not_due"  # The mailing is not due yet: its date was moved, or a clock that ran ahead was put right.
    APPROVED = "approved"  # What had come to lack its approval has it again, or waits no more.
    REACHED = "reached"  # A contact of the organisation can be reached again.
    CANCELLED = "cancelled"  # A person cancelled the mailing.
    WITHDRAWN = "withdrawn"  # What had opened the case was undone.
    REPLACED = "replaced"  # It was about a half, and its sender sent another workbook in its place.


class Headline(StrEnum):
    """What a case is about that is about no one organisation."""

    NOBODY = "nobody"  # Somebody wrote, and it is not known for whom.
    MAILING = "mailing"  # A mailing, or a letter of it that stands for others.
    LETTER = "letter"  # A letter of ours to somebody who is on no list.
    SEVERAL = "several"  # Many organisations at once.
    STUDY = "study"  # The study as a whole.


OPTIONS: dict[CaseKind, tuple[Decision, ...]] = {
    CaseKind.WORKBOOK: (
        Decision.ACCEPT,
        Decision.COUNT,
        Decision.MERGE,
        Decision.FIRST,
        Decision.SECOND,
        Decision.COUNT_BOTH,
        Decision.ASSIGN,
        Decision.REJECT,
    ),
    CaseKind.UNMATCHED: (Decision.ASSIGN, Decision.COUNT, Decision.REJECT),
    CaseKind.FILE: (Decision.REJECT,),
    CaseKind.CLAIM: (Decision.ACCEPT, Decision.COUNT, Decision.ASSIGN, Decision.REJECT),
    CaseKind.DECLINE: (Decision.DECLINED, Decision.WITHDRAW, Decision.REJECT),
    CaseKind.EXTENSION: (Decision.GRANT, Decision.REJECT),
    CaseKind.SUCCESSOR: (Decision.ADD, Decision.REJECT),
    CaseKind.SUBSTITUTE: (Decision.ADD, Decision.REJECT),
    CaseKind.ELSEWHERE: (Decision.ELSEWHERE, Decision.NOTED, Decision.REJECT),
    CaseKind.REMARK: (Decision.NOTED,),
    CaseKind.OBJECTION: (Decision.NOTED, Decision.REJECT),
    CaseKind.MESSAGE: (Decision.REJECT,),
    CaseKind.MAILING: (Decision.SEND, Decision.SKIP),
    CaseKind.UNSENT: (Decision.REJECT,),
    CaseKind.LETTER: (Decision.ARRIVED, Decision.RESEND),
    CaseKind.REPLIES: (Decision.SEND, Decision.REJECT),
    CaseKind.BRAKE: (Decision.ACCEPT, Decision.REJECT),
    CaseKind.STALLED: (Decision.RESUME,),
    CaseKind.HALTED: (Decision.RESEND, Decision.REJECT),
    CaseKind.UNREACHABLE: (Decision.NOTED,),
    CaseKind.RESTORED: (Decision.RESUME, Decision.DOUBT),
    CaseKind.QUESTION: (Decision.ANSWERED,),
    CaseKind.SURGE: (Decision.UNDO, Decision.REJECT),
}

# An organisation does not wait for us because of these: nobody knows whether they come from it, or it has asked nothing. A question that is
# believed lets it wait by a mark of its own, for some days.
HOLDS_UP_NOTHING = frozenset({CaseKind.CLAIM, CaseKind.SUBSTITUTE, CaseKind.UNREACHABLE, CaseKind.QUESTION})

# Anybody can open as many of these as they like: nothing shows who sent what they are about. What is vouched for is told before them, and
# they use up none of its room.
UNVOUCHED = frozenset({CaseKind.CLAIM, CaseKind.UNMATCHED, CaseKind.FILE, CaseKind.MESSAGE, CaseKind.REPLIES})

# Of what somebody asked with words, what a rejection turns down: whoever wrote them is written to as before.
WRITTEN_TO_AS_BEFORE = frozenset({CaseKind.DECLINE, CaseKind.ELSEWHERE, CaseKind.EXTENSION, CaseKind.SUCCESSOR, CaseKind.SUBSTITUTE})
