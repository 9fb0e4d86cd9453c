"""How the taking in of mail goes: when each mailbox was taken in, how often it failed since, and how far each folder was looked through."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Connection, Integer, select, text, update
from sqlmodel import Field

from domain.ports import Location, LookedThrough
from store.database.declarations import StoredRow
from store.database.mapping import Instant, to_row, to_value
from store.database.upserting import upsert

# A folder is listed whole as often as this: what a server did against the rules comes to light then.
WHOLE_EACH = timedelta(days=1)


class PollRow(StoredRow, table=True):
    """How the taking in of a mailbox of the settings goes; `done_at` is when it was last taken in to its end, None where it never was.

    After so many `failures` in a row, the last of them for the reason `why`, it is left alone until `next_at`.
    """

    __tablename__ = "poll"
    mailbox: str = Field(primary_key=True)
    done_at: datetime | None = Field(sa_type=Instant)
    failures: int
    next_at: datetime | None = Field(sa_type=Instant)
    why: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class FolderSeenRow(StoredRow, table=True):
    """How far a folder was looked through (see `domain.ports.LookedThrough`), and when it was last listed whole."""

    __tablename__ = "folder_seen"
    mailbox: str = Field(primary_key=True)
    folder: str = Field(primary_key=True)
    uidvalidity: int = Field(sa_type=BigInteger().with_variant(Integer(), "sqlite"))
    below: int = Field(sa_type=BigInteger().with_variant(Integer(), "sqlite"))
    whole_at: datetime = Field(sa_type=Instant)


_poll, _folder = PollRow.__table__, FolderSeenRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How the taking in of a mailbox goes (see `PollRow`)."""

    mailbox: str
    done_at: datetime | None = None
    failures: int = 0
    next_at: datetime | None = None
    why: str = ""


def polls(tx: Connection) -> dict[str, Poll]:
    """Return how the taking in of each mailbox goes that was ever tried, by its name in the settings."""
    return {row["mailbox"]: to_value(Poll, row) for row in tx.execute(select(_poll)).mappings()}


def put(tx: Connection, poll: Poll) -> None:
    """Keep how the taking in of a mailbox goes."""
    upsert(tx, _poll, [to_row(poll)])


def seen(tx: Connection, now: datetime) -> tuple[LookedThrough, ...]:
    """Return how far the folders were looked through that were listed whole lately; the others are to be listed whole again."""
    lately = (_folder.c.whole_at > now - WHOLE_EACH, _folder.c.whole_at <= now)
    columns = (_folder.c.mailbox, _folder.c.folder, _folder.c.uidvalidity, _folder.c.below)
    return tuple(to_value(LookedThrough, row) for row in tx.execute(select(*columns).where(*lately)).mappings())


def look(tx: Connection, reached: Iterable[LookedThrough], before: Collection[LookedThrough], now: datetime) -> None:
    """Keep how far folders were looked through at `now`; those that were not among the seen ones `before` were listed whole."""
    began = {(one.mailbox, one.folder, one.uidvalidity) for one in before}
    for one in reached:
        if (one.mailbox, one.folder, one.uidvalidity) in began:
            tx.execute(update(_folder).where(*_is(one.mailbox, one.folder)).values(below=one.below))
        else:
            upsert(tx, _folder, [{**to_row(one), "whole_at": now}])


def look_again(tx: Connection, places: Collection[Location]) -> None:
    """Let the folders of these places be listed whole at the next collect: what lies there is not what was believed."""
    for mailbox, folder in {(place.mailbox, place.folder) for place in places}:
        tx.execute(_folder.delete().where(*_is(mailbox, folder)))


def _is(mailbox: str, folder: str) -> tuple[ColumnElement[bool], ...]:
    return (_folder.c.mailbox == mailbox, _folder.c.folder == folder)
