"""A case as it is told to a coordinator: its facts, what may be answered, and how it is written to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cage.cage import InsideError
from digests.cases import ToldCase
from digests.holds import DifferingCell, SaidInCell
from domain.answer import AnswerValue
from domain.case import Decision
from domain.effects import Enclosure
from domain.errors import OriginalError
from domain.mail.reference import without_tags
from domain.rules.by_mail import by_mail
from domain.study import Person
from domain.telling import Telling
from domain.texts.bidi import plain
from domain.texts.visible import without_unseen
from intake.deciding.passing_on import passed_on
from intake.understanding.caged import GivenUpError
from languages import catalogue, in_spoken
from languages.phrases import phrases
from languages.telling import told_in
from mailer.mime import MESSAGE
from questionnaire.checks import CheckSubject
from questionnaire.items import item_of, parts
from service.cases.candidates import Candidates
from service.cases.states import address_of
from service.cases.waiting import described
from service.deciding import case_seen
from service.deciding.accepting import examined_again
from service.deciding.written_to import written_to
from service.effects.knowledge import knowledge
from service.effects.originals import enclosures
from service.process.caged import NothingReadError
from service.studies.at_work import AtWork
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, contact_lists, contacts, holds, invitations, messages

_WORDS = 4_000  # Characters of what a person wrote that are shown; the rest is in the original.


@dataclass(frozen=True, slots=True)
class SentAlong:
    """What of a case's message goes along with a letter, how much of it that is ("whole", "part" or ""), and where the message is."""

    files: tuple[Enclosure, ...] = ()
    attached: str = ""
    path: str = ""


def region_of(tx: Transaction, invitation_id: int | None) -> str | None:
    """Return the region of the organisation that a case is about; None where it is about none."""
    if invitation_id is None:
        return None
    whose = invitations.by_id(tx, invitation_id).organisation
    return next((one.region for one in contacts.organisations(tx, [whose])), "")


def contacts_of(tx: Transaction, running: Running, held: holds.Held) -> tuple[str, ...]:
    """Return to whom a coordinator writes about a case: whoever wrote, unless it has contacts and they are on no record for the study."""
    wrote = messages.senders(tx, [held.message_id or 0]).get(held.message_id or 0, (None, None))[0]
    whose = invitations.by_id(tx, held.invitation_id).organisation if held.invitation_id is not None else None
    on = running.study.contact_list
    known = contact_lists.load_list(tx, on, [whose]).contacts if whose else ()
    theirs = tuple(dict.fromkeys(one.address for one in known))
    return (wrote,) if wrote and (not theirs or any(name == on for name, _ in contacts.at_address(tx, wrote))) else theirs


def facts_for(service: Service, tx: Transaction, running: Running, held: holds.Held, now: datetime, reader: Person) -> ToldCase:
    """Return what a coordinator is told of a case (see `facts_of`): also whose its workbook may be, as far as they look after these."""
    told = facts_of(service, tx, running, held, now, in_spoken(reader.language))
    if Decision.ASSIGN not in told.decisions:
        return told
    (case,) = described(tx, [held])
    return replace(told, meant=Candidates(tx, running.study.id, running.study.contact_list, reader.regions).of(held, case))


def facts_of(service: Service, tx: Transaction, running: Running, held: holds.Held, now: datetime, language: str) -> ToldCase:
    """Return what is told of a case in a study, as it stands; what may be answered is blank where it cannot be decided by mail now."""
    seen, zone = case_seen.case(service, tx, str(held.id), language), ZoneInfo(running.study.zone)
    case = seen.case
    decisions = by_mail(case.kind, case.options, organisation=case.reference is not None)
    names = {one.code: one.name for one in contacts.organisations(tx, [case.organisation or ""])}
    return ToldCase(
        id=held.id,
        kind=case.kind,
        mailing=case.mailing,
        organisation=names.get(case.organisation or "", case.organisation),
        reference=case.reference,
        reasons=tuple(without_tags(told_in(one, language)) or shown(one) for one in case.why.reasons),
        at_desk=case.why.at_desk if isinstance(case.why.at_desk, Telling) else shown(case.why.at_desk or ""),
        since=case.at.astimezone(zone),
        now=now.astimezone(zone),
        sender=shown(case.sender or ""),
        received_at=case.received_at.astimezone(zone) if case.received_at else None,
        file_name=shown(seen.file_name or ""),
        words=shown(case.words or "")[:_WORDS],
        cells=tuple(_cells(seen, running, language)),
        instead=seen.instead,
        unsubscribed=tuple(map(shown, case.unsubscribed)),
        deadline=running.study.deadline,
        decisions=decisions,
        writes=written_to(service, tx, str(held.id), case.options, now) if decisions else {},
        lacking=seen.lacking,
        reply_to=address_of(tx, held, running.study.returns_to, service.installation.separator),
    )


def differing(
    service: Service, tx: Transaction, running: Running, case: int, language: str
) -> tuple[tuple[DifferingCell, ...], Mapping[Decision, tuple[str, ...]]]:
    """Return the questions of which the workbook of a case and what counts say different things, with what they say.

    And what would still be missing or wrong by each decision that puts them together.
    """
    seen = case_seen.case(service, tx, str(case), language)
    return tuple(_cells(seen, running, language))[: len(seen.disputes)], seen.lacking


def shown(text: str) -> str:
    """Return what somebody wrote without any secret of ours, and without signs that act on what stands around it."""
    return without_tags(plain(without_unseen(text)))


def with_original(facts: ToldCase, original: SentAlong) -> ToldCase:
    """Return the facts of a case with what of its original goes along."""
    return replace(facts, attached=original.attached, path=original.path)


def original_of(service: Service, studies: AtWork, held: holds.Held, box: str, now: datetime) -> SentAlong:
    """Return what of the message that a case is about may leave the house, by the rules of what is passed on; else where it is."""
    with service.store.reading() as tx:
        found = messages.with_ids(tx, [held.message_id or 0])
    if not found or service.store.archive.erased(found[0].sha256):
        return SentAlong()
    (message,) = found
    path = service.store.archive.where(message.sha256)
    # A message that cannot be read again is none the worse a reason to decide: it is looked at where it is.
    with suppress(InsideError, GivenUpError, OriginalError, NothingReadError):
        examined = examined_again(service, studies, message)
        with service.store.reading() as tx:
            known = knowledge(tx, examined, studies, message.id)
            whose = invitations.by_id(tx, held.invitation_id) if held.invitation_id is not None else None
        left = passed_on(examined, known, whose, now).original
        files = enclosures(left, examined.mail, message.received_at, box, service.installation.separator) if left else ()
        whole = any(one.media_type == MESSAGE for one in files)
        return SentAlong(files, "whole" if whole else "part" if files else "", "" if whole else path)
    return SentAlong(path=path)


def _cells(seen: case_seen.Seen, running: Running, language: str) -> Iterator[DifferingCell]:
    """Yield what the held workbook and what counts say differently: where both say something, and then where one is blank."""
    if not (seen.counting or seen.disputes):
        return
    told = CheckSubject(
        questionnaire=running.questionnaire,
        answers={},
        untyped={},
        located={},
        language=language,
        catalogue=catalogue(language),
        today=seen.case.at.date(),
    )
    disputed = {one.question for one in seen.disputes}
    for one in seen.disputes:
        first, second = ((side.value, f"{side.sheet} {side.cell}".strip()) for side in (one.first, one.second))
        yield _differing(told, one.question, first, second)
    for change in seen.changes if seen.counting else ():
        if change.question not in disputed:
            yield _differing(told, change.question, (change.before, ""), (change.now, ""))


def _differing(told: CheckSubject, key: str, *sides: tuple[AnswerValue, str]) -> DifferingCell:
    """Return one question with what both say; one that today's questionnaire does not ask is told by its name."""
    known = parts(key)[2] in told.questionnaire.by_name
    item = item_of(told.questionnaire, key) if known else None
    blank = phrases("cases", told.language).say("differ.blank")
    said = (shown(told.shown(item, value) if item else str(value)) if value is not None else blank for value, _ in sides)
    first, second = (SaidInCell(text, place) for text, (_, place) in zip(said, sides, strict=True))
    return DifferingCell(told.label(item) if item else key, first, second)
