"""Everything that happened with one organisation, in order, with the path of each original."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.letter import Letter
from domain.mode import said
from domain.rules.counting import verdicts
from domain.sentences import counted
from service.census import InvitedOrganisation
from service.contact_states import about_contacts
from service.entries import told
from service.ledger import by_tag, domains
from service.running import Running
from service.wiring import Service
from store import Transaction, annexes, holds, journal, ledger, messages, outbox, submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """One thing that happened. `path` is the original in the archive, `entry` the number in the journal, where there is one.

    `undone_by` is the number of the entry that took it back. `mode` is how it reached us, where it is no message in the mailbox (see
    `domain.mode`). What happened to a letter has its number, and what is known of the message that was handed over: its Message-ID, the
    SHA-256 of all its `bytes`, and how many these are.
    """

    at: datetime
    what: str
    detail: str
    path: str | None = None
    entry: int | None = None
    undone_by: int | None = None
    mode: str | None = None
    letter: int | None = None
    message_id: str | None = None
    sha256: str | None = None
    bytes: int | None = None


def timeline(service: Service, tx: Transaction, running: Running, case: InvitedOrganisation) -> tuple[TimelineEvent, ...]:
    """Return what happened with one organisation in one study, oldest first; decisions of the same moment in the order of the journal."""
    events = [
        *_letters(service, tx, running, case),
        *_messages(service, tx, case),
        *_submissions(tx, case),
        *_annexes(service, tx, case),
        *_cases(tx, case),
        *_decisions(tx, case),
    ]
    return tuple(sorted(events, key=lambda event: (event.at, event.entry or 0)))


def _letters(service: Service, tx: Transaction, running: Running, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    letters = [one for one in outbox.of_organisations(tx, [case.organisation.code]) if one.study == running.study.id]
    by_id = {one.id: one for one in letters}
    handed_over = ledger.handed_over(tx, service.store.archive, by_id)
    # Only where a letter's bytes went with a store that is gone, the book has to be read.
    left_from = domains(service) if by_id.keys() - handed_over.keys() else {}
    for event in _letter_events(tx, by_id):
        known = handed_over.get(event.letter or 0)
        if known:
            yield replace(event, message_id=known.message_id, sha256=known.sha256, bytes=known.size)
        else:
            yield replace(event, message_id=by_tag(by_id[event.letter], running.study, left_from)) if event.letter in by_id else event
    for bounce in messages.bounces_without_letter(tx, {contact.address for contact in case.contacts}):
        said = f"{bounce.address} {bounce.status or ''} {bounce.diagnostic}".strip()
        yield TimelineEvent(
            at=bounce.at, what="bounce", detail=f"message {bounce.message_id}: {said}; it names no letter of ours: no effect"
        )


def _letter_events(tx: Transaction, by_id: Mapping[int, Letter]) -> Iterator[TimelineEvent]:
    for one in by_id.values():
        yield TimelineEvent(
            at=one.planned_at,
            what="planned",
            detail=f"letter {one.id}: {one.mailing or one.kind} to {one.address} ({one.state})",
            letter=one.id,
        )
    for attempt in outbox.attempts(tx, by_id):
        letter = by_id[attempt.letter_id]
        said = f" ({f'{attempt.code or str()} {attempt.text}'.strip()})" if attempt.text else ""
        yield TimelineEvent(
            at=attempt.at,
            what=str(attempt.outcome),
            detail=f"letter {letter.id}: {letter.mailing or letter.kind} to {letter.address}{said}",
            letter=letter.id,
        )
    for bounce in messages.bounces(tx, by_id):
        yield TimelineEvent(
            at=bounce.at,
            what="bounce",
            detail=f"letter {bounce.letter_id}: {bounce.address} {bounce.status or ''} {bounce.diagnostic}".strip(),
            letter=bounce.letter_id,
        )


def _messages(service: Service, tx: Transaction, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    for one in messages.of_invitations(tx, [case.invitation.id]):
        detail = f"message {one.id} from {one.sender or 'a machine'}: {one.subject or '(no subject)'}; {'; '.join(one.effects)}"
        erased = service.store.archive.erased(one.sha256)
        path = None if erased else str(service.store.archive.path(one.sha256))
        yield TimelineEvent(at=one.received_at, what=str(one.kind), detail=f"{detail}; {erased}" if erased else detail, path=path)


def _submissions(tx: Transaction, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    first = dict(reversed(verdicts(journal.about_submissions(tx, case.invitation.id))))
    for one in submissions.of_invitations(tx, [case.invitation.id]):
        answered = sum(value is not None for value in one.answers.values())
        told = f"{counted(answered, 'answer')}, {counted(len(one.findings), 'finding')}"
        came = f"filed here, {said(one.mode)}" if one.mode else f"from {one.sender}"
        detail = f"submission {one.id}: {one.file_name} {came}, {told}"
        # As it was told then: what was decided since stands further down, as a decision.
        yield TimelineEvent(at=one.received_at, what=f"submission {first.get(one.id, one.state)}", detail=detail, mode=one.mode or None)


def _annexes(service: Service, tx: Transaction, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    """Yield the files that came beside workbooks, with where each lies."""
    archive = service.store.archive
    for one in annexes.of_invitations(tx, [case.invitation.id]):
        erased = archive.erased(one.sha256)
        detail = f"annex {one.id}: {one.name}, {one.kind}, {counted(one.size, 'byte')}, of message {one.message_id}"
        path = None if erased else str(archive.path(one.sha256))
        yield TimelineEvent(
            at=one.received_at,
            what="annex",
            detail=f"{detail}; {erased}" if erased else detail,
            path=path,
            sha256=one.sha256,
            bytes=one.size,
        )


def _cases(tx: Transaction, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    for one in holds.of_invitations(tx, [case.invitation.id]):
        yield TimelineEvent(at=one.at, what="held", detail=f"case {one.id}: {' '.join(one.why.whole)}")


def _decisions(tx: Transaction, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    """Yield the decisions about an organisation and its submissions, cases and letters, and those about its contacts and addresses."""
    for one in told(tx, [*journal.of_invitation(tx, case.invitation.id), *about_contacts(tx, case.organisation.code)]):
        note = f" ({one.note})" if one.note else ""
        undone = f"; undone by entry {one.undone_by}" if one.undone_by else ""
        yield TimelineEvent(
            at=one.at,
            what="decided",
            detail=f"{one.what}, by {one.by}{note}{undone}",
            entry=one.number,
            undone_by=one.undone_by,
            mode=one.mode or None,
        )
