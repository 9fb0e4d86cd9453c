"""Everything that happened with one organisation, in order, with the path of each original."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from service.census import Case
from service.running import Running
from service.wiring import Service
from store import holds, messages, outbox, submissions


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `path` is the original in the archive, where there is one."""

    at: datetime
    what: str
    detail: str
    path: str | None = None


def timeline(service: Service, tx: Connection, running: Running, case: Case) -> tuple[Event, ...]:
    """Return what happened with one organisation in one study, oldest first."""
    events = [*_letters(tx, running, case), *_messages(service, tx, case), *_submissions(tx, case), *_holds(tx, case)]
    return tuple(sorted(events, key=lambda event: event.at))


def _letters(tx: Connection, running: Running, case: Case) -> Iterator[Event]:
    letters = [one for one in outbox.find(tx, "organisation", [case.organisation.code]) if one.study == running.study.id]
    by_id = {one.id: one for one in letters}
    for one in letters:
        yield Event(one.planned_at, "planned", f"letter {one.id}: {one.mailing or one.kind} to {one.address} ({one.state})")
    for attempt in outbox.attempts(tx, by_id):
        letter = by_id[attempt.letter_id]
        said = f" ({attempt.code or ''} {attempt.text})" if attempt.text else ""
        yield Event(attempt.at, str(attempt.outcome), f"letter {letter.id}: {letter.mailing or letter.kind} to {letter.address}{said}")
    for bounce in messages.bounces(tx, by_id):
        yield Event(bounce.at, "bounce", f"letter {bounce.letter_id}: {bounce.address} {bounce.status or ''} {bounce.diagnostic}".strip())


def _messages(service: Service, tx: Connection, case: Case) -> Iterator[Event]:
    for one in messages.find(tx, "invitation_id", [case.invitation.id]):
        detail = f"message {one.id} from {one.sender or 'a machine'}: {one.subject or '(no subject)'}; {'; '.join(one.effects)}"
        yield Event(one.received_at, str(one.kind), detail, str(service.store.archive.path(one.sha256)))


def _submissions(tx: Connection, case: Case) -> Iterator[Event]:
    for one in submissions.find(tx, "invitation_id", [case.invitation.id]):
        answered = sum(value is not None for value in one.answers.values())
        detail = f"submission {one.id}: {one.file_name} from {one.sender}, {answered} answers, {len(one.findings)} findings"
        yield Event(one.received_at, f"submission {one.state}", detail)


def _holds(tx: Connection, case: Case) -> Iterator[Event]:
    for one in holds.find(tx, "invitation_id", [case.invitation.id]):
        yield Event(one.at, "held", f"case {one.id}: {' '.join(one.reasons)}")
        if one.decision and one.decided_at:
            yield Event(one.decided_at, "decided", f"case {one.id}: {one.decision}")
