"""The cases of an organisation: those about it, and those about another whose workbook its contact sent."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case import CaseKind
from store import Transaction, holds, invitations, messages
from store.holds import Held


def cases_of(tx: Transaction, invitation_id: int) -> Iterator[tuple[Held, str]]:
    """Yield each with the code of the other organisation that it is about, or "" where it is about this one; first those about this one."""
    yield from ((one, "") for one in holds.of_invitations(tx, [invitation_id]))
    sent = holds.of_messages(tx, [one.id for one in messages.of_invitations(tx, [invitation_id])])
    others = [one for one in sent if one.invitation_id not in (invitation_id, None) and one.kind is CaseKind.WORKBOOK]
    whose = {one.id: one.organisation for one in invitations.with_ids(tx, {one.invitation_id or 0 for one in others})}
    yield from ((one, whose[one.invitation_id or 0]) for one in others)
