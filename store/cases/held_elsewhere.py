"""Workbooks that are held with another organisation than that of whoever sent them, which is not reminded as long as they wait.

It is an event of the sender's case that its message brought (see `store.cases.case_events`), and holds as long as a case about that
message's workbook waits.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, text

from domain.case import CaseKind
from domain.quality import CaseEvent
from store.database.mapping import chunked

# What is rare comes first: SQLite goes through joins that are called CROSS in their order. It takes an index by a bare column, and would
# take one that has all workbook cases that there ever were, or all that wait in the study: `|| ''` leaves it that of the message.
# The message is said from both sides, as PostgreSQL goes from the few cases that wait to the events of their messages, by the record; the
# nought before its number leaves one also where a record is blank, since PostgreSQL may look at the number before it looks at the event.
_HELD = f"""FROM case_event k CROSS JOIN hold h
WHERE k.event = '{CaseEvent.HELD}'
AND k.record = 'message ' || h.message_id AND h.message_id = CAST('0' || substr(k.record, {len("message ") + 1}) AS INTEGER)
AND h.study || '' = k.study AND h.kind || '' = '{CaseKind.WORKBOOK}' AND h.invitation_id <> k.invitation_id"""
_WAITING = f"{_HELD} AND h.decision IS NULL"
# Said of an invitation that is called `i`.
HELD_ELSEWHERE = f"EXISTS (SELECT 1 {_WAITING} AND k.invitation_id = i.id)"
_AMONG = text(f"SELECT DISTINCT k.invitation_id {_WAITING} AND k.invitation_id IN :ids").bindparams(bindparam("ids", expanding=True))
_CASES = text(f"SELECT h.id {_HELD} AND k.invitation_id = :id")


def among(tx: Connection, invitation_ids: Collection[int]) -> frozenset[int]:
    """Return those of these invitations whose organisations sent a workbook that waits with another."""
    return frozenset(number for some in chunked(invitation_ids) for number in tx.scalars(_AMONG, {"ids": list(some)}))


def cases(tx: Connection, invitation_id: int) -> frozenset[int]:
    """Return the numbers of the cases about workbooks that an organisation sent and that are or were held with another."""
    return frozenset(tx.scalars(_CASES, {"id": invitation_id}))
