"""Where each case of a study ended, with the record of the event that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.case import CaseKind
from domain.contact import Absence
from domain.journal import About, Entry, Subject, What, in_force
from domain.letter import LetterKind
from domain.quality import Basis, Source
from domain.rules import decided
from domain.rules.disposition import CaseFacts, Returned
from domain.rules.standing import LOST
from domain.submission import Standing, Submission, SubmissionState
from questionnaire.statuses import Judged
from service.census import InvitedOrganisation
from service.running import Running
from store import Transaction, contacts, holds, journal, messages, outbox, paradata
from store.decisions import ADDRESS, in_force_about


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A submission, and what the items of it came to."""

    submission: Submission
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What is on record of the cases: by organisation, or by invitation; what does not stand there did not happen.

    `left` is the last mailing that left for an organisation; `claiming` are the submissions of which nothing shows whose they are.
    """

    left: Mapping[str, paradata.Left]
    blank: Mapping[str, Source]
    unreadable: Mapping[str, Source]
    wrote: Mapping[int, tuple[paradata.Wrote, ...]]
    marks: Mapping[int, Entry]
    proposed: Mapping[int, Source]
    claiming: frozenset[int]
    away: Mapping[str, Absence] = field(default_factory=dict)


def records(tx: Transaction, running: Running, cases: Mapping[str, InvitedOrganisation], left: Iterable[paradata.Left]) -> Records:
    """Return what is on record of these cases."""
    study = running.study.id
    returned = paradata.told(tx, study, (LetterKind.QUESTION_BACK,))
    claims = [one for some in holds.claims(tx, study).values() for one in some]
    proposals = [one for kind in (CaseKind.SUCCESSOR, CaseKind.SUBSTITUTE) for one in holds.of_kind(tx, study, kind)]
    wrote: dict[int, tuple[paradata.Wrote, ...]] = {}
    claiming_messages = {one.message_id for one in claims}
    for one in paradata.wrote(tx, study):
        if one.message_id not in claiming_messages:
            wrote[one.invitation_id] = (*wrote.get(one.invitation_id, ()), one)
    return Records(
        left={one.organisation: one for one in left},
        blank={one.organisation: _letter(one) for one in returned if "submission" in one.context and one.context["submission"] is None},
        unreadable={one.organisation: _letter(one) for one in returned if one.context.get("refusals")},
        wrote=wrote,
        marks=_marks(tx, [one.invitation.id for one in cases.values() if one.invitation.mark]),
        proposed={one.invitation_id: Source(one.at, f"case {one.id}") for one in proposals if one.invitation_id and one.decision is None},
        claiming=frozenset(one.submission_id for one in claims if one.submission_id),
        away=contacts.absent(tx, [one.address for case in cases.values() for one in case.contacts]),
    )


def facts(tx: Transaction, case: InvitedOrganisation, read: Iterable[Read], known: Records, running: Running, ends: date) -> CaseFacts:
    """Return what is known of one case; `read` are its submissions, oldest first."""
    code = case.organisation.code
    own = [one for one in read if one.submission.id not in known.claiming]
    mark, left = known.marks.get(case.invitation.id), known.left.get(code)
    marked = {mark.what: Source(mark.at, f"entry {mark.number}")} if mark else {}
    claim = case.claims[0] if case.claims else None
    undeliverable = case.standing is Standing.UNDELIVERABLE
    asked_for_nothing = case.standing is Standing.DECLINED and What.DECLINED not in marked
    return CaseFacts(
        ineligible=marked.get(What.INELIGIBLE),
        counts=_newest(own, SubmissionState.ACCEPTED, running),
        declined=marked.get(What.DECLINED),
        unsubscribed=_of_addresses(tx, case, What.SUPPRESS) if asked_for_nothing else None,
        sent_back=_newest(own, SubmissionState.QUERIED, running),
        held=_newest(own, SubmissionState.HELD, running),
        elsewhere=marked.get(What.ELSEWHERE),
        blank=known.blank.get(code),
        unreadable=known.unreadable.get(code),
        wrote=_wrote(case, known.wrote.get(case.invitation.id, ())),
        claimed=Source(claim.received_at, f"case {claim.case_id}") if claim else None,
        sent=Source(left.at, f"letter {left.letter_id}") if left else None,
        undeliverable=_lost(tx, case) if undeliverable else None,
        forwarded=known.proposed.get(case.invitation.id),
        away=_of_addresses(tx, case, What.ABSENT) if _all_away(case, known.away, ends) else None,
    )


def _letter(one: paradata.Told) -> Source:
    return Source(one.at, f"letter {one.letter_id}")


def _marks(tx: Transaction, invitation_ids: Iterable[int]) -> dict[int, Entry]:
    """Return the entries by which these organisations are marked as they are."""
    by_id: dict[int, list[Entry]] = {}
    for one in in_force(journal.about(tx, Subject.ORGANISATION, invitation_ids)):
        if one.about.subject is Subject.ORGANISATION:
            by_id.setdefault(int(one.about.id), []).append(one)
    return {number: entry for number, some in by_id.items() if (entry := decided.marking(some))}


def _newest(read: Iterable[Read], state: SubmissionState, running: Running) -> Returned | None:
    found = [one for one in read if one.submission.state is state]
    if not found:
        return None
    newest = found[-1].submission
    source = Source(newest.received_at, f"submission {newest.id}")
    share = found[-1].judged.filled(of_all=running.study.quality.of is Basis.ALL)
    return Returned(source=source, day=newest.received_at.astimezone(ZoneInfo(running.study.zone)).date(), share=share)


def _wrote(case: InvitedOrganisation, wrote: Iterable[paradata.Wrote]) -> Source | None:
    """Return the first message that the organisation wrote itself; one that only uses its name says nothing of it."""
    own = (one for one in wrote if one.proven or case.contact(one.sender))
    return next((Source(one.at, f"message {one.message_id}") for one in own), None)


def _of_addresses(tx: Transaction, case: InvitedOrganisation, what: What) -> Source:
    """Return the newest decision of a kind about the addresses of an organisation."""
    numbers = (journal.known_number(tx, ADDRESS, one.address.lower()) for one in case.contacts)
    abouts = [About(Subject.ADDRESS, str(number)) for number in numbers if number is not None]
    known = [entry for about in abouts for entry in in_force_about(tx, about) if entry.what is what]
    newest = max(known, key=lambda entry: entry.number, default=None)
    return Source(newest.at, f"entry {newest.number}") if newest else Source()


def _lost(tx: Transaction, case: InvitedOrganisation) -> Source:
    """Return the report, or else the letter, by which it is known that the newest letter did not arrive."""
    study = case.invitation.study
    lost = [one for one in outbox.of_organisations(tx, [case.organisation.code]) if one.study == study and one.state in LOST]
    reports = messages.bounces(tx, [one.id for one in lost])
    if reports:
        return Source(reports[-1].at, f"message {reports[-1].message_id}")
    return Source(lost[-1].due_at, f"letter {lost[-1].id}") if lost else Source()


def _all_away(case: InvitedOrganisation, away: Mapping[str, Absence], ends: date) -> bool:
    """Say whether all who may be written to are away until the end of the collection."""
    absent = [away.get(one.address.lower()) for one in case.usable]
    return bool(absent) and all(one is not None and one.until >= ends for one in absent)


def days_between(first: datetime, second: datetime) -> float:
    """Return how many days passed, with their fractions."""
    return (second - first).total_seconds() / 86_400
