"""In whose hands messages are that wait to be understood: several readers share them by their leases."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select, update

from store.database import leases
from store.database.mapping import to_value
from store.intake.messages import Message, MessageRow

_message = MessageRow.__table__  # type: ignore[attr-defined]


def claim(tx: Connection, fence: int, limit: int, after: int = 0) -> tuple[Message, ...]:
    """Return such messages as `pending` that are in nobody's hands, and put them into the hands of the lease with this number.

    What another reader claims in this moment is passed over.
    """
    free = (_message.c.state == "pending", _message.c.id > after, leases.ended(tx, _message.c.lease))
    chosen = select(_message).where(*free).order_by(_message.c.id).limit(limit).with_for_update(skip_locked=True, of=_message)
    found = tuple(to_value(Message, row) for row in tx.execute(chosen).mappings())
    if found:
        tx.execute(update(_message).where(_message.c.id.in_([one.id for one in found])).values(lease=fence))
    return found


def claimed(tx: Connection, fence: int, ids: Collection[int]) -> frozenset[int]:
    """Return which of these messages wait, and are in the hands of the lease with this number; none where that has ended.

    They stay so until the transaction ends.
    """
    if not leases.holds(tx, fence):
        return frozenset()
    its = (_message.c.id.in_(list(ids)), _message.c.state == "pending", _message.c.lease == fence)
    return frozenset(tx.scalars(select(_message.c.id).where(*its).order_by(_message.c.id).with_for_update()))


def let_go(tx: Connection, ids: Collection[int]) -> None:
    """Take those of these messages that wait out of anybody's hands."""
    tx.execute(update(_message).where(_message.c.id.in_(list(ids)), _message.c.state == "pending").values(lease=None))


def in_other_hands(tx: Connection, fence: int, before: int) -> bool | None:
    """Say whether a message whose id is less than `before` waits in the hands of another reader; None where that reader has died."""
    theirs = (_message.c.state == "pending", _message.c.id < before, _message.c.lease.is_not(None), _message.c.lease != fence)
    dead = leases.ended(tx, _message.c.lease).label("dead")
    found = tx.execute(select(dead).where(*theirs).order_by(dead.desc()).limit(1)).first()
    return False if found is None else None if found.dead else True
