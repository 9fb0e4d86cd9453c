"""The timetable of a study for people: which mailing left or waits, and of one of them what it would send, to be approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import ConfigurationError
from languages.telling import phrased
from service.approving.approve import Proposed, proposals
from service.authoring.drafts import prospective
from service.letters.cancelled import cancelled_among
from service.studies.running import Running
from service.views.status import figures_of, upcoming
from service.wiring import Service
from store import studies


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableLine:
    """A mailing in the timetable: when it is due, and what became of it ("" before it is due); `letters` it would have today.

    Of one that is cancelled nothing more leaves, whatever became of it before.
    """

    name: str
    due_at: datetime
    outcome: str
    done_at: datetime | None
    letters: int | None
    cancelled: bool


def timetable_seen(service: Service, running: Running, now: datetime) -> tuple[TimetableLine, ...]:
    """Return the mailings of a study in the order of the timetable."""
    with service.store.reading() as tx:
        done = studies.dealt_with(tx, running.study.id)
        letters = {one.mailing: one.letters for one in upcoming(tx, running, figures_of(tx, running, now), now)}
        gone = {one.mailing for one in cancelled_among(tx, running.study.id, (one.name for one in running.study.mailings))}
    lines = []
    for mailing in sorted(running.study.mailings, key=lambda one: one.at):
        due = done.get(f"mailing:{mailing.name}")
        lines.append(
            TimetableLine(
                name=mailing.name,
                due_at=mailing.at,
                outcome=due.outcome if due else "",
                done_at=due.done_at if due else None,
                letters=letters.get(mailing.name),
                cancelled=mailing.name in gone,
            )
        )
    return tuple(lines)


def proposed(service: Service, study: str, mailing: str) -> Proposed:
    """Return what a mailing would send as the study stands in its folder, with its hash. ConfigurationError where it cannot be made."""
    found = proposals(service, prospective(service, study), mailing)
    if not found:
        raise ConfigurationError(phrased("faults.mailing_not_made", mailing=mailing), where=study, remedy=phrased("faults.check_do"))
    return found[0]
