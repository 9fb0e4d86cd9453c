"""Messages as a digest tells them: what each brought, and which addresses it reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from store.answers.submission_states import assigned_elsewhere
from store.answers.submissions import SubmissionRow
from store.intake.messages import MessageRow
from store.letters.delivery_reports import BounceRow

_submission = SubmissionRow.__table__  # type: ignore[attr-defined]
_message, _bounce = MessageRow.__table__, BounceRow.__table__  # type: ignore[attr-defined]

_TOGETHER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message as a digest tells it.

    `brought` are the organisations (invitations) and states of its submissions, oldest first; `bounced` are the addresses that it reports.
    """

    id: int
    received_at: datetime
    kind: str | None
    sender: str | None
    invitation_id: int | None
    brought: tuple[tuple[int, str], ...] = ()
    bounced: tuple[str, ...] = ()


def since(tx: Connection, study: str, when: datetime | None) -> Iterator[tuple[Arrived, ...]]:
    """Yield the messages of a study that came after `when` (all of them where it is None), in the order in which they came in.

    Some hundreds are in memory together.
    """
    chosen = select(_message.c.id, _message.c.received_at, _message.c.kind, _message.c.sender, _message.c.invitation_id)
    later = () if when is None else (_message.c.received_at > when,)
    ordered = chosen.where(_message.c.study == study, *later).order_by(_message.c.id)
    for some in tx.execute(ordered, execution_options={"yield_per": _TOGETHER}).partitions():
        yield tuple(_arrived(tx, some))


def _arrived(tx: Connection, rows: Sequence[Row[Any, Any, Any, Any, Any]]) -> Iterator[Arrived]:
    ids = [row.id for row in rows]
    brought: dict[int, list[tuple[int, str]]] = defaultdict(list)
    of = select(_submission.c.message_id, _submission.c.invitation_id, _submission.c.state).where(_submission.c.message_id.in_(ids))
    of = of.where(~assigned_elsewhere())
    for row in tx.execute(of.order_by(_submission.c.id)):
        brought[row.message_id].append((row.invitation_id, row.state))
    bounced: dict[int, list[str]] = defaultdict(list)
    reports = select(_bounce.c.message_id, _bounce.c.address).where(_bounce.c.message_id.in_(ids))
    for row in tx.execute(reports.order_by(_bounce.c.id)):
        bounced[row.message_id].append(row.address)
    for row in rows:
        yield Arrived(
            id=row.id,
            received_at=row.received_at,
            kind=row.kind,
            sender=row.sender,
            invitation_id=row.invitation_id,
            brought=tuple(brought.get(row.id, ())),
            bounced=tuple(bounced.get(row.id, ())),
        )
