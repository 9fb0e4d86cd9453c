"""Cancelling a mailing that is under way: what has left stays so, and nothing more of it leaves. Undoing that lets it go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import CaseKind, Moot
from domain.errors import ConfigurationError
from domain.journal import About, Subject, What
from domain.letter import WAITING, DeliveryState
from domain.sentences import counted
from service.cases.entries import how_entered
from service.keeping import left_before, restored
from service.letters.cancelled import cancelled_by
from service.rulings.opening import close_cases
from service.studies.find import find_mailing
from service.studies.running import Running, require_running
from service.wiring import Service
from store import Transaction, deliveries, holds, journal, outbox
from store.cases.decisions import Ruling, decide, person

_LEFT = (DeliveryState.SENT, DeliveryState.BOUNCED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelling:
    """Which mailing a person cancels, and why; `dry_run` only says what would leave no more."""

    mailing: str
    by: str
    note: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFar:
    """How far a mailing is, in letters: those that left, that are in doubt or being handed over, that wait; those refused or given up.

    `held` says that part of it waits for a person or another day, and was not planned yet.
    """

    left: int
    in_doubt: int
    in_hand: int
    waiting: int
    lost: int
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledMailing:
    """What cancelling came to: `entry` is its number in the journal, 0 where it was cancelled already or only looked at."""

    study: str
    mailing: str
    entry: int
    left: int
    in_doubt: int
    in_hand: int
    cancelled: int
    dry_run: bool
    told: str


def how_far(tx: Transaction, study: str, mailing: str) -> HowFar:
    """Return how far a mailing of a study is."""
    counts: Mapping[DeliveryState, int] = deliveries.of_mailing(tx, study, mailing)
    return HowFar(
        left=sum(counts.get(one, 0) for one in _LEFT),
        in_doubt=counts.get(DeliveryState.UNCERTAIN, 0),
        in_hand=counts.get(DeliveryState.SENDING, 0),
        waiting=sum(counts.get(one, 0) for one in WAITING),
        lost=sum(counts.get(one, 0) for one in (DeliveryState.REJECTED, DeliveryState.FAILED)),
        held=bool(_cases(tx, study, mailing)),
    )


def cancel(service: Service, study: str, said: Cancelling, now: datetime) -> CancelledMailing:
    """Let nothing more of a mailing leave that is under way. ConfigurationError where there is none, or nothing of it waits.

    A letter that is being handed over at this moment leaves, or is put off by the server and then cancelled, too. ConfigurationError, too,
    where an older copy of the store was put back and nobody has decided yet what left before: that would be called cancelled.
    """
    _refuse_older(service, said, now)
    with service.store.reading() if said.dry_run else service.store.transaction() as tx:
        if not said.dry_run:
            journal.alone(tx)
        found = require_running(service, tx, study)
        mailing = find_mailing(found, said.mailing).name
        far = _known_to_have_left(tx, found, mailing, said, now)
        if before := cancelled_by(tx, study, mailing):
            return _made(study, mailing, far, 0, said, f"{mailing} was cancelled already ({how_entered(tx, before)}); nothing was changed.")
        if not (far.waiting or far.in_hand or far.held):
            raise _nothing_waits(mailing, far)
        entry = 0 if said.dry_run else _decide(tx, study, mailing, far, said, now)
    return _made(study, mailing, far, entry, said, _told(mailing, far, said))


def _refuse_older(service: Service, said: Cancelling, now: datetime) -> None:
    if said.dry_run:
        return
    if why := restored.look(service, now):
        remedy = "Nothing leaves meanwhile. Pause the study, decide that case, cancel the mailing, and resume the study."
        raise ConfigurationError(why, where=said.mailing, remedy=remedy, key="older_copy")


def _known_to_have_left(tx: Transaction, found: Running, mailing: str, said: Cancelling, now: datetime) -> HowFar:
    """Return how far a mailing is where what left before an older copy of the store was put back counts as sent, or as in doubt."""
    study = found.study.id
    waiting = [one for one in outbox.waiting_of(tx, study, mailing) if not one.asked_for]
    left = left_before.left(tx, waiting, {study: found})
    if left and not said.dry_run:
        left_before.settle_within(tx, left.values(), now)
        return how_far(tx, study, mailing)
    far = how_far(tx, study, mailing)
    sent = sum(one.state is DeliveryState.SENT for one in left.values())
    return replace(far, left=far.left + sent, in_doubt=far.in_doubt + len(left) - sent, waiting=far.waiting - len(left))


def _decide(tx: Transaction, study: str, mailing: str, far: HowFar, said: Cancelling, now: datetime) -> int:
    """Write that a mailing is cancelled, which takes its letters out of their turn, and close the case about what was held of it."""
    by, about = person(tx, said.by), About(Subject.MAILING, f"{study}/{mailing}")
    (entry,) = decide(tx, by, now, [Ruling(what=What.CANCEL, about=about, value=str(far.waiting), study=study, note=said.note)])
    close_cases(tx, _cases(tx, study, mailing), Moot.CANCELLED, by, now, entry.number)
    return entry.number


def _cases(tx: Transaction, study: str, mailing: str) -> list[holds.Held]:
    known = holds.of_mailings(tx, [mailing])
    return [one for one in known if one.study == study and one.kind is CaseKind.MAILING and one.decision is None]


def _nothing_waits(mailing: str, far: HowFar) -> ConfigurationError:
    if far.left or far.in_doubt or far.lost:
        remedy = "What has left cannot be called back. Write to them again, if what it says is wrong."
        return ConfigurationError(
            f"Nothing of it waits: {_left(far)}.", where=mailing, remedy=remedy, key="all_left", facts={"mailing": mailing}
        )
    remedy = "To keep it from leaving, take it out of study.toml, or move its date, and apply the study."
    return ConfigurationError(
        "It has not begun, so there is nothing to cancel.", where=mailing, remedy=remedy, key="not_begun", facts={"mailing": mailing}
    )


def _told(mailing: str, far: HowFar, said: Cancelling) -> str:
    """Say what has left, and what will not."""
    stay = f"{counted(far.waiting, 'letter')} {'would' if said.dry_run else 'will'} not leave" if far.waiting else ""
    rest = "nor would" if said.dry_run else "nor will"
    held = f"{rest} what was held of it" if far.waiting else f"what was held of it {'would' if said.dry_run else 'will'} not leave"
    parts = [_left(far), ", ".join(filter(None, [stay, held if far.held else ""]))]
    return f"{mailing} {'would be' if said.dry_run else 'is'} cancelled: {'; '.join(filter(None, [*parts, _in_hand(far)]))}."


def so_far(far: HowFar) -> str:
    """Say what has left of a mailing, or may have; "" where nothing has begun to."""
    return "; ".join(filter(None, [_left(far), _in_hand(far)])) if far.left or far.in_doubt or far.in_hand else ""


def _in_hand(far: HowFar) -> str:
    return f"{counted(far.in_hand, 'letter is', 'letters are')} being handed over at this moment and may leave still" if far.in_hand else ""


def _left(far: HowFar) -> str:
    left = counted(far.left, "letter has", "letters have") + " left" if far.left else "no letter has left"
    doubt = f"{counted(far.in_doubt, 'letter is', 'letters are')} in doubt" if far.in_doubt else ""
    lost = f"{counted(far.lost, 'letter was', 'letters were')} refused or given up" if far.lost else ""
    return ", ".join(filter(None, [left, doubt, lost]))


def _made(study: str, mailing: str, far: HowFar, entry: int, said: Cancelling, told: str) -> CancelledMailing:
    cancelled = far.waiting if entry or said.dry_run else 0
    counts = {"left": far.left, "in_doubt": far.in_doubt, "in_hand": far.in_hand, "cancelled": cancelled}
    return CancelledMailing(study=study, mailing=mailing, entry=entry, dry_run=said.dry_run, told=told, **counts)
