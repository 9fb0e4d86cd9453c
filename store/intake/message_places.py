"""Places in mailboxes: where each message lies, which were dealt with, and from which one is still to be moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import BigInteger, Connection, Integer, bindparam, select, update
from sqlmodel import Field

from domain.ports import Location
from store.database.declarations import StoredRow
from store.database.mapping import to_row, to_value
from store.database.upserting import upsert
from store.intake.messages import MessageRow


class LocationRow(StoredRow, table=True):
    """A place in a mailbox that was dealt with. `message_id` is None for mail of others in a shared mailbox, which is left alone.

    `filed` says that nothing is left to move: the message was moved, or is mail of others. So the few that wait are found by its index.
    """

    __tablename__ = "location"
    mailbox: str = Field(primary_key=True)
    folder: str = Field(primary_key=True)
    uidvalidity: int = Field(primary_key=True, sa_type=BigInteger().with_variant(Integer(), "sqlite"))
    uid: str = Field(primary_key=True)
    message_id: int | None
    filed: bool = Field(index=True)


_message, _location = MessageRow.__table__, LocationRow.__table__  # type: ignore[attr-defined]
_KNOWN = select(_location.c.uid).where(
    *(_location.c[name] == bindparam(name) for name in ("mailbox", "folder", "uidvalidity")),
    _location.c.uid.in_(bindparam("uids", expanding=True)),
    _location.c.filed.is_(False) | _location.c.message_id.is_(None),
)
_SAY_FILED = update(_location).where(*(column == bindparam(f"its_{column.name}") for column in _location.primary_key)).values(filed=True)


def known(tx: Connection, places: Sequence[Location]) -> frozenset[Location]:
    """Return which of these places were dealt with; one from which the message was moved holds another one now, and is not among them.

    Each place is a parameter of a statement: some hundreds at once (see `domain.ports.Known`). The primary key finds them.
    """
    found: set[Location] = set()
    for (mailbox, folder, uidvalidity), some in groupby(places, lambda place: (place.mailbox, place.folder, place.uidvalidity)):
        asked = {"mailbox": mailbox, "folder": folder, "uidvalidity": uidvalidity, "uids": [place.uid for place in some]}
        found.update(Location(mailbox, folder, uidvalidity, uid) for uid in tx.scalars(_KNOWN, asked))
    return frozenset(found)


def waits(tx: Connection, place: Location) -> bool:
    """Say whether the message that came from this place still waits to be understood."""
    joined = select(_message.c.id).join(_location, _location.c.message_id == _message.c.id)
    there = (_location.c[name] == value for name, value in to_row(place).items())
    return tx.execute(joined.where(_message.c.state == "pending", *there)).first() is not None


def unfiled(tx: Connection) -> dict[Location, str]:
    """Return the places whose message is kept, but was not yet moved on the server, with the hashes of their messages."""
    chosen = select(_location, _message.c.sha256).join(_message, _message.c.id == _location.c.message_id)
    return {to_value(Location, row): row["sha256"] for row in tx.execute(chosen.where(_location.c.filed.is_(False))).mappings()}


def take_in(tx: Connection, found: Sequence[tuple[Location, str, datetime]]) -> int:
    """Record messages by place, hash of their bytes, and time; bytes that are known make no new message. Return how many are new."""
    rows = [
        {"sha256": sha256, "received_at": at, "state": "pending", "effects": []}
        | dict.fromkeys(("kind", "rule", "why", "sender", "subject", "study", "invitation_id", "server"))
        for _, sha256, at in found
    ]
    new = upsert(tx, _message, rows, update=False)
    hashes = [sha256 for _, sha256, _ in found]
    ids = {row.sha256: row.id for row in tx.execute(select(_message.c.sha256, _message.c.id).where(_message.c.sha256.in_(hashes)))}
    upsert(tx, _location, [{**to_row(place), "message_id": ids[sha256], "filed": False} for place, sha256, _ in found])
    return new


def leave(tx: Connection, locations: Iterable[Location]) -> None:
    """Remember mail of others in a shared mailbox, so that it is not read again."""
    upsert(tx, _location, [{**to_row(place), "message_id": None, "filed": True} for place in locations], update=False)


def filed(tx: Connection, locations: Iterable[Location]) -> None:
    """Record that these were moved on the server."""
    rows = [{f"its_{name}": value for name, value in to_row(place).items()} for place in locations]
    if rows:
        tx.execute(_SAY_FILED, rows)
