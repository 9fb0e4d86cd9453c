"""Deciding about words that object to a workbook: what they object to does not count, and what it had taken the place of does again."""

from __future__ import annotations

from domain.journal import About, Subject, What
from service.cases.desk import CaseOnDesk
from service.cases.objected import counting, objected_to
from service.letters.telling_undone import tell_undone
from service.rulings.decided import Decided
from store import decisions, invitations, submissions


def reject_objected(desk: CaseOnDesk) -> Decided:
    """Reject what an organisation objects to; whoever was told that it counts is told so. All of it follows from the one decision.

    What came since stays: whoever objects goes on to send what is right.
    """
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        about = [About(Subject.SUBMISSION, str(one)) for one in objected_to(tx, [desk.held]).get(desk.held.id, ())]
        decisions.decide(tx, by, desk.now, [desk.ruling(What.REJECT, one, entry.number) for one in about])
        heard = tell_undone(desk.service, tx, entry, desk.now)
        counts = counting(submissions.of_invitations(tx, [desk.held.invitation_id or 0]))
        whose = invitations.by_id(tx, desk.held.invitation_id or 0)
    now = f"What {counts[-1].sender or 'a person'} sent before counts again" if counts else "No answer of it counts now"
    told = f"{whose.organisation}: what was objected to does not count. {now}. {heard}"
    return Decided(entry=entry.number, told=told.rstrip(), promised=heard)
