"""Workbooks that wait for a decision with another organisation than that of whoever sent them, which is not reminded meanwhile.

It is an event of the sender's case that its message brought (see `store.case_events`), and holds as long as a case about that message's
workbook waits.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, text

from domain.case import CaseKind
from domain.quality import CaseEvent
from store.mapping import chunked

# What is rare comes first: SQLite goes through joins that are called CROSS in their order.
_WAITING = f"""FROM case_event k CROSS JOIN hold h
WHERE k.event = '{CaseEvent.HELD}' AND h.study = k.study AND h.decision IS NULL AND h.kind = '{CaseKind.WORKBOOK}'
AND k.record = 'message ' || h.message_id AND h.invitation_id <> k.invitation_id"""
# Said of an invitation that is called `i`.
HELD_ELSEWHERE = f"EXISTS (SELECT 1 {_WAITING} AND k.invitation_id = i.id)"
_AMONG = text(f"SELECT DISTINCT k.invitation_id {_WAITING} AND k.invitation_id IN :ids").bindparams(bindparam("ids", expanding=True))


def among(tx: Connection, invitation_ids: Collection[int]) -> frozenset[int]:
    """Return those of these invitations whose organisations sent a workbook that waits with another."""
    return frozenset(number for some in chunked(invitation_ids) for number in tx.scalars(_AMONG, {"ids": list(some)}))
