"""Who is away as staff says it: the decision, and to whom mailings go meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.contact import Contact
from domain.journal import What
from domain.rules.standing import is_away, mailed
from store import Transaction, contact_lists, decisions, suppressions
from store.cases.decisions import Ruling


def absence(tx: Transaction, address: str, until: date, note: str) -> list[Ruling]:
    """Return the decision that the owner of an address is away until a day; none where that stands already."""
    known = suppressions.absent(tx, [address]).get(address.lower())
    if known and known.until == until:
        return []
    return [Ruling(what=What.ABSENT, about=decisions.address(tx, address), value=until.isoformat(), note=note)]


def told_away(tx: Transaction, whose: Contact, lists: Sequence[str], until: date, today: date) -> str:
    """Say to whom the mailings of these lists go while the owner of a contact is away: to the others there, unless nobody else is there."""
    address, code = whose.address, whose.organisation
    stays = {name: why for name in lists if (why := _still_to(tx, whose, name, today))}
    goes = [name for name in lists if name not in stays]
    told = f"{address} is away until {until}"
    if not stays:
        return f"{told}: until then, mailings go to the others of {code}."
    if not goes:
        return f"{told}. {next(iter(stays.values()))}, so mailings still go to this address."
    each = "; ".join(f"on the list {name}, {why[0].lower()}{why[1:]}, so they still go to this address" for name, why in stays.items())
    return f"{told}: until then, mailings to the list {', '.join(goes)} go to the others of {code}; {each}."


def _still_to(tx: Transaction, whose: Contact, name: str, today: date) -> str:
    """Say why the mailings of a list go to who is away all the same; blank where they go to others, or the address is not written to."""
    there = contact_lists.load_list(tx, name, {whose.organisation}).contacts
    addresses = [one.address for one in there]
    stopped, away = suppressions.suppressed(tx, addresses), suppressions.absent(tx, addresses)
    others = [one for one in there if one.address.lower() != whose.address.lower()]
    may = [one for one in others if one.address.lower() not in stopped]
    gone = [one for one in may if (left := away.get(one.address.lower())) and is_away(left.until, today)]
    if whose not in mailed([whose, *may], [whose, *gone]):
        return ""
    if not others:
        return f"There is nobody else at {whose.organisation}"
    return f"Nobody else at {whose.organisation} may be written to{' or is there' if gone else ''}"
