"""What happened to the cases of a study and stands in no other table for good; the report on quality tells it of whoever was erased, too.

A file that brought no answers is told in a letter, and what was known by a contact goes with the contact. Each is a fact of its own here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlmodel import Field

from domain.quality import CaseEvent, EventSource
from store.database.declarations import StoredRow
from store.database.mapping import Instant, chunked
from store.database.upserting import upsert


class CaseEventRow(StoredRow, table=True):
    """An event of a case (a value of `domain.quality.CaseEvent`), with the record of it (as in `message 12`, or "") and when it was."""

    __tablename__ = "case_event"
    invitation_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    event: str = Field(primary_key=True)
    record: str = Field(primary_key=True, index=True)
    study: str = Field(index=True)
    at: datetime | None = Field(sa_type=Instant)


BY_CONTACTS = (CaseEvent.SENT, CaseEvent.UNSUBSCRIBED, CaseEvent.UNDELIVERABLE, CaseEvent.AWAY)
_event = CaseEventRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event of one case in a study, and where it is recorded."""

    invitation_id: int
    study: str
    event: CaseEvent
    source: EventSource


def keep(tx: Connection, happened: Iterable[Happened]) -> None:
    """Keep these; what is known is kept once."""
    rows = [
        {
            "invitation_id": one.invitation_id,
            "event": one.event.value,
            "record": one.source.record,
            "study": one.study,
            "at": one.source.at,
        }
        for one in happened
    ]
    upsert(tx, _event, rows)


def forget_contacts(tx: Connection, invitation_ids: Collection[int]) -> None:
    """Remove what is kept of these cases by contacts that were erased before: others came in their place, and go as well."""
    for some in chunked(invitation_ids):
        tx.execute(delete(_event).where(_event.c.invitation_id.in_(some), _event.c.event.in_(BY_CONTACTS)))


def forget(tx: Connection, record: str) -> None:
    """Remove what this record brought: it is read again, and says what it brings today."""
    tx.execute(delete(_event).where(_event.c.record == record))


def of_study(tx: Connection, study: str, only: Collection[int] | None = None) -> dict[int, dict[CaseEvent, EventSource]]:
    """Return what is kept of a study, by its invitations: of each kind of event the newest; `only` names those that are asked for."""
    chosen = select(_event).order_by(_event.c.at, _event.c.record)
    # By the invitations alone, each of which is of one study: asked for that as well, SQLite would go through all events of the study.
    wanted = [_event.c.study == study] if only is None else [_event.c.invitation_id.in_(some) for some in chunked(only)]
    found: dict[int, dict[CaseEvent, EventSource]] = {}
    for row in (row for one in wanted for row in tx.execute(chosen.where(one))):
        found.setdefault(row.invitation_id, {})[CaseEvent(row.event)] = EventSource(row.at, row.record)
    return found
