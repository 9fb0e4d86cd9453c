"""What was given to the questions of a study once and stays: the names of their columns in exports, and the numbers of their codes."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select
from sqlmodel import Field

from store.database.declarations import StoredRow
from store.database.upserting import upsert


class FrozenRow(StoredRow, table=True):
    """A name or a number, by what it stands for (`name=employees`, `code victim=yes`, `missing=n/a`)."""

    __tablename__ = "frozen_name"
    study: str = Field(primary_key=True)
    stands_for: str = Field(primary_key=True)
    name: str


_frozen = FrozenRow.__table__  # type: ignore[attr-defined]


def names(tx: Connection, study: str) -> dict[str, str]:
    """Return the names and numbers that were given in a study, in a fixed order."""
    chosen = select(_frozen.c.stands_for, _frozen.c.name).where(_frozen.c.study == study).order_by(_frozen.c.stands_for)
    return {row.stands_for: row.name for row in tx.execute(chosen)}


def keep(tx: Connection, study: str, given: Mapping[str, str]) -> None:
    """Keep names for ever; what has one already keeps that."""
    upsert(tx, _frozen, [{"study": study, "stands_for": what, "name": name} for what, name in given.items()], update=False)
