"""The cases of an organisation: those about it, and those about another whose workbook its contact sent."""

from __future__ import annotations

from collections.abc import Iterator

from store import Transaction, held_elsewhere, holds, invitations
from store.cases.holds import Held


def cases_of(tx: Transaction, invitation_id: int) -> Iterator[tuple[Held, str]]:
    """Yield each with the code of the other organisation that it is about, or "" where it is about this one; first those about this one."""
    yield from ((one, "") for one in holds.of_invitations(tx, [invitation_id]))
    others = holds.with_ids(tx, held_elsewhere.cases(tx, invitation_id))
    whose = {one.id: one.organisation for one in invitations.with_ids(tx, {one.invitation_id or 0 for one in others})}
    yield from ((one, whose[one.invitation_id or 0]) for one in others)
