"""Where a study stands: who was written to, who answered, what is next."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from domain.errors import ConfigurationError
from domain.study import Audience
from domain.submission import Standing
from service.cases import waiting
from service.cases.entries import marked_at, study_paused
from service.cases.paused_collecting import collecting_paused
from service.keeping import restored
from service.letters.cancelled import cancelled_among
from service.mailings.to_come import letters_to_come
from service.sending.halts import sentences
from service.studies.running import Running
from store import Transaction, deliveries, invitations, messages, outbox, standings, studies, submission_states, suppressions
from store.figures.mailing_addressees import Addressee
from store.figures.standings import Figures, Stands

__all__ = ["Next", "Stands", "figures_of", "listed", "organisations", "status", "upcoming"]


@dataclass(frozen=True, slots=True)
class Next:
    """A mailing that is still to come, and how many letters it would have today."""

    mailing: str
    due_at: datetime
    letters: int


def upcoming(tx: Transaction, running: Running, figures: Figures, now: datetime, only: Collection[str] | None = None) -> tuple[Next, ...]:
    """Return the mailings that were not dealt with yet nor cancelled; of what a person sent to some before its date, the letters left.

    `only` names the organisations whose letters are counted.
    """
    letters = {Audience.ALL: figures.letters_to_all, Audience.OWING: figures.letters_to_owing}
    dealt_with = studies.dealt_with(tx, running.study.id)
    some = [
        one for one in running.study.mailings if (done := dealt_with.get(f"mailing:{one.name}")) is None or done.outcome == studies.EARLY
    ]
    gone = {one.mailing for one in cancelled_among(tx, running.study.id, (one.name for one in some))}
    still = [one for one in some if one.name not in gone]
    begun = outbox.planned_of(tx, running.study.id, [one.name for one in still])
    left = {one.name: sum(_is_left(each, only) for each in letters_to_come(tx, running, one, now)) for one in still if one.name in begun}
    return tuple(Next(one.name, one.at, left.get(one.name, letters[one.audience])) for one in still)


def _is_left(one: Addressee, only: Collection[str] | None) -> bool:
    return not one.planned and (only is None or one.organisation in only)


def figures_of(tx: Transaction, running: Running, now: datetime) -> Figures:
    """Return the study in figures, at `now`."""
    return standings.figures(tx, running.study.id, running.study.contact_list, running.today(now))


def organisations(tx: Transaction, running: Running, now: datetime) -> Iterator[Stands]:
    """Yield where each organisation stands, in the order of the references, with the day on which it was marked."""
    marked = {one.id: one.organisation for one in invitations.marked(tx, running.study.id)}
    days = {marked[number]: running.today(at) for number, at in marked_at(tx, marked).items()}
    for one in standings.each(tx, running.study.id, running.study.contact_list, running.today(now)):
        yield replace(one, marked_on=days.get(one.code)) if one.mark else one


def listed(tx: Transaction, running: Running, now: datetime, standing: str | None, region: str | None) -> Iterator[Stands]:
    """Yield the organisations with this standing and of this region, where these are given.

    ConfigurationError where a standing is none, or nobody's region is called so.
    """
    known = [one.value for one in Standing]
    if standing is not None and standing not in known:
        remedy = f"Choose one of: {', '.join(known)}."
        raise ConfigurationError(f"{standing!r} is no standing.", where="status", remedy=remedy)
    regions: dict[str, str] = {}
    for one in organisations(tx, running, now):
        regions.setdefault(one.region.casefold(), one.region)
        if (standing is None or one.standing == standing) and (region is None or region.casefold() == one.region.casefold()):
            yield one
    if region is not None and region.casefold() not in regions:
        named = ", ".join(sorted(name for name in regions.values() if name))
        remedy = f"Choose one of: {named}." if named else "Its contact list has none: load one with a column region."
        raise ConfigurationError(f"No organisation of this study is of the region {region!r}.", where="status", remedy=remedy)


def status(tx: Transaction, running: Running, now: datetime) -> dict[str, Any]:
    """Return the figures of a study under the names of the command line's contract.

    A study that was never applied has no invitations: all who stand on its list are silent.
    """
    study = running.study.id
    figures, paused = figures_of(tx, running, now), study_paused(tx, running.study.id)
    if not running.version:
        figures = standings.untouched(suppressions.size(tx, running.study.contact_list))
    return {
        "study": study,
        "organisations": {"total": sum(figures.standings.values())} | {one.value: figures.standings[one] for one in Standing},
        "waiting": figures.waiting,
        "waiting_for_decision": figures.deciding,
        "waiting_by_mark": figures.waiting - figures.deciding,
        "ineligible": figures.ineligible,
        "paused": running.paused,
        "paused_since": paused.since.isoformat() if paused else None,
        "paused_because": (paused.because or None) if paused else None,
        "collecting_paused": found.told if (found := collecting_paused(tx)) else None,
        "nothing_sent": deliveries.nothing_left(tx, study),
        "deliveries": deliveries.counts(tx, study),
        "messages": messages.counts(tx, study),
        "submissions": submission_states.counts(tx, study),
        "answers": figures.answers,
        "held": waiting.count(tx, study),
        "questions": waiting.count_questions(tx, study),
        "halted": sentences(tx, study),
        "restored": restored.sentence(older) if (older := restored.waiting(tx)) else None,
        "cancelled": [asdict(one) for one in cancelled_among(tx, study, (one.name for one in running.study.mailings))],
        "next": [asdict(one) | {"due_at": one.due_at.isoformat()} for one in upcoming(tx, running, figures, now)],
    }
