"""The timetable: a mailing that is due leaves, and one that may not is held, and judged anew until it leaves or a person decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from domain.case import CaseKind, Moot
from domain.process.failpoints import reach
from domain.rules.recent import counts_as_today, is_late
from domain.rules.reminded import may_leave
from domain.study import Mailing
from languages.telling import phrased, together
from service.approving.approvals import approval, decided_since, left_out, why_not
from service.letters.cancelled import cancelled_by
from service.mailings.plan import Prepared, prepare, put_out, put_out_part
from service.rulings.opening import close_cases, open_case
from service.studies.inviting import invite_all
from service.studies.running import Running
from service.studies.taken_in import recently_collected
from service.wiring import Service
from store import Transaction, deliveries, holds, journal, outbox, studies
from store.cases.decisions import rule

_HELD = "held: "  # How the outcome of a mailing begins that did not leave, or not to everybody; the reason follows.
# To make all letters again takes long where they are many. So what is held for another reason than that it is late is looked at after a
# change of the study, on another day, and otherwise as often as this.
_LOOK_AGAIN = timedelta(hours=1)
_NAMED = 3  # More organisations are counted.


@dataclass(frozen=True, slots=True)
class Planned:
    """How many letters were planned of each mailing, which mailings are held since now, and why; `notes` say whom planning left out."""

    letters: dict[str, int] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Turn(Enum):
    """What is to be done about a mailing now."""

    NOTHING = auto()  # It has left, is to come, or a person decided.
    LOOK = auto()  # It is due, to all or to who is left: may it leave?
    RELEASE = auto()  # It is held and not due: its date was moved, or the clock was put right.


def plan_mailings(service: Service, found: Running, now: datetime) -> Planned:
    """Put the mailings of a study into the outbox that are due and may leave; hold those that may not.

    StoppedError where somebody stopped the program while letters were made.
    """
    planned = Planned()
    for mailing in found.study.mailings:
        if service.stopping.is_set():
            break
        with service.store.reading() as tx:
            turn = _turn(tx, found, mailing, now)
            leaves = may_leave(mailing.audience, collected=recently_collected(tx, [found.study.id], now))
        if turn is _Turn.RELEASE:
            _release(service, found, mailing, now)
        elif turn is _Turn.LOOK and leaves:
            _plan(service, found, mailing, now, planned)
    return planned


def _turn(tx: Transaction, found: Running, mailing: Mailing, now: datetime) -> _Turn:
    applied = studies.applied(tx, found.study.id)
    # Of a mailing that is cancelled, the case was closed too; once that is undone, it is looked at again.
    if applied is None or applied.version != found.version or applied.paused or cancelled_by(tx, found.study.id, mailing.name):
        return _Turn.NOTHING  # The study does not go on as it was looked at.
    done = studies.due(tx, found.study.id, _what(mailing))
    if done is None or done.outcome == studies.EARLY:
        return _Turn.LOOK if mailing.at <= now else _Turn.NOTHING
    case = _case(tx, found, mailing)
    if not done.outcome.startswith(_HELD) or case is None:
        return _Turn.NOTHING
    if mailing.at > now:
        return _Turn.RELEASE
    if _is_late(found, mailing, now):
        return _Turn.NOTHING if case.reasons == _reasons(tx, found, mailing, _late(mailing, now)) else _Turn.LOOK
    changed = applied.applied_at > done.done_at or found.today(done.done_at) != found.today(now)
    changed = changed or decided_since(tx, found.study.id, mailing.name, done.done_at)
    return _Turn.LOOK if changed or abs(now - done.done_at) >= _LOOK_AGAIN else _Turn.NOTHING


def _plan(service: Service, found: Running, mailing: Mailing, now: datetime, planned: Planned) -> None:
    """Put a mailing that is due into the outbox, or hold it: late ones and those with a faulty letter are not sent without a word.

    It leaves without those who had another mailing on that day: for them, it is held.
    """
    invite_all(service, found.study)
    why = _late(mailing, now) if _is_late(found, mailing, now) else _unapproved(service, found, mailing)
    with nullcontext(Prepared(mailing=mailing, why=why)) if why else prepare(service, found, mailing, now) as prepared:
        _put_out(service, found, prepared, now, planned)
    reach("store.after_plan")


def _put_out(service: Service, found: Running, prepared: Prepared, now: datetime, planned: Planned) -> None:
    """Put the letters that were made into the outbox, or hold the mailing (see `_plan`)."""
    mailing = prepared.mailing
    with service.store.transaction() as tx:
        journal.alone(tx)
        if _turn(tx, found, mailing, now) is not _Turn.LOOK:
            return  # While its letters were made, somebody paused the study, applied another version, or sent the mailing.
        leave = approval(tx, service.store.archive, found, mailing)
        if not (prepared.is_held or leave.given):
            return  # Somebody took back an approval: the next tick says so.
        soon = _too_soon(tx, found, prepared, now)
        stay = leave.stay(prepared.letters)
        rest = sorted({str(one.organisation) for one in leave.may(prepared.letters) if one.organisation in soon}) if soon else []
        goes = replace(prepared, letters=(one for one in leave.may(prepared.letters) if one.organisation not in soon))
        if not (prepared.why or rest or stay):
            planned.letters[mailing.name] = put_out(tx, found, goes, rule("timetable"), now)
        else:
            if new := put_out_part(tx, found, goes, rule("timetable"), now):
                planned.letters[mailing.name] = new
            why = together(_sooner(rest) if rest else "", left_out(mailing, stay), prepared.why)
            if hold(tx, found, mailing, why, now):
                planned.held.append(f"{mailing.name}: {why}")
        if mailing.name in planned.letters:
            planned.notes.extend(prepared.spared.told(mailing.name))
        reach("store.in_plan")


def _unapproved(service: Service, found: Running, mailing: Mailing) -> str:
    """Say why a mailing waits for its approval; blank where it does not."""
    archive = service.store.archive
    with service.store.reading() as tx:
        why = why_not(tx, archive, found, mailing, approval(tx, archive, found, mailing))
    return phrased("reasons.unapproved.how", said=why, mailing=mailing.name) if why else ""


def _too_soon(tx: Transaction, found: Running, prepared: Prepared, now: datetime) -> Collection[str]:
    """Return the organisations that wait for this mailing, since they had another one on this day, or one is on its way to them."""
    study, name = found.study.id, prepared.mailing.name
    since = counts_as_today(now.astimezone(ZoneInfo(found.study.zone)))
    others = deliveries.mailed(tx, study, since, now, besides=name, still=[one.name for one in found.study.mailings])
    return others - deliveries.planned_for(tx, study, name) if others else others


def _sooner(rest: Sequence[str]) -> str:
    had = phrased("reasons.sooner", n=len(rest))
    return (
        phrased("reasons.too_soon.named", had=had, who=", ".join(rest))
        if len(rest) <= _NAMED
        else phrased("reasons.too_soon.many", had=had)
    )


def _is_late(found: Running, mailing: Mailing, now: datetime) -> bool:
    return is_late(mailing.at, found.study.late_after, now)


def _late(mailing: Mailing, now: datetime) -> str:
    return phrased("reasons.late", moment=mailing.at, zone=str(mailing.at.tzinfo), days=str((now - mailing.at).days))


def _what(mailing: Mailing) -> str:
    return f"mailing:{mailing.name}"


def _reasons(tx: Transaction, found: Running, mailing: Mailing, why: str) -> tuple[str, ...]:
    partly = outbox.planned_of(tx, found.study.id, [mailing.name])
    return (phrased("reasons.not_sent_to_all" if partly else "reasons.not_sent", mailing=mailing.name, why=why),)


def _case(tx: Transaction, found: Running, mailing: Mailing) -> holds.Held | None:
    """Return the case by which a mailing is held, while it waits for a person."""
    return next(iter(_waiting(found, holds.of_mailings(tx, [mailing.name]))), None)


def _waiting(found: Running, cases: Iterable[holds.Held]) -> list[holds.Held]:
    return [one for one in cases if one.study == found.study.id and one.kind is CaseKind.MAILING and one.decision is None]


def hold(tx: Transaction, found: Running, mailing: Mailing, why: str, now: datetime) -> bool:
    """Hold a mailing that was due and cannot leave: it is a case, which says why as it is now. Return whether that is news."""
    study, reasons = found.study.id, _reasons(tx, found, mailing, why)
    studies.record_due(tx, study, studies.Due(_what(mailing), mailing.at, now, f"{_HELD}{why}"))
    case = _case(tx, found, mailing)
    if case is not None:
        holds.tell_again(tx, case.id, reasons)
        return False
    cause = f"mailing:{study}:{mailing.name}:{mailing.at.isoformat()}"
    if holds.with_cause(tx, cause) is not None:
        cause = f"{cause}:{now.isoformat()}"  # It was held before, and released.
    held = holds.Held(cause=cause, kind=CaseKind.MAILING, study=study, mailing=mailing.name, reasons=reasons, at=now)
    open_case(tx, held, rule("mailing"))
    return True


def _release(service: Service, found: Running, mailing: Mailing, now: datetime) -> None:
    """Let a mailing wait for its date again that is held and not due."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        case = _case(tx, found, mailing)
        if case is not None and _turn(tx, found, mailing, now) is _Turn.RELEASE:
            close_cases(tx, [case], Moot.NOT_DUE, rule("timetable"), now)
            studies.forget_due(tx, found.study.id, _what(mailing))
