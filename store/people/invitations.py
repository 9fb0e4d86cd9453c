"""Invitations: organisation × study, each with its printed reference and its token."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Index, Select, UniqueConstraint, bindparam, func, insert, select, text, update
from sqlmodel import Field

from domain.errors import ConfigurationError
from domain.mail.reference import derived_tag, printed
from domain.rules.standing import Mark
from domain.submission import Invitation
from store.database import generation
from store.database.declarations import StoredRow, index_of_some
from store.database.mapping import chunked, one_of, to_value, to_values
from store.database.remembered import ANY, Recall
from store.people.contact_rows import ListEntryRow


class InvitationRow(StoredRow, table=True):
    """An invitation. The serial number counts within the study."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("study", "organisation"),
        Index("ix_invitation_serial", "study", "serial"),
        # Few organisations are marked, and those are asked for by study.
        index_of_some("ix_invitation_marked", "study", "mark", where=text("mark IS NOT NULL")),
        index_of_some("ix_invitation_lacks", "study", where=text("lacks <> ''")),
    )
    id: int | None = Field(default=None, primary_key=True)
    study: str
    organisation: str = Field(index=True)
    serial: int
    reference: str = Field(unique=True)
    token: str = Field(unique=True)
    mark: str | None
    until: date | None
    lacks: str = Field(sa_column_kwargs={"server_default": text("''")})
    weight: float | None = None


_invitation = InvitationRow.__table__  # type: ignore[attr-defined]
_BY_ID, _BY_REFERENCE, _BY_TOKEN, _BY_ORGANISATION = (
    one_of(_invitation, column, "id") for column in ("id", "reference", "token", "organisation")
)
_WEIGH = update(_invitation).where(_invitation.c.id == bindparam("invitation")).values(weight=bindparam("size"))
_entry = ListEntryRow.__table__  # type: ignore[attr-defined]
_OF = select(_invitation).where(_invitation.c.study == bindparam("study"), _invitation.c.organisation == bindparam("organisation"))


def invite(tx: Connection, study: str, prefix: str, organisations: Iterable[str]) -> None:
    """Give every organisation that has none yet an invitation of its own; ConfigurationError where the prefix is another study's."""
    codes = tuple(organisations)
    if not _without(tx, study, codes):
        return
    if tx.dialect.name == "postgresql":
        # Two processes would give the same serial numbers; SQLite has one writer anyway.
        tx.exec_driver_sql("LOCK TABLE invitation IN SHARE ROW EXCLUSIVE MODE")
    serial = tx.scalar(select(func.coalesce(func.max(_invitation.c.serial), 0)).where(_invitation.c.study == study)) or 0
    key = generation.secret(tx)
    rows = [
        {
            "study": study,
            "organisation": code,
            "serial": number,
            "reference": printed(prefix, number),
            "token": derived_tag(key, f"invitation:{study}:{code}"),
            "mark": None,
            "until": None,
            "lacks": "",
        }
        for number, code in enumerate(_without(tx, study, codes), serial + 1)
    ]
    if rows:
        refuse_taken(tx, study, prefix, [str(row["reference"]) for row in rows])
        tx.execute(insert(_invitation), rows)


def refuse_taken(tx: Connection, study: str, prefix: str, references: Sequence[str] = ()) -> None:
    """Raise ConfigurationError where another study has the prefix: its first reference, or one of these."""
    wanted = (printed(prefix, 1), *references)
    for some in chunked(wanted):
        others = select(_invitation.c.study).where(_invitation.c.reference.in_(some), _invitation.c.study != study)
        if owner := tx.scalar(others.limit(1)):
            raise taken(prefix, owner)


def taken(prefix: str, owner: str) -> ConfigurationError:
    """Return the error for a prefix that is the study `owner`'s: a reference must name one organisation in one study."""
    remedy = 'Give each study its own prefix, such as prefix = "CYB13".'
    return ConfigurationError(
        f"The study {owner!r} already prints references that begin with {prefix}.", where="study.toml prefix", remedy=remedy
    )


def set_lacks(tx: Connection, invitation_id: int, lacks: str) -> None:
    """Keep which parts of an organisation's answer have not come yet."""
    tx.execute(update(_invitation).where(_invitation.c.id == invitation_id, _invitation.c.lacks != lacks).values(lacks=lacks))


def _without(tx: Connection, study: str, codes: Iterable[str]) -> tuple[str, ...]:
    wanted, there = tuple(codes), set[str]()
    for some in chunked(wanted):
        there.update(
            tx.scalars(select(_invitation.c.organisation).where(_invitation.c.study == study, _invitation.c.organisation.in_(some)))
        )
    return tuple(code for code in wanted if code not in there)


def missing(tx: Connection, study: str, contact_list: str, after: str | None, limit: int) -> tuple[str, ...]:
    """Return organisations of a contact list that have no invitation to the study yet, in their order.

    They are at most `limit`, that come after the code `after`.
    """
    further = () if after is None else (_entry.c.organisation > after,)
    invited = select(_invitation.c.id).where(_invitation.c.study == study, _invitation.c.organisation == _entry.c.organisation)
    chosen = select(_entry.c.organisation).distinct().where(_entry.c.list == contact_list, *further, ~invited.exists())
    return tuple(tx.scalars(chosen.order_by(_entry.c.organisation).limit(limit)))


def of_study(tx: Connection, study: str, only: Collection[str] | None = None) -> dict[str, Invitation]:
    """Return the study's invitations by organisation code, in the order of their numbers; `only` names those that are wanted."""
    chosen = select(_invitation).where(_invitation.c.study == study).order_by(_invitation.c.serial)
    some_or_all = [chosen] if only is None else [chosen.where(_invitation.c.organisation.in_(some)) for some in chunked(only)]
    return {one.organisation: one for chosen in some_or_all for one in to_values(Invitation, tx.execute(chosen))}


def after(tx: Connection, study: str, last: int, limit: int) -> tuple[Invitation, ...]:
    """Return invitations of a study in their order: at most `limit` that come after the one whose id is `last`, 0 for the first."""
    serial = select(_invitation.c.serial).where(_invitation.c.id == last).scalar_subquery()
    chosen = select(_invitation).where(_invitation.c.study == study, _invitation.c.serial > func.coalesce(serial, -1))
    return tuple(to_values(Invitation, tx.execute(chosen.order_by(_invitation.c.serial).limit(limit))))


def count(tx: Connection, study: str) -> int:
    """Return how many organisations have an invitation to the study."""
    return tx.scalar(select(func.count()).select_from(_invitation).where(_invitation.c.study == study)) or 0


def by_id(tx: Connection, invitation_id: int) -> Invitation:
    """Return one invitation (StopIteration if there is none)."""
    return next(iter(with_ids(tx, [invitation_id])))


def of(tx: Connection, study: str, organisation: str) -> Invitation | None:
    """Return the invitation of an organisation to a study, or None where it has none."""
    row = tx.execute(_OF, {"study": study, "organisation": organisation}).mappings().first()
    return to_value(Invitation, row) if row else None


def with_ids(tx: Connection, ids: Iterable[int]) -> tuple[Invitation, ...]:
    """Return the invitations with these ids."""
    return _find(tx, _BY_ID, ids)


def with_references(tx: Connection, references: Iterable[str]) -> tuple[Invitation, ...]:
    """Return the invitations with these printed references."""
    return _in_order(_OF_REFERENCE(tx, references))


def with_tokens(tx: Connection, tokens: Iterable[str]) -> tuple[Invitation, ...]:
    """Return the invitations with these tokens."""
    return _in_order(_OF_TOKEN(tx, tokens))


def of_organisations(tx: Connection, codes: Iterable[str]) -> tuple[Invitation, ...]:
    """Return the invitations of these organisations, to whatever study."""
    return _in_order(_OF_ORGANISATION(tx, codes))


def _find(tx: Connection, asked: Select[Any], values: Iterable[object]) -> tuple[Invitation, ...]:
    rows = (row for some in chunked(values) for row in tx.execute(asked, {"values": some}).mappings())
    return tuple(to_value(Invitation, row) for row in rows)


def _in_order(found: Iterable[Invitation]) -> tuple[Invitation, ...]:
    return tuple(sorted(found, key=lambda one: one.id))


# Each message is asked for by all that it names (see `store.database.remembered`).
_OF_REFERENCE = Recall[str, Invitation](
    lambda tx, keys: ((one.reference, one) for one in _find(tx, _BY_REFERENCE, keys)), {"invitation": ANY}
)
_OF_TOKEN = Recall[str, Invitation](lambda tx, keys: ((one.token, one) for one in _find(tx, _BY_TOKEN, keys)), {"invitation": ANY})
_OF_ORGANISATION = Recall[str, Invitation](
    lambda tx, keys: ((one.organisation, one) for one in _find(tx, _BY_ORGANISATION, keys)), {"invitation": ANY}
)


def marked(tx: Connection, study: str | None = None) -> tuple[Invitation, ...]:
    """Return the invitations of a study, or of all, that are marked."""
    chosen = select(_invitation).where(_invitation.c.mark.is_not(None)).order_by(_invitation.c.id)
    rows = tx.execute(chosen if study is None else chosen.where(_invitation.c.study == study)).mappings()
    return tuple(to_value(Invitation, row) for row in rows)


def set_weights(tx: Connection, weights: Mapping[int, float]) -> None:
    """Keep how much these organisations weigh, for when nothing else says it any more."""
    for some in chunked(weights.items()):
        tx.execute(_WEIGH, [{"invitation": number, "size": weight} for number, weight in some])


def set_mark(tx: Connection, invitation_id: int, mark: Mark | None) -> None:
    """Keep what an organisation is marked as by the decisions that are in force."""
    values = {"mark": mark.what.value if mark else None, "until": mark.until if mark else None}
    tx.execute(update(_invitation).where(_invitation.c.id == invitation_id).values(**values))
