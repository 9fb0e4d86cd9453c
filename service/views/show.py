"""Everything that happened with one organisation, in order, with the path of each original."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from domain.finding import Finding
from domain.letter import Letter
from domain.mode import said
from domain.rules.counting import verdicts
from domain.sentences import file_called, quoted, with_status
from domain.telling import Telling
from languages import ENGLISH
from languages.telling import heard, mailing_called, named, phrased
from questionnaire.definition import Questionnaire
from service.cases.cases_of import cases_of
from service.cases.entries import Told, told
from service.cases.waiting import decider_names
from service.collecting.read_by_hand import RULE
from service.contacts.census import InvitedOrganisation
from service.contacts.states import about_contacts
from service.keeping.unlisted import unlisted
from service.letters import when_left
from service.letters.ledger import by_tag, domains
from service.letters.listed import Narrowed
from service.reviewing.files_named import NamedAnnexes, files_of, named_annexes, questions_called
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, annexes, delivery_reports, journal, ledger, messages, outbox, submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """One thing that happened. `path` is the original in the archive, `entry` the number in the journal, where there is one.

    `undone_by` is the number of the entry that took it back, and `undoable` says whether its kind can be taken back. `mode` is how it
    reached us, where it is no message in the mailbox (see `domain.mode`). What happened to a letter has its number, and what is known of
    the message that was handed over: its Message-ID, the SHA-256 of all its `bytes`, and how many these are. A file has the keys of the
    `questions` that it answers, as far as the form asks for files. A workbook has its `findings`, in the language of its sender.
    """

    at: datetime
    what: str
    detail: str
    path: str | None = None
    entry: int | None = None
    undone_by: int | None = None
    undoable: bool = False
    mode: str | None = None
    letter: int | None = None
    message_id: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    questions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def timeline(service: Service, tx: Transaction, running: Running, case: InvitedOrganisation) -> tuple[TimelineEvent, ...]:
    """Return what happened with one organisation in one study, oldest first; decisions of the same moment in the order of the journal."""
    events = [
        *_letters(service, tx, running, case),
        *_messages(service, tx, case),
        *_submissions(tx, case),
        *_annexes(service, tx, running, case),
        *_cases(tx, case),
        *_decisions(tx, running.study.contact_list, case),
        *_left_before(service, tx, running, case),
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
    for bounce in delivery_reports.bounces_without_letter(tx, {contact.address for contact in case.contacts}):
        detail = phrased("timeline.bounce_of_none", id=str(bounce.message_id), said=_reported(bounce))
        yield TimelineEvent(at=bounce.at, what=_called("bounce"), detail=detail)


def _reported(bounce: delivery_reports.Bounce) -> str:
    return f"{bounce.address} {quoted(with_status(bounce.status, bounce.diagnostic))}".rstrip()


def _left_before(service: Service, tx: Transaction, running: Running, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    """Yield what left before an older copy was put back, and is no letter of this store until its turn comes."""
    for one in unlisted(service, tx, Narrowed(study=running.study.id)):
        if one.organisation == case.organisation.code and one.mailing and one.at:
            detail = phrased("timeline.left_before", name=mailing_called(one.mailing), id=one.message_id)
            yield TimelineEvent(at=one.at, what=_called(one.state), detail=detail, message_id=one.message_id)


def _letter_events(tx: Transaction, by_id: Mapping[int, Letter]) -> Iterator[TimelineEvent]:
    for one in by_id.values():
        yield TimelineEvent(
            at=one.planned_at,
            what=_called("planned"),
            detail=phrased("timeline.letter_said", **_letter(one), said=named("delivery", one.state)),
            letter=one.id,
        )
    departed = when_left.of_letters(tx, by_id)
    for attempt in outbox.attempts(tx, by_id):
        letter = by_id[attempt.letter_id]
        said = f"{attempt.code or ''} {attempt.text}".strip() if attempt.text else ""
        yield TimelineEvent(
            at=when_left.when(attempt.at, departed.get(attempt.letter_id)),
            what=_called(attempt.outcome),
            detail=phrased("timeline.letter_said", **_letter(letter), said=said) if said else phrased("timeline.letter", **_letter(letter)),
            letter=letter.id,
        )
    for bounce in delivery_reports.bounces(tx, by_id):
        yield TimelineEvent(
            at=bounce.at,
            what=_called("bounce"),
            detail=phrased("timeline.bounce", id=str(bounce.letter_id), said=_reported(bounce)),
            letter=bounce.letter_id,
        )


def _messages(service: Service, tx: Transaction, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    by_hand = _filed(tx, case)
    for one in messages.of_invitations(tx, [case.invitation.id]):
        sender, subject = one.sender or phrased("timeline.machine"), quoted(one.subject or "") or phrased("timeline.no_subject")
        effects = _together("and_then", [heard("messages.effect", each) for each in one.effects])
        if one.rule == RULE and one.id in by_hand:
            # Such a message bears the address of the study, which sent nothing.
            detail = phrased("timeline.message_filed", id=str(one.id), filed=by_hand[one.id], subject=subject, effects=effects)
        else:
            detail = phrased("timeline.message", id=str(one.id), sender=sender, subject=subject, effects=effects)
        erased = service.store.archive.erased(one.sha256)
        path = None if erased else service.store.archive.where(one.sha256)
        yield TimelineEvent(at=one.received_at, what=_called(str(one.kind)), detail=_or_erased(detail, erased), path=path)


def _filed(tx: Transaction, case: InvitedOrganisation) -> Mapping[int, Telling]:
    """Return how workbooks were filed by hand, and by whom, by the message that stands for each."""
    filed = [one for one in submissions.of_invitations(tx, [case.invitation.id]) if one.mode]
    entries = journal.of_messages(tx, [one.message_id for one in filed])
    names = decider_names(tx, (one.by for one in entries))
    by = {one.message_id: names[one.by] for one in reversed(entries) if one.by_person and one.was}
    ways = {one.message_id: phrased("timeline.filed", mode=Telling(said(one.mode), f"console.mode.{one.mode}")) for one in filed}
    return {id_: phrased("timeline.decided", what=way, by=by[id_]) if id_ in by else way for id_, way in ways.items()}


def _submissions(tx: Transaction, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    first, filed = dict(reversed(verdicts(journal.about_submissions(tx, case.invitation.id)))), _filed(tx, case)
    for one in submissions.of_invitations(tx, [case.invitation.id]):
        answered = sum(value is not None for value in one.answers.values())
        detail = phrased(
            "timeline.submission",
            id=str(one.id),
            file=file_called(one.file_name),
            came=filed[one.message_id] if one.mode else phrased("timeline.from", sender=one.sender),
            answers=phrased("timeline.answers", n=answered),
            findings=phrased("timeline.findings", n=len(one.findings)),
        )
        # As it was told then: what was decided since stands further down, as a decision.
        what = phrased("timeline.submitted", state=named("submission", first.get(one.id, one.state)))
        yield TimelineEvent(at=one.received_at, what=what, detail=detail, mode=one.mode or None, findings=one.findings)


def _annexes(service: Service, tx: Transaction, running: Running, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    """Yield the files that came beside workbooks, with their questions and where each lies; and what was named and has not come."""
    archive, came = service.store.archive, annexes.of_invitations(tx, [case.invitation.id])
    form, written = files_of(tx, running, case.invitation.id)
    belonging = named_annexes(written, came)
    for one in came:
        erased = archive.erased(one.sha256)
        called = file_called(one.name)
        detail = phrased("timeline.annex", id=str(one.id), name=called, kind=one.kind, n=one.size, message=str(one.message_id))
        if keys := belonging.questions.get(one.id):
            how = "timeline.annex_alone" if one.id in belonging.guessed else "timeline.annex_of"
            detail = phrased(how, what=detail, questions=questions_called(form, keys, ENGLISH))
        path = None if erased else archive.where(one.sha256)
        yield TimelineEvent(
            at=one.received_at,
            what=_called("annex"),
            detail=_or_erased(detail, erased),
            path=path,
            sha256=one.sha256,
            bytes=one.size,
            questions=belonging.questions.get(one.id, ()),
        )
    yield from _awaited(tx, form, belonging, case)


def _awaited(tx: Transaction, form: Questionnaire, belonging: NamedAnnexes, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    """Yield the files that the answers name and that have not come, as of the newest workbook."""
    if not belonging.lacking:
        return
    newest = max(one.received_at for one in submissions.of_invitations(tx, [case.invitation.id]))
    for key, text in belonging.lacking.items():
        detail = phrased("timeline.awaited", name=file_called(text), questions=questions_called(form, [key], ENGLISH))
        yield TimelineEvent(at=newest, what=_called("awaited"), detail=detail, questions=(key,))


def _cases(tx: Transaction, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    for one, other in cases_of(tx, case.invitation.id):
        how, why = f"timeline.case{'_about' if other else ''}", _together("and", one.why.whole)
        yield TimelineEvent(at=one.at, what=_called("held"), detail=phrased(how, id=str(one.id), why=why, organisation=other))


def _decisions(tx: Transaction, contact_list: str, case: InvitedOrganisation) -> Iterator[TimelineEvent]:
    """Yield the decisions about an organisation and its submissions, cases and letters, and those about its contacts and addresses."""
    for one in told(tx, [*journal.of_invitation(tx, case.invitation.id), *about_contacts(tx, contact_list, case.organisation.code)]):
        yield TimelineEvent(
            at=one.at,
            what=_called("decided"),
            detail=_decided(one),
            entry=one.number,
            undone_by=one.undone_by,
            undoable=one.undoable,
            mode=one.mode or None,
        )


def _decided(one: Told) -> Telling:
    detail = phrased("timeline.decided", what=one.what, by=one.by)
    if one.note:
        detail = phrased("timeline.noted", what=detail, note=one.note)
    return phrased("timeline.undone", what=detail, entry=str(one.undone_by)) if one.undone_by else detail


def _called(event: str) -> Telling:
    return Telling(event, f"timeline.event.{event}")


def _letter(one: Letter) -> Mapping[str, str]:
    """Return the facts by which a letter is told: its number, whether a mailing's or of which kind, and to whom it goes."""
    return {
        "id": str(one.id),
        "name": mailing_called(one.mailing) if one.mailing else Telling(one.called, f"timeline.letters.{one.called}"),
        "address": one.address,
    }


def _or_erased(detail: Telling, erased: str | None) -> Telling:
    return phrased("timeline.erased", what=detail, erased=erased) if erased else detail


def _together(how: str, sentences: Sequence[str]) -> str:
    """Return several sentences as one, put together by the phrase that says how."""
    return reduce(lambda first, second: phrased(f"timeline.{how}", first=first, second=second), sentences or ("",))
