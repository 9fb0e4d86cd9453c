"""Digests: the facts of a study put together for its coordinators, planned as letters when their time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

import digests
from digests.facts import Digest, DigestContent, StatusFacts
from digests.share import of_share, titled
from domain.errors import Asked, ConfigurationError
from domain.letter import DUE, DeliveryState, Letter, LetterKind
from domain.process.plugins import discover, keyed
from domain.study import DigestPlan, Person, Study
from languages import ENGLISH, in_spoken
from languages.telling import phrased
from service.digests.cases import for_coordinator
from service.digests.facts import facts
from service.digests.regional import codes_of
from service.installation.writing import write_all
from service.letters import queueing
from service.letters.planned import planned, reply_sender
from service.letters.press import Press, greeting
from service.quality import report as quality_report
from service.quality.measured import last_day, quality
from service.sending.send import send_due
from service.sending.sending_journal import Sent
from service.studies.running import Running, refuse_paused, require_running
from service.wiring import Service
from store import Transaction, journal, outbox, studies


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
        if due_at is None or (done and _is_told(plan, running, done.due_at, due_at) and done.due_at <= now):
            continue
        letters = digest_letters(service, running, plan, now, f"digest:{running.study.id}:{plan.name}:{due_at.isoformat()}", idle=False)
        with service.store.transaction() as tx:
            journal.alone(tx)
            applied = studies.applied(tx, running.study.id)
            if applied is None or applied.paused:
                break  # Somebody paused the study while the digest was made.
            planned_letters += queueing.plan(tx, [replace(one, context=one.context | {DUE: due_at.isoformat()}) for one in letters])
            studies.record_due(tx, running.study.id, studies.Due(what, due_at, now, studies.DONE))
    return planned_letters


def _is_told(plan: DigestPlan, running: Running, told: datetime, due_at: datetime) -> bool:
    """Say whether what was due at `told` is what is due now.

    A final report is made once, whatever becomes of its rhythm, and again only where the collection was prolonged beyond it.
    """
    return told >= (_over(running) if _kind(plan).report else due_at)


def _over(running: Running) -> datetime:
    """Return when the day after the collection's last one begins."""
    return _begin_of(last_day(running) + timedelta(days=1), ZoneInfo(running.study.zone))


def last_fire(plan: DigestPlan, running: Running, now: datetime) -> datetime | None:
    """Return the newest time at or before `now` at which the digest was due, from the first mailing until a week after the deadline.

    A final report is due once, the first time after the collection's last day.
    """
    zone = ZoneInfo(running.study.zone)
    trigger = CronTrigger.from_crontab(plan.cron, timezone=zone)
    if _kind(plan).report:
        only = trigger.get_next_fire_time(None, _over(running))
        return only if only is not None and only <= now else None
    start = min(mailing.at for mailing in running.study.mailings)
    end = _begin_of(running.study.deadline, zone) + timedelta(days=8)
    # A cron time has no way back, so we walk on from a point that is near enough: a year covers the rarest.
    at = max(start, min(now, end) - timedelta(days=8))
    newest: datetime | None = None
    while (fire := trigger.get_next_fire_time(None, at)) is not None and fire <= min(now, end):
        newest, at = fire, fire + timedelta(seconds=1)
    return newest


def _begin_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), zone)


def digest_letters(service: Service, running: Running, plan: DigestPlan, now: datetime, cause: str, *, idle: bool = True) -> list[Letter]:
    """Return one digest to every coordinator who wants it. It is made before anything is written, so that no writer waits for it.

    Those who read the same language and look after the same regions share it, and it tells of these alone. One that has nothing to
    tell is left out where `idle` ones are not wanted.
    """
    wanting = [one for one in running.study.coordinators if not one.wishes.digests or plan.name in one.wishes.digests]
    readers = {(in_spoken(one.language), one.regions): one for one in wanting}
    with service.store.reading() as tx:
        told = {regions: _told(tx, running, plan, now, regions) for regions in {regions for _, regions in readers}}
        theirs = {key: for_coordinator(service, tx, running, told[one.regions], one) for key, one in readers.items()}
    made = {key: build(running, plan, theirs[key], key[0]) for key in sorted(theirs)}
    contexts = {key: _kept(service, content) for key, content in made.items() if idle or not content.idle}
    return [
        _letter(running.study, one, f"{cause}:{one.address}", now, contexts[key])
        for one in wanting
        if (key := (in_spoken(one.language), one.regions)) in contexts
    ]


def _letter(study: Study, reader: Person, cause: str, now: datetime, context: dict[str, Any]) -> Letter:
    sender, language = reply_sender(study.mailings), in_spoken(reader.language)
    return planned(LetterKind.DIGEST, study.id, cause, "digest", sender, reader.address, language, now, context=context)


def build(running: Running, plan: DigestPlan, told: StatusFacts, language: str) -> DigestContent:
    """Return the content of a digest of these facts, in `language`."""
    kind, study = _kind(plan), running.study
    title = titled(study.title_in(language), told.share, language)
    named = replace(
        told, title=title, spelling=study.spelling.get(language, {}), quality=told.quality and replace(told.quality, title=title)
    )
    content = of_share(kind.build(named, language), told.share, language)
    if not kind.report or told.quality is None:
        return content
    report = (f"{study.id}-report-{told.now:%Y-%m-%d}.pdf", "application/pdf", quality_report.pdf(told.quality, running, language))
    return replace(content, attachments=(*content.attachments, report))


def _kind(plan: DigestPlan) -> Digest:
    kinds: dict[str, Digest] = keyed(discover(digests, "DIGEST"), lambda digest: [digest.name], "digest")
    if plan.kind not in kinds:
        raise ConfigurationError(f"There is no digest of the kind {plan.kind!r}.", where="study.toml", remedy=f"Known: {', '.join(kinds)}.")
    return kinds[plan.kind]


def _told(tx: Transaction, running: Running, plan: DigestPlan, now: datetime, regions: tuple[str, ...]) -> StatusFacts:
    """Return what a digest may tell of these regions, or of all where none is named.

    Quality is worked out for those that tell it alone, since every answer is looked at for it.
    """
    told = facts(tx, running, now, _last(tx, running, plan, now), regions)
    return replace(told, quality=quality(tx, running, now, codes_of(tx, running, regions))) if _kind(plan).quality else told


def _last(tx: Transaction, running: Running, plan: DigestPlan, now: datetime) -> datetime | None:
    """Return when the digest went out last by the clock; None where that was running ahead."""
    last = studies.due(tx, running.study.id, f"digest:{plan.name}")
    return last.done_at if last and last.done_at <= now else None


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
    """Return the digest called `name`. ConfigurationError with those that there are where there is none, or none is named."""
    names = [plan.name for plan in running.study.digests]
    if name not in names:
        remedy = f"Known: {', '.join(names)}." if names else "Write a table [[digests]] with name and cron, and apply the study."
        what = f"There is no digest {name!r}." if name else "Which digest?"
        raise ConfigurationError(what, where="study.toml [[digests]]", remedy=remedy)
    return running.study.digests[names.index(name)]


def find_reader(study: Study, address: str) -> Person:
    """Return the coordinator of this address. ConfigurationError where there is none."""
    for one in study.coordinators:
        if one.address.lower() == address.strip().lower():
            return one
    why = phrased("faults.no_coordinator", address=address, study=study.id)
    known = ", ".join(one.address for one in study.coordinators) or "–"
    raise ConfigurationError(why, where=Asked.COORDINATOR, remedy=phrased("faults.coordinators_do", addresses=known))


def preview_digest(service: Service, running: Running, name: str, now: datetime, folder: Path, reader: Person | None = None) -> list[Path]:
    """Write a digest as it would be now for a coordinator, the first where none is named: in their language, of their regions.

    Return the files: the text, the HTML with its pictures beside it, and the attachments.
    """
    plan = find_plan(running, name)
    reader = reader or next(iter(running.study.coordinators), None)
    language = in_spoken(reader.language) if reader else ENGLISH
    with service.store.reading() as tx:
        told = for_coordinator(service, tx, running, _told(tx, running, plan, now, reader.regions if reader else ()), reader)
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


def send_digest(service: Service, running: Running, name: str, now: datetime) -> tuple[Sent, tuple[str, ...]]:
    """Send a digest to the coordinators now, beside those that are due by the clock; return to whom it went, too.

    ConfigurationError while the study is paused.
    """
    refuse_paused(running)
    since = monotonic()
    cause = f"digest:{running.study.id}:{name}:asked:{now.isoformat()}"
    letters = digest_letters(service, running, find_plan(running, name), now, cause)
    with service.store.transaction() as tx:
        journal.alone(tx)
        refuse_paused(require_running(service, tx, running.study.id))  # Somebody may have paused it while the digest was made.
        queueing.plan(tx, letters)
    sent, causes = send_due(service, now, since), {one.cause for one in letters}
    with service.store.reading() as tx:
        theirs = [one for one in outbox.to_addresses(tx, [one.address for one in letters]) if one.cause in causes]
    return sent, tuple(one.address for one in theirs if one.state is DeliveryState.SENT)


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
