"""Who may use the console: people with their roles, where they are signed in, and the links that let them choose a password.

Sessions and links are known by a hash of their secret alone: whoever reads the database cannot sign in with what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, UniqueConstraint, delete, func, insert, select, update
from sqlmodel import Field

from domain.desk import DeskIdentity, DeskRole, DeskUser
from store.database.declarations import StoredRow
from store.database.mapping import Instant
from store.database.upserting import upsert


class DeskUserRow(StoredRow, table=True):
    """A person who may sign in; `password` is its argon2id hash, None until they chose one."""

    __tablename__ = "desk_user"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    password: str | None


class DeskRoleRow(StoredRow, table=True):
    """What a person may do in a study; `study` is "" for all of them."""

    __tablename__ = "desk_role"
    user_id: int = Field(primary_key=True, foreign_key="desk_user.id", sa_column_kwargs={"autoincrement": False})
    study: str = Field(primary_key=True)
    role: str


class DeskSessionRow(StoredRow, table=True):
    """Where somebody is signed in; `id` is the SHA-256 of the secret that their browser has."""

    __tablename__ = "desk_session"
    id: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="desk_user.id", index=True)
    begun_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)


class DeskIdentityRow(StoredRow, table=True):
    """Who a person is at a provider of single sign-on; nobody else here is that."""

    __tablename__ = "desk_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    user_id: int = Field(primary_key=True, foreign_key="desk_user.id", sa_column_kwargs={"autoincrement": False})
    issuer: str
    subject: str
    called: str
    bound_at: datetime = Field(sa_type=Instant)


class DeskLinkRow(StoredRow, table=True):
    """A link that is followed once, to choose how to sign in; without a user, to become the first one."""

    __tablename__ = "desk_link"
    id: str = Field(primary_key=True)
    user_id: int | None = Field(foreign_key="desk_user.id", index=True)
    until: datetime = Field(sa_type=Instant)


_user, _role = DeskUserRow.__table__, DeskRoleRow.__table__  # type: ignore[attr-defined]
_session, _link = DeskSessionRow.__table__, DeskLinkRow.__table__  # type: ignore[attr-defined]
_identity = DeskIdentityRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class DeskSession:
    """Somebody who is signed in: since when, and when they last asked for anything."""

    user: DeskUser
    begun_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class DeskLink:
    """A link that was not followed yet; `user_id` is None where it makes the first user."""

    user_id: int | None
    until: datetime


def users(tx: Connection, name: str | None = None, number: int | None = None) -> tuple[DeskUser, ...]:
    """Return who may sign in, by name; only the one of this name or number where it is given."""
    bound = _identity.c.issuer, _identity.c.subject, _identity.c.called
    asked = select(_user, *bound).outerjoin(_identity, _identity.c.user_id == _user.c.id).order_by(_user.c.name)
    asked = asked if name is None else asked.where(_user.c.name == name)
    asked = asked if number is None else asked.where(_user.c.id == number)
    found = tx.execute(asked).all()
    roles: dict[int, dict[str, DeskRole]] = {}
    for row in tx.execute(select(_role).where(_role.c.user_id.in_([one.id for one in found]))):
        roles.setdefault(row.user_id, {})[row.study] = DeskRole(row.role)
    return tuple(
        DeskUser(id=one.id, name=one.name, has_password=one.password is not None, identity=_identity_in(one), roles=roles.get(one.id, {}))
        for one in found
    )


def _identity_in(row: Row[Any]) -> DeskIdentity | None:
    return None if row.issuer is None else DeskIdentity(issuer=row.issuer, subject=row.subject, called=row.called)


def any_user(tx: Connection) -> bool:
    """Say whether anybody can sign in yet."""
    known = select(func.count()).select_from(_user).outerjoin(_identity, _identity.c.user_id == _user.c.id)
    return bool(tx.scalar(known.where(_user.c.password.is_not(None) | _identity.c.user_id.is_not(None))))


def password(tx: Connection, name: str) -> tuple[int, str] | None:
    """Return the number of a person and the hash of their password; None where there is nobody of this name, or no password yet."""
    row = tx.execute(select(_user.c.id, _user.c.password).where(_user.c.name == name)).first()
    return (row.id, row.password) if row and row.password else None


def add(tx: Connection, name: str, study: str, role: DeskRole) -> int:
    """Put a person on record, or give one who is there a role in a study; return their number."""
    upsert(tx, _user, [{"name": name, "password": None}], update=False)
    number = int(tx.execute(select(_user.c.id).where(_user.c.name == name)).scalar_one())
    upsert(tx, _role, [{"user_id": number, "study": study, "role": role.value}])
    return number


def remove(tx: Connection, number: int) -> None:
    """Take a person off the record; they are signed out everywhere."""
    for table in (_session, _link, _role, _identity):
        tx.execute(delete(table).where(table.c.user_id == number))
    tx.execute(delete(_user).where(_user.c.id == number))


def set_password(tx: Connection, number: int, hashed: str) -> None:
    """Let a person come in by this password, and by nothing else; whoever is signed in otherwise is signed out."""
    unbind(tx, number)
    tx.execute(delete(_link).where(_link.c.user_id.is_(None)))  # Nobody becomes the first user once somebody comes in.
    tx.execute(update(_user).where(_user.c.id == number).values(password=hashed))


def bind(tx: Connection, number: int, identity: DeskIdentity, now: datetime) -> None:
    """Let a person come in as who they are elsewhere, and by nothing else; whoever is signed in otherwise is signed out."""
    unbind(tx, number)
    tx.execute(delete(_link).where(_link.c.user_id.is_(None)))
    tx.execute(update(_user).where(_user.c.id == number).values(password=None))
    facts = {"issuer": identity.issuer, "subject": identity.subject, "called": identity.called, "bound_at": now}
    tx.execute(insert(_identity).values(user_id=number, **facts))


def unbind(tx: Connection, number: int) -> None:
    """Let a person not come in any more as who they are elsewhere; they are signed out everywhere."""
    for table in (_session, _identity):
        tx.execute(delete(table).where(table.c.user_id == number))


def bound(tx: Connection, identity: DeskIdentity) -> int | None:
    """Return the number of the person who is this elsewhere, or None where nobody here is."""
    chosen = select(_identity.c.user_id).where(_identity.c.issuer == identity.issuer, _identity.c.subject == identity.subject)
    return tx.scalar(chosen)


def begin(tx: Connection, session: str, number: int, now: datetime, oldest: datetime) -> None:
    """Sign somebody in; sessions that began before `oldest` are over, and are forgotten."""
    tx.execute(delete(_session).where(_session.c.begun_at < oldest))
    tx.execute(insert(_session).values(id=session, user_id=number, begun_at=now, seen_at=now))


def session(tx: Connection, hashed: str) -> DeskSession | None:
    """Return who is signed in with a secret of this hash."""
    row = tx.execute(select(_session).where(_session.c.id == hashed)).first()
    found = users(tx, number=row.user_id) if row else ()
    return DeskSession(found[0], row.begun_at, row.seen_at) if row and found else None


def seen(tx: Connection, hashed: str, now: datetime) -> None:
    """Remember when somebody who is signed in last asked for anything."""
    tx.execute(update(_session).where(_session.c.id == hashed).values(seen_at=now))


def end(tx: Connection, hashed: str) -> None:
    """Sign somebody out."""
    tx.execute(delete(_session).where(_session.c.id == hashed))


def keep_link(tx: Connection, hashed: str, number: int | None, until: datetime) -> None:
    """Keep a link, in the place of those that were given for the same person before."""
    mine = _link.c.user_id.is_(None) if number is None else _link.c.user_id == number
    tx.execute(delete(_link).where(mine))
    tx.execute(insert(_link).values(id=hashed, user_id=number, until=until))


def link(tx: Connection, hashed: str) -> DeskLink | None:
    """Return the link whose secret has this hash."""
    row = tx.execute(select(_link).where(_link.c.id == hashed)).first()
    return DeskLink(row.user_id, row.until) if row else None


def use_link(tx: Connection, hashed: str) -> bool:
    """Let a link be followed no more. Say whether it could be until now: only who is told so may go on."""
    return tx.execute(delete(_link).where(_link.c.id == hashed)).rowcount == 1
