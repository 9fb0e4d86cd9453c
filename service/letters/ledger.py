"""What can be shown of one letter: its envelope, every attempt with the server's words, and the bytes that were handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.errors import ConfigurationError, OriginalError
from domain.letter import DeliveryState, Letter
from domain.rules.attempt import enhanced
from domain.study import Study
from languages.telling import named, of_original, phrased
from mailer import sent
from mailer.sent import SentFile
from service.cases.waiting import LETTER
from service.letters import when_left
from service.letters.when_left import LeftAs
from service.studies.find import numbered
from service.studies.running import if_readable
from service.wiring import Service
from store import Transaction, delivery_reports, dispatch_book, invitations, ledger, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    """One attempt, or the evidence that settled the letter: `reply` is what the server said, with its codes.

    `account`, `relay`, `tls` and `transport` are None where they are not known; an account or a TLS of "" says that there was none.
    """

    at: datetime
    account: str | None
    relay: str | None
    tls: str | None
    transport: str | None
    outcome: str
    stage: str
    code: int | None
    enhanced: str | None
    reply: str


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report said later about the letter: when it came, the status (RFC 3463), and the words of the server."""

    at: datetime
    status: str | None
    diagnostic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A letter with what shows that it was sent. What stands in the message is None, or empty, where none was handed over.

    `fault` says why the bytes cannot be had any more; hash and size stay. Of a letter that left before an older copy of the store was put
    back, the Message-ID alone is known, since it is made of the letter's tag. `left` is what evidence says of a letter that was settled.
    """

    id: int
    study: str
    mailing: str | None
    kind: str
    organisation: str | None
    reference: str | None
    address: str
    state: DeliveryState
    planned_at: datetime
    mail_from: str | None
    message_id: str | None
    sha256: str | None
    bytes: int | None
    sender: str | None
    to: str | None
    subject: str | None
    date: str | None
    files: tuple[SentFile, ...]
    attempts: tuple[Attempted, ...]
    reports: tuple[Reported, ...]
    fault: str | None
    left: LeftAs | None = None


def find(tx: Transaction, name: str) -> Letter:
    """Return the letter that is named by its number, as `letter-N`, or by its Message-ID."""
    number = numbered(name.removeprefix(LETTER))
    tag = name.strip().removeprefix("<").partition("@")[0]
    found = outbox.with_tags(tx, [tag]) if number is None else outbox.with_ids(tx, [number])
    if not found:
        raise ConfigurationError(phrased("faults.no_letter", name=repr(name)), where="letter", remedy=phrased("faults.no_letter_do"))
    return found[0]


def dispatch(service: Service, tx: Transaction, letter: Letter) -> Dispatch:
    """Return what can be shown of a letter."""
    invitation = invitations.of(tx, letter.study, letter.organisation) if letter.organisation else None
    known = ledger.handed_over(tx, service.store.archive, [letter.id]).get(letter.id)
    files, fault = _files(service, tx, letter)
    read = {key: sent.field(known.header, name) for key, name in _FIELDS.items()} if known else dict.fromkeys(_FIELDS)
    return Dispatch(
        id=letter.id,
        study=letter.study,
        mailing=letter.mailing,
        kind=str(letter.kind),
        organisation=letter.organisation,
        reference=invitation.reference if invitation else None,
        address=letter.address,
        state=letter.state,
        planned_at=letter.planned_at,
        mail_from=known.mail_from if known else None,
        message_id=known.message_id if known else _by_tag(service, tx, letter),
        sha256=known.sha256 if known else None,
        bytes=known.size if known else None,
        **read,
        files=files,
        attempts=tuple(map(_tried, outbox.attempts(tx, [letter.id]))),
        reports=tuple(Reported(one.at, one.status, one.diagnostic) for one in delivery_reports.bounces(tx, [letter.id])),
        fault=_no_bytes(letter) if known is None and letter.state in _LEFT else fault,
        left=when_left.of_letters(tx, [letter.id]).get(letter.id),
    )


def by_tag(letter: Letter, study: Study, domains: Mapping[str, str]) -> str | None:
    """Return the Message-ID of a letter that left, as its tag tells, whether or not its bytes are here; None of one that did not leave.

    The domain is the one that it left with, where that is among the `domains` of tags, or else the one that its sender has today.
    """
    sender = next((one.address for one in study.senders if one.key == letter.sender), None)
    domain = domains.get(letter.tag) or sender
    return letter.message_id(domain) if domain and letter.state in _LEFT else None


def domains(service: Service) -> dict[str, str]:
    """Return the domains in the Message-IDs of all letters of which the dispatch book tells one, by their tags."""
    seen = dispatch_book.seen(service.store.book.read(), 0)
    return {one.tag: one.domain for one in seen.letters if one.domain} if seen else {}


def _by_tag(service: Service, tx: Transaction, letter: Letter) -> str | None:
    found = if_readable(service, tx, letter.study)
    return by_tag(letter, found.study, domains(service) if letter.state in _LEFT else {}) if found else None


_LEFT = frozenset({DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.BOUNCED})
_FIELDS = {"sender": "From", "to": "To", "subject": "Subject", "date": "Date"}


def message(service: Service, tx: Transaction, letter: Letter) -> bytes:
    """Return the bytes that were handed over. ConfigurationError where there are none; OriginalError where they are gone or damaged."""
    found = outbox.recorded(tx, service.store.archive, letter.id)
    if found is None and letter.state in _LEFT:
        why, remedy = phrased("faults.bytes_lost", state=named("delivery", letter.state)), phrased("faults.bytes_lost_do")
        raise ConfigurationError(why, where=f"letter {letter.id}", remedy=remedy)
    if found is None:
        why = phrased("faults.no_bytes", state=named("delivery", letter.state))
        raise ConfigurationError(why, where=f"letter {letter.id}", remedy=phrased("faults.preview_do"))
    return found.data


def attached(service: Service, tx: Transaction, letter: Letter, number: str) -> tuple[sent.SentFile, bytes]:
    """Return a file that a letter carried, counted from 1, with its bytes. ConfigurationError where it has no such file, or no bytes."""
    carried = list(sent.contents(message(service, tx, letter)))
    place = numbered(number)
    if place is None or not 1 <= place <= len(carried):
        raise ConfigurationError(
            f"It has no file {number}.",
            where=f"letter {letter.id}",
            remedy=f"Its files are numbered from 1 to {len(carried)}.",
            key="no_file_of",
        )
    return carried[place - 1]


def _no_bytes(letter: Letter) -> str:
    return phrased("faults.counts_no_bytes", state=named("delivery", letter.state))


def _files(service: Service, tx: Transaction, letter: Letter) -> tuple[tuple[SentFile, ...], str | None]:
    try:
        found = outbox.recorded(tx, service.store.archive, letter.id)
    except OriginalError as error:
        return (), of_original(error)
    return (sent.files(found.data) if found else ()), None


def _tried(one: outbox.Attempt) -> Attempted:
    return Attempted(
        at=one.at,
        account=one.account,
        relay=one.relay,
        tls=one.tls,
        transport=one.transport,
        outcome=one.outcome,
        stage=one.stage,
        code=one.code,
        enhanced=enhanced(one.code, one.text),
        reply=f"{one.code or ''} {one.text}".strip(),
    )
