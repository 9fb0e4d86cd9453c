"""Digests: the facts of a study put together for its coordinators, planned as letters when their time has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

import digests
from digests.facts import Arrival, ArrivalKind, DigestContent, HoldLine, OrganisationLine, StatusFacts, UncertainLine, Upcoming
from digests.quality import DIGEST as QUALITY
from domain.case import CaseKind
from domain.errors import ConfigurationError
from domain.letter import DUE, DeliveryState, Letter, LetterKind
from domain.message import Kind
from domain.plugins import discover, keyed
from domain.study import Audience, DigestPlan, Person, Study
from domain.submission import SubmissionState
from languages import ENGLISH, in_spoken
from service import queueing
from service.census import InvitedOrganisation, census
from service.entries import marked_at, paused_since
from service.options import written
from service.plan import planned
from service.press import Press, greeting, reply_sender
from service.quality import quality
from service.running import Running, refuse_paused, require_running
from service.send import send_due
from service.sending_journal import Sent
from service.status import figures_of, upcoming
from service.waiting import Waiting, waiting
from service.wiring import Service
from service.writing import write_all
from store import Transaction, deliveries, journal, messages, outbox, studies


def plan_due_digests(service: Service, running: Running, now: datetime) -> int:
    """Put the digests that are due into the outbox; of several that were missed, the newest. Return how many letters are new."""
    planned_letters = 0
    for plan in running.study.digests:
        if service.stopping.is_set():
            break
        due_at, what = last_fire(plan, running, now), f"digest:{plan.name}"
        with service.store.reading() as tx:
            done = studies.due(tx, running.study.id, what)
        # One that is dated after now was made while the clock ran ahead, and says nothing of those that are to come.
        if due_at is None or (done and due_at <= done.due_at <= now):
            continue
        letters = digest_letters(service, running, plan, now, f"digest:{running.study.id}:{plan.name}:{due_at.isoformat()}")
        with service.store.transaction() as tx:
            journal.alone(tx)
            applied = studies.applied(tx, running.study.id)
            if applied is None or applied.paused:
                break  # Somebody paused the study while the digest was made.
            planned_letters += queueing.plan(tx, [replace(one, context=one.context | {DUE: due_at.isoformat()}) for one in letters])
            studies.record_due(tx, running.study.id, studies.Due(what, due_at, now, "done"))
    return planned_letters


def last_fire(plan: DigestPlan, running: Running, now: datetime) -> datetime | None:
    """Return the newest time at or before `now` at which the digest was due, from the first mailing until a week after the deadline."""
    zone = ZoneInfo(running.study.zone)
    trigger = CronTrigger.from_crontab(plan.cron, timezone=zone)
    start = min(mailing.at for mailing in running.study.mailings)
    end = datetime.combine(running.study.deadline, datetime.min.time(), zone) + timedelta(days=8)
    # A cron time has no way back, so we walk on from a point that is near enough: a year covers the rarest.
    at = max(start, min(now, end) - timedelta(days=8))
    newest: datetime | None = None
    while (fire := trigger.get_next_fire_time(None, at)) is not None and fire <= min(now, end):
        newest, at = fire, fire + timedelta(seconds=1)
    return newest


def digest_letters(service: Service, running: Running, plan: DigestPlan, now: datetime, cause: str) -> list[Letter]:
    """Return one digest to every coordinator. It is made before anything is written, so that no writer waits for it."""
    languages = {in_spoken(one.language) for one in running.study.coordinators}
    with service.store.reading() as tx:
        told = _told(tx, running, plan, now)
    contexts = {language: _kept(service, build(running, plan, told, language)) for language in sorted(languages)}
    return [
        _letter(running.study, one, f"{cause}:{one.address}", now, contexts[in_spoken(one.language)]) for one in running.study.coordinators
    ]


def _letter(study: Study, reader: Person, cause: str, now: datetime, context: dict[str, Any]) -> Letter:
    sender, language = reply_sender(study.mailings), in_spoken(reader.language)
    return planned(LetterKind.DIGEST, study.id, cause, "digest", sender, reader.address, language, now, context=context)


def build(running: Running, plan: DigestPlan, told: StatusFacts, language: str) -> DigestContent:
    """Return the content of a digest of these facts, in `language`."""
    kinds = keyed(discover(digests, "DIGEST"), lambda digest: [digest.name], "digest")
    if plan.kind not in kinds:
        raise ConfigurationError(f"There is no digest of the kind {plan.kind!r}.", where="study.toml", remedy=f"Known: {', '.join(kinds)}.")
    content: DigestContent = kinds[plan.kind].build(
        replace(told, title=running.study.title_in(language), spelling=running.study.spelling.get(language, {})), language
    )
    return content


def _told(tx: Transaction, running: Running, plan: DigestPlan, now: datetime) -> StatusFacts:
    """Return what a digest may tell. Quality is worked out for the digest of that name alone, since every answer is looked at for it."""
    told = facts(tx, running, now, _last(tx, running, plan, now))
    return replace(told, quality=quality(tx, running, now)) if plan.kind == QUALITY.name else told


def _last(tx: Transaction, running: Running, plan: DigestPlan, now: datetime) -> datetime | None:
    """Return when the digest went out last by the clock; None where that was running ahead."""
    last = studies.due(tx, running.study.id, f"digest:{plan.name}")
    return last.done_at if last and last.done_at <= now else None


def facts(tx: Transaction, running: Running, now: datetime, since: datetime | None) -> StatusFacts:
    """Return what a digest may tell, as of `now`."""
    study, zone = running.study, ZoneInfo(running.study.zone)
    cases = census(tx, running, now)
    return StatusFacts(
        study_id=study.id,
        title=study.title,
        now=now.astimezone(zone),
        since=since.astimezone(zone) if since else None,
        deadline=study.deadline,
        organisations=tuple(_lines(tx, running, cases, zone)),
        holds=tuple(_hold_line(one, cases, zone) for one in waiting(tx, study.id) if one.kind is not CaseKind.LETTER),
        begun_at=min(mailing.at for mailing in study.mailings),
        arrivals=tuple(_arrivals(tx, running, since, cases, zone)),
        returns=tuple(one.returned_at.astimezone(zone) for one in cases.values() if one.standing and one.returned_at),
        paused_at=since_pause.astimezone(zone) if (since_pause := paused_since(tx, study.id)) else None,
        upcoming=tuple(
            Upcoming(one.mailing, one.due_at.astimezone(zone), one.letters) for one in upcoming(tx, running, figures_of(tx, running, now))
        ),
        uncertain=tuple(_uncertain(letter, cases) for letter in outbox.in_state(tx, DeliveryState.UNCERTAIN, study.id)),
        deliveries={DeliveryState(state): letters for state, letters in deliveries.counts(tx, study.id).items()},
    )


def _lines(tx: Transaction, running: Running, cases: Mapping[str, InvitedOrganisation], zone: ZoneInfo) -> Iterator[OrganisationLine]:
    """Yield the organisations that are asked; who is ineligible is not in the total."""
    study = running.study
    last = deliveries.last_mailings(tx, study.id)
    reminders = deliveries.mailings_sent(tx, study.id, [one.name for one in study.mailings if one.audience is Audience.OWING])
    marked = marked_at(tx, [one.invitation.id for one in cases.values() if one.invitation.mark])
    for code, case in cases.items():
        if case.standing is None:
            continue
        mailing = last.get(code)
        yield OrganisationLine(
            code=code,
            name=case.organisation.name,
            country=case.organisation.country,
            region=case.organisation.region,
            reference=case.invitation.reference,
            standing=case.standing,
            last_sent=(mailing[0], mailing[1].astimezone(zone)) if mailing else None,
            answered_at=case.answered_at.astimezone(zone) if case.answered_at else None,
            reminders=reminders.get(code, 0),
            contact_addresses=tuple(contact.address for contact in case.contacts),
            problem=case.problem,
            mark=case.invitation.mark,
            marked_at=marked[case.invitation.id].astimezone(zone) if case.invitation.id in marked else None,
            until=case.invitation.until,
        )


def _hold_line(case: Waiting, cases: Mapping[str, InvitedOrganisation], zone: ZoneInfo) -> HoldLine:
    about = cases.get(case.organisation or "")
    return HoldLine(
        id=int(case.id),
        organisation=about.organisation.name if about else case.sender,
        reasons=case.reasons,
        options=written(case.options),
        received_at=case.received_at.astimezone(zone) if case.received_at else None,
        since=case.at.astimezone(zone),
        how=f"counterfoil held decide {case.id} WHAT",
    )


def _uncertain(letter: Letter, cases: Mapping[str, InvitedOrganisation]) -> UncertainLine:
    case = cases.get(letter.organisation or "")
    return UncertainLine(
        address=letter.address,
        organisation=case.organisation.name if case else None,
        mailing=letter.mailing or letter.kind.value.replace("_", " "),
        since=letter.due_at,
        how=f"counterfoil held decide letter-{letter.id} arrived|resend",
    )


def _arrivals(
    tx: Transaction, running: Running, since: datetime | None, cases: Mapping[str, InvitedOrganisation], zone: ZoneInfo
) -> Iterator[Arrival]:
    names = {case.invitation.id: case.organisation.name for case in cases.values()}
    for message in messages.since(tx, running.study.id, since):
        if message.kind == Kind.BULK:
            continue
        when, whose = message.received_at.astimezone(zone), names.get(message.invitation_id or 0, message.sender or "")
        if message.brought:
            yield from (Arrival(when, names.get(of, whose), what) for of, what in _brought(message.brought).items())
        elif message.kind == Kind.BOUNCE and message.bounced:
            yield Arrival(when, whose, ArrivalKind.BOUNCED_AT, ", ".join(message.bounced))
        else:
            yield Arrival(when, whose, _CAME.get(Kind(message.kind), ArrivalKind.WROTE) if message.kind else ArrivalKind.WROTE)


def _brought(submissions: Iterable[tuple[int, str]]) -> dict[int, ArrivalKind]:
    """Return what a message brought for each organisation: of several workbooks for one, that which counts before all that do not."""
    found: dict[int, SubmissionState] = {}
    order = list(_ARRIVED)
    for of, state in submissions:
        found[of] = min(SubmissionState(state), found.get(of, SubmissionState.REJECTED), key=order.index)
    return {of: _ARRIVED[state] for of, state in found.items()}


# What came in, as the words of the digest know it; a workbook that counts comes first.
_ARRIVED = {
    SubmissionState.ACCEPTED: ArrivalKind.ANSWERED,
    SubmissionState.QUERIED: ArrivalKind.QUERIED,
    SubmissionState.HELD: ArrivalKind.HELD,
    SubmissionState.SUPERSEDED: ArrivalKind.SUPERSEDED,
    SubmissionState.REJECTED: ArrivalKind.REJECTED,
}
_CAME = {
    Kind.BOUNCE: ArrivalKind.BOUNCED,
    Kind.AUTO_REPLY: ArrivalKind.AWAY,
    Kind.UNSUBSCRIBE: ArrivalKind.UNSUBSCRIBED,
    Kind.RETURN: ArrivalKind.NO_ANSWER,
}


def _kept(service: Service, content: DigestContent) -> dict[str, Any]:
    """Return a digest's content as a letter's context; pictures and files are kept in the archive."""
    pictures = service.store.archive.put(png for _, png, _ in content.images)
    files = service.store.archive.put(data for _, _, data in content.attachments)
    return {
        "digest": content.context,
        "images": [{"cid": cid, "sha256": sha, "alt": alt} for (cid, _, alt), sha in zip(content.images, pictures, strict=True)],
        "attachments": [
            {"name": name, "media_type": kind, "sha256": sha} for (name, kind, _), sha in zip(content.attachments, files, strict=True)
        ],
    }


def find_plan(running: Running, name: str) -> DigestPlan:
    """Return the digest called `name`."""
    names = [plan.name for plan in running.study.digests]
    if name not in names:
        raise ConfigurationError(f"There is no digest {name!r}.", where="study.toml [[digests]]", remedy=f"Known: {', '.join(names)}.")
    return running.study.digests[names.index(name)]


def preview_digest(service: Service, running: Running, name: str, now: datetime, folder: Path) -> list[Path]:
    """Write a digest as it would be now, in the language of the first coordinator; return the files.

    They are the text, the HTML with its pictures beside it, and the attachments.
    """
    plan, study = find_plan(running, name), running.study
    language = in_spoken(study.coordinators[0].language) if study.coordinators else ENGLISH
    with service.store.reading() as tx:
        told = _told(tx, running, plan, now)
    content = build(running, plan, told, language)
    press = Press(running, service.installation.outgoing, service.store.archive)
    rendered = press.template("digest", language).render(_standing(running, content, language))
    page = rendered.html
    for cid, _, _ in content.images:
        page = page.replace(f"cid:{cid}", f"{name}-{cid}.png")
    files = {f"{name}.txt": rendered.text.encode(), f"{name}.html": page.encode()}
    files |= {f"{name}-{cid}.png": png for cid, png, _ in content.images}
    files |= {file: data for file, _, data in content.attachments}
    return write_all(folder, files)


def send_digest(service: Service, running: Running, name: str, now: datetime) -> Sent:
    """Send a digest to the coordinators now, beside those that are due by the clock. ConfigurationError while the study is paused."""
    refuse_paused(running)
    since = monotonic()
    cause = f"digest:{running.study.id}:{name}:asked:{now.isoformat()}"
    letters = digest_letters(service, running, find_plan(running, name), now, cause)
    with service.store.transaction() as tx:
        journal.alone(tx)
        refuse_paused(require_running(service, tx, running.study.id))  # Somebody may have paused it while the digest was made.
        queueing.plan(tx, letters)
    return send_due(service, now, since)


def _standing(running: Running, content: DigestContent, language: str) -> dict[str, Any]:
    """Return what the digest's letter speaks of when nobody in particular reads it."""
    study = running.study
    return {
        "study": {"id": study.id, "title": study.title_in(language), "deadline": study.deadline},
        "contact": {"name": "", "salutation": ""},
        "greeting": greeting("", language),
        "sender": {"name": study.sender(reply_sender(study.mailings)).name, "address": study.returns_to},
        "digest": content.context,
    }
