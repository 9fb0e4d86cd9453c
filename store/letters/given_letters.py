"""Which letters of mailings the people of some organisations were given before, by whatever cause."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from domain.letter import DeliveryState, LetterKind
from store.database.mapping import chunked
from store.outbox import LetterRow

_letter = LetterRow.__table__  # type: ignore[attr-defined]
_COLUMNS = [_letter.c[name] for name in ("organisation", "address", "mailing", "cause", "state", "study", "kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLetter:
    """One letter of a mailing that stands in the outbox, whatever became of it; `address` is in lower case."""

    organisation: str
    address: str
    mailing: str
    cause: str
    state: DeliveryState


def given(tx: Connection, study: str, mailings: Collection[str], codes: Iterable[str]) -> Iterator[GivenLetter]:
    """Yield the letters of these mailings of a study to these organisations, those too that somebody asked for by a message."""
    # By the organisations alone: asked for the study and the mailing as well, SQLite would go through all letters of the study each time.
    for some in chunked(codes):
        for row in tx.execute(select(*_COLUMNS).where(_letter.c.organisation.in_(some))):
            if row.study == study and row.kind == LetterKind.MAILING.value and row.mailing in mailings:
                state = DeliveryState(row.state)
                address = row.address.lower()
                yield GivenLetter(organisation=row.organisation, address=address, mailing=row.mailing, cause=row.cause, state=state)
