"""What applying a study's folder would change besides its files: the deadline that holds, and mailings that went out already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.rules.recent import is_late
from domain.study import Mailing, Study
from languages.telling import phrased
from service.authoring.drafts import prospective
from service.letters.cancelled import cancelled_among
from service.wiring import Service
from store import Transaction, deliveries, studies


def consequences(tx: Transaction, before: Study, extended: date | None, ready: Study) -> Iterator[str]:
    """Yield a sentence for each thing that applying `ready` would do which its files alone do not show.

    `before` is the study as its files were applied, and `extended` the day to which its deadline was moved since, if it was.
    """
    holds, named = extended or before.deadline, ready.deadline
    if holds != named:
        moved, then = "moved" if extended else "deadline", "set" if named != before.deadline else "stays"
        yield phrased(f"check.folder.{moved}_{then}", day=holds, named_day=named)
    if ready.approvals < before.approvals:
        yield phrased(f"check.folder.approvals_{'one' if ready.approvals else 'nobody'}", before=str(before.approvals))
    sent = deliveries.counts_by_mailing(tx, ready.id)
    names = {mailing.name for mailing in ready.mailings}
    gone = [mailing for mailing in before.mailings if mailing.name not in names and sent.get(mailing.name)]
    known = {mailing.name: mailing for mailing in before.mailings}
    for mailing in ready.mailings:
        if mailing.name not in known:
            yield from _renamed(mailing, gone, sent)
        elif mailing.at != known[mailing.name].at:
            yield from _redated(tx, ready, mailing, sent.get(mailing.name, 0))
    yield from after_deadline(replace(ready, deadline=max(extended or named, named)))


def after_deadline(study: Study) -> Iterator[str]:
    """Yield a sentence where mailings leave after the last day on which an answer is in time."""
    later = tuple(f"{one.name} ({one.at:%Y-%m-%d})" for one in study.mailings if one.at.date() > study.deadline)
    if later:
        yield phrased("check.after_deadline", day=study.deadline, mailings=later)


def overdue_in_folder(service: Service, study_id: str, now: datetime) -> tuple[str, ...]:
    """Return what of the folder of a study is overdue at `now`, as `overdue` says it."""
    study = prospective(service, study_id).study
    with service.store.reading() as tx:
        return tuple(overdue(tx, study, now))


def overdue(tx: Transaction, study: Study, now: datetime) -> Iterator[str]:
    """Yield a sentence where the deadline is over, and where mailings were due that nothing has become of: they leave at once, or wait."""
    if study.deadline < now.astimezone(ZoneInfo(study.zone)).date():
        yield phrased("check.overdue.deadline", day=study.deadline)
    done = studies.dealt_with(tx, study.id)
    past = [one for one in study.mailings if one.at <= now and f"mailing:{one.name}" not in done]
    gone = {one.mailing for one in cancelled_among(tx, study.id, (one.name for one in past))}
    past = [one for one in past if one.name not in gone]
    for key, late in (("leaves", False), ("waits", True)):
        if some := tuple(f"{one.name} ({one.at:%Y-%m-%d})" for one in past if is_late(one.at, study.late_after, now) is late):
            yield phrased(f"check.overdue.{key}", mailings=some)


def _renamed(mailing: Mailing, gone: list[Mailing], sent: dict[str, int]) -> Iterator[str]:
    for before in gone:
        if (before.letter, before.attach) == (mailing.letter, mailing.attach) or before.at == mailing.at:
            yield phrased("check.folder.renamed", before=before.name, name=mailing.name, many=str(sent[before.name]))


def _redated(tx: Transaction, ready: Study, mailing: Mailing, sent: int) -> Iterator[str]:
    """Yield what the new date of a mailing sends that went out already, be it to everybody or to some."""
    done = studies.due(tx, ready.id, f"mailing:{mailing.name}")
    name, at = mailing.name, mailing.at.date()
    if done and done.outcome == studies.DONE:
        yield phrased("check.folder.redated", name=name, day=done.done_at.astimezone(ZoneInfo(ready.zone)).date(), at=at)
    elif sent:
        yield phrased("check.folder.redated_rest", name=name, many=str(sent), at=at)
