"""Letters that wait in the outbox since their mailing is not approved any more: a case says so until they may leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.case import CaseKind, Moot
from domain.letter import Letter
from domain.study import Mailing
from languages.telling import phrased
from service.approving.approvals import Approval, approval, left_out, why_not
from service.rulings.opening import close_cases, open_case
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, decisions, holds, journal, outbox

_CAUSE = "unapproved:"  # How the cause of such a case begins; the timetable has cases of its own about what it holds.
_RULE = decisions.rule("mailing")


def hold_back(service: Service, running: Running, now: datetime) -> list[str]:
    """Let a case say of each mailing of a study why letters of it wait, close it when that is over, and return what is news.

    ConfigurationError or StoreError where the study cannot be read.
    """
    told: list[str] = []
    for mailing in running.study.mailings:
        with service.store.reading() as tx:
            stands = _is_told(tx, service, running, mailing)
        if not stands:
            with service.store.transaction() as tx:
                journal.alone(tx)
                told += _tell(tx, service, running, mailing, now)
    return told


def _is_told(tx: Transaction, service: Service, running: Running, mailing: Mailing) -> bool:
    why, cases = _why(tx, service, running, mailing), _cases(tx, running, mailing)
    ours = _ours(cases)
    return ours.reasons == _reasons(mailing, why) if ours else not why or bool(cases)


def _tell(tx: Transaction, service: Service, running: Running, mailing: Mailing, now: datetime) -> list[str]:
    why, cases = _why(tx, service, running, mailing), _cases(tx, running, mailing)
    ours, study, reasons = _ours(cases), running.study.id, _reasons(mailing, why)
    if ours and not why:
        close_cases(tx, [ours], Moot.APPROVED, _RULE, now)
    elif ours:
        holds.tell_again(tx, ours.id, reasons)
    elif why and not cases:
        cause = f"{_CAUSE}{study}:{mailing.name}:{now.isoformat()}"
        open_case(tx, holds.Held(cause=cause, kind=CaseKind.MAILING, study=study, mailing=mailing.name, reasons=reasons, at=now), _RULE)
        return [f"{mailing.name}: {why}"]
    return []


def _why(tx: Transaction, service: Service, running: Running, mailing: Mailing) -> str:
    """Say why letters of a mailing wait in the outbox; blank where none waits, or a person decided that it is not sent."""
    waiting = outbox.waiting_of(tx, running.study.id, mailing.name) if running.study.approvals else ()
    if not waiting:
        return ""
    archive = service.store.archive
    found = approval(tx, archive, running, mailing)
    stay = [one for one in waiting if not found.covers(one)]
    if found.skipped or not stay:
        return ""
    why = why_not(tx, archive, running, mailing, found) or _not_as_seen(found, stay) or left_out(mailing, stay)
    return phrased("reasons.in_outbox", waiting=phrased("reasons.of_it_wait", n=len(stay)), why=why)


def _not_as_seen(found: Approval, stay: Iterable[Letter]) -> str:
    """Say that some of the letters that stay were planned as the mailing sends none any more; blank where none was."""
    return "" if all(map(found.is_as_seen, stay)) else phrased("reasons.planned_otherwise")


def _reasons(mailing: Mailing, why: str) -> tuple[str, ...]:
    return (phrased("reasons.held_back", mailing=mailing.name, why=why),)


def _cases(tx: Transaction, running: Running, mailing: Mailing) -> list[holds.Held]:
    """Return the cases that wait about a mailing."""
    found = (one for one in holds.of_mailings(tx, [mailing.name]) if one.study == running.study.id and one.decision is None)
    return [one for one in found if one.kind is CaseKind.MAILING]


def _ours(cases: list[holds.Held]) -> holds.Held | None:
    return next((one for one in cases if one.cause.startswith(_CAUSE)), None)
