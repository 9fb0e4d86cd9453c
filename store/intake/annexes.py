"""Annexes as rows; their bytes are in the archive, by SHA-256."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, UniqueConstraint, func, insert, select, update
from sqlmodel import Field

from domain.annex import Annex
from store.database.declarations import StoredRow
from store.database.mapping import chunked, to_row, to_value
from store.database.remembered import Recall
from store.intake.messages import MessageRow


class AnnexRow(StoredRow, table=True):
    """One file beside the workbooks of an organisation. Its `name` holds all under which it came, each in a line of its own."""

    __tablename__ = "annex"
    __table_args__ = (UniqueConstraint("invitation_id", "sha256"),)
    id: int | None = Field(default=None, primary_key=True)
    study: str = Field(index=True)
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    message_id: int = Field(index=True)
    name: str
    sha256: str
    size: int
    kind: str


_BETWEEN = "\n"  # Names of one file.
_MOST_NAMES = 20  # Of one file: whoever sends it again and again under new names fills no table.
_annex, _message = AnnexRow.__table__, MessageRow.__table__  # type: ignore[attr-defined]


def keep(tx: Connection, one: Annex) -> bool:
    """Keep an annex, and say whether it is new; the same file of the same organisation is kept once.

    It is the newest message's that brought it, so that it does not go with an older one. Another name of it is kept behind the first.
    """
    same = (_annex.c.invitation_id == one.invitation_id, _annex.c.sha256 == one.sha256)
    row = to_row(replace(one, name=_one_line(one.name)), without=frozenset({"id", "received_at", "also"}))
    before = tx.scalar(select(_annex.c.name).where(*same))
    if before is None:
        tx.execute(insert(_annex), row)
        return True
    tx.execute(update(_annex).where(*same, _annex.c.message_id < one.message_id).values(message_id=one.message_id))
    names = before.split(_BETWEEN)
    if row["name"] not in names and len(names) < _MOST_NAMES:
        tx.execute(update(_annex).where(*same).values(name=_BETWEEN.join((*names, row["name"]))))
    return False


def _one_line(name: str) -> str:
    """Return a name as it is kept: what parts two of them stands in none."""
    return " ".join(name.split(_BETWEEN))


def of_study(tx: Connection, study: str) -> Iterator[Annex]:
    """Yield the annexes of a study, organisation by organisation, oldest first; a bounded number is in memory."""
    ids = tx.scalars(select(_annex.c.id).where(_annex.c.study == study).order_by(_annex.c.invitation_id, _annex.c.id)).all()
    for some in chunked(ids):
        yield from _find(tx, _annex.c.id.in_(some))


def of_invitations(tx: Connection, invitation_ids: Iterable[int]) -> tuple[Annex, ...]:
    """Return the annexes of these organisations in a study, oldest first."""
    return tuple(sorted(_OF_INVITATION(tx, invitation_ids), key=lambda one: (one.invitation_id, one.id)))


def count_since(tx: Connection, study: str, since: datetime | None, only: Collection[int] | None = None) -> int:
    """Return how many annexes of a study came after a moment, or at all where there is none; `only` those of these organisations."""
    chosen = select(func.count()).select_from(_annex.join(_message, _message.c.id == _annex.c.message_id)).where(_annex.c.study == study)
    later = chosen if since is None else chosen.where(_message.c.received_at > since)
    some = [later] if only is None else [later.where(_annex.c.invitation_id.in_(part)) for part in chunked(only)]
    return sum(tx.scalar(one) or 0 for one in some)


def brought_by(tx: Connection, message_ids: Collection[int]) -> frozenset[str]:
    """Return the SHA-256 of the annexes that these messages brought."""
    asked = (select(_annex.c.sha256).where(_annex.c.message_id.in_(some)) for some in chunked(message_ids))
    return frozenset(one for chosen in asked for one in tx.scalars(chosen))


def bringers(tx: Connection) -> Iterator[tuple[str, int]]:
    """Yield the SHA-256 of each annex, and the message that brought it."""
    yield from ((row.sha256, row.message_id) for row in tx.execute(select(_annex.c.sha256, _annex.c.message_id)))


def _find(tx: Connection, which: Any) -> Iterator[Annex]:
    columns: Select[Any] = select(_annex, _message.c.received_at).join(_message, _message.c.id == _annex.c.message_id)
    rows = tx.execute(columns.where(which).order_by(_annex.c.invitation_id, _annex.c.id)).mappings()
    for row in rows:
        name, *also = row["name"].split(_BETWEEN)
        yield to_value(Annex, {**row, "name": name, "also": tuple(also)})


# When a message came does not change, so that what is written of messages is no reason to ask again.
_OF_INVITATION = Recall[int, Annex](
    lambda tx, ids: ((one.invitation_id, one) for some in chunked(ids) for one in _find(tx, _annex.c.invitation_id.in_(some))),
    {"annex": "invitation_id"},
)
