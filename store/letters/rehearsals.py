"""What `check` made before, by hashes: a letter that is as it was need not be made again to know that it can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Connection, delete, select
from sqlmodel import Field

from domain.telling import plain, text_of
from store.database.declarations import StoredRow
from store.database.mapping import chunked
from store.database.upserting import upsert


class RehearsedRow(StoredRow, table=True):
    """One letter or template that was made for a look, by the hash of all that it depends on. It says nothing of a person.

    Each fault is its text, or the values of JSON that `domain.telling` reads.
    """

    __tablename__ = "rehearsed"
    study: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    size: int
    workbook: int
    faults: list[Any] = Field(sa_type=JSON)
    spam: float | None = None


_rehearsed = RehearsedRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What was found of one letter: its bytes, those of its workbook (0 without one), and what is wrong with it as sentences.

    `spam` are SpamAssassin's points, for the letters that it was asked about.
    """

    size: int
    workbook: int = 0
    faults: tuple[str, ...] = ()
    spam: float | None = None


def known(tx: Connection, study: str) -> dict[str, Rehearsed]:
    """Return what is remembered of a study's letters, by their hashes."""
    rows = tx.execute(select(_rehearsed).where(_rehearsed.c.study == study))
    return {
        row.sha256: Rehearsed(size=row.size, workbook=row.workbook, faults=tuple(map(text_of, row.faults)), spam=row.spam) for row in rows
    }


def remember(tx: Connection, study: str, found: Mapping[str, Rehearsed]) -> None:
    """Remember these letters."""
    rows = [
        {
            "study": study,
            "sha256": key,
            "size": one.size,
            "workbook": one.workbook,
            "faults": [plain(fault) for fault in one.faults],
            "spam": one.spam,
        }
        for key, one in found.items()
    ]
    upsert(tx, _rehearsed, rows)


def forget(tx: Connection, study: str, hashes: Iterable[str]) -> None:
    """Forget letters that nobody would get any more."""
    for some in chunked(hashes):
        tx.execute(delete(_rehearsed).where(_rehearsed.c.study == study, _rehearsed.c.sha256.in_(some)))
