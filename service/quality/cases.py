"""Where each case of a study ended, with the record of the event that says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.case import CaseKind
from domain.contact import Absence
from domain.journal import About, Entry, Subject, What, in_force
from domain.quality import Basis, CaseEvent, EventSource
from domain.rules import decided
from domain.rules.disposition import CaseFacts, Returned
from domain.rules.standing import LOST, asked_for_nothing
from domain.submission import Submission, SubmissionState
from questionnaire.statuses import Judged
from questionnaire.versions.words import VersionWords
from service.answers.counting import counted_of, day_of
from service.answers.judging import judge_counted, judge_sent, provenance_of
from service.contacts.census import InvitedOrganisation
from service.studies.running import Running
from store import Transaction, case_events, delivery_reports, holds, journal, outbox, paradata, suppressions
from store.answers.counting import CountedAnswers
from store.cases.decisions import ADDRESS
from store.cases.standing_decisions import in_force_about

_PROPOSALS = (CaseKind.SUCCESSOR, CaseKind.SUBSTITUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A submission, and what the items of it came to; the keys of those that were put right at the desk are `edited`."""

    submission: Submission
    judged: Judged
    edited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What is on record of the cases: by organisation, or by invitation; what does not stand there did not happen.

    `kept` is what would else have gone with letters or contacts that are no more (see `store.cases.case_events`). `left` is the last
    mailing that left for an organisation; `claiming` are the submissions of which nothing shows whose they are.
    """

    left: Mapping[str, paradata.LeftWhen]
    kept: Mapping[int, Mapping[CaseEvent, EventSource]]
    wrote: Mapping[int, tuple[paradata.Wrote, ...]]
    marks: Mapping[int, Entry]
    proposed: Mapping[int, EventSource]
    claiming: frozenset[int]
    away: Mapping[str, Absence] = field(default_factory=dict)


def records(tx: Transaction, running: Running, cases: Mapping[str, InvitedOrganisation], left: Iterable[paradata.LeftWhen]) -> Records:
    """Return what is on record of these cases."""
    study, ids = running.study.id, [case.invitation.id for case in cases.values()]
    proposals = [one for one in holds.of_invitations(tx, ids) if one.kind in _PROPOSALS and one.study == study]
    return Records(
        left={one.organisation: one for one in left},
        kept=case_events.of_study(tx, study, ids),
        wrote=_wrote(tx, study, ids),
        marks=_marks(tx, [one.invitation.id for one in cases.values() if one.invitation.mark]),
        proposed={
            one.invitation_id: EventSource(one.at, f"case {one.id}") for one in proposals if one.invitation_id and one.decision is None
        },
        claiming=frozenset(one.submission_id for some in holds.claims(tx, study, ids).values() for one in some if one.submission_id),
        away=suppressions.absent(tx, [one.address for case in cases.values() for one in case.contacts]),
    )


def _wrote(tx: Transaction, study: str, ids: Collection[int]) -> dict[int, tuple[paradata.Wrote, ...]]:
    """Return the messages that these organisations wrote themselves; of those that a case asks about, nobody knows it."""
    found = paradata.wrote(tx, study, ids)
    cases = holds.of_messages(tx, [one.message_id for one in found])
    claiming = {one.message_id for one in cases if one.kind is CaseKind.CLAIM and one.decision is None and one.invitation_id is not None}
    wrote: dict[int, tuple[paradata.Wrote, ...]] = {}
    for one in found:
        if one.message_id not in claiming:
            wrote[one.invitation_id] = (*wrote.get(one.invitation_id, ()), one)
    return wrote


def read(tx: Transaction, running: Running, words: VersionWords | None, sent: Sequence[Submission], *, edited: bool) -> list[Read]:
    """Return the submissions of one organisation and what their items came to: those that count together as one, with what was put right.

    Each is judged by the form of the version that read it, so that no later version changes what came of it. `words` are those of the
    study's versions (see `store.answers.counting.words_of`), `sent` are with their provenance; `edited` says that any answer was put right.
    """
    form = running.questionnaire
    accepted = [one for one in sent if one.state is SubmissionState.ACCEPTED]
    alone, whole = list(sent), list[Read]()
    if len(accepted) > 1 or (accepted and edited):
        (counts,) = counted_of(tx, running, [accepted[0].invitation_id])
        alone, whole = [one for one in sent if one not in accepted], [_as_one(counts, accepted, running)]
    return [*(Read(submission=one, judged=judge_sent(one, words, form, day_of(running, one))) for one in alone), *whole]


def _as_one(counts: CountedAnswers, accepted: Sequence[Submission], running: Running) -> Read:
    """Return what counts of an organisation as one workbook."""
    came = {one.id: one.provenance for one in accepted}
    own = {key: how for one in accepted for key, how in provenance_of(counts, one).items() if counts.sources.get(key) == one.id}
    judged = judge_counted(counts, came, running.questionnaire, day_of(running, counts.submission))
    return Read(submission=replace(counts.submission, provenance=own), judged=judged, edited=frozenset(counts.edits))


def named(one: Submission, words: VersionWords | None) -> Submission:
    """Return a workbook with its findings under the keys that all versions have."""
    if words is None:
        return one
    to = words.translation(one.version)
    return replace(one, findings=tuple(replace(told, question=to.key(told.question)) if told.question else told for told in one.findings))


def facts(tx: Transaction, case: InvitedOrganisation, read: Iterable[Read], known: Records, running: Running, ends: date) -> CaseFacts:
    """Return what is known of one case; `read` are its submissions, oldest first."""
    code = case.organisation.code
    own = [one for one in read if one.submission.id not in known.claiming]
    mark, left = known.marks.get(case.invitation.id), known.left.get(code)
    marked = {mark.what: EventSource(mark.at, f"entry {mark.number}")} if mark else {}
    claim = case.claims[0] if case.claims else None
    kept = known.kept.get(case.invitation.id, {})
    # Where all contacts were erased, what they came to stands as it was.
    reach = kept if CaseEvent.SENT in kept and not case.contacts else by_contacts(tx, case, known, ends)
    return CaseFacts(
        ineligible=marked.get(What.INELIGIBLE),
        counts=_newest(own, SubmissionState.ACCEPTED, running, whole=not case.invitation.lacks),
        declined=marked.get(What.DECLINED),
        unsubscribed=reach.get(CaseEvent.UNSUBSCRIBED),
        sent_back=_newest(own, SubmissionState.QUERIED, running),
        held=_newest(own, SubmissionState.HELD, running),
        elsewhere=marked.get(What.ELSEWHERE),
        blank=kept.get(CaseEvent.BLANK),
        unreadable=kept.get(CaseEvent.UNREADABLE),
        wrote=wrote(case, known),
        claimed=EventSource(claim.received_at, f"case {claim.case_id}") if claim else None,
        sent=_letter(left) if left else None,
        undeliverable=reach.get(CaseEvent.UNDELIVERABLE),
        forwarded=known.proposed.get(case.invitation.id),
        away=reach.get(CaseEvent.AWAY),
    )


def by_contacts(tx: Transaction, case: InvitedOrganisation, known: Records, ends: date) -> dict[CaseEvent, EventSource]:
    """Return what is known of a case by its contacts alone: UNSUBSCRIBED, UNDELIVERABLE and AWAY, as far as that is so; always SENT.

    Whatever else it came to: an answer can be rejected, and a mark undone, when its contacts are no more.
    """
    left = known.left.get(case.organisation.code)
    found = {CaseEvent.SENT: _letter(left) if left else EventSource()}
    if asked_for_nothing(case.reach):
        found[CaseEvent.UNSUBSCRIBED] = _of_addresses(tx, case, What.SUPPRESS)
    elif not any(one.reached for one in case.reach):
        found[CaseEvent.UNDELIVERABLE] = _lost(tx, case)
    if _all_away(case, known.away, ends):
        found[CaseEvent.AWAY] = _of_addresses(tx, case, What.ABSENT)
    return found


def _letter(left: paradata.LeftWhen) -> EventSource:
    return EventSource(left.at, f"letter {left.letter_id}")


def _marks(tx: Transaction, invitation_ids: Iterable[int]) -> dict[int, Entry]:
    """Return the entries by which these organisations are marked as they are."""
    by_id: dict[int, list[Entry]] = {}
    for one in in_force(journal.about(tx, Subject.ORGANISATION, invitation_ids)):
        if one.about.subject is Subject.ORGANISATION:
            by_id.setdefault(int(one.about.id), []).append(one)
    return {number: entry for number, some in by_id.items() if (entry := decided.marking(some))}


def _newest(read: Iterable[Read], state: SubmissionState, running: Running, *, whole: bool = True) -> Returned | None:
    found = [one for one in read if one.submission.state is state]
    if not found:
        return None
    newest = found[-1].submission
    source = EventSource(newest.received_at, f"submission {newest.id}")
    share = found[-1].judged.filled(of_all=running.study.quality.of is Basis.ALL)
    return Returned(source=source, day=newest.received_at.astimezone(ZoneInfo(running.study.zone)).date(), share=share, whole=whole)


def wrote(case: InvitedOrganisation, known: Records) -> EventSource | None:
    """Return the first message that the organisation wrote itself; one that only uses its name says nothing of it."""
    own = (one for one in known.wrote.get(case.invitation.id, ()) if one.proven or case.contact(one.sender))
    kept = known.kept.get(case.invitation.id, {}).get(CaseEvent.WROTE)
    return kept or next((EventSource(one.at, f"message {one.message_id}") for one in own), None)


def _of_addresses(tx: Transaction, case: InvitedOrganisation, what: What) -> EventSource:
    """Return the newest decision of a kind about the addresses of an organisation."""
    numbers = (journal.known_number(tx, ADDRESS, one.address.lower()) for one in case.contacts)
    abouts = [About(Subject.ADDRESS, str(number)) for number in numbers if number is not None]
    known = [entry for about in abouts for entry in in_force_about(tx, about) if entry.what is what]
    newest = max(known, key=lambda entry: entry.number, default=None)
    return EventSource(newest.at, f"entry {newest.number}") if newest else EventSource()


def _lost(tx: Transaction, case: InvitedOrganisation) -> EventSource:
    """Return the report, or else the letter, by which it is known that the newest letter did not arrive."""
    study = case.invitation.study
    lost = [one for one in outbox.of_organisations(tx, [case.organisation.code]) if one.study == study and one.state in LOST]
    reports = delivery_reports.bounces(tx, [one.id for one in lost])
    if reports:
        return EventSource(reports[-1].at, f"message {reports[-1].message_id}")
    return EventSource(lost[-1].due_at, f"letter {lost[-1].id}") if lost else EventSource()


def _all_away(case: InvitedOrganisation, away: Mapping[str, Absence], ends: date) -> bool:
    """Say whether all who may be written to are away until the end of the collection."""
    absent = [away.get(one.address.lower()) for one in case.usable]
    return bool(absent) and all(one is not None and one.until >= ends for one in absent)


def days_between(first: datetime, second: datetime) -> float:
    """Return how many days passed, with their fractions."""
    return (second - first).total_seconds() / 86_400
