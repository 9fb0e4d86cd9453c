"""Organisations searched by the page, and one organisation's file: its contacts, all that happened, its workbooks and its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cage.cage import InsideError
from domain.errors import ConfigurationError, OriginalError
from domain.letter import Letter
from domain.study import staff
from domain.submission import Submission
from domain.traced import Traced
from intake.understanding.caged import GivenUpError
from languages.telling import heard, of_original, phrased
from service.answers.counting import counted_of
from service.collecting.read_by_hand import RULE
from service.contacts.census import InvitedOrganisation, census
from service.contacts.states import ContactLine, contact_lines
from service.process.caged import examine
from service.reviewing.tracing import trace
from service.studies.at_work import at_work
from service.studies.find import numbered
from service.studies.running import Running
from service.views.show import TimelineEvent, timeline
from service.wiring import Service
from store import Transaction, invitations, messages, outbox, searching, submissions
from store.figures.searching import HadMailing, Wish
from store.figures.standings import Stands
from store.intake.messages import Message

__all__ = ["CaseFile", "HadMailing", "MessageSeen", "Roll", "Wish", "case_file", "message_seen", "roll", "traced"]
PAGE = 50  # Organisations on a page.


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A page of organisations; `after` is where the next one begins, None on the last. `regions` are those there are.

    `languages` are those of the study, then others that contacts read.
    """

    lines: tuple[Stands, ...]
    after: int | None
    regions: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One organisation in one study. `answers` are those that count, by key, as pairs with what stands for a blank left out.

    `messages` are those that came from it; those `of_staff` are about it: what somebody decided by mail, or filed for it.
    """

    case: InvitedOrganisation
    contacts: tuple[ContactLine, ...]
    events: tuple[TimelineEvent, ...]
    letters: tuple[Letter, ...]
    messages: tuple[Message, ...]
    of_staff: tuple[Message, ...]
    submissions: tuple[Submission, ...]
    answers: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSeen:
    """A message as a person may read it: the sender's own words, the names and sizes of its files, and its bytes.

    `fault` says why it cannot be read.
    """

    message: Message
    own_words: str
    text: str
    files: tuple[tuple[str, int], ...]
    data: bytes
    fault: str = ""

    @property
    def why(self) -> str:
        """Return what the message is, as a sentence."""
        return heard("messages.why", self.message.why or "")

    @property
    def effects(self) -> tuple[str, ...]:
        """Return what was done because of it, as sentences."""
        return tuple(heard("messages.effect", one) for one in self.message.effects)


def roll(service: Service, running: Running, wish: Wish, after: int, now: datetime) -> Roll:
    """Return a page of the organisations that a person asks for."""
    study, today = running.study, running.today(now)
    with service.store.reading() as tx:
        found = searching.page(tx, study.id, study.contact_list, today, wish, after=after, limit=PAGE + 1)
        regions = searching.regions(tx, study.id)
        read = searching.languages(tx, study.id, study.contact_list)
    return Roll(
        lines=tuple(one for _, one in found[:PAGE]),
        after=found[PAGE - 1][0] if len(found) > PAGE else None,
        regions=regions,
        languages=tuple(dict.fromkeys((*study.languages, *read))),
    )


def case_file(service: Service, tx: Transaction, running: Running, reference: str, now: datetime) -> CaseFile:
    """Return the file of an organisation. ConfigurationError where none of the study has this reference."""
    code = code_of(tx, running, reference)
    case = census(tx, running, now, {code})[code]
    counts = next(counted_of(tx, running, [case.invitation.id]), None)
    letters = [one for one in outbox.of_organisations(tx, [code]) if one.study == running.study.id]
    came = tuple(reversed(messages.of_invitations(tx, [case.invitation.id])))
    of_staff = tuple(one for one in came if _is_of_staff(one, running, case))
    return CaseFile(
        case=case,
        contacts=contact_lines(tx, running.study.contact_list, now, {code}),
        events=timeline(service, tx, running, case),
        letters=tuple(sorted(letters, key=lambda one: one.id, reverse=True)),
        messages=tuple(one for one in came if one not in of_staff),
        of_staff=of_staff,
        submissions=tuple(reversed(submissions.of_invitations(tx, [case.invitation.id]))),
        answers=tuple((key, value) for key, value in counts.submission.answers.items() if value is not None) if counts else (),
    )


def _is_of_staff(one: Message, running: Running, case: InvitedOrganisation) -> bool:
    """Say whether a message is of who looks after the study, or stands for what they filed, and not from the organisation."""
    sender = one.sender or ""
    return one.rule == RULE or (sender.lower() in staff(running.study) and case.contact(sender) is None)


def code_of(tx: Transaction, running: Running, reference: str) -> str:
    """Return the code of the organisation with this printed reference. ConfigurationError where the study has none."""
    found = [one for one in invitations.with_references(tx, [reference]) if one.study == running.study.id]
    if not found:
        raise ConfigurationError(f"There is no organisation {reference!r} in this study.", where=running.study.id, remedy="Search for it.")
    return found[0].organisation


def traced(service: Service, tx: Transaction, running: Running, reference: str, question: str) -> tuple[Traced, ...]:
    """Return the way of an answer: what was ever sent for it, and from which cell (see `service.reviewing.tracing.trace`)."""
    return trace(service, tx, running, code_of(tx, running, reference), question)


def message_seen(service: Service, tx: Transaction, name: str) -> MessageSeen:
    """Return a message as a person may read it; it is read anew, in the cage. ConfigurationError where there is none of this number."""
    number = numbered(name)
    found = messages.with_ids(tx, [number]) if number is not None else ()
    if not found:
        raise ConfigurationError(f"There is no message {name}.", where="messages", remedy="`counterfoil show` lists them.")
    try:
        data = service.store.archive.get(found[0].sha256)
    except OriginalError as error:
        return MessageSeen(message=found[0], own_words="", text="", files=(), data=b"", fault=of_original(error))
    return _read(service, tx, found[0], data)


def _read(service: Service, tx: Transaction, message: Message, data: bytes) -> MessageSeen:
    try:
        examined = examine(service, data, at_work(service, tx).receiving(service.installation))
    except (GivenUpError, InsideError) as error:
        return MessageSeen(message=message, own_words="", text="", files=(), data=data, fault=phrased("reasons.unreadable", why=str(error)))
    files = tuple((one.name, len(one.data)) for one in examined.mail.attachments)
    return MessageSeen(message=message, own_words=examined.own_words, text=examined.mail.text, files=files, data=data)
