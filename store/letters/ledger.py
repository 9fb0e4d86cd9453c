"""The ledger of what was handed over: the recorded bytes of letters, and letters found by what became of them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from domain.errors import OriginalError
from domain.letter import EVIDENCE, DeliveryState, Letter
from store import outbox
from store.archive.originals import Archive
from store.database.mapping import chunked, to_value
from store.letters.departures import DepartureRow
from store.outbox import AttemptRow, LetterRow
from store.outbox.recipe import own_in

_letter, _attempt = LetterRow.__table__, AttemptRow.__table__  # type: ignore[attr-defined]
_departure = DepartureRow.__table__  # type: ignore[attr-defined]
_LEFT = (DeliveryState.SENT.value, DeliveryState.BOUNCED.value)
_KEPT = (_letter.c.id, _letter.c.mail_from, _letter.c.own, _letter.c.sha256, _letter.c.size)
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What was recorded of a letter before DATA: the envelope's sender, the message's header, its SHA-256 and its size in bytes.

    The hash and the size of a letter from before they were recorded are None where a piece of it is gone.
    """

    letter_id: int
    mail_from: str
    header: bytes
    sha256: str | None
    size: int | None

    @property
    def message_id(self) -> str | None:
        """Return the Message-ID with its angle brackets."""
        found = _MESSAGE_ID.search(self.header)
        return found[1].decode(errors="replace") if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which letters are looked for; what is None does not narrow it.

    `since` and `before` bound the time at which a letter was planned or an attempt was made. One that was settled by evidence counts for
    when it left, and not for when it was settled. `domain` is that of its address.
    """

    study: str | None = None
    states: tuple[DeliveryState, ...] | None = None
    mailing: str | None = None
    organisation: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    domain: str | None = None


def handed_over(tx: Connection, archive: Archive, letter_ids: Iterable[int]) -> dict[int, HandedOver]:
    """Return by its number what was recorded of each of these letters that came near DATA; of an erased one, its hash and size."""
    recorded = or_(_letter.c.own.is_not(None), _letter.c.sha256.is_not(None))
    asked = (select(*_KEPT).where(_letter.c.id.in_(some), recorded) for some in chunked(letter_ids))
    return {row.id: _handed_over(tx, archive, row) for chosen in asked for row in tx.execute(chosen)}


def _handed_over(tx: Connection, archive: Archive, row: Any) -> HandedOver:
    sha256, size = (row.sha256, row.size) if row.sha256 is not None else _worked_out(tx, archive, row.id)
    # A message begins with what is its own.
    header = own_in(row.own, row.id).partition(b"\r\n\r\n")[0] if row.own is not None else b""
    return HandedOver(letter_id=row.id, mail_from=row.mail_from, header=header, sha256=sha256, size=size)


def _worked_out(tx: Connection, archive: Archive, letter_id: int) -> tuple[str | None, int | None]:
    try:
        found = outbox.recorded(tx, archive, letter_id)
    except OriginalError:
        return None, None
    return found.fingerprint if found else (None, None)


def find(tx: Connection, wanted: Wanted) -> tuple[Letter, ...]:
    """Return the letters that are wanted, in the order of planning."""
    return outbox.with_ids(tx, tx.scalars(select(_letter.c.id).where(*_conditions(wanted)).order_by(_letter.c.id)).all())


def numbers(tx: Connection, wanted: Wanted) -> array[int]:
    """Return the numbers of the letters that are wanted, in the order of planning: of a million, these alone are held."""
    chosen = select(_letter.c.id).where(*_conditions(wanted)).order_by(_letter.c.id)
    return array("q", tx.scalars(chosen, execution_options={"stream_results": True}))


def last_attempts(tx: Connection, letter_ids: Iterable[int]) -> dict[int, outbox.Attempt]:
    """Return the newest line in the history of each of these letters, by the letter's number."""
    newest = select(func.max(_attempt.c.id)).group_by(_attempt.c.letter_id)
    asked = (select(_attempt).where(_attempt.c.id.in_(newest.where(_attempt.c.letter_id.in_(some)))) for some in chunked(letter_ids))
    found = (to_value(outbox.Attempt, row) for chosen in asked for row in tx.execute(chosen).mappings())
    return {one.letter_id: one for one in found}


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.states is not None:
        yield _letter.c.state.in_([state.value for state in wanted.states])
    for name in ("study", "mailing", "organisation"):
        if (value := getattr(wanted, name)) is not None:
            yield _letter.c[name] == value
    if wanted.domain is not None:
        yield func.lower(_letter.c.address).endswith(f"@{wanted.domain.lower()}", autoescape=True)
    if wanted.since is not None and wanted.before is not None:
        its = _departure.c.letter_id == _letter.c.id
        settled = exists().where(its, _departure.c.at.is_not(None), _departure.c.settled_at == _attempt.c.at, _attempt.c.stage == EVIDENCE)
        of_day = (_attempt.c.at >= wanted.since, _attempt.c.at < wanted.before)
        tried = exists().where(_attempt.c.letter_id == _letter.c.id, *of_day, ~settled.correlate(_letter, _attempt))
        left = _letter.c.state.in_(_LEFT) & exists().where(its, _departure.c.at >= wanted.since, _departure.c.at < wanted.before)
        planned = (_letter.c.planned_at >= wanted.since) & (_letter.c.planned_at < wanted.before)
        yield or_(planned, tried, left)
