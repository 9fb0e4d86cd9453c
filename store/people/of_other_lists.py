"""Who is a contact by other lists alone: what was decided about them concerns nobody who looks at this list.

An organisation is one, whichever studies ask it, and each study may have its own people there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, FromClause, Select, except_, select, union

from domain.contact import Retirement
from store.database.mapping import to_values
from store.people.contact_rows import ListEntryRow, RetirementRow

_ENTRY, _RETIREMENT = _PLACES = (ListEntryRow.__table__, RetirementRow.__table__)  # type: ignore[attr-defined]


def of_other_lists(contact_list: str, organisation: str | None = None) -> CompoundSelect[Any]:
    """Return a selection of the contacts, by organisation and address, that stand or stood on other lists, and never on this one.

    With `organisation`, of that one alone.
    """
    elsewhere = (_contacts(one, one.c.list != contact_list, organisation) for one in _PLACES)
    here = (_contacts(one, one.c.list == contact_list, organisation) for one in _PLACES)
    return except_(select(union(*elsewhere).subquery()), select(union(*here).subquery()))


def addresses_elsewhere(tx: Connection, contact_list: str, organisation: str) -> frozenset[str]:
    """Return the addresses of an organisation that stand or stood on other lists, and never on this one."""
    return frozenset(tx.scalars(select(of_other_lists(contact_list, organisation).subquery().c.address)))


def retired_elsewhere(tx: Connection, contact_list: str) -> tuple[Retirement, ...]:
    """Return who was taken off other lists, and stands on none since: the last time of each."""
    same = (_ENTRY.c.organisation == _RETIREMENT.c.organisation) & (_ENTRY.c.address == _RETIREMENT.c.address)
    gone = select(_RETIREMENT).where(_RETIREMENT.c.list != contact_list, ~select(_ENTRY.c.list).where(same).exists())
    found = to_values(Retirement, tx.execute(gone.order_by(_RETIREMENT.c.at, _RETIREMENT.c.list)))
    return tuple({(one.organisation, one.address): one for one in found}.values())


def _contacts(place: FromClause, within: ColumnElement[bool], organisation: str | None) -> Select[Any]:
    chosen = select(place.c.organisation, place.c.address).where(within)
    return chosen if organisation is None else chosen.where(place.c.organisation == organisation)
