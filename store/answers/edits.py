"""Desk edits as rows. The journal has their numbers alone, so that what was answered can be erased and its chain still holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Index, Select, func, insert, select, text, update
from sqlmodel import Field

from domain.answer import AnswerValue
from domain.edit import Edit
from domain.letter import EDIT, Letter
from store.database.declarations import StoredRow
from store.database.mapping import chunked, decode_answer, encode_answer, one_of
from store.database.remembered import Recall


class EditRow(StoredRow, table=True):
    """One edit of one answer, in the words of the versions until `version`; `stands` is what the decisions in force come to."""

    __tablename__ = "edit"
    __table_args__ = (Index("ix_edit_study", "study", "stands"),)
    id: int | None = Field(default=None, primary_key=True)
    study: str
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    question: str
    given: str
    before: str
    value: str
    flag: str = Field(sa_column_kwargs={"server_default": text("''")})
    version: int = Field(sa_column_kwargs={"server_default": "1"})
    entry: int
    stands: bool


_edit = EditRow.__table__  # type: ignore[attr-defined]
_VALUES = ("given", "before", "value")
_BY_ID, _BY_INVITATION, _BY_STUDY = (one_of(_edit, column, "id") for column in ("id", "invitation_id", "study"))


def write(tx: Connection, one: Edit) -> int:
    """Keep an edit, and return its number; it stands once it is decided."""
    facts = {"study": one.study, "invitation_id": one.invitation_id, "question": one.question, "flag": one.flag, "version": one.version}
    values = {name: _json(getattr(one, name)) for name in _VALUES}
    tx.execute(insert(_edit).values(**facts, **values, entry=0, stands=False))
    return int(tx.scalar(select(func.max(_edit.c.id))) or 0)


def settle(tx: Connection, number: int, *, entry: int, stands: bool) -> None:
    """Record by which entry an edit was made, and whether it counts now."""
    tx.execute(update(_edit).where(_edit.c.id == number).values(entry=entry, stands=stands))


def with_ids(tx: Connection, ids: Iterable[int]) -> tuple[Edit, ...]:
    """Return the edits with these numbers, in order; one that was erased is not in it."""
    return tuple(one for some in chunked(ids) for one in _edits(tx, _BY_ID, some))


def of_invitations(tx: Connection, invitation_ids: Iterable[int]) -> tuple[Edit, ...]:
    """Return all edits of the answers of these organisations, in order."""
    return tuple(sorted(_OF_INVITATION(tx, invitation_ids), key=lambda one: one.id))


def of_study(tx: Connection, study: str) -> tuple[Edit, ...]:
    """Return all edits of a study in order, those that do not stand any more as well."""
    return tuple(_edits(tx, _BY_STUDY, [study]))


def standing(tx: Connection, entries: Iterable[int]) -> dict[int, bool]:
    """Return of the edits that were made by these entries whether they stand; one that was erased is not in it."""
    asked = (select(_edit.c.entry, _edit.c.stands).where(_edit.c.entry.in_(some)) for some in chunked(entries))
    return {row.entry: bool(row.stands) for chosen in asked for row in tx.execute(chosen)}


def told_truly(tx: Connection, letters: Iterable[Letter]) -> frozenset[int]:
    """Return the numbers of those of these letters that tell of an edit which stands."""
    telling = {one.id: one.context[EDIT] for one in letters if EDIT in one.context}
    stand = standing(tx, {number for number in telling.values() if isinstance(number, int)})
    return frozenset(letter for letter, number in telling.items() if isinstance(number, int) and stand.get(number))


def _edits(tx: Connection, asked: Select[Any], values: Sequence[object]) -> list[Edit]:
    return [_value(row) for row in tx.execute(asked, {"values": values})]


def _value(row: Any) -> Edit:
    return Edit(
        id=row.id,
        study=row.study,
        invitation_id=row.invitation_id,
        question=row.question,
        flag=row.flag,
        version=row.version,
        entry=row.entry,
        stands=row.stands,
        **{name: decode_answer(json.loads(getattr(row, name))) for name in _VALUES},
    )


_OF_INVITATION = Recall[int, Edit](
    lambda tx, ids: ((one.invitation_id, one) for some in chunked(ids) for one in _edits(tx, _BY_INVITATION, some)),
    {"edit": "invitation_id"},
)


def _json(value: AnswerValue) -> str:
    return json.dumps(encode_answer(value), ensure_ascii=False)
