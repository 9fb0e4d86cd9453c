"""Deciding that an organisation will not take part: it declined before it answered, or withdraws what it has answered."""

from __future__ import annotations

from contextlib import suppress

from domain.case import CaseKind, Decision, Moot
from domain.journal import About, Entry, Subject, What
from domain.submission import Invitation, SubmissionState
from languages.telling import together
from service.cases.desk import CaseOnDesk
from service.deciding.organisation_marks import replaced
from service.deciding.telling_changes import ChangeInName, change_of, tell_changed, told_by
from service.letters.telling_undone import tell_undone
from service.rulings.decided import Decided
from service.rulings.opening import close_cases
from service.studies.running import Running, UnreadableStudyError, readable
from store import Transaction, decisions, holds, invitations, submissions

# What is held is a case of its own, and what was rejected is so already. Whatever else there is would count again, or wait again, in the
# place of what is withdrawn.
_STAY = (SubmissionState.HELD, SubmissionState.REJECTED)


def declined(desk: CaseOnDesk) -> Decided:
    """Mark the organisation of a case as declined."""
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        telling = _telling(tx, desk, Decision.DECLINED)
        before = _mark(tx, desk, by, entry)
        heard = tell_changed(tx, telling[0], desk.held, telling[1], entry) if telling else ""
    more = together(replaced(before.mark, before.until), heard)
    told = f"{before.organisation} counts as declined and will get no more letters. {more}"
    return Decided(entry=entry.number, told=told.rstrip(), promised=more)


def withdraw(desk: CaseOnDesk) -> Decided:
    """Reject all that the organisation of a case has answered, and mark it as declined; whoever was told that it counts is told so.

    So are its contacts on record, with whose words it is. All of it follows from the one decision, and falls with it.
    """
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        telling = _telling(tx, desk, Decision.WITHDRAW)
        about = [About(Subject.SUBMISSION, str(one)) for one in withdrawn(tx, desk.held.invitation_id or 0)]
        decisions.decide(tx, by, desk.now, [desk.ruling(What.REJECT, one, entry.number) for one in about])
        before = _mark(tx, desk, by, entry)
        heard = tell_undone(desk.service, tx, entry, desk.now, telling[1].facts if telling else None)
        if telling:
            heard = together(heard, tell_changed(tx, telling[0], desk.held, telling[1], entry, told_by(tx, before, entry)))
    told = f"{before.organisation} has withdrawn: what it sent does not count, and it will get no more letters."
    more = together(replaced(before.mark, before.until), heard)
    return Decided(entry=entry.number, told=f"{told} {more}".rstrip(), promised=more)


def withdrawn(tx: Transaction, invitation_id: int) -> tuple[int, ...]:
    """Return the numbers of what an organisation takes back that withdraws."""
    return tuple(one.id for one in submissions.of_invitations(tx, [invitation_id]) if one.state not in _STAY)


def _telling(tx: Transaction, desk: CaseOnDesk, what: Decision) -> tuple[Running, ChangeInName] | None:
    """Return what the contacts of an organisation hear of a decision; None where they hear nothing, or its study cannot be read."""
    whose = invitations.by_id(tx, desk.held.invitation_id or 0)
    with suppress(UnreadableStudyError):
        running = readable(desk.service, tx, whose.study)
        change = change_of(tx, running, desk.held, whose, what, desk.now) if running else None
        return (running, change) if running and change else None
    return None


def _mark(tx: Transaction, desk: CaseOnDesk, by: str, entry: Entry) -> Invitation:
    """Mark the organisation, close what else says that it declines, and return how it was before."""
    about = About(Subject.ORGANISATION, str(desk.held.invitation_id))
    before = invitations.by_id(tx, int(about.id))
    decisions.decide(tx, by, desk.now, [desk.ruling(What.DECLINED, about, entry.number)])
    asked = [one for one in holds.waiting_about(tx, [int(about.id)]) if one.kind is CaseKind.DECLINE]
    close_cases(tx, asked, Moot.MARKED, by, desk.now, entry.number)
    return before
