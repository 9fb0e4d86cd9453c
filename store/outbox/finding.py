"""Letters by what they are about, and every attempt of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from domain.letter import DeliveryState, Letter
from store.database.mapping import chunked, one_of, to_value
from store.database.remembered import Recall
from store.outbox.rows import ATTEMPT, LETTER, NOT_ITS_OWN, VALUE_COLUMNS, is_in

_BY_ID, _BY_TAG, _BY_ORGANISATION, _BY_STUDY, _BY_MAILING, _BY_STATE = (
    one_of(LETTER, column, "id", without=NOT_ITS_OWN) for column in ("id", "tag", "organisation", "study", "mailing", "state")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One line of a letter's history; for `account`, `relay`, `tls` and `transport` see `domain.letter.Route`."""

    letter_id: int
    at: datetime
    outcome: str
    stage: str
    code: int | None
    text: str
    account: str | None = None
    relay: str | None = None
    tls: str | None = None
    transport: str | None = None


def with_ids(tx: Connection, ids: Iterable[int]) -> tuple[Letter, ...]:
    """Return the letters with these numbers, in the order of planning."""
    return _find(tx, _BY_ID, ids)


def with_tags(tx: Connection, tags: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters with these tags, in the order of planning."""
    return tuple(sorted(_OF_TAG(tx, tags), key=lambda one: one.id))


def of_organisations(tx: Connection, codes: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters to these organisations, of whatever study, in the order of planning."""
    return _find(tx, _BY_ORGANISATION, codes)


def colleagues(tx: Connection, letters: Sequence[Letter]) -> dict[int, frozenset[str]]:
    """Return to whom else at its organisation each letter's mailing has left, or is to leave: addresses in lower case, by letter."""
    found: dict[tuple[str, str | None, str | None], set[str]] = {}
    asked = select(LETTER.c.study, LETTER.c.mailing, LETTER.c.organisation, LETTER.c.address).where(
        is_in(DeliveryState.QUEUED, DeliveryState.DEFERRED, DeliveryState.SENDING, DeliveryState.SENT), LETTER.c.mailing.is_not(None)
    )
    for some in chunked({one.organisation for one in letters if one.organisation}):
        for row in tx.execute(asked.where(LETTER.c.organisation.in_(some))):
            found.setdefault((row.study, row.mailing, row.organisation), set()).add(row.address.lower())
    return {one.id: frozenset(found.get((one.study, one.mailing, one.organisation), ())) - {one.address.lower()} for one in letters}


def of_studies(tx: Connection, studies: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters of these studies, in the order of planning."""
    return _find(tx, _BY_STUDY, studies)


def of_mailings(tx: Connection, names: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters of mailings of these names, of whatever study, in the order of planning."""
    return _find(tx, _BY_MAILING, names)


def passed_on(tx: Connection, sha256: str) -> tuple[Letter, ...]:
    """Return the letters by which the message with these bytes was passed on, in the order of planning."""
    causes = LETTER.c.cause.like(f"passed_on:{sha256}:%")
    return tuple(to_value(Letter, row) for row in tx.execute(select(LETTER).where(causes).order_by(LETTER.c.id)).mappings())


def planned_of(tx: Connection, study: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of these mailings of a study of which a letter was planned, in the order given."""
    planned = select(LETTER.c.id).where(LETTER.c.study == study, LETTER.c.mailing == bindparam("name")).limit(1)
    return tuple(name for name in names if tx.scalar(planned, {"name": name}) is not None)


def in_states(tx: Connection, states: Iterable[DeliveryState]) -> tuple[Letter, ...]:
    """Return the letters that are in one of these states, in the order of planning."""
    return _find(tx, _BY_STATE, states)


def _find(tx: Connection, asked: Select[Any], values: Iterable[object]) -> tuple[Letter, ...]:
    rows = [row for some in chunked(values) for row in tx.execute(asked, {"values": some}).mappings()]
    return tuple(to_value(Letter, row) for row in sorted(rows, key=lambda row: row["id"]))


_OF_TAG = Recall[str, Letter](lambda tx, tags: ((one.tag, one) for one in _find(tx, _BY_TAG, tags)), {"letter": "tag"})


def in_state(tx: Connection, state: DeliveryState, study: str | None = None, limit: int | None = None) -> tuple[Letter, ...]:
    """Return the letters in this state, of a study or of all, in the order of planning."""
    of_study = () if study is None else (LETTER.c.study == study,)
    chosen = select(*VALUE_COLUMNS).where(LETTER.c.state == state.value, *of_study).order_by(LETTER.c.id).limit(limit)
    return tuple(to_value(Letter, row) for row in tx.execute(chosen).mappings())


def count(tx: Connection, state: DeliveryState, study: str | None = None) -> int:
    """Return how many letters are in this state, of a study or of all."""
    of_study = () if study is None else (LETTER.c.study == study,)
    return tx.scalar(select(func.count()).select_from(LETTER).where(LETTER.c.state == state.value, *of_study)) or 0


def to_addresses(tx: Connection, addresses: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters to any of these addresses, whatever the case of their letters is, in the order of planning."""
    lower = func.lower(LETTER.c.address)
    asked = (select(*VALUE_COLUMNS).where(lower.in_([one.lower() for one in some])) for some in chunked(addresses))
    rows = (row for chosen in asked for row in tx.execute(chosen.order_by(LETTER.c.id)).mappings())
    return tuple(to_value(Letter, row) for row in rows)


def attempts(tx: Connection, letter_ids: Iterable[int]) -> tuple[Attempt, ...]:
    """Return every attempt of these letters, in order."""
    asked = (select(ATTEMPT).where(ATTEMPT.c.letter_id.in_(some)) for some in chunked(letter_ids))
    rows = [row for chosen in asked for row in tx.execute(chosen).mappings()]
    return tuple(to_value(Attempt, row) for row in sorted(rows, key=lambda row: row["id"]))
