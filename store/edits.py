"""Desk edits as rows. The journal has their numbers alone, so that what was answered can be erased and its chain still holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Index, Select, func, insert, select, update
from sqlmodel import Field, SQLModel

from domain.answer import AnswerValue
from domain.edit import Edit
from domain.letter import EDIT, Letter
from store.mapping import chunked, decode_answer, encode_answer


class EditRow(SQLModel, table=True):
    """One edit of one answer; `stands` is what the decisions in force come to."""

    __tablename__ = "edit"
    __table_args__ = (Index("ix_edit_study", "study", "stands"),)
    id: int | None = Field(default=None, primary_key=True)
    study: str
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    question: str
    given: str
    before: str
    value: str
    entry: int
    stands: bool


_edit = EditRow.__table__  # type: ignore[attr-defined]
_VALUES = ("given", "before", "value")


def write(tx: Connection, one: Edit) -> int:
    """Keep an edit, and return its number; it stands once it is decided."""
    facts = {"study": one.study, "invitation_id": one.invitation_id, "question": one.question, "entry": 0, "stands": False}
    tx.execute(insert(_edit).values(**facts, **{name: _json(getattr(one, name)) for name in _VALUES}))
    return int(tx.scalar(select(func.max(_edit.c.id))) or 0)


def settle(tx: Connection, number: int, *, entry: int, stands: bool) -> None:
    """Record by which entry an edit was made, and whether it counts now."""
    tx.execute(update(_edit).where(_edit.c.id == number).values(entry=entry, stands=stands))


def with_ids(tx: Connection, ids: Iterable[int]) -> tuple[Edit, ...]:
    """Return the edits with these numbers, in order; one that was erased is not in it."""
    return tuple(one for some in chunked(ids) for one in _edits(tx, select(_edit).where(_edit.c.id.in_(some))))


def of_invitations(tx: Connection, invitation_ids: Iterable[int]) -> tuple[Edit, ...]:
    """Return all edits of the answers of these organisations, in order."""
    return tuple(one for some in chunked(invitation_ids) for one in _edits(tx, select(_edit).where(_edit.c.invitation_id.in_(some))))


def of_study(tx: Connection, study: str) -> tuple[Edit, ...]:
    """Return all edits of a study in order, those that do not stand any more as well."""
    return tuple(_edits(tx, select(_edit).where(_edit.c.study == study)))


def told_truly(tx: Connection, letters: Iterable[Letter]) -> frozenset[int]:
    """Return the numbers of those of these letters that tell of an edit which stands."""
    telling = {one.id: one.context[EDIT] for one in letters if EDIT in one.context}
    standing = {
        number
        for some in chunked(set(telling.values()))
        for number in tx.scalars(select(_edit.c.entry).where(_edit.c.entry.in_(some), _edit.c.stands))
    }
    return frozenset(letter for letter, entry in telling.items() if entry in standing)


def _edits(tx: Connection, chosen: Select[Any]) -> list[Edit]:
    return [_value(row) for row in tx.execute(chosen.order_by(_edit.c.id))]


def _value(row: Any) -> Edit:
    return Edit(
        id=row.id,
        study=row.study,
        invitation_id=row.invitation_id,
        question=row.question,
        entry=row.entry,
        stands=row.stands,
        **{name: decode_answer(json.loads(getattr(row, name))) for name in _VALUES},
    )


def _json(value: AnswerValue) -> str:
    return json.dumps(encode_answer(value), ensure_ascii=False)
