"""Invitations: organisation × study, each with its printed reference and its token."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, UniqueConstraint, func, insert, select, update
from sqlmodel import Field, SQLModel

from domain.errors import ConfigurationError
from domain.reference import new_tag, printed
from domain.submission import Invitation
from store.mapping import one_of, to_value


class InvitationRow(SQLModel, table=True):
    """An invitation. The serial number counts within the study."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("study", "organisation"),)
    id: int | None = Field(default=None, primary_key=True)
    study: str = Field(index=True)
    organisation: str = Field(index=True)
    serial: int
    reference: str = Field(unique=True)
    token: str = Field(unique=True)
    declined: bool


_invitation = InvitationRow.__table__  # type: ignore[attr-defined]
_MANY = 500  # Databases limit how many values one statement may name.


def invite(tx: Connection, study: str, prefix: str, organisations: Iterable[str]) -> None:
    """Give every organisation that has none yet an invitation of its own; ConfigurationError where the prefix is another study's."""
    codes = tuple(organisations)
    if not _without(tx, study, codes):
        return
    if tx.dialect.name == "postgresql":
        # Two processes would give the same serial numbers; SQLite has one writer anyway.
        tx.exec_driver_sql("LOCK TABLE invitation IN SHARE ROW EXCLUSIVE MODE")
    serial = tx.scalar(select(func.coalesce(func.max(_invitation.c.serial), 0)).where(_invitation.c.study == study)) or 0
    rows = [
        {
            "study": study,
            "organisation": code,
            "serial": number,
            "reference": printed(prefix, number),
            "token": new_tag(),
            "declined": False,
        }
        for number, code in enumerate(_without(tx, study, codes), serial + 1)
    ]
    if rows:
        refuse_taken(tx, study, prefix, [str(row["reference"]) for row in rows])
        tx.execute(insert(_invitation), rows)


def refuse_taken(tx: Connection, study: str, prefix: str, references: Sequence[str] = ()) -> None:
    """Raise ConfigurationError where another study has the prefix: its first reference, or one of these."""
    wanted = (printed(prefix, 1), *references)
    for start in range(0, len(wanted), _MANY):
        others = select(_invitation.c.study).where(_invitation.c.reference.in_(wanted[start : start + _MANY]), _invitation.c.study != study)
        if owner := tx.scalar(others.limit(1)):
            raise taken(prefix, owner)


def taken(prefix: str, owner: str) -> ConfigurationError:
    """Return the error for a prefix that is the study `owner`'s: a reference must name one organisation in one study."""
    remedy = 'Give each study a prefix of its own, as in prefix = "CYB13".'
    return ConfigurationError(
        f"The study {owner!r} already prints references that begin with {prefix}.", where="study.toml prefix", remedy=remedy
    )


def _without(tx: Connection, study: str, codes: Iterable[str]) -> tuple[str, ...]:
    there = set(tx.scalars(select(_invitation.c.organisation).where(_invitation.c.study == study)))
    return tuple(code for code in codes if code not in there)


def of_study(tx: Connection, study: str, only: Collection[str] | None = None) -> dict[str, Invitation]:
    """Return the study's invitations by organisation code; `only` names the organisations that are wanted."""
    wanted = (_invitation.c.study == study,) if only is None else (_invitation.c.study == study, _invitation.c.organisation.in_(list(only)))
    rows = tx.execute(select(_invitation).where(*wanted).order_by(_invitation.c.serial)).mappings()
    return {row["organisation"]: to_value(Invitation, row) for row in rows}


def by_id(tx: Connection, invitation_id: int) -> Invitation:
    """Return one invitation (StopIteration if there is none)."""
    return next(iter(find(tx, "id", [invitation_id])))


def find(tx: Connection, column: str, values: Iterable[object]) -> tuple[Invitation, ...]:
    """Return the invitations whose `column` (id, reference, token or organisation) is one of `values`."""
    rows = tx.execute(one_of(_invitation, column), {"values": list(values)}).mappings()
    return tuple(to_value(Invitation, row) for row in rows)


def decline(tx: Connection, invitation_id: int) -> None:
    """Record that the organisation will not answer."""
    tx.execute(update(_invitation).where(_invitation.c.id == invitation_id).values(declined=True))
